"""The lists of places hold together: counts a year, periods, successors, and known changes of number."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

import lovende

DATA = Path(lovende.__file__).parent / "people" / "data"


def read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


COUNTIES = read("counties.csv")
MUNICIPALITIES = read("municipalities.csv")


def period(row: dict[str, str]) -> tuple[date, date]:
    """First and last day of a row; an open end is the last day that a date can hold."""
    return date.fromisoformat(row["valid_from"]), (
        date.fromisoformat(row["valid_to"]) if row["valid_to"] else date.max
    )


def valid(rows: list[dict[str, str]], day: date) -> dict[str, dict[str, str]]:
    return {row["number"]: row for row in rows if period(row)[0] <= day <= period(row)[1]}


def resolve(number: str, day: date, goal: date) -> set[str]:
    """The numbers valid at `goal` that the municipality `number`, valid at `day`, has become."""
    row = valid(MUNICIPALITIES, day)[number]
    last = period(row)[1]
    if last >= goal:
        return {number}
    after = last + timedelta(days=1)
    return set().union(*(resolve(heir, after, goal) for heir in row["successors"].split()))


@pytest.mark.parametrize(
    ("year", "municipalities", "counties"),
    [
        (2013, 428, 19),
        (2016, 428, 19),
        (2017, 426, 19),
        (2018, 422, 18),
        (2019, 422, 18),
        (2020, 356, 11),
        (2023, 356, 11),
        (2024, 357, 15),
        (2026, 357, 15),
    ],
)
def test_counts_hold_on_the_first_and_last_day_of_the_year(year, municipalities, counties):
    for day in (date(year, 1, 1), date(year, 12, 31)):
        assert len(valid(MUNICIPALITIES, day)) == municipalities
        assert len(valid(COUNTIES, day)) == counties


@pytest.mark.parametrize("rows", [COUNTIES, MUNICIPALITIES], ids=["counties", "municipalities"])
def test_no_number_has_two_periods_that_overlap(rows):
    by_number: dict[str, list[tuple[date, date]]] = {}
    for row in rows:
        first, last = period(row)
        assert first <= last
        by_number.setdefault(row["number"], []).append((first, last))
    for spans in by_number.values():
        spans.sort()
        assert all(one[1] < two[0] for one, two in zip(spans, spans[1:], strict=False))


@pytest.mark.parametrize("rows", [COUNTIES, MUNICIPALITIES], ids=["counties", "municipalities"])
def test_successors_exist_and_start_the_day_after(rows):
    for row in rows:
        heirs = row["successors"].split()
        assert bool(heirs) == bool(row["valid_to"]), row
        for heir in heirs:
            after = period(row)[1] + timedelta(days=1)
            successor = valid(rows, after)[heir]
            assert period(successor)[0] == after, (row, heir)


def test_every_new_number_but_none_other_is_somebodys_successor():
    for rows in (COUNTIES, MUNICIPALITIES):
        new = {row["number"] for row in rows if row["valid_from"] > "2013-01-01"}
        heirs = {heir for row in rows for heir in row["successors"].split()}
        assert heirs == new


def test_stavanger_and_trondheim_grew_under_the_number_they_had():
    for number in ("1103", "5001"):
        before = valid(MUNICIPALITIES, date(2019, 12, 31))[number]
        after = valid(MUNICIPALITIES, date(2020, 1, 1))[number]
        assert before is not after
        assert before["successors"] == number


def test_the_county_of_every_municipality_is_valid_in_the_same_period():
    for row in MUNICIPALITIES:
        first, last = period(row)
        assert row["county"] == row["number"][:2]
        assert any(
            county["number"] == row["county"] and period(county)[0] <= first and last <= period(county)[1]
            for county in COUNTIES
        ), row


def test_names_are_filled_and_the_full_form_holds_the_norwegian_name():
    for row in COUNTIES + MUNICIPALITIES:
        assert row["name"] == row["name"].strip() != ""
        assert not row["names"] or row["name"] in row["names"].split("|"), row


@pytest.mark.parametrize(
    ("number", "name", "year", "in_2020", "today"),
    [
        ("0104", "Moss", 2016, {"3002"}, {"3103"}),
        ("0136", "Rygge", 2016, {"3002"}, {"3103"}),
        ("0301", "Oslo", 2013, {"0301"}, {"0301"}),
        ("0105", "Sarpsborg", 2016, {"3003"}, {"3105"}),
        ("0106", "Fredrikstad", 2016, {"3004"}, {"3107"}),
        ("0101", "Halden", 2016, {"3001"}, {"3101"}),
        ("0627", "Røyken", 2016, {"3025"}, {"3203"}),
        ("1001", "Kristiansand", 2019, {"4204"}, {"4204"}),
        ("1601", "Trondheim", 2017, {"5001"}, {"5001"}),
        ("1662", "Klæbu", 2017, {"5001"}, {"5001"}),
        ("0714", "Hof", 2017, {"3802"}, {"3903"}),
        ("1852", "Tjeldsund", 2019, {"5412"}, {"5512"}),
        ("1534", "Haram", 2019, {"1507"}, {"1508", "1580"}),
        ("1613", "Snillfjord", 2017, {"5055", "5056", "5059"}, {"5055", "5056", "5059"}),
    ],
)
def test_known_municipalities_lead_to_their_place_of_2020_and_of_today(number, name, year, in_2020, today):
    day = date(year, 6, 1)
    assert valid(MUNICIPALITIES, day)[number]["name"] == name
    assert resolve(number, day, date(2020, 1, 1)) == in_2020
    assert resolve(number, day, date(2026, 1, 1)) == today


def test_alesund_and_haram_part_in_2024():
    assert valid(MUNICIPALITIES, date(2023, 12, 31))["1507"]["successors"] == "1508 1580"
    after = valid(MUNICIPALITIES, date(2024, 1, 1))
    assert (after["1508"]["name"], after["1580"]["name"]) == ("Ålesund", "Haram")


def test_a_municipality_may_leave_the_county_that_its_neighbours_went_to():
    # Jevnaker was in Oppland, which became Innlandet, but went to Viken and is in Akershus now.
    assert resolve("0532", date(2016, 6, 1), date(2020, 1, 1)) == {"3053"}
    assert resolve("0532", date(2016, 6, 1), date(2026, 1, 1)) == {"3236"}


def test_oslo_has_fifteen_districts_and_two_areas_that_are_none():
    rows = read("city-districts.csv")
    districts = [row for row in rows if row["is_district"] == "yes"]
    assert [row["code"] for row in districts] == [f"0301{n:02d}" for n in range(1, 16)]
    assert {row["name"] for row in rows if row["is_district"] == "no"} == {"Sentrum", "Marka"}
    assert {row["municipality"] for row in rows} == {"0301"}


def test_the_tile_map_has_one_tile_for_every_county_of_today():
    tiles = read("tiles.csv")
    assert {tile["number"] for tile in tiles} == set(valid(COUNTIES, date(2026, 1, 1)))
    assert len({(tile["column"], tile["row"]) for tile in tiles}) == len(tiles) == 15
