"""Measures and raters to assign, written shortly or drawn by hypothesis, and what every assignment must keep."""

import itertools
from collections import Counter

from hypothesis import strategies as st

from lovende.stats.assignment import Measure, Rater
from lovende.stats.assignment_problem import Problem


def raters(text):
    """«a:Nord b:Nord:3» → raters, with a limit where one is given."""
    parts = [part.split(":") for part in text.split()]
    return [Rater(id, department, int(limit[0]) if limit else None) for id, department, *limit in parts]


def measures(count, **conflicts):
    """t1 … t`count`; `t1="a b"` is in conflict with a and b."""
    return [
        Measure(id, frozenset(conflicts.get(id, "").split())) for id in (f"t{n}" for n in range(1, count + 1))
    ]


def problems(most_measures, most_raters, most_each=3):
    @st.composite
    def draw(pick):
        names = [f"r{n}" for n in range(pick(st.integers(1, most_raters)))]
        limits = st.none() | st.integers(0, most_measures + 1)
        those = [Rater(name, pick(st.sampled_from("ABCD")), pick(limits)) for name in names]
        conflicts = st.lists(st.sampled_from(names), max_size=3).map(frozenset)
        these = [Measure(f"t{n}", pick(conflicts)) for n in range(pick(st.integers(1, most_measures)))]
        return Problem(tuple(these), tuple(those), pick(st.integers(1, most_each)))

    return draw()


def choices(problem, measure):
    department = {rater.id: rater.department for rater in problem.raters}
    for picked in itertools.combinations(department, problem.per_measure):
        apart = len({department[rater] for rater in picked}) == problem.per_measure
        if apart and not measure.conflicts & set(picked):
            yield picked


def check_valid(problem, result):
    department = {rater.id: rater.department for rater in problem.raters}
    assert list(result.assignments) == [measure.id for measure in problem.measures]
    for measure in problem.measures:
        picked = result.assignments[measure.id]
        assert len({department[rater] for rater in picked}) == len(picked) == problem.per_measure
        assert not measure.conflicts & set(picked)
    counted = Counter(itertools.chain(*result.assignments.values()))
    assert result.loads == {rater.id: counted[rater.id] for rater in problem.raters}
    for rater in problem.raters:
        assert rater.max_load is None or result.loads[rater.id] <= rater.max_load
