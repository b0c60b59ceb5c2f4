"""Assigning raters to measures: fair by lot, as even as it can be, and proven so.

Each measure gets a fixed number of raters, all of different departments, none in conflict with it, nobody above their
limit. Among all such assignments one with the least sum of squared loads is drawn. That is also the one whose largest
load is least, then the next largest, and so on (Frank and Murota 2022, Mathematical Programming 195).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lovende.stats.assignment_flow import Demand, Shortage, Supply, even_flow
from lovende.stats.assignment_loads import Chance, Ints, even_loads, squares
from lovende.stats.assignment_mixing import Board, balance, lay_out, mix, repair
from lovende.stats.assignment_problem import InfeasibleError, Instance, Lack, Measure, Problem, Rater

__all__ = ["InfeasibleError", "Lack", "Measure", "Rater", "Result", "assign", "reassign"]

Numbers = list[list[int]]


@dataclass(frozen=True)
class Result:
    """Who rates what.

    `assignments`: raters of each measure; `loads`: ratings of each rater; both by id, in the order of the input.
    `lower_bound`: a proven least sum of squared loads, which `cost` meets where the result is `optimal`.
    """

    assignments: dict[str, tuple[str, ...]]
    loads: dict[str, int]
    lower_bound: int

    @property
    def cost(self) -> int:
        return squares(self.loads.values())

    @property
    def optimal(self) -> bool:
        return self.cost == self.lower_bound


def assign(
    measures: Iterable[Measure], raters: Iterable[Rater], *, per_measure: int = 2, seed: int
) -> Result:
    """Draw an assignment that is as even as the constraints allow.

    The same measures, raters and seed (0 or more) give the same result, in whatever order they come. Raises
    InfeasibleError, which says what stands in the way, and ValueError for input that is wrong in itself.
    """
    problem = Problem(tuple(measures), tuple(raters), per_measure)
    instance, chance = Instance.of(problem), Chance(seed)
    if not problem.measures:
        return _result(problem, instance, [], 0)
    room, most = instance.limits()
    loads = even_loads(room, instance.department, most, per_measure * len(problem.measures), chance)
    if loads is None:
        raise instance.over_capacity(room, most)
    board = _board(instance, lay_out(loads, instance.department, len(instance.measures), chance))
    bound = squares(loads)
    if not repair(board, chance):
        nobody: Numbers = [[] for _ in instance.measures]
        filled = _fill(instance, nobody, nobody, set(), chance, loads)
        board = _board(instance, np.array(filled, dtype=np.int64))
        bound = squares(board.loads())
    mix(board, chance)
    balance(board, chance)
    assert board.is_valid()
    return _result(problem, instance, board.chosen.tolist(), bound)


def reassign(
    measures: Iterable[Measure],
    raters: Iterable[Rater],
    current: Mapping[str, Collection[str]],
    *,
    locked: Collection[tuple[str, str]] = (),
    absent: Collection[str] = (),
    per_measure: int = 2,
    seed: int = 0,
) -> Result:
    """Fill the places of raters who fell ill, and of measures that came later.

    `current`: raters by measure. `locked` pairs (measure, rater) stay whatever they are, those of an absent rater
    too: the verdict is given. Of the other pairs as many stay as can, and the loads (locked pairs counted in) are as
    even as that allows. A pair that is now in conflict is not kept. Raises InfeasibleError, and ValueError for
    unknown ids, a locked pair that is not current and more locked raters than `per_measure`.
    """
    problem = Problem(tuple(measures), tuple(raters), per_measure)
    instance, chance = Instance.of(problem), Chance(seed)
    fixed, movable, away = _standing(instance, current, locked, absent)
    all_stay = [stands + moves for stands, moves in zip(fixed, movable, strict=True)]
    if _can_stand(instance, all_stay, fixed):
        nobody: Numbers = [[] for _ in all_stay]
        try:
            filled = _fill(instance, all_stay, nobody, away, chance)
        except (
            InfeasibleError
        ):  # nobody's place can be kept for certain; the most that can is looked for below
            filled = _fill(instance, fixed, movable, away, chance)
    else:
        filled = _fill(instance, fixed, movable, away, chance)
    bound = squares(np.bincount([rater for row in filled for rater in row], minlength=1))
    return _result(problem, instance, filled, bound)


def _board(instance: Instance, chosen: Ints) -> Board:
    return Board(chosen, instance.kind, instance.allowed, instance.department)


def _result(problem: Problem, instance: Instance, chosen: Sequence[Sequence[int]], bound: int) -> Result:
    place = {rater.id: number for number, rater in enumerate(problem.raters)}
    loads = dict.fromkeys(place, 0)
    named = {}
    for measure, numbers in zip(instance.measures, chosen, strict=True):
        named[measure] = tuple(sorted((instance.raters[number] for number in numbers), key=place.__getitem__))
        for rater in named[measure]:
            loads[rater] += 1
    return Result({measure.id: named[measure.id] for measure in problem.measures}, loads, bound)


def _standing(
    instance: Instance,
    current: Mapping[str, Collection[str]],
    locked: Collection[tuple[str, str]],
    absent: Collection[str],
) -> tuple[Numbers, Numbers, set[int]]:
    """Locked raters and others who may stay, measure by measure, and who is away, as numbers."""
    named = {rater for raters in current.values() for rater in raters} | set(absent)
    unknown = sorted(named - instance.number_of.keys()) + sorted(set(current) - set(instance.measures))
    unknown += [f"{measure} – {rater}" for measure, rater in locked if rater not in current.get(measure, ())]
    if unknown:
        raise ValueError(f"not known, or locked and not current: {', '.join(unknown[:5])}")
    locks, away = set(locked), {instance.number_of[rater] for rater in absent}
    fixed: Numbers = []
    movable: Numbers = []
    for measure, kind in zip(instance.measures, instance.kind, strict=True):
        here = sorted(set(current.get(measure, ())))
        stands = [instance.number_of[rater] for rater in here if (measure, rater) in locks]
        others = [instance.number_of[rater] for rater in here if (measure, rater) not in locks]
        if len(stands) > instance.each:
            raise ValueError(
                f"measure {measure} has {len(stands)} locked raters where {instance.each} are asked for"
            )
        fixed.append(stands)
        movable.append([rater for rater in others if rater not in away and instance.allowed[kind, rater]])
    return fixed, movable, away


def _can_stand(instance: Instance, rows: Numbers, locked: Numbers) -> bool:
    """Whether all these pairs may stand together; what is locked is never the reason that they may not."""
    for row, stands in zip(rows, locked, strict=True):
        added = row[len(stands) :]
        taken = {int(instance.department[rater]) for rater in stands}
        departments = {int(instance.department[rater]) for rater in added}
        if len(row) > instance.each or len(departments) < len(added) or departments & taken:
            return False
    size = len(instance.raters)
    loads = np.bincount([rater for row in rows for rater in row], minlength=size)
    already = np.bincount([rater for row in locked for rater in row], minlength=size)
    return bool((loads <= np.maximum(instance.most, already)).all())


def _fill(
    instance: Instance,
    fixed: Numbers,
    movable: Numbers,
    away: set[int],
    chance: Chance,
    guess: Ints | None = None,
) -> Numbers:
    """Complete every measure: `fixed` stands, as many of `movable` as possible, then as even as that allows.

    Raises InfeasibleError.
    """
    members, demand, supply = _demand(instance, fixed, movable, away, chance)
    if guess is None:
        guess = (supply.held.sum() + demand.total) // max(1, len(supply.room)) - supply.held
    columns = chance.order(len(supply.room))  # of flows that cost the same, not always the same rater's
    try:
        shuffled = even_flow(
            Demand(demand.size, demand.need, demand.allowed[:, columns], demand.kept[:, columns]),
            Supply(supply.department[columns], supply.room[columns], supply.held[columns]),
            guess[columns],
        )
    except Shortage as shortage:
        shortage.raters = [int(columns[number]) for number in shortage.raters]
        raise instance.too_little(shortage, members, demand, supply) from None
    taken = np.empty_like(shuffled)
    taken[:, columns] = shuffled
    filled = [list(row) for row in fixed]
    for group, measures in enumerate(members):
        rows = lay_out(taken[group], instance.department, len(measures), chance)
        for measure, row in zip(measures, rows.tolist(), strict=True):
            filled[measure] += row
    return filled


def _demand(
    instance: Instance, fixed: Numbers, movable: Numbers, away: set[int], chance: Chance
) -> tuple[list[list[int]], Demand, Supply]:
    """Measures that differ in nothing as groups, in an order by lot; → their measures, what they need, who is there."""
    groups: dict[tuple[int, frozenset[int], frozenset[int], int], list[int]] = {}
    for measure in chance.order(len(fixed)).tolist():
        taken = frozenset(int(instance.department[rater]) for rater in fixed[measure])
        need = instance.each - len(fixed[measure])
        if need:
            key = int(instance.kind[measure]), taken, frozenset(movable[measure]), need
            groups.setdefault(key, []).append(measure)
    held = np.bincount([rater for row in fixed for rater in row], minlength=len(instance.raters))
    room = np.maximum(instance.most - held, 0)
    room[list(away)] = 0
    allowed = np.zeros((len(groups), len(room)), dtype=bool)
    kept = np.zeros_like(allowed)
    for row, (kind, taken, moves, _) in enumerate(groups):
        allowed[row] = instance.allowed[kind] & ~np.isin(instance.department, list(taken))
        kept[row, list(moves)] = True
    size = np.array([len(measures) for measures in groups.values()], dtype=np.int64)
    need_of = np.array([need for *_, need in groups], dtype=np.int64)
    demand = Demand(size, need_of, allowed, kept)
    return list(groups.values()), demand, Supply(instance.department, room, held.astype(np.int64))
