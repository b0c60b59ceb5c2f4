"""The small rules, one by one: focus areas, ages, dates, figures, titles, prompts."""

from __future__ import annotations

import pytest

from lovende.catalogue.parsing import Line, Municipality, Term, Vocabulary
from lovende.catalogue.parsing.figures import ages, dates, figures, number
from lovende.catalogue.parsing.focus import split_run
from lovende.catalogue.parsing.prompts import prompt_lines
from lovende.catalogue.parsing.titles import matching_terms, place_in_passing, read_title


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("arbeid, bolig og økonomi", 3),
        ("hurtig ut i jobb/praksis, motivasjon, veiledning", 3),
        ("samtaler, tidlig praksis, tett hjelp (med og uten tolk) kurs og læring og mål", 5),
        ("arbeid og bolig", 1),
    ],
)
def test_focus_run(text, count):
    assert len(split_run(text)) == count


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("32 250", 32250),
        ("32.182", 32182),
        ("65.2", 65.2),
        ("3,8", 3.8),
        ("54678", 54678),
        ("1 036 000", 1036000),
    ],
)
def test_number(text, value):
    assert number(text) == value


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ungdom 18-30 år", [(18, 30)]),
        ("i alderen 16–23 som", [(16, 23)]),
        ("unge under 25 år", [(None, 25)]),
        ("kvinner over 30 år", [(30, None)]),
        ("skoleåret 2017-18", []),
        ("10-12 deltakere", []),
    ],
)
def test_ages(text, found):
    assert [(age.low, age.high) for age in ages(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pr. 10.10.16", [("2016-10-10", "as-of")]),
        ("oppstart juli 2016", [("2016-07", "start")]),
        ("løper ut 2017", [("2017", "end")]),
        ("perioden 2015-16", [("2015/2016", "mention")]),
        ("siden våren 2012", [("2012", "start")]),
        ("normal drift pr. september-16", [("2016-09", "as-of")]),
        ("2 016 kroner og 20 %", []),
    ],
)
def test_dates(text, found):
    assert [(date.value, date.role) for date in dates(text)] == found


def test_figures_as_printed():
    found = [(one.claim, one.value, one.unit) for one in figures("62,5 % av 26 kvinner, -12 % ledighet")]
    assert found == [("62,5 %", 62.5, "%"), ("-12 %", -12.0, "%"), ("26 kvinner", 26.0, "kvinner")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Vik kommune – midler fra fylket – Prosjektnavn: Broa", "Broa"),
        ("Vik kommune – tilskudd til skole – Program «Broa»", "Broa"),
        ("Vik kommune - Jobbsjansen prosjekt", "Jobbsjansen prosjekt"),
        ("Vik kommune- Midler: «Ei bru» og «To bruer»", "«Ei bru» og «To bruer»"),
        ("Prosjekt 4: Broa", "Broa"),
        ("3.2 Broa", "Broa"),
    ],
)
def test_title(text, name):
    title = read_title([Line(1, text)], frozenset())
    assert title is not None
    assert title.name == name


def test_abbreviations_are_matched_as_written():
    terms = [Term("se", "Supported Employment", ("SE",)), Term("ptm", "Place-Train-Maintain")]
    assert [one[0].id for one in matching_terms("Vi ser at SE-metodikk virker", terms)] == ["se"]
    assert matching_terms("Vi vil se på dette", terms) == []
    assert [one[0].id for one in matching_terms("«Place, train, maintain»", terms)] == ["ptm"]


@pytest.mark.parametrize(
    ("text", "anywhere", "name"),
    [
        ("GODE GREP I SOLFJORD", True, "Solfjord"),
        ("En time hver uke. Time for time i Solfjord.", False, "Solfjord"),
        ("Time for alle", True, None),
        ("Solfjord er nevnt", False, None),
    ],
)
def test_place_in_passing(text, anywhere, name):
    places = Vocabulary((Municipality("9901", "Solfjord"), Municipality("9904", "Time")))
    found = place_in_passing(text, places, anywhere)
    assert (found.name if found else None) == name


def lines(*texts: str) -> list[Line]:
    return [Line(number, text) for number, text in enumerate(texts, start=1)]


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (("Beskriv kort metodene (for eksempel", "Det ene, det andre.)", "Vi bruker samtaler."), {1, 2}),
        (("Maks tre faktorer som har fungert", "1. Tid", "2. Kaffe"), {1}),
        (("- Organisering", "", "- Målgruppe"), {1, 3}),
        (("- Målgruppe", "Unge i byen."), set()),
        (("Hva handler prosjektet om?", "En bro."), {1}),
        (("- Arbeidsmarked (ledighet, næring, vekst)", "- Hvor kommer pengene fra:"), {1, 2}),
        (("Hvem skal hjelpe? Det gjør vi.",), set()),
        (("Beskrivelse av arbeidet gis i rapporten.",), set()),
    ],
)
def test_prompts(texts, found):
    assert prompt_lines(lines(*texts)) == found
