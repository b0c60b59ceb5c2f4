"""Absolute criteria: the rule by itself, and what a settled phase says and shows of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lovende.selection import queries, splits
from lovende.selection.actions import (
    Judged,
    lock_protocol,
    lock_reading,
    open_phase,
    save_reading,
    settle_phase,
)
from lovende.selection.case_pages.queries import left_in
from lovende.selection.excluding import Said, Why, goes_out, why_out
from lovende.selection.models import Phase, Round
from lovende.selection.phases import left
from making.selection import draft_round, lead, open_readings
from making.selection_pages import get

OUT, IN = "out", "in"
GATES = ("all-out", "any-out")


# The rule


@pytest.mark.parametrize(
    ("gate", "said", "why"),
    [
        ("all-out", [Said(IN, {1}), Said(IN, {1})], Why(gate=False, criteria=(1,))),
        ("all-out", [Said(IN, {1}), Said(IN)], Why()),
        ("any-out", [Said(IN, {1}), Said(IN)], Why(gate=False, criteria=(1,))),
        ("all-out", [Said(OUT, {1, 3}), Said(IN, {3, 1, 2})], Why(gate=False, criteria=(1, 3))),
        ("any-out", [Said(IN, {3}), Said(IN, {1})], Why(gate=False, criteria=(1, 3))),
        ("all-out", [Said(OUT), Said(OUT, {2})], Why(gate=True)),
        ("all-out", [Said(OUT, {2}), Said(OUT, {2})], Why(gate=True, criteria=(2,))),
        ("all-out", [], Why()),
        ("any-out", [], Why()),
    ],
)
def test_an_absolute_criterion_excludes_by_the_rule_of_the_gate(gate, said, why):
    assert why_out(gate, said) == why


readings = st.lists(st.builds(Said, st.sampled_from([IN, OUT]), st.frozensets(st.integers(1, 4))), max_size=4)


@given(st.sampled_from(GATES), readings)
def test_a_criterion_is_asked_as_the_verdict_is_and_changes_nothing_of_the_gate(gate, said):
    why = why_out(gate, said)
    assert why.gate == goes_out(gate, [one.verdict for one in said])
    for number in range(1, 5):
        as_verdicts = [OUT if number in one.not_met else IN for one in said]
        assert (number in why.criteria) == goes_out(gate, as_verdicts)
    assert why_out(gate, said[::-1]) == why, "whoever reads first"


@given(readings)
def test_what_all_say_is_what_one_says_too(said):
    assert set(why_out("all-out", said).criteria) <= set(why_out("any-out", said).criteria)


# On the database. In the screening two criteria can be judged: documentation (1) and self-evaluation (9).

NOT_MET, MET, CANNOT = "not-met", "met", "cannot-say"


def settled(
    said: list[tuple], *, gate: str = "all-out", absolute: tuple[str, ...] = ("documentation",)
) -> Round:
    """A settled screening. `said` is, for each candidate, (verdict, value of documentation) of each rater."""
    found = draft_round(candidates=len(said))
    found.criteria.filter(key__in=absolute).update(is_absolute=True)
    found.phases.update(gate=gate)
    lock_protocol(round_=found, actor=lead())
    open_phase(round_=found, actor=lead())
    given_out = open_readings(found)
    numbers = sorted({row.candidate.number for row in given_out})
    to_say = {number: list(several) for number, several in zip(numbers, said, strict=True)}
    for row in given_out:
        verdict, value = to_say[row.candidate.number].pop(0)
        judged = Judged(verdict, "Grunn.", "", {"documentation": value} if value else {})
        saved = save_reading(reading=row, judged=judged, version=0, actor=row.rater.user)
        lock_reading(reading=saved, actor=row.rater.user)
    settle_phase(round_=found, actor=lead())
    return found


def kept(found: Round) -> list[int]:
    """Which of the candidates are left, by their place in the order of numbers."""
    numbers = list(found.candidates.order_by("number").values_list("number", flat=True))
    return [numbers.index(one.number) for one in left(found)]


SAID = [
    ((IN, NOT_MET), (IN, NOT_MET)),  # 0: out by the criterion, though all said in
    ((IN, NOT_MET), (OUT, NOT_MET)),  # 1: out by the criterion, though split
    ((IN, NOT_MET), (IN, MET)),  # 2: in: only one says not met
    ((IN, CANNOT), (IN, CANNOT)),  # 3: in: nobody can say
    ((IN, NOT_MET), (IN, "")),  # 4: in: one left it open
    ((OUT, MET), (OUT, MET)),  # 5: out by the gate
    ((IN, MET), (OUT, MET)),  # 6: in, split
    ((OUT, NOT_MET), (OUT, NOT_MET)),  # 7: out by both
]
pages = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]


class TestSettled:
    pytestmark = pages

    def test_all_must_say_not_met_where_all_must_say_out(self):
        assert kept(settled(SAID)) == [2, 3, 4, 6]

    def test_one_is_enough_where_one_out_is(self):
        assert kept(settled(SAID, gate="any-out")) == [3]

    def test_a_criterion_that_is_not_absolute_excludes_nothing(self):
        assert kept(settled(SAID, absolute=())) == [0, 1, 2, 3, 4, 6]

    def test_an_absolute_criterion_that_the_phase_does_not_judge_excludes_nothing(self):
        assert kept(settled(SAID, absolute=("cooperation",))) == [0, 1, 2, 3, 4, 6]

    def test_the_split_that_are_discussed_are_those_that_are_left(self):
        found = settled(SAID)
        phase = found.phases.get(key="screening")
        phase.round = found
        numbers = list(found.candidates.order_by("number").values_list("number", flat=True))
        listed = {
            name: [numbers.index(row.number) for row in rows]
            for name, rows in {
                "split": splits.split(phase),
                "together": splits.all_in(phase),
                "excluded": splits.excluded(phase),
                "left": left_in(found, phase),
            }.items()
        }
        assert listed == {"split": [6], "together": [2, 3, 4], "excluded": [0, 1], "left": [2, 3, 4, 6]}
        assert splits.counted(phase) == (1, 3, 2)

    @pytest.mark.parametrize("gate", GATES)
    def test_the_funnel_says_how_many_by_what_and_adds_up(self, gate):
        found = settled(SAID, gate=gate)
        phases = list(found.phases.all())
        step = queries.funnel(found, phases, tells=True).steps[1]
        assert step.out == sum(n for _why, n in step.reasons) and [n for _why, n in step.reasons] == (
            [2, 2] if gate == "all-out" else [4, 3]
        )
        assert (
            step.reasons[0][0] == "etter porten" and "Innholdet er godt nok beskrevet" in step.reasons[1][0]
        )
        assert not any(step.reasons for step in queries.funnel(found, phases).steps[1:])

    def test_where_no_criterion_excluded_the_funnel_is_as_it_was(self):
        found = settled(SAID, absolute=())
        assert not queries.funnel(found, list(found.phases.all()), tells=True).steps[1].reasons

    def test_pages_say_which_criterion(self):
        found = settled(SAID)
        numbers = list(found.candidates.order_by("number").values_list("number", flat=True))
        page = get("disagreements", found.public_id, "screening", vis="utelukket")
        assert page.count('class="split"') == 2 and "De er ute og drøftes ikke." in page
        assert "Absolutt kriterium ikke oppfylt: «Innholdet er godt nok beskrevet" in page
        page = get("disagreements", found.public_id, "screening")
        assert page.count('class="split"') == 1
        page = get("round", found.public_id)
        assert "<strong>2</strong> etter porten" in page
        assert "<strong>2</strong> absolutt kriterium ikke oppfylt: «Innholdet" in page
        for place, words in ((5, ["etter porten"]), (0, ["absolutt"]), (7, ["etter porten", "absolutt"])):
            page = get("candidate", found.public_id, numbers[place]).split("Gikk ut i")[1]
            assert all(one in page for one in words), place
            assert ("etter porten" in page) == ("etter porten" in words), place
        assert "absolutt kriterium ikke oppfylt" in get("candidates", found.public_id)

    def test_who_may_not_know_what_was_said_is_not_told_why(self):
        found = settled(SAID)
        for name in ("round", "candidates"):
            page = get(name, found.public_id, who="rater")
            assert "absolutt kriterium ikke oppfylt" not in page and "etter porten" not in page

    def test_an_unsettled_phase_says_nothing(self):
        found = settled(SAID)
        open_phase(round_=found, actor=lead())
        deep = found.phases.get(key="deep")
        assert deep.state == Phase.State.OPEN and not splits.excluded(deep).exists()
