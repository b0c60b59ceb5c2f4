"""Who rates what, when it is known how many each rates: laid out, rid of conflicts, mixed, balanced over pairs.

Everything here is done by swaps: two measures exchange a rater each. A swap changes no load, so what was even stays so.
"""

from dataclasses import dataclass

import numpy as np

from lovende.stats.assignment_loads import Chance, Flags, Ints

MIXING_ROUNDS = 24  # each offers every measure one swap
OFFERS_EACH = 4  # swaps offered at a time to each slot in conflict, and in all at least
OFFERS = 2048
ROUNDS_WITHOUT_REPAIR = 20
PROPOSALS_PER_PAIR = 4  # in one round of balancing; more would only collide
ROUNDS_WITHOUT_GAIN = 12
BALANCING_ROUNDS = 400


def lay_out(loads: Ints, department: Ints, count: int, chance: Chance) -> Ints:
    """(count, raters of each): each rater in as many rows as its load, no two of a department in a row.

    Needs that the loads add up to a multiple of `count` and that no department's exceed `count`. The wrap-around rule
    of McNaughton (1959, «Scheduling with deadlines and loss functions», Management Science 6(1)): department after
    department in one line, slot i to row i modulo `count`, so that a department comes no second time to a row.
    """
    line = [
        chance.shuffled(np.repeat(who, loads[who]))
        for number in chance.order(int(department.max(initial=-1)) + 1)
        for who in [np.flatnonzero(department == number)]
    ]
    slots = np.concatenate(line) if line else np.zeros(0, dtype=np.int64)
    rows = np.empty((count, len(slots) // count), dtype=np.int64)
    rows[chance.order(count)] = slots.reshape(-1, count).T
    return rows


@dataclass
class Board:
    """An assignment in the making.

    `chosen` (measures, raters of each) holds rater numbers and is changed in place; `kind` (measures,) the row of
    `allowed` (kinds, raters) that says who may rate it; `department` (raters,).
    """

    chosen: Ints
    kind: Ints
    allowed: Flags
    department: Ints

    @property
    def each(self) -> int:
        return int(self.chosen.shape[1])

    def loads(self) -> Ints:
        return np.bincount(self.chosen.ravel(), minlength=len(self.department)).astype(np.int64)

    def is_valid(self) -> bool:
        """Nobody where they may not be, no department twice."""
        departments = np.sort(self.department[self.chosen], axis=1)
        once = bool((departments[:, 1:] != departments[:, :-1]).all())
        return once and bool(self.allowed[self.kind[:, None], self.chosen].all())

    def may_swap(self, one: Ints, at: Ints, other: Ints, to: Ints) -> Flags:
        """Whether slot `at` of measure `one` and slot `to` of measure `other` may exchange raters, pair by pair."""
        leaves, comes = self.chosen[one, at], self.chosen[other, to]
        fits = self.allowed[self.kind[one], comes] & self.allowed[self.kind[other], leaves]
        return np.asarray(fits & self._has_place(one, at, comes) & self._has_place(other, to, leaves))

    def _has_place(self, rows: Ints, at: Ints, comes: Ints) -> Flags:
        departments = self.department[self.chosen[rows]]
        departments[np.arange(len(rows)), at] = -1
        return np.asarray((departments != self.department[comes][:, None]).all(axis=1))

    def swap(self, one: Ints, at: Ints, other: Ints, to: Ints) -> None:
        leaves = self.chosen[one, at]
        self.chosen[one, at] = self.chosen[other, to]
        self.chosen[other, to] = leaves


def repair(board: Board, chance: Chance) -> bool:
    """Swap away every conflict by chance; → False when some withstood, which says nothing of whether they must."""
    claims = np.zeros(len(board.kind), dtype=np.int64)
    quiet = 0
    while quiet < ROUNDS_WITHOUT_REPAIR:
        one, at = np.nonzero(~board.allowed[board.kind[:, None], board.chosen])
        if not len(one):
            return True
        times = max(OFFERS_EACH, OFFERS // len(one))
        one, at = np.tile(one, times), np.tile(at, times)
        other = chance.below(len(board.kind), len(one))
        to = chance.below(board.each, len(one))
        picked = np.flatnonzero((one != other) & board.may_swap(one, at, other, to))
        picked = picked[_first(np.stack([one[picked], other[picked]], axis=1), claims)]
        board.swap(one[picked], at[picked], other[picked], to[picked])
        quiet = 0 if len(picked) else quiet + 1
    return False


def _first(keys: Ints, claims: Ints) -> Flags:
    """The rows of `keys` that share no key with a row before them; `claims` is scratch, a place for each key."""
    rows = np.arange(len(keys))
    claims[keys[::-1].ravel()] = np.repeat(rows[::-1], keys.shape[1])  # the last to write a place keeps it
    return np.asarray((claims[keys] == rows[:, None]).all(axis=1))


def _pairing(board: Board, chance: Chance, count: int) -> tuple[Ints, Ints, Ints, Ints]:
    """`count` disjoint pairs of measures by lot, and a slot of each."""
    drawn = chance.order(len(board.kind))
    one, other = drawn[:count], drawn[count : 2 * count]
    return one, chance.below(board.each, count), other, chance.below(board.each, count)


def mix(board: Board, chance: Chance) -> None:
    """Swap by lot until nothing is left of the order in which the raters were laid out."""
    for _ in range(MIXING_ROUNDS):
        one, at, other, to = _pairing(board, chance, len(board.kind) // 2)
        may = board.may_swap(one, at, other, to)
        board.swap(one[may], at[may], other[may], to[may])


def pair_counts(board: Board) -> Ints:
    """(raters, raters), symmetric: how many measures two raters share."""
    size = len(board.department)
    counts = np.zeros(size * size, dtype=np.int64)
    for first in range(board.each):
        for second in range(first + 1, board.each):
            keys = board.chosen[:, first] * size + board.chosen[:, second]
            counts += np.bincount(keys, minlength=size * size)
    table = counts.reshape(size, size)
    return np.asarray(table + table.T)


def balance(board: Board, chance: Chance) -> None:
    """Swap by lot whatever brings the numbers of shared measures closer to each other (their squares' sum falls)."""
    if board.each < 2 or len(board.kind) < 2:
        return
    size = len(board.department)
    counts = pair_counts(board).ravel()
    claims = np.zeros(size * size, dtype=np.int64)
    pairs = size * (size - 1) // 2
    count = min(len(board.kind) // 2, PROPOSALS_PER_PAIR * pairs)
    patience = ROUNDS_WITHOUT_GAIN * max(1, pairs // max(1, count))
    quiet = 0
    for _ in range(BALANCING_ROUNDS * max(1, pairs // max(1, count))):
        one, at, other, to = _pairing(board, chance, count)
        picked = np.flatnonzero(board.may_swap(one, at, other, to))
        swaps = one[picked], at[picked], other[picked], to[picked]
        keys, signs = _touched(board, *swaps)
        gain = (signs * (2 * counts[keys] + signs)).sum(axis=1)
        better = np.flatnonzero(gain < 0)
        better = better[_first(keys[better], claims)]
        board.swap(*(part[better] for part in swaps))
        np.add.at(counts, keys[better].ravel(), signs[better].ravel())
        quiet = 0 if len(better) else quiet + 1
        if quiet >= patience:
            return


def _touched(board: Board, one: Ints, at: Ints, other: Ints, to: Ints) -> tuple[Ints, Ints]:
    """The pairs of raters (swaps, 4 × (each - 1)) that each swap makes one more or fewer, and which of the two."""
    steps = np.arange(1, board.each)
    leaves, comes = board.chosen[one, at][:, None], board.chosen[other, to][:, None]
    stay = board.chosen[one[:, None], (at[:, None] + steps) % board.each]
    there = board.chosen[other[:, None], (to[:, None] + steps) % board.each]
    same = stay[:, :, None] == there[:, None, :]  # one who stays in both meets the same two as before
    here_counts = np.where(same.any(axis=2), 0, 1)
    there_counts = np.where(same.any(axis=1), 0, 1)
    pairs = [(leaves, stay), (comes, stay), (comes, there), (leaves, there)]
    size = len(board.department)
    keys = [np.minimum(mine, theirs) * size + np.maximum(mine, theirs) for mine, theirs in pairs]
    signs = [-here_counts, here_counts, -there_counts, there_counts]
    return np.concatenate(keys, axis=1), np.concatenate(signs, axis=1)
