"""JSON-stat 2 is read exactly, and what is missing never becomes a number."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lovende.statbank.jsonstat import Dataset, JsonStatError, read_dataset

DATA = Path(__file__).parent / "data"


def read(name: str) -> Dataset:
    return read_dataset(json.loads((DATA / name).read_text(encoding="utf-8")))


def table(sizes: list[int], **more) -> dict:
    names = [f"v{i}" for i in range(len(sizes))]
    parts = {
        name: {"label": name, "category": {"index": {f"c{n}": n for n in range(size)}}}
        for name, size in zip(names, sizes, strict=True)
    }
    return {"class": "dataset", "id": names, "size": sizes, "dimension": parts, **more}


def test_metadata_says_what_can_be_chosen():
    found = read("metadata-08764.json")
    contents = found.dimension("ContentsCode")
    assert [part.code for part in found.dimensions] == ["Region", "ContentsCode", "Tid"]
    assert (found.time, found.metric, found.cells) == ("Tid", "ContentsCode", ())
    assert contents is not None and not contents.eliminable
    share = contents.value("EUskala60")
    assert share is not None and (share.unit, share.decimals) == ("prosent", 1)
    region = found.dimension("Region")
    assert region is not None and region.eliminable and region.value("0104").label == "Moss (-2019)"  # type: ignore[union-attr]


def test_a_number_is_read_as_it_is_printed():
    assert read("data-08764-moss-2016.json").cells == ((Decimal("12.3"), ""),)


def test_what_is_withheld_is_said_to_be():
    assert read("data-08764-moss-withheld.json").cells == ((None, "withheld"),)


def test_values_by_place_leave_the_rest_unknown():
    found = read("data-13995-two-cells.json")
    assert found.cells == ((Decimal(130001), ""), (None, "not-stated"))
    codes = {"KOKkommuneregion0000": "3103", "ContentsCode": "KOSsosantkliente0000", "Tid": "2024"}
    assert found.place(codes) == 1
    with pytest.raises(KeyError):
        found.place(codes | {"Tid": "1999"})


@pytest.mark.parametrize(
    ("mark", "why"),
    [
        (".", "not-collected"),
        ("..", "not-stated"),
        (":", "withheld"),
        (None, "not-stated"),
        ("?", "not-stated"),
    ],
)
@pytest.mark.parametrize("shape", ["list", "object", "one"])
def test_every_mark_in_every_shape(mark, why, shape):
    status = {"list": [mark, None], "object": {"0": mark}, "one": mark}[shape]
    assert read_dataset(table([2], value=[None, 1], status=status)).cells[0] == (None, why)


def test_nought_is_a_number():
    assert read_dataset(table([1], value=[0])).cells == ((Decimal(0), ""),)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=4), st.data())
def test_each_place_is_reached_by_its_codes(sizes, data):
    total = 1
    for size in sizes:
        total *= size
    found = read_dataset(table(sizes, value=list(range(total))))
    picked = [data.draw(st.integers(0, size - 1)) for size in sizes]
    place = 0
    for size, number in zip(sizes, picked, strict=True):
        place = place * size + number
    codes = {f"v{i}": f"c{number}" for i, number in enumerate(picked)}
    assert found.cells[found.place(codes)] == (Decimal(place), "")


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        [],
        "text",
        {},
        {"class": "collection"},
        {"class": "dataset"},
        {"class": "dataset", "id": ["a"], "size": []},
        {"class": "dataset", "id": ["a"], "size": [1], "dimension": {}},
        {"class": "dataset", "id": ["a"], "size": [1], "dimension": {"a": {"category": {"index": 4}}}},
        table([2]) | {"size": [3]},
        table([2], value=[1]),
        table([100, 100, 200], value={"0": 1}),
    ],
)
def test_anything_else_is_refused(wrong):
    with pytest.raises(JsonStatError):
        read_dataset(wrong)


@pytest.mark.parametrize("number", [True, "12", float("nan"), float("inf"), [], {}])
def test_what_is_no_number_is_unknown(number):
    assert read_dataset(table([1], value=[number])).cells == ((None, "not-stated"),)
