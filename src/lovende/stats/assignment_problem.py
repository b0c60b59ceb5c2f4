"""Measures and raters as given, as numbers, and why no assignment of them exists."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from lovende.stats.assignment_flow import Demand, Shortage, Supply
from lovende.stats.assignment_loads import Flags, Ints

NAMED = 5  # so many ids in a message; the rest are counted


@dataclass(frozen=True)
class Lack:
    """What stands in the way of an assignment, for who says it in other words.

    `kind`: `departments` (fewer than raters per measure), `measure` (conflicts leave one too few departments),
    `capacity` (all ratings together are more than there is room for) or `combination` (some measures together are,
    with the raters left to them). `needed` and `there`: departments in the first two (ratings where `raters` of a
    `measure` is empty), else ratings. `measures`: ids, none where it is of all. `raters`: ids of those in conflict with
    the first measure, or of those with no room for more. `departments`: names of those there are, and the most
    ratings that each can give, None where that is not what lacks.
    """

    kind: str
    needed: int
    there: int
    measures: tuple[str, ...] = ()
    raters: tuple[str, ...] = ()
    departments: tuple[tuple[str, int | None], ...] = ()


class InfeasibleError(ValueError):
    """No assignment exists. `lack`: what stands in the way; `detail`: the same in English, and what would help."""

    def __init__(self, lack: Lack, detail: str) -> None:
        super().__init__(detail)
        self.lack, self.detail = lack, detail

    @property
    def kind(self) -> str:
        return self.lack.kind


@dataclass(frozen=True)
class Measure:
    """A measure (tiltak) to rate; `conflicts`: ids of raters who are partial in it (inhabile)."""

    id: str
    conflicts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rater:
    """One who rates; `max_load`: the most ratings, None for no limit."""

    id: str
    department: str
    max_load: int | None = None


@dataclass(frozen=True)
class Problem:
    """What is to be rated by whom; `per_measure` raters each, all of different departments."""

    measures: tuple[Measure, ...]
    raters: tuple[Rater, ...]
    per_measure: int = 2


@dataclass(frozen=True)
class Instance:
    """A problem in numbers, in the order of ids, so that the order of the input leaves no trace.

    `department`, `most` (ratings): (raters,). `kind` (measures,): the row of `allowed` (kinds, raters) with who has
    no conflict; measures of a kind are interchangeable.
    """

    each: int
    measures: list[str]
    raters: list[str]
    departments: list[str]
    department: Ints
    most: Ints
    kind: Ints
    allowed: Flags
    number_of: dict[str, int] = field(repr=False)

    @classmethod
    def of(cls, problem: Problem) -> "Instance":
        """Raises ValueError for ids given twice, unknown raters in conflicts, and numbers out of range."""
        _check(problem)
        measures = sorted(problem.measures, key=lambda measure: measure.id)
        raters = sorted(problem.raters, key=lambda rater: rater.id)
        departments = sorted({rater.department for rater in raters})
        place = {name: number for number, name in enumerate(departments)}
        number_of = {rater.id: number for number, rater in enumerate(raters)}
        kinds: dict[frozenset[str], int] = {}
        kind = [kinds.setdefault(measure.conflicts, len(kinds)) for measure in measures]
        allowed = np.ones((len(kinds), len(raters)), dtype=bool)
        for conflicts, row in kinds.items():
            allowed[row, [number_of[rater] for rater in conflicts]] = False
        limits = [len(measures) if rater.max_load is None else rater.max_load for rater in raters]
        return cls(
            each=problem.per_measure,
            measures=[measure.id for measure in measures],
            raters=[rater.id for rater in raters],
            departments=departments,
            department=np.array([place[rater.department] for rater in raters], dtype=np.int64),
            most=np.minimum(np.array(limits, dtype=np.int64), len(measures)),
            kind=np.array(kind, dtype=np.int64),
            allowed=allowed,
            number_of=number_of,
        )

    def limits(self) -> tuple[Ints, Ints]:
        """The most ratings of each rater and of each department, conflicts counted in. Raises InfeasibleError.

        Every assignment keeps within them; not everything within them is an assignment.
        """
        usable = self.allowed & (self.most > 0)
        reach = np.stack(
            [usable[:, self.department == number].any(axis=1) for number in range(len(self.departments))]
            or [np.zeros(len(usable), dtype=bool)],
            axis=1,
        )
        self._check_departments()
        self._check_measures(reach)
        measures_of_kind = np.bincount(self.kind, minlength=len(self.allowed))
        room = np.minimum(self.most, measures_of_kind @ self.allowed)
        return room, measures_of_kind @ reach

    def _check_departments(self) -> None:
        able = sorted({self.departments[number] for number in self.department[self.most > 0]})
        if len(able) < self.each:
            having = f"there is 1 ({able[0]})" if len(able) == 1 else f"there are {len(able)} ({some(able)})"
            raise InfeasibleError(
                Lack("departments", self.each, len(able), departments=_named(able)),
                f"each measure needs raters of {self.each} different departments, and "
                f"{having if able else 'there is none with a rater who may rate anything'}; "
                "add raters of other departments, or ask for fewer raters per measure",
            )

    def _check_measures(self, reach: Flags) -> None:
        left = reach.sum(axis=1)
        short = np.flatnonzero(left[self.kind] < self.each)
        if not len(short):
            return
        first = int(short[0])
        names = [self.departments[number] for number in np.flatnonzero(reach[self.kind[first]])]
        barred = [self.raters[number] for number in np.flatnonzero(~self.allowed[self.kind[first]])]
        others = f" ({len(short) - 1} more measures are so too)" if len(short) > 1 else ""
        raise InfeasibleError(
            Lack(
                "measure",
                self.each,
                len(names),
                tuple(self.measures[number] for number in short),
                tuple(barred),
                _named(names),
            ),
            f"measure {self.measures[first]} is in conflict with {some(barred)}, which leaves raters of "
            f"{len(names)} departments ({some(names) or 'none'}) where {self.each} are needed{others}; "
            "add a rater of another department, or look at its conflicts again",
        )

    def over_capacity(self, room: Ints, most: Ints) -> InfeasibleError:
        """All the ratings against all the room, department by department."""
        parts, given = [], list[tuple[str, int | None]]()
        together = 0
        for number, name in enumerate(self.departments):
            raters = int(room[self.department == number].sum())
            there = min(raters, int(most[number]))
            together += there
            given.append((name, there))
            why = "what its raters have room for" if raters < most[number] else "one to a measure"
            parts.append(f"{name} {there} ({why})")
        needed = self.each * len(self.measures)
        return InfeasibleError(
            Lack("capacity", needed, together, departments=tuple(given)),
            f"{needed} ratings are needed ({len(self.measures)} measures × {self.each}), and the departments can "
            f"give at most {together}: {some(parts)}; raise max_load or add raters",
        )

    def too_little(
        self, shortage: Shortage, members: Sequence[Sequence[int]], demand: Demand, supply: Supply
    ) -> InfeasibleError:
        """What a least cut says, in words; `members`: the measures of each group."""
        short = sorted(number for group in shortage.groups for number in members[group])
        needed = int((demand.size * demand.need)[shortage.groups].sum())
        room = int(supply.room[shortage.raters].sum())
        through = sum(len(doors) * int(demand.size[group]) for group, doors in shortage.doors.items())
        parts, names = [], list[str]()
        raters = sorted(self.raters[number] for number in shortage.raters)
        if raters:
            parts.append(f"{room} of {some(raters)}, who have no room for more")
        if through:
            names = sorted(
                {self.departments[number] for doors in shortage.doors.values() for number in doors}
            )
            parts.append(f"{through} of {some(names)}, one to a measure")
        ids = [self.measures[number] for number in short]
        listed = some(ids)
        measures = f"measure {listed} needs" if len(short) == 1 else f"{len(short)} measures ({listed}) need"
        kind = "combination" if raters else "measure"
        return InfeasibleError(
            Lack(kind, needed, room + through, tuple(ids), tuple(raters), _named(names)),
            f"{measures} {needed} more ratings and can get at most {room + through} from raters who are there, free "
            f"of conflict and of another department{': ' if parts else ''}{' and '.join(parts)}; "
            "raise max_load, add raters, or look at the conflicts again",
        )


def _named(names: Sequence[str]) -> tuple[tuple[str, int | None], ...]:
    return tuple((name, None) for name in names)


def some(names: Sequence[str]) -> str:
    """The first few names, and how many more."""
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _check(problem: Problem) -> None:
    if problem.per_measure < 1:
        raise ValueError(f"raters per measure must be 1 or more, not {problem.per_measure}")
    known = {rater.id for rater in problem.raters}
    if len(known) < len(problem.raters):
        raise ValueError("two raters have the same id")
    if len({measure.id for measure in problem.measures}) < len(problem.measures):
        raise ValueError("two measures have the same id")
    for measure in problem.measures:
        if not measure.conflicts <= known:
            unknown = some(sorted(measure.conflicts - known))
            raise ValueError(f"measure {measure.id} is in conflict with raters not known: {unknown}")
    for rater in problem.raters:
        if rater.max_load is not None and rater.max_load < 0:
            raise ValueError(f"max_load of rater {rater.id} must be 0 or more, not {rater.max_load}")
