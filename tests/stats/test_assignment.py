"""Assigning raters: valid, as even as can be (held against every possibility), by lot, and plain when impossible."""

import itertools
from collections import Counter, deque

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lovende.stats.assignment import InfeasibleError, Lack, assign
from lovende.stats.assignment_flow import Demand, Shortage, Supply, even_flow
from lovende.stats.assignment_loads import Chance, even_loads, squares
from lovende.stats.assignment_mixing import lay_out
from making.assignment import check_valid, choices, measures, problems, raters

SEEDS = st.integers(0, 2**32)


def possibilities(problem):
    """Every assignment within the constraints."""
    limit = {rater.id: rater.max_load for rater in problem.raters}
    for rows in itertools.product(*(list(choices(problem, measure)) for measure in problem.measures)):
        loads = Counter(itertools.chain(*rows))
        if all(limit[rater] is None or load <= limit[rater] for rater, load in loads.items()):
            yield rows, squares(loads.values())


def improvable(problem, result):
    """Whether a chain of replacements takes a rating from one to another who has at least two fewer.

    No such chain is left in exactly the assignments of least cost (a residual network without negative cycle).
    """
    by_id = {rater.id: rater for rater in problem.raters}
    leads = {rater: set() for rater in by_id}
    for measure in problem.measures:
        for leaves in result.assignments[measure.id]:
            stay = {by_id[rater].department for rater in result.assignments[measure.id] if rater != leaves}
            for comes in by_id.keys() - measure.conflicts - set(result.assignments[measure.id]):
                if by_id[comes].department not in stay:
                    leads[leaves].add(comes)
    for start in by_id:
        seen, queue = {start}, deque([start])
        while queue:
            for rater in leads[queue.popleft()] - seen:
                seen.add(rater)
                queue.append(rater)
        for end in seen:
            limit = by_id[end].max_load
            room = limit is None or result.loads[end] < limit
            if room and result.loads[start] - result.loads[end] >= 2:
                return True
    return False


@settings(max_examples=300, deadline=None)
@given(problems(4, 5), SEEDS)
def test_the_best_of_all_possibilities(problem, seed):
    costs = [cost for _rows, cost in possibilities(problem)]
    if not costs:
        with pytest.raises(InfeasibleError):
            assign(problem.measures, problem.raters, per_measure=problem.per_measure, seed=seed)
        return
    result = assign(problem.measures, problem.raters, per_measure=problem.per_measure, seed=seed)
    check_valid(problem, result)
    assert result.optimal and result.cost == result.lower_bound == min(costs)


@settings(max_examples=150, deadline=None)
@given(problems(40, 9), SEEDS)
def test_nothing_is_left_to_even_out(problem, seed):
    try:
        result = assign(problem.measures, problem.raters, per_measure=problem.per_measure, seed=seed)
    except InfeasibleError:
        return
    check_valid(problem, result)
    assert result.optimal and not improvable(problem, result)


@settings(max_examples=150, deadline=None)
@given(problems(12, 7), SEEDS)
def test_the_flow_alone_finds_the_same_evenness(problem, seed):
    """Measure by measure, from a guess that is far off."""
    department = {rater.id: rater.department for rater in problem.raters}
    number = {name: at for at, name in enumerate(sorted(set(department.values())))}
    allowed = np.array(
        [[rater.id not in measure.conflicts for rater in problem.raters] for measure in problem.measures]
    )
    count = len(problem.measures)
    limits = [count if rater.max_load is None else min(count, rater.max_load) for rater in problem.raters]
    size = np.ones(count, dtype=np.int64)
    demand = Demand(size, size * problem.per_measure, allowed, np.zeros_like(allowed))
    of = np.array([number[rater.department] for rater in problem.raters])
    supply = Supply(of, np.array(limits), np.zeros(len(of), dtype=np.int64))
    try:
        result = assign(problem.measures, problem.raters, per_measure=problem.per_measure, seed=seed)
    except InfeasibleError:
        with pytest.raises(Shortage):
            even_flow(demand, supply, np.full(len(of), 1000))
        return
    taken = even_flow(demand, supply, np.full(len(of), 1000))
    assert (taken.sum(axis=1) == problem.per_measure).all() and not taken[~allowed].any()
    assert squares(taken.sum(axis=0)) == result.cost


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 6)), min_size=1, max_size=5),
    st.lists(st.integers(0, 9), min_size=4, max_size=4),
    st.integers(0, 20),
    SEEDS,
)
def test_loads_within_limits_are_the_evenest(given_raters, tops, total, seed):
    department = np.array([number for number, _ in given_raters])
    room, most = np.array([limit for _, limit in given_raters]), np.array(tops)

    def keeps(loads):
        together = np.bincount(department, weights=loads, minlength=4)
        return sum(loads) == total and (together <= most).all()

    ways = [loads for loads in itertools.product(*(range(limit + 1) for limit in room)) if keeps(loads)]
    found = even_loads(room, department, most, total, Chance(seed))
    if found is None:
        assert not ways
    else:
        assert keeps(found) and (found <= room).all()
        assert squares(found) == min(squares(loads) for loads in ways)


@given(st.lists(st.integers(0, 8), min_size=4, max_size=9), st.integers(1, 3), SEEDS)
def test_laid_out_no_department_comes_twice_to_a_measure(wanted, each, seed):
    department = np.arange(len(wanted)) % 4
    count = max(1, *(sum(wanted[at] for at in range(len(wanted)) if at % 4 == of) for of in range(4)))
    loads = np.array(wanted)
    missing = each * count - loads.sum()
    if missing < 0 or missing > count:
        return
    loads, department = np.append(loads, missing), np.append(department, 4)
    rows = lay_out(loads, department, count, Chance(seed))
    assert rows.shape == (count, each)
    assert (np.bincount(rows.ravel(), minlength=len(loads)) == loads).all()
    assert all(len(set(department[row])) == each for row in rows)


def screening(seed=1, count=203):
    """Two of six raters of three institutes for each measure."""
    return assign(measures(count), raters("a:X b:X c:Y d:Y e:Z f:Z"), seed=seed)


def shared(result):
    return Counter(
        frozenset(pair) for row in result.assignments.values() for pair in itertools.combinations(row, 2)
    )


def test_two_of_six_for_203_measures():
    result = screening()
    assert sorted(result.loads.values()) == [67, 67, 68, 68, 68, 68]
    assert result.optimal and result.lower_bound == 2 * 67**2 + 4 * 68**2


def test_every_two_of_different_departments_share_as_many():
    counts = shared(screening())
    assert len(counts) == 12
    assert set(counts.values()) <= {16, 17, 18}


def test_a_small_department_takes_one_of_each_measure_at_most():
    result = assign(measures(10), raters("a:X b:Y c:Y d:Y e:Y"), seed=3)
    assert result.loads["a"] == 10
    assert sorted(result.loads[rater] for rater in "bcde") == [2, 2, 3, 3]


def test_limits_push_the_rest_upward():
    result = assign(measures(10), raters("a:X:1 b:X c:Y:4 d:Z"), seed=3)
    assert result.loads == {"a": 1, "b": 7, "c": 4, "d": 8} or result.loads == {
        "a": 1,
        "b": 8,
        "c": 4,
        "d": 7,
    }


def test_conflicts_that_bind_make_loads_uneven_and_no_more_than_they_must():
    """a may rate t1 and t2 alone; of t3 … t8 b must take X's place wherever Z's c does not suffice."""
    barred = {f"t{number}": "a" for number in range(3, 9)}
    result = assign(measures(8, **barred), raters("a:X b:X c:Y"), seed=5)
    assert result.loads == {"a": 2, "b": 6, "c": 8}
    assert result.optimal


def test_conflicts_among_few_that_only_together_bind():
    """Each of a, b could have 3; but t1 … t4 are barred to all of X but a, and take a's whole time."""
    barred = {f"t{number}": "b" for number in range(1, 5)}
    result = assign(measures(6, **barred), raters("a:X b:X c:Y d:Y"), seed=5)
    assert (result.loads["a"], result.loads["b"]) == (4, 2)
    assert result.optimal and sorted([result.loads["c"], result.loads["d"]]) == [3, 3]


def test_the_same_on_any_machine():
    """The allocation of one seed, as it was first drawn; from the raw stream of PCG64, whole numbers alone."""
    drawn = assign(measures(6, t1="a", t4="c d"), raters("a:X b:X c:Y d:Y e:Z f:Z"), seed=2021)
    assert {id: "".join(row) for id, row in drawn.assignments.items()} == {
        "t1": "df", "t2": "ac", "t3": "ae", "t4": "bf", "t5": "bd", "t6": "ce",
    }  # fmt: skip


@given(st.permutations(range(12)), st.permutations(range(5)))
def test_the_order_of_the_input_leaves_no_trace(of_measures, of_raters):
    these = measures(12, t3="a b", t7="e")
    those = raters("a:X b:X c:Y:6 d:Z e:Z")
    first = assign(these, those, seed=9)
    again = assign([these[at] for at in of_measures], [those[at] for at in of_raters], seed=9)
    assert {id: set(row) for id, row in first.assignments.items()} == {
        id: set(row) for id, row in again.assignments.items()
    }


def test_another_seed_another_allocation():
    assert screening(1).assignments == screening(1).assignments != screening(2).assignments


def test_chance_favours_nobody():
    """Over 300 seeds each of six raters is with the first measure 100 times, give or take what chance does."""
    with_first = Counter(
        rater
        for seed in range(300)
        for rater in assign(measures(9), raters("a:X b:X c:Y d:Y e:Z f:Z"), seed=seed).assignments["t1"]
    )
    deviation = (300 * (1 / 3) * (2 / 3)) ** 0.5
    assert set(with_first) == set("abcdef")
    assert all(abs(times - 100) < 4 * deviation for times in with_first.values())


def test_neighbours_in_the_list_are_not_neighbours_in_the_allocation():
    """Of 202 neighbouring pairs of measures a twelfth has the same two raters by chance alone: 17, deviation 4."""
    rows = list(screening().assignments.values())
    alike = sum(one == other for one, other in itertools.pairwise(rows))
    assert 5 <= alike <= 29


@pytest.mark.parametrize(
    ("these", "those", "each", "lack", "said"),
    [
        (measures(3), "a:X b:X", 2, Lack("departments", 2, 1, (), (), (("X", None),)),
         ["2 different departments", "there is 1 (X)"]),
        (measures(3), "a:X b:X c:Y:0", 2, Lack("departments", 2, 1, (), (), (("X", None),)), ["there is 1 (X)"]),
        (measures(3), "", 1, Lack("departments", 1, 0), ["there is none"]),
        (measures(3), "a:X b:Y c:Z", 4,
         Lack("departments", 4, 3, (), (), (("X", None), ("Y", None), ("Z", None))), ["there are 3 (X, Y, Z)"]),
        (
            measures(3, t2="b c"),
            "a:X b:Y c:Y",
            2,
            Lack("measure", 2, 1, ("t2",), ("b", "c"), (("X", None),)),
            ["measure t2", "conflict with b, c", "1 departments (X)"],
        ),
        (
            measures(5),
            "a:X:3 b:Y",
            2,
            Lack("capacity", 10, 8, (), (), (("X", 3), ("Y", 5))),
            ["10 ratings", "5 measures × 2", "at most 8", "X 3", "Y 5"],
        ),
        (
            measures(5, t1="a d", t2="a d", t3="a d"),
            "a:X b:X:2 c:Y d:Z",
            2,
            Lack("combination", 6, 5, ("t1", "t2", "t3"), ("b",), (("Y", None),)),
            ["3 measures (t1, t2, t3) need 6", "at most 5", "2 of b", "3 of Y, one to a measure"],
        ),
    ],
)  # fmt: skip
def test_what_is_impossible_says_why(these, those, each, lack, said):
    with pytest.raises(InfeasibleError) as wrong:
        assign(these, raters(those), per_measure=each, seed=1)
    assert wrong.value.lack == lack
    for part in said:
        assert part in wrong.value.detail


@pytest.mark.parametrize(
    ("these", "those", "more", "said"),
    [
        (measures(1) * 2, "a:X", {}, "two measures have the same id"),
        (measures(1), "a:X a:Y", {}, "two raters have the same id"),
        (measures(1, t1="q"), "a:X", {}, "measure t1 is in conflict with raters not known: q"),
        (measures(1), "a:X:-1", {}, "max_load of rater a"),
        (measures(1), "a:X", {"per_measure": 0}, "1 or more"),
        (measures(1), "a:X", {"seed": -1}, "seed"),
    ],
)
def test_input_that_is_wrong_in_itself(these, those, more, said):
    with pytest.raises(ValueError, match=said) as wrong:
        assign(these, raters(those), **{"seed": 1, **more})
    assert not isinstance(wrong.value, InfeasibleError)


def test_no_measures_no_ratings():
    result = assign([], raters("a:X b:Y"), seed=1)
    assert result.assignments == {} and result.loads == {"a": 0, "b": 0} and result.optimal
