"""Loading the official list of counties, municipalities and city districts from `data/`."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction

from lovende.people.models import CityDistrict, County, Municipality

DATA = Path(__file__).parent / "data"
OSLO = "0301"


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _end(text: str) -> date | None:
    """The first day it no longer holds; the files give the last day it did."""
    return date.fromisoformat(text) + timedelta(days=1) if text else None


@transaction.atomic
def load_places() -> None:
    """Load the places when there are none; they are facts of law and do not change under us.

    `Municipality.today` is computed from the successors: the municipalities that hold its territory now.
    """
    if Municipality.objects.exists():
        return
    counties = _load_counties()
    rows = list(_rows("municipalities.csv"))
    places = [
        Municipality(
            number=row["number"],
            name=row["name"],
            valid_from=_day(row["valid_from"]),
            valid_to=_end(row["valid_to"]),
            county=_county_then(counties, row),
            other_names=[name for name in row.get("names", "").split("|") if name],
        )
        for row in rows
    ]
    Municipality.objects.bulk_create(places)
    _link_successors(rows, places)
    oslo = next(place for place in places if place.number == OSLO and place.valid_to is None)
    CityDistrict.objects.bulk_create(
        CityDistrict(number=row["code"], name=row["name"], municipality=oslo)
        for row in _rows("city-districts.csv")
        if row["is_district"] == "yes"
    )


def _load_counties() -> list[County]:
    tiles = {row["number"]: row for row in _rows("tiles.csv")}
    counties = []
    for row in _rows("counties.csv"):
        tile = tiles.get(row["number"]) if not row["valid_to"] else None
        counties.append(
            County(
                number=row["number"],
                name=row["name"],
                valid_from=_day(row["valid_from"]),
                valid_to=_end(row["valid_to"]),
                tile_column=int(tile["column"]) if tile else None,
                tile_row=int(tile["row"]) if tile else None,
            )
        )
    return County.objects.bulk_create(counties)


def _county_then(counties: list[County], row: dict[str, str]) -> County:
    start = _day(row["valid_from"])
    for county in counties:
        holds = county.valid_from <= start and (county.valid_to is None or county.valid_to > start)
        if county.number == row["county"] and holds:
            return county
    raise ValueError(f"municipality {row['number']} {row['name']}: no county {row['county']} on {start}")


def _link_successors(rows: list[dict[str, str]], places: list[Municipality]) -> None:
    """`successors` hold from the day the predecessor ends; `today` follows them to the end."""
    by_start = {(place.number, place.valid_from): place for place in places}
    following: dict[int, list[Municipality]] = {}
    for row, place in zip(rows, places, strict=True):
        numbers = row["successors"].split()
        following[place.pk] = [by_start[number, end] for number in numbers if (end := place.valid_to)]
    through, now = Municipality.successors.through, Municipality.today.through
    through.objects.bulk_create(
        through(from_municipality_id=pk, to_municipality_id=later.pk)
        for pk, later_ in following.items()
        for later in later_
    )
    now.objects.bulk_create(
        now(from_municipality_id=place.pk, to_municipality_id=pk)
        for place in places
        for pk in sorted(_today(place, following))
    )


def _today(place: Municipality, following: dict[int, list[Municipality]]) -> set[int]:
    if not following[place.pk]:
        return {place.pk} if place.valid_to is None else set()
    return {pk for later in following[place.pk] for pk in _today(later, following)}
