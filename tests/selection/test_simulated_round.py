"""A round of 203 drawn from a known truth, taken through the product: its numbers are those that the draw implies.

What each page must say is worked out here from what was drawn and from who read what, by plain Python, NumPy and
statsmodels, never by the product's own counting.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pytest
from statsmodels.stats.inter_rater import aggregate_raters, cohens_kappa, fleiss_kappa

from lovende.selection.agreeing import Agreed, agreed
from lovende.selection.models import Choice, Discussion, Interview, Phase, Reading, Round, Weighing
from lovende.selection.protocol import start
from lovende.selection.weighing import kept, running
from lovende.stats.promise import fit
from making.round_pages import asked, funnel, page
from making.round_report import KINDS, text_of
from making.simulated import AS_STERN_AS_003, CANDIDATES, DEEP, DEPARTMENTS, NEAR_BLANK, SCREENING, World
from making.simulated_expected import by_the_draw, ins, left_by_the_draw, table_of
from making.simulated_round import AT_MOST, CASES, DROPPED, INTERVIEWS, TICKED, Played, end, halfway, play
from making.walking import undone

SEED = 23
SMALL, SMALL_BLANK = 60, 7
MOST_QUERIES = 15
PHASES = (SCREENING, DEEP)
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("simulated"),  # one process plays the round, once
]


def world(**facts) -> World:
    criteria = {row["key"]: row["phases"] for row in start()["criteria"]}
    return World(SEED, criteria, difficulties=AS_STERN_AS_003, **facts)


@pytest.fixture(scope="module")
def now(django_db_setup, django_db_blocker) -> Iterator[Played]:
    """The finished round, there for every test of this module and gone after it."""
    with django_db_blocker.unblock(), undone():
        yield play(world())


def phase_of(now: Played, key: str) -> Phase:
    return now.found.phases.select_related("round").get(key=key)


# Who reads what


def test_near_blank_forms_are_found_and_nobody_reads_them(now):
    marked = set(now.found.candidates.filter(is_complete=False).values_list("number", flat=True))
    assert marked == set(now.told.near_blank) and len(marked) == NEAR_BLANK
    assert set(now.read[SCREENING]) == set(range(1, CANDIDATES + 1)) - marked


@pytest.mark.parametrize("phase", PHASES)
def test_two_of_different_departments_read_each_and_none_who_is_partial(now, phase):
    for number, raters in now.read[phase].items():
        assert len({DEPARTMENTS[place] for place in raters}) == len(raters) == 2
        assert not any(number in now.partial[place] for place in raters)
    loads = Counter(place for raters in now.read[phase].values() for place in raters)
    assert len(loads) == len(DEPARTMENTS) and max(loads.values()) - min(loads.values()) <= 1


def test_what_was_said_is_kept_as_it_was_said(now):
    rows = Reading.objects.filter(phase__round=now.found).prefetch_related("ticks__criterion")
    place = {rater.pk: at for at, rater in enumerate(now.raters)}
    read = sum(len(raters) for phase in now.read.values() for raters in phase.values())
    assert len(rows.filter(locked_at__isnull=False)) == len(rows) == read
    for row in rows.select_related("phase", "candidate"):
        said = now.told.said(row.phase.key, row.candidate.number, place[row.rater_id], 0)
        assert row.verdict == ("in" if said.is_in else "out")
        kept = {tick.criterion.key: tick.value for tick in row.ticks.all()}
        assert kept == {key: TICKED[value] for key, value in said.ticks.items()}


# The funnel


def test_the_gate_lets_through_those_that_the_draw_lets_through(now):
    assert set(now.read[DEEP]) == left_by_the_draw(now, SCREENING)
    left = now.found.candidates.filter(is_complete=True, out_in__isnull=True)
    assert set(left.values_list("number", flat=True)) == left_by_the_draw(now, DEEP)
    assert (
        0 < len(left_by_the_draw(now, DEEP)) < len(left_by_the_draw(now, SCREENING)) < CANDIDATES - NEAR_BLANK
    )


def test_every_number_of_the_funnel_is_that_of_the_draw(now):
    screened, deep = len(left_by_the_draw(now, SCREENING)), len(left_by_the_draw(now, DEEP))
    complete = CANDIDATES - NEAR_BLANK
    shown = funnel(page(now, "round"))
    assert [number for number in shown[:2]] == [CANDIDATES, NEAR_BLANK]
    expected = [
        CANDIDATES,
        NEAR_BLANK,
        NEAR_BLANK,
        complete,
        complete - screened,
        screened,
        screened - deep,
        deep,
    ]
    assert shown == expected


def test_split_and_agreed_are_those_of_the_draw(now):
    said = [verdicts for verdicts in ins(now, DEEP).values() if any(verdicts)]
    split, agreed_in = sum(not all(each) for each in said), sum(all(each) for each in said)
    html = page(now, "discussions")
    assert f"{len(said)} kandidater er igjen etter «Dybdestudie»" in html
    assert f"{split} der vurdererne var uenige, og {agreed_in} der alle sa inn" in html
    assert split + agreed_in == len(said) == len(left_by_the_draw(now, DEEP))


def test_what_follows_is_counted_to_the_end(now):
    n = len(left_by_the_draw(now, DEEP))
    outcomes = Counter(
        Discussion.objects.filter(candidate__round=now.found).values_list("outcome", flat=True)
    )
    assert outcomes == {"case": CASES, "out": n - CASES}
    assert end(now).found.state == Round.State.CLOSED
    best = sorted(left_by_the_draw(now, DEEP), key=now.told.promise, reverse=True)
    chosen = Choice.objects.filter(candidate__round=now.found, is_chosen=True)
    assert set(chosen.values_list("candidate__number", flat=True)) == set(best[: CASES - len(DROPPED)])
    talks = Interview.objects.filter(case__candidate__round=now.found)
    # 13 interviews with 16 people of nine measures (003 L377-383)
    assert (len(talks), sum(row.people for row in talks)) == (sum(INTERVIEWS), 16)
    last = page(now, "chosen")
    for number in best[: CASES - len(DROPPED)]:
        assert f"Tiltak {number} " in last
    assert now.found.follow_ups.count() == 2


# Agreement


@pytest.mark.parametrize("phase", PHASES)
def test_cross_tables_are_those_of_the_draw(now, phase):
    table = table_of(now, phase)
    found = agreed(phase_of(now, phase))
    assert np.array_equal(np.array(found.cross.counts), table)
    html = page(now, "agreement", phase)
    cells = re.findall(r"<td[^>]*>(\d+)</td>", html.split('class="ds-table cross"')[1].split("</table>")[0])
    totals = np.block([[table, table.sum(1)[:, None]], [table.sum(0)[None], table.sum()]])
    assert [int(cell) for cell in cells] == totals.ravel().tolist()
    pooled = cohens_kappa(table)
    assert found.pooled.kappa == pytest.approx(pooled.kappa) and found.pooled.z == pytest.approx(
        pooled.z_value
    )
    printed = f"{pooled.kappa:.4f} (z {pooled.z_value:.2f})".replace(".", ",")
    assert printed in html.replace("\N{MINUS SIGN}", "-")


@pytest.mark.parametrize("phase", PHASES)
def test_agreement_over_changing_pairs_is_fleiss_kappa_of_the_draw(now, phase):
    pairs = by_the_draw(now, phase)
    counts, _categories = aggregate_raters(pairs, n_cat=2)
    found = agreed(phase_of(now, phase)).overall
    share = counts.sum(axis=0) / counts.sum()
    assert found.kappa == pytest.approx(fleiss_kappa(counts, method="fleiss"))
    assert found.observed == pytest.approx((pairs[:, 0] == pairs[:, 1]).mean())
    assert found.expected == pytest.approx((share**2).sum())
    chance = (
        2 * share[0] * share[1]
    )  # Gwet 2008: sum of p(1 - p) over categories, divided by their number less 1
    assert found.ac1 == pytest.approx((found.observed - chance) / (1 - chance))


@pytest.mark.parametrize("phase", PHASES)
def test_agreement_pair_by_pair_is_that_of_the_draw(now, phase):
    key = [rater.pk for rater in now.raters]
    found = {(one.first, one.second): one.found for one in agreed(phase_of(now, phase)).pairs}
    for first, second in combinations(range(len(now.raters)), 2):
        shared = [
            said for number, said in ins(now, phase).items() if now.read[phase][number] == (first, second)
        ]
        if not shared:
            assert (key[first], key[second]) not in found
            continue
        table = np.zeros((2, 2))
        for one, other in shared:
            table[int(one), int(other)] += 1
        told = found.pop((key[first], key[second]))
        assert told.n_items == len(shared)
        with np.errstate(invalid="ignore"):
            kappa = cohens_kappa(table).kappa
        assert told.kappa is None if np.isnan(kappa) else told.kappa == pytest.approx(kappa)
    assert not found


@pytest.mark.parametrize("phase", PHASES)
def test_agreement_on_each_criterion_is_that_of_the_draw(now, phase):
    found: Agreed = agreed(phase_of(now, phase))
    expected = {}
    for number, raters in now.read[phase].items():
        said = [now.told.said(phase, number, rater, 0).ticks for rater in raters]
        for key in said[0]:
            expected.setdefault(key, []).append([list(TICKED).index(each[key]) for each in said])
    assert [key for key, _found in found.criteria] == list(expected)
    for key, one in found.criteria:
        counts, _categories = aggregate_raters(np.array(expected[key]), n_cat=len(TICKED))
        assert one.n_items == len(now.read[phase])
        assert one.kappa == pytest.approx(fleiss_kappa(counts, method="fleiss"))


# As many queries however many candidates


def test_a_finished_round_of_203_asks_as_many_queries_as_one_of_60(now):
    many = asked(now)
    assert {
        "round",
        "agreement",
        "disagreements",
        "discussions",
        "case",
        "chosen",
        "queue",
        "reading",
    } <= set(many)
    assert {name: n for name, n in many.items() if n > MOST_QUERIES} == {}
    assert asked(play(world(candidates=SMALL, near_blank=SMALL_BLANK))) == many


def test_a_round_that_is_being_read_asks_as_many_queries_for_203_as_for_60():
    few, many = (
        asked(halfway(world(**facts))) for facts in ({"candidates": SMALL, "near_blank": SMALL_BLANK}, {})
    )
    assert {"round", "candidates", "raters", "protocol", "mine", "queue", "reading"} <= set(many)
    assert "agreement" not in many and "disagreements" not in many, "nothing is told while it is read"
    assert {name: n for name, n in many.items() if n > MOST_QUERIES} == {} and few == many
    assert Round.objects.filter(phases__state=Phase.State.OPEN).count() >= 2


# The probability


def test_the_model_is_given_what_was_drawn_and_says_what_a_fit_of_the_draw_says(now):
    """The page's numbers are those of a fit of the drawn judgements, and hold the known truth as often as they say."""
    phase = phase_of(now, DEEP)
    drawn = list(now.told.judgements(now.read))
    assert sorted(kept.judgements(phase), key=str) == sorted(drawn, key=str)
    asked = Weighing.objects.get(phase=phase)
    running.work(asked.pk)
    result = Weighing.objects.get(phase=phase).result
    found = fit(drawn, seed=asked.seed, places=AT_MOST)
    assert asked.places == AT_MOST
    for said, one in zip(result["measures"], found.measures, strict=True):
        assert said["number"] == int(one.measure)
        assert (said["p"], said["low"], said["high"]) == pytest.approx(
            (one.probability, one.low, one.high), abs=5e-5
        )
    truth = now.told.share()[[int(one.measure) - 1 for one in found.measures]]
    low, high = np.array([(one.low, one.high) for one in found.measures]).T
    draws = found.posterior.share
    error = ((low[:, None] <= draws) & (draws <= high[:, None])).mean(axis=0).std()
    assert abs(((low <= truth) & (truth <= high)).mean() - 0.9) < 3 * error
    best = max(found.measures, key=lambda one: one.probability)
    assert f"Tiltak {int(best.measure)} " in page(now, "promise")


# The report


@pytest.mark.parametrize("kind", KINDS)
def test_the_report_holds_the_numbers_of_the_draw(now, kind):
    text = text_of(end(now), kind)
    for phase in PHASES:
        table = table_of(now, phase)
        (a, b), (c, d) = table.tolist()
        assert f"Ut {a} {b} {a + b} Inn {c} {d} {c + d} Totalt {a + c} {b + d} {table.sum()}" in text
        pooled = cohens_kappa(table)
        assert f"Kappa {pooled.kappa:.4f} ".replace(".", ",") in text
        assert f"z {pooled.z_value:.2f} ".replace(".", ",") in text
    steps = [CANDIDATES, CANDIDATES - NEAR_BLANK, *(len(left_by_the_draw(now, phase)) for phase in PHASES)]
    steps += [CASES, CASES - len(DROPPED), 2]
    places = [text.find(f" {left} {100 * left / CANDIDATES:.1f} %".replace(".", ",")) for left in steps]
    assert -1 not in places and places == sorted(places)
    for best in now.chosen:
        assert f"Problemdefinisjon av tiltak {best}." in text
