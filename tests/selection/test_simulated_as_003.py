"""A round with the verdicts that 003 counts: the pages come to its tables and its funnel.

Sources: SØF-rapport 01/23, tables 2.1-2.4 (L505-584; 124 for the 129 that does not add up), L916-920 and L1034-1062.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from making.round_pages import funnel, page
from making.round_report import KINDS, text_of
from making.simulated import DEEP, SCREENING, AsPrinted
from making.simulated_round import Played, end, play
from making.walking import undone

SEED = 2021
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.xdist_group("simulated as 003"),
]


@pytest.fixture(scope="module")
def now(django_db_setup, django_db_blocker) -> Iterator[Played]:
    with django_db_blocker.unblock(), undone():
        yield end(play(AsPrinted(SEED)))


def test_203_less_22_less_34_less_124_is_23(now):
    # candidates, near-blank with their one reason, read, and then out and left in each phase
    assert funnel(page(now, "round")) == [203, 22, 22, 181, 34, 147, 124, 23]


@pytest.mark.parametrize(
    ("phase", "cells"),
    [
        (SCREENING, [34, 20, 54, 20, 107, 127, 54, 127, 181]),  # table 2.1
        (DEEP, [124, 9, 133, 9, 5, 14, 133, 14, 147]),  # table 2.3
    ],
)
def test_cross_tables_are_printed_with_their_totals(now, phase, cells):
    table = page(now, "agreement", phase).split('class="ds-table cross"')[1].split("</table>")[0]
    assert [int(cell) for cell in re.findall(r"<td[^>]*>(\d+)</td>", table)] == cells


@pytest.mark.parametrize(
    ("phase", "observed", "expected", "kappa", "z", "band"),
    [
        (SCREENING, "77,90", "58,13", "0,4721", "6,35", "moderate"),  # table 2.2, L597-601
        (DEEP, "87,76", "82,77", "0,2895", "3,51", "fair"),  # table 2.4
    ],
)
def test_agreement_is_that_of_the_report(now, phase, observed, expected, kappa, z, band):
    html = page(now, "agreement", phase)
    assert f"{kappa} (z {z})" in html
    facts = dict(re.findall(r"<dt>([^<]*)</dt><dd>([^ <]*)", html))
    assert (facts["Faktisk enighet"], facts["Forventet enighet"]) == (observed, expected)
    # Rows and columns have the same totals, so that kappa of changing pairs is Cohen's.
    assert facts["Fleiss’ kappa"] == kappa and f"({band})</strong>" in html


def test_18_split_and_5_agreed_are_discussed(now):
    html = page(now, "discussions")
    assert "23 kandidater er igjen" in html
    assert "18 der vurdererne var uenige, og 5 der alle sa inn" in html
    for shown, times in (("uenige", 18), ("enige", 5)):
        pages = [page(now, "discussions", vis=shown, side=str(side)) for side in (1, 2)]
        numbers = {number for html in pages for number in re.findall(r'id="k-(\d+)"', html)}
        assert len(numbers) == times


def test_ten_become_cases_nine_are_reached_and_seven_chosen(now):
    # 23 left, 13 out in the discussion, 10 cases, 3 ended for a reason each, none turned down, 7 chosen
    assert funnel(page(now, "chosen")) == [23, 13, 10, 3, 1, 1, 1, 0, 7]
    dropped = now.found.candidates.filter(case__dropped_at__isnull=False)
    assert sorted(dropped.values_list("case__dropped_because", flat=True)) == [
        "no-respondents",
        "not-new",
        "not-the-office",
    ]
    assert now.found.candidates.filter(case__interviews__isnull=False).distinct().count() == 9
    assert now.found.candidates.filter(choices__is_chosen=True).count() == 7
    assert [row.offices.count() for row in now.found.follow_ups.all()] == [3, 3]  # L1220-1226


@pytest.mark.parametrize("kind", KINDS)
def test_the_report_holds_the_tables_and_the_funnel_of_the_report(now, kind):
    text = text_of(now, kind)
    for said in (
        "Ut 34 20 54 Inn 20 107 127 Totalt 54 127 181",  # table 2.1
        "Ut 124 9 133 Inn 9 5 14 Totalt 133 14 147",  # table 2.3
        "Faktisk enighet 77,90 % 77,90 % Forventet enighet 58,13 % 58,13 % Kappa 0,4721 0,4721",  # table 2.2
        "Faktisk enighet 87,76 % 87,76 % Forventet enighet 82,77 % 82,77 % Kappa 0,2895 0,2895",  # table 2.4
        "z 6,35",
        "z 3,51",
        "18 der vurdererne var uenige, og 5 der alle sa inn",
    ):
        assert said in text
    shares = [(203, "100,0"), (181, "89,2"), (147, "72,4"), (23, "11,3"), (10, "4,9"), (7, "3,4"), (2, "1,0")]
    places = [text.find(f" {number} {share} %") for number, share in shares]
    assert -1 not in places and places == sorted(places)
    for gone in (22, 34, 124, 13):
        assert f"\N{MINUS SIGN}{gone} " in text
