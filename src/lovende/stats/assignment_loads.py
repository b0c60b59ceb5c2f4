"""How many ratings each rater gives, as even as can be, before it is said which; and chance that travels.

Loads under limits per rater and per department are the integral bases of a polymatroid, so filling to a common level
is optimal (Federgruen and Groenevelt 1986, «The greedy procedure for resource allocation problems», Operations
Research 34(6)), and what has the least sum of squares is also least when the loads are compared from the largest
down (Frank and Murota 2022, «Decreasing minimization on M-convex sets: background and structures», Mathematical
Programming 195).
"""

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Chance:
    """Random whole numbers that are the same on any machine.

    Only the raw stream of PCG64 is used: NumPy keeps it from version to version, which it does not promise of what
    its Generator makes of it (NEP 19).
    """

    def __init__(self, seed: int) -> None:
        """Raises ValueError when `seed` is negative."""
        if seed < 0:
            raise ValueError(f"the seed must be 0 or more, not {seed}")
        self._bits = np.random.PCG64(seed)

    def _raw(self, count: int) -> NDArray[np.uint64]:
        return np.asarray(self._bits.random_raw(count), dtype=np.uint64)

    def order(self, count: int) -> Ints:
        """A permutation of 0 … count - 1."""
        return np.argsort(self._raw(count), kind="stable").astype(np.int64)

    def below(self, bound: int, count: int) -> Ints:
        """`count` numbers from 0 to `bound` - 1; `bound` at most 2³²."""
        half = np.uint64(32)
        return ((self._raw(count) >> half) * np.uint64(bound) >> half).astype(np.int64)

    def shuffled(self, values: Ints) -> Ints:
        return values[self.order(len(values))]


def even_loads(room: Ints, department: Ints, most: Ints, total: int, chance: Chance) -> Ints | None:
    """Loads with the least sum of squares that add up to `total`; None when `total` has no room.

    `room` (raters,): the most of each. `department` (raters,): its number. `most` (departments,): the most of a
    department together. Who gets one more than another where the level does not come out even is drawn by lot.
    """
    members = [np.flatnonzero(department == number) for number in range(len(most))]

    def given(level: int) -> int:
        return sum(_of_department(room[who], int(top), level) for who, top in zip(members, most, strict=True))

    highest = int(room.max(initial=0))
    if given(highest) < total:
        return None
    level = _largest(given, total, highest)
    loads = np.zeros(len(room), dtype=np.int64)
    left = np.zeros(len(most), dtype=np.int64)
    for number, (who, top) in enumerate(zip(members, most, strict=True)):
        here = _of_department(room[who], int(top), level)
        loads[who] = _within(room[who], here, chance)
        left[number] = _of_department(room[who], int(top), level + 1) - here
    return _one_more(loads, room > level, department, left, total - int(loads.sum()), chance)


def _of_department(room: Ints, most: int, level: int) -> int:
    return min(most, int(np.minimum(room, level).sum()))


def _largest(given: Callable[[int], int], total: int, highest: int) -> int:
    """The highest level that does not give more than `total`."""
    low, high = 0, highest
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if given(middle) <= total else (low, middle - 1)
    return low


def _within(room: Ints, total: int, chance: Chance) -> Ints:
    """`total` spread over the raters of one department."""
    level = _largest(lambda at: int(np.minimum(room, at).sum()), total, int(room.max(initial=0)))
    loads = np.minimum(room, level)
    more = chance.shuffled(np.flatnonzero(room > level))[: total - int(loads.sum())]
    loads[more] += 1
    return loads


def _one_more(loads: Ints, may: Flags, department: Ints, left: Ints, count: int, chance: Chance) -> Ints:
    """One more to `count` of those who `may`, at most `left` in a department."""
    for rater in chance.shuffled(np.flatnonzero(may)):
        if count and left[department[rater]]:
            loads[rater] += 1
            left[department[rater]] -= 1
            count -= 1
    return loads


def squares(loads: Ints | Iterable[int]) -> int:
    """The sum of squared loads, which evenness makes small."""
    return sum(int(load) ** 2 for load in loads)
