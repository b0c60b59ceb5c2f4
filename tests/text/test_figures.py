"""Norwegian numbers and dates in text."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lovende.text.figures import dates, numbers, parse_number


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("62,5", "62.5"), ("1 036 000", "1036000"), ("1\u00a0036\u202f000", "1036000"), ("610.000", "610000"),
        ("1.250.000,50", "1250000.50"), ("3.5", "3.5"), ("½", "0.5"), ("1½", "1.5"), ("2 ¼", "2.25"),
        ("-3", "-3"),
        ("−12,1", "-12.1"), ("0", "0"), ("0621", "621"), ("1036000", "1036000"), (" 7 ", "7"),
    ],
)  # fmt: skip
def test_parse_number(printed: str, value: str) -> None:
    assert parse_number(printed) == Decimal(value)


@pytest.mark.parametrize(
    "printed",
    ["", " ", "x", "1,2,3", "1 03 000", "12 %", "1.2.3", "½½", "--1", "1 0000", "10.10.16", "٣", "1\n2"],
)
def test_what_is_no_number_is_refused(printed: str) -> None:
    with pytest.raises(ValueError, match="not a Norwegian number"):
        parse_number(printed)


def norwegian(value: Decimal, group: str) -> str:
    """`value` as it is printed, thousands apart by `group`."""
    return f"{value:,f}".replace(",", "\0").replace(".", ",").replace("\0", group)


@given(st.decimals(-(10**9), 10**9, places=2), st.sampled_from([" ", "\u00a0", "\u202f", "."]))
def test_numbers_are_read_back_as_they_were_printed(value: Decimal, group: str) -> None:
    assert parse_number(norwegian(value, group)) == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("62,5 % av deltakerne", [("62.5", "%", "62,5 %")]),
        ("budsjett 1 036 000 kr", [("1036000", "NOK", "1 036 000 kr")]),
        ("52,3 mill. kroner", [("52300000", "NOK", "52,3 mill. kroner")]),
        ("52,3 mill.", [("52300000", None, "52,3 mill.")]),
        ("kr 610.000 til drift", [("610000", "NOK", "kr 610.000")]),
        ("kr 1,2 mill", [("1200000", "NOK", "kr 1,2 mill")]),
        ("kr. 500,- pr. uke", [("500", "NOK", "kr. 500,-")]),
        ("½ stilling og 1½ årsverk", [("0.5", "FTE", "½ stilling"), ("1.5", "FTE", "1½ årsverk")]),
        ("9 av 13 deltakere (69.2 prosent)",
         [("9", None, "9"), ("13", "persons", "13 deltakere"), ("69.2", "%", "69.2 prosent")]),
        ("2016 kr 500", [("500", "NOK", "kr 500")]),
        ("i 2016 1 200 kr", [("1200", "NOK", "1 200 kr")]),
        ("prosjekt 2021-38, punkt 3.1.2", []),
        ("10.10.16 og 1. mai 2016", []),
        ("18-30 år", [("18", None, "18"), ("30", "years", "30 år")]),
        ("COVID-19 og K2", [("-19", None, "-19")][:0]),
        ("5 millioner kroner", [("5000000", "NOK", "5 millioner kroner")]),
        ("2 milliarder", [("2000000000", None, "2 milliarder")]),
        ("14 tusen kr", [("14000", "NOK", "14 tusen kr")]),
        ("ingen tall", []),
    ],
)  # fmt: skip
def test_numbers(text: str, expected: list[tuple[str, str | None, str]]) -> None:
    assert [(str(found.value), found.unit, found.printed) for found in numbers(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pr. 10.10.16", [("2016-10-10", "day")]), ("12.03.2015.", [("2015-03-12", "day")]),
        ("1. mai 2016", [("2016-05-01", "day")]), ("31.12.99", [("1999-12-31", "day")]),
        ("2016-05-17", [("2016-05-17", "day")]), ("mars 2014", [("2014-03-01", "month")]),
        ("høsten 2012", [("2012-08-01", "season")]), ("hausten 2012", [("2012-08-01", "season")]),
        ("våren 2013", [("2013-01-01", "season")]), ("uke 48 2012", [("2012-11-26", "week")]),
        ("veke 3/2020", [("2020-01-13", "week")]), ("i 2016.", [("2016-01-01", "year")]),
        ("2015-16", [("2015-01-01", "year")]), ("2015–2016", [("2015-01-01", "year")]),
        ("31.02.16", []), ("uke 60 2012", []), ("prosjekt 2021-38", []), ("2000 kr", []),
        ("2016 personer", []),
        ("tlf. 12 34 56 78", []), ("12016", []), ("kap. 0621", []),
    ],
)  # fmt: skip
def test_dates(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(found.first.isoformat(), found.precision) for found in dates(text)] == expected


@given(st.text(alphabet="0123456789.,-–/ kr%½mailuke\n", max_size=40))
def test_nothing_found_lies_outside_the_text(text: str) -> None:
    for found in [*numbers(text), *dates(text)]:
        assert text[found.start : found.end] == found.printed


def test_the_catalogue_of_2016_is_read_without_a_slip() -> None:
    folder = os.environ.get("LOVENDE_SOURCES")
    if not folder:
        pytest.skip("LOVENDE_SOURCES is not set")
    text = next(Path(folder).glob("002_*")).read_text(encoding="utf-8")
    assert Decimal("62.5") in {found.value for found in numbers(text) if found.unit == "%"}
    assert any(found.precision == "day" and found.first.year == 2016 for found in dates(text))
