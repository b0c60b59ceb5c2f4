"""A rater falls ill: what is locked stays, the rest moves as little as it can, and as evenly as that allows."""

import itertools
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lovende.stats.assignment import InfeasibleError, assign
from lovende.stats.assignment import reassign as reassign_of
from lovende.stats.assignment_loads import squares
from lovende.stats.assignment_problem import Problem
from making.assignment import check_valid, choices, measures, problems, raters


def reassign(problem, current, locked=(), absent=(), seed=0):
    return reassign_of(
        problem.measures,
        problem.raters,
        current,
        locked=locked,
        absent=absent,
        per_measure=problem.per_measure,
        seed=seed,
    )


SIX = tuple(raters("a:X b:X c:Y d:Y e:Z f:Z"))


def test_one_falls_ill_and_the_others_keep_what_they_have():
    problem = Problem(tuple(measures(30)), SIX)
    before = assign(problem.measures, SIX, seed=4)
    locked = {(measure, "a") for measure, row in before.assignments.items() if "a" in row}
    locked = set(sorted(locked)[:4])
    after = reassign(problem, before.assignments, locked, {"a"}, seed=4)
    check_valid(problem, after)
    assert after.loads["a"] == 4 and {measure for measure, _ in locked} == {
        measure for measure, row in after.assignments.items() if "a" in row
    }
    for measure, row in before.assignments.items():
        assert set(row) - {"a"} <= set(after.assignments[measure])
    others = [load for rater, load in after.loads.items() if rater != "a"]
    assert max(others) - min(others) <= 1 and after.optimal


def test_a_pair_moves_only_where_it_must():
    """c alone can take a's place in t1, and is full with t2, where d can follow."""
    problem = Problem(tuple(measures(2, t1="d")), tuple(raters("a:X c:X:1 d:X b:Y")))
    after = reassign(problem, {"t1": "ab", "t2": "cb"}, absent={"a"})
    assert after.assignments == {"t1": ("c", "b"), "t2": ("d", "b")}


def test_what_is_locked_stays_even_where_nothing_else_fits():
    problem = Problem(tuple(measures(2, t1="d")), tuple(raters("a:X c:X:1 d:X b:Y")))
    with pytest.raises(InfeasibleError) as wrong:
        reassign(problem, {"t1": "ab", "t2": "cb"}, {("t2", "c")}, {"a"})
    assert "measure t1 needs" in wrong.value.detail and "at most" in wrong.value.detail


def test_a_locked_pair_now_in_conflict_stays_and_one_that_is_not_locked_goes():
    problem = Problem(tuple(measures(2, t1="a", t2="a")), SIX)
    after = reassign(problem, {"t1": "ac", "t2": "ac"}, {("t1", "a")})
    assert after.assignments["t1"] == ("a", "c")
    assert "a" not in after.assignments["t2"] and "c" in after.assignments["t2"]


def test_measures_that_came_later_are_filled():
    problem = Problem(tuple(measures(12)), SIX)
    after = reassign(problem, assign(measures(6), SIX, seed=1).assignments)
    check_valid(problem, after)
    assert set(after.loads.values()) == {4}


@pytest.mark.parametrize(
    ("current", "locked", "absent", "said"),
    [
        ({"t1": "aq"}, (), (), "q"),
        ({"t9": "ac"}, (), (), "t9"),
        ({"t1": "ac"}, {("t1", "e")}, (), "t1 – e"),
        ({"t1": "ac"}, (), {"q"}, "q"),
        ({"t1": "ace"}, {("t1", "a"), ("t1", "c"), ("t1", "e")}, (), "3 locked"),
    ],
)
def test_reassigning_what_is_not_there(current, locked, absent, said):
    with pytest.raises(ValueError, match=said):
        reassign(Problem(tuple(measures(1)), SIX), current, locked, absent)


@settings(max_examples=300, deadline=None)
@given(problems(4, 6, 2), st.data())
def test_as_many_stay_as_can_and_then_as_even_as_that_allows(problem, data):
    """Against every possibility: first the most pairs kept, then the least sum of squares."""
    current = {}
    for measure in problem.measures:
        ways = list(choices(problem, measure))
        current[measure.id] = data.draw(st.sampled_from(ways)) if ways else ()
    pairs = [(measure, rater) for measure, row in current.items() for rater in row]
    locked = set(data.draw(st.lists(st.sampled_from(pairs), max_size=2))) if pairs else set()
    absent = {data.draw(st.sampled_from(problem.raters)).id}
    best = min(_outcomes(problem, current, locked, absent), default=None)
    if best is None:
        with pytest.raises(InfeasibleError):
            reassign(problem, current, locked, absent)
        return
    after = reassign(problem, current, locked, absent)
    moved = sum(rater not in after.assignments[measure] for measure, rater in pairs)
    assert (moved, after.cost) == best
    assert all(rater in after.assignments[measure] for measure, rater in locked)


def _outcomes(problem, current, locked, absent):
    """(pairs not kept, cost) of each possibility; a locked load may be above its limit, then nothing comes to it."""
    limit = {rater.id: rater.max_load for rater in problem.raters}
    already = Counter(rater for _measure, rater in locked)
    for rows in itertools.product(*(list(choices(problem, measure)) for measure in problem.measures)):
        chosen = {
            (measure.id, rater) for measure, row in zip(problem.measures, rows, strict=True) for rater in row
        }
        loads = Counter(rater for _measure, rater in chosen)
        above = any(
            limit[rater] is not None and load > max(limit[rater], already[rater])
            for rater, load in loads.items()
        )
        if locked <= chosen and not above and not any(rater in absent for _m, rater in chosen - locked):
            moved = sum((measure, rater) not in chosen for measure, row in current.items() for rater in row)
            yield moved, squares(loads.values())
