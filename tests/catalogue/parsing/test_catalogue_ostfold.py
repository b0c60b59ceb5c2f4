"""The real catalogue of source 002: sections, headings and flags as counted by hand in the source's lines."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from lovende.catalogue.parsing import (
    Catalogue,
    Municipality,
    Term,
    Vocabulary,
    default_forms,
    parse,
    read_file,
)

from .conftest import covers

SOURCES = os.environ.get("LOVENDE_SOURCES", "")
FILES = sorted(Path(SOURCES).glob("002_*.txt")) if SOURCES else []
pytestmark = pytest.mark.skipif(not FILES, reason="LOVENDE_SOURCES names no folder with document 002")

STARTS = [172, 362, 649, 846, 947, 1071, 1277, 1462, 1664, 1969, 2180, 2408, 2551, 2722]
STARTS += [2823, 3035, 3227, 3401, 3563, 3748, 3927, 4063]
KEYS = dict(
    zip(
        "KOM PRO MÅL STA ROB SUK SAM OVE KON UNI".split(),
        "kommune beskrivelse mal status robusthet erfaringer samhandling overforbarhet kontakt unikhet".split(),
        strict=True,
    )
)
# Line of every heading of the entries, in the order of the text.
MATRIX = """
KOM181 PRO207 MÅL222 STA246 ROB275 SUK295 SAM313 OVE327 KON339 UNI350
KOM372 PRO380 MÅL436 STA465 ROB507 SUK533 UNI551 OVE561 SAM609 KON637
KOM655 PRO691 MÅL708 STA730 ROB762 SUK784 SAM800 OVE820 KON834 UNI843
KOM953 PRO979 KON1053
KOM1085 PRO1109 MÅL1153 STA1165 SUK1191 SAM1213 OVE1239 KON1246 UNI1251 ROB1259
KOM1282 PRO1312 MÅL1329 STA1347 ROB1384 SUK1408 SAM1422 OVE1436 KON1446 UNI1455
KOM1470 PRO1502 SUK1545 MÅL1561 STA1583 ROB1599 SAM1617 KON1656
KOM1675 PRO1705 MÅL1750 STA1780 ROB1838 OVE1866 UNI1875 KON1897 SAM1908 SUK1947
KOM1973 PRO2000 MÅL2029 STA2061 ROB2093 SUK2117 SAM2137 OVE2165 KON2176
KOM2200 PRO2236 MÅL2267 STA2277 ROB2331 SUK2345 SAM2365 OVE2387 KON2395 UNI2401
KOM2419 PRO2449 MÅL2458 STA2466 ROB2487 SUK2499 SAM2513 OVE2529 KON2535 UNI2544
KOM2563 PRO2590 MÅL2613 STA2629 ROB2659 SUK2668 SAM2682 OVE2696 KON2706 UNI2717
KOM2829 PRO2852 ROB2892 MÅL2910 STA2932 SUK2960 SAM2976 OVE2993 KON3001 UNI3012
KOM3040 MÅL3076 STA3097 PRO3114 ROB3170 SUK3180 SAM3194 KON3206 UNI3211 OVE3217
KOM3235 PRO3256 MÅL3273 STA3297 ROB3321 SUK3347 SAM3359 OVE3377 UNI3382 KON3386
KOM3407 PRO3421 MÅL3444 STA3454 ROB3478 SUK3494 SAM3508 OVE3518 KON3539 UNI3552
KOM3571 PRO3591 MÅL3614 STA3640 ROB3677 SUK3691 SAM3703 OVE3717 KON3731 UNI3738
KOM3755 PRO3771 MÅL3788 STA3806 ROB3834 SUK3855 SAM3871 OVE3889 KON3901 UNI3910
"""
VOCABULARY = Vocabulary(
    municipalities=tuple(
        Municipality(number, name)
        for number, name in (
            ("0101", "Halden"),
            ("0104", "Moss"),
            ("0105", "Sarpsborg"),
            ("0106", "Fredrikstad"),
        )
    ),
    schemes=(
        Term("jobbsjansen", "Jobbsjansen"),
        Term("kum", "Kommunale utviklingsmidler"),
        Term("avdir", "Arbeids- og velferdsdirektoratet"),
        Term("bufdir", "Barne-, ungdoms- og familiedirektoratet"),
        Term("barnefattigdom", "Barnefattigdomsmidler"),
        Term("husbanken", "Kompetansetilskudd fra Husbanken"),
    ),
    methods=(
        Term("se", "Supported Employment", ("SE",)),
        Term("mi", "Motiverende intervju", ("MI",)),
        Term("hpmt", "HPMT"),
        Term("wie", "Wie"),
        Term("sci", "SCi"),
        Term("jobbpics", "Jobbpics", ("Jobpics",)),
    ),
)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return parse(read_file(FILES[0]), default_forms(), VOCABULARY)


def lines_of(catalogue: Catalogue, kind: str) -> list[int]:
    return [flag.line for section in catalogue.sections for flag in section.flags if flag.kind == kind]


def test_sections(catalogue):
    assert [section.start for section in catalogue.sections] == STARTS
    counts = (len(catalogue.sections), len(catalogue.entries), len(catalogue.recipes), len(catalogue.other))
    assert counts == (22, 18, 3, 1)
    by_place = [section.municipality for section in catalogue.entries]
    assert {place: by_place.count(place) for place in by_place} == {
        "Moss": 3,
        "Sarpsborg": 9,
        "Fredrikstad": 3,
        "Halden": 3,
    }


def test_every_line_belongs_somewhere(catalogue):
    assert covers(catalogue)


def test_headings_as_in_the_matrix(catalogue):
    expected = [
        [(KEYS[code[:3]], int(code[3:])) for code in row.split()] for row in MATRIX.strip().splitlines()
    ]
    found = [[(answer.key, answer.heading_start) for answer in entry.answers] for entry in catalogue.entries]
    assert found == expected


def test_completeness(catalogue):
    assert sum(len(entry.found) for entry in catalogue.entries) == 170
    assert sum(not entry.missing for entry in catalogue.entries) == 15
    assert [len(recipe.found) for recipe in catalogue.recipes] == [4, 5, 6]
    assert catalogue.other[0].missing == ["kommune"]
    assert len(catalogue.other[0].found) == 9


def test_schemes_in_the_titles(catalogue):
    schemes = [scheme for entry in catalogue.entries for scheme in entry.schemes[-1:]]
    assert lines_of(catalogue, "scheme-not-stated") == [1278, 1970]
    assert schemes.count("jobbsjansen") == 3
    assert schemes.count("kum") == 4
    assert schemes.count("bufdir") == 2
    assert schemes.count("barnefattigdom") == 3
    assert schemes.count("husbanken") == 1
    assert schemes.count("avdir") == 3


def test_focus_areas(catalogue):
    assert lines_of(catalogue, "too-many-focus-areas") == [702, 1026, 2017]
    missing = [e.start for e in catalogue.entries if any(f.kind == "focus-areas-missing" for f in e.flags)]
    assert missing == [362, 2408, 2551, 3035, 3227, 3748]


def test_flags(catalogue):
    assert lines_of(catalogue, "two-projects") == [3227]
    assert lines_of(catalogue, "malformed-telephone") == [1248, 3387, 4555]
    assert lines_of(catalogue, "malformed-email") == [4555]
    assert lines_of(catalogue, "copied-placeholder") == [3378, 3384]
    assert lines_of(catalogue, "sum-mismatch") == [3643]
    assert {1585, 3351} <= set(lines_of(catalogue, "too-early"))


def test_conflicting_populations(catalogue):
    values = {
        flag.params["municipality"]: flag.params["values"]
        for entry in catalogue.entries
        for flag in entry.flags
        if flag.kind == "conflicting-facts"
    }
    assert values == {"Moss": [32250, 32182, 32000], "Halden": [30500, 30300, 31000]}


def test_leaked_prompts(catalogue):
    boxes = [344, 346, 348, 837, 839, 841, 1064, 1066, 1068, 2538, 2540, 2542]
    boxes += [3006, 3008, 3010, 3391, 3393, 3395, 3550, 3904, 3906, 3908]
    prompts = [611, 866, 1714, 1723, 1752, 1782, 1867, 2109, 2113, 2804, 2815, 2964, 3186, 3587, 3589, 4181]
    assert lines_of(catalogue, "leaked-prompt") == sorted(boxes + prompts)


def test_near_duplicates(catalogue):
    pairs = {
        (section.start, flag.params["key"], flag.params["other"])
        for section in catalogue.sections
        for flag in section.flags
        if flag.kind == "near-duplicate-text"
    }
    assert (1462, "samhandling", 1908) in pairs  # the same list of partners
    assert (1071, "overforbarhet", 2387) in pairs  # only hyphens differ
    assert (1462, "erfaringer", 1583) in pairs  # one barrier under two headings


def test_methods_leave_prompts_out(catalogue):
    users: dict[str, dict[int, str]] = {}
    for section in catalogue.entries + catalogue.other:
        for proposal in section.proposals:
            if proposal.field == "method":
                users.setdefault(proposal.value["id"], {})[section.start] = proposal.value["use"]
    assert set(users["hpmt"]) == {172, 3563}
    assert set(users["mi"]) == {649, 1071, 1462, 1664, 1969, 2180, 3401, 3563, 4063}
    assert {start for start, use in users["se"].items() if use == "planned"} == {2180, 2823, 3227}
    assert {start for start, use in users["se"].items() if use != "planned"} == {
        172,
        649,
        1462,
        1664,
        1969,
        2551,
        4063,
    }
    assert set(users["wie"]) == {4063}
    assert "sci" not in users


def test_nothing_personal_in_what_is_passed_on(catalogue):
    document = json.dumps(catalogue.to_json(), ensure_ascii=False).casefold()
    assert "@" not in document
    raw = "\n".join(catalogue.raw).casefold()
    names = {
        part for address in re.findall(r"([\w.]+)@", raw) for part in address.split(".") if len(part) > 3
    }
    assert len(names) > 30
    assert not [name for name in sorted(names) if re.search(rf"\b{re.escape(name)}\b", document)]
    numbers = re.findall(r"(?:tlf|mob|mobil|telefon)[.: ]*(\d[\d ]{5,}\d)", raw)
    assert len(numbers) > 20
    assert not [number for number in numbers if number in document]
