"""Assigning raters: ours beside a greedy and a random way on the same measures; no database is asked.

Greedy gives each measure, in the order they come, the raters with the fewest so far; random any who may. Both look at
departments and conflicts and at nothing that comes later.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations

from benchmarks.lines import Line
from lovende.stats.assignment import Measure, Rater, assign

SEED = 2021
PER_MEASURE = 2
CONFLICTED = 0.05
BOUND = 0.4  # share of measures left to a few raters in the hard case
FEW = 6

Rows = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Case:
    """`most`: seconds allowed; `apart`: the most two loads may differ. None: nothing is required."""

    measures: int
    raters: int
    departments: int
    most: float | None
    apart: int | None
    binding: bool = False

    def __str__(self) -> str:
        what = "conflicts that bind" if self.binding else f"{CONFLICTED:.0%} with conflicts"
        return f"{self.measures:,} measures × {self.raters} raters in {self.departments} departments, {what}"


CASES = (
    Case(203, 6, 3, 5.0, 1),
    Case(10_000, 60, 12, 5.0, 1),
    Case(100_000, 200, 20, 60.0, 1),
    Case(10_000, 60, 12, 5.0, None, binding=True),
)


def make(case: Case) -> tuple[list[Measure], list[Rater]]:
    """Conflicts of one to three raters by lot; where they bind, some measures are left to a few raters and one more."""
    chance = random.Random(SEED)
    raters = [Rater(f"r{number}", f"d{number % case.departments}") for number in range(case.raters)]
    ids = [rater.id for rater in raters]

    def conflicts() -> frozenset[str]:
        if case.binding and chance.random() < BOUND:
            return frozenset(ids[FEW:]) - {chance.choice(ids[FEW:])}
        if chance.random() < CONFLICTED:
            return frozenset(chance.sample(ids, chance.randint(1, 3)))
        return frozenset()

    return [Measure(f"t{number}", conflicts()) for number in range(case.measures)], raters


def greedy(measures: list[Measure], raters: list[Rater]) -> Rows:
    chance, loads = random.Random(SEED), dict.fromkeys((rater.id for rater in raters), 0)
    return _one_by_one(measures, raters, loads, lambda rater: (loads[rater.id], chance.random()))


def by_chance(measures: list[Measure], raters: list[Rater]) -> Rows:
    chance, loads = random.Random(SEED), dict.fromkeys((rater.id for rater in raters), 0)
    return _one_by_one(measures, raters, loads, lambda _rater: chance.random())


def _one_by_one(
    measures: list[Measure], raters: list[Rater], loads: dict[str, int], rank: Callable[[Rater], object]
) -> Rows:
    rows = {}
    for measure in measures:
        best: dict[str, tuple[object, str]] = {}
        for rater in raters:
            if rater.id not in measure.conflicts:
                ranked = rank(rater), rater.id
                if rater.department not in best or ranked < best[rater.department]:
                    best[rater.department] = ranked
        rows[measure.id] = tuple(rater for _rank, rater in sorted(best.values())[:PER_MEASURE])
        for rater in rows[measure.id]:
            loads[rater] += 1
    return rows


def ours(measures: list[Measure], raters: list[Rater]) -> Rows:
    return assign(measures, raters, per_measure=PER_MEASURE, seed=SEED).assignments


def violations(measures: list[Measure], raters: list[Rater], rows: Rows) -> int:
    """Measures with too few raters, two of a department, or one in conflict."""
    department = {rater.id: rater.department for rater in raters}
    return sum(
        len({department[rater] for rater in rows[measure.id]}) != PER_MEASURE
        or bool(measure.conflicts & set(rows[measure.id]))
        for measure in measures
    )


def _spread(raters: list[Rater], rows: Rows) -> tuple[int, int, int, int]:
    """Least and greatest load; least and greatest number of measures that two of different departments share."""
    loads = Counter(rater for row in rows.values() for rater in row)
    pairs = Counter(frozenset(row) for row in rows.values())
    apart = [
        pairs[frozenset((one.id, other.id))]
        for one, other in combinations(raters, 2)
        if one.department != other.department
    ]
    each = [loads[rater.id] for rater in raters]
    return min(each), max(each), min(apart), max(apart)


def measure(case: Case) -> list[Line]:
    """Every way on one case; required of ours alone."""
    measures, raters = make(case)
    lines, took = [], dict[str, float]()
    for name, way in (("ours", ours), ("greedy", greedy), ("random", by_chance)):
        start = time.perf_counter()
        rows = way(measures, raters)
        took[name] = time.perf_counter() - start
        low, high, least, most = _spread(raters, rows)
        wrong = violations(measures, raters, rows)
        mine = name == "ours"
        ratio = "" if mine else f" (×{took[name] / took['ours']:.1f})"
        even = case.apart if mine else None
        lines += [
            Line(
                f"{name}, seconds",
                f"{took[name]:.2f}{ratio}",
                f"≤ {case.most:.0f}" if mine and case.most else "",
                took[name] <= case.most if mine and case.most else None,
            ),
            Line(
                "  load, min / max",
                f"{low:,} / {high:,}",
                "" if even is None else f"apart ≤ {even}",
                None if even is None else high - low <= even,
            ),
            Line("  measures that two raters share, min / max", f"{least} / {most}"),
            Line("  violations", f"{wrong}", "0" if mine else "", wrong == 0 if mine else None),
        ]
    return lines
