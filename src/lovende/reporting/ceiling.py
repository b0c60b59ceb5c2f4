"""How answers to a scale spread, how much of them is at its top, and what may be shown of few. Pure.

A scale on which nearly all are at the top cannot tell one measure from another (003, lines 735-751 and 1657-1660).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

SMALL = 5  # fewer than so many answers are not shown to those who do not follow the scheme up
FINE, COARSE = Decimal("0.01"), Decimal("0.1")
# From these shares on (per cent of answers) the text says that the scale hardly tells measures apart.
MOST_AT_TOP, MOST_AT_TOP_TWO = Decimal(66), Decimal(90)


@dataclass(frozen=True)
class Spread:
    """Answers on a scale from `low` up: `counts` by point, beside them those for whom it was not relevant.

    `unknown`: asked and not answered. `is_lost`: the source has lost the question, so nobody was asked.
    """

    key: str
    label: str
    low: int
    counts: tuple[int, ...]
    irrelevant: int = 0
    unknown: int = 0
    is_lost: bool = False

    @property
    def answered(self) -> int:
        """How many chose a point of the scale; the mean and every share are of these."""
        return sum(self.counts)

    @property
    def mean(self) -> Decimal | None:
        if not self.answered:
            return None
        total = sum((self.low + place) * count for place, count in enumerate(self.counts))
        return Decimal(total) / self.answered

    def share(self, places: int = 1) -> Decimal | None:
        """Per cent of the answers at the `places` highest points; None without answers."""
        if not self.answered:
            return None
        return Decimal(sum(self.counts[-places:]) * 100) / self.answered

    @property
    def alike(self) -> Decimal | None:
        """Per cent of pairs of answers that are the same: what chance two measures have of the same rating."""
        pairs = self.answered * (self.answered - 1)
        if not pairs:
            return None
        return Decimal(sum(count * (count - 1) for count in self.counts) * 100) / pairs

    @property
    def is_at_ceiling(self) -> bool:
        """Are so many at the top that the scale hardly tells measures apart?"""
        top, two = self.share(), self.share(2)
        return top is not None and two is not None and (top >= MOST_AT_TOP or two >= MOST_AT_TOP_TWO)


@dataclass(frozen=True)
class Shown:
    """A spread as somebody may see it: None in `counts` is hidden. `hidden` is how many answers are."""

    spread: Spread
    counts: tuple[int | None, ...]
    mean: Decimal | None
    top: Decimal | None
    hidden: int = 0

    @property
    def is_hidden(self) -> bool:
        """Is all of it hidden, for there are so few?"""
        return bool(self.counts) and all(count is None for count in self.counts)


def rounded(value: Decimal, to: Decimal) -> Decimal:
    """Half up, as people round."""
    return value.quantize(to, ROUND_HALF_UP)


def whole(spread: Spread) -> Shown:
    """All of it, the mean with two decimals."""
    mean = spread.mean
    return Shown(spread, spread.counts, None if mean is None else rounded(mean, FINE), _top(spread))


def _top(spread: Spread) -> Decimal | None:
    share = spread.share()
    return None if share is None else rounded(share, COARSE)


def guarded(spread: Spread) -> Shown:
    """Without cells of one to four. Where one cell alone is hidden another goes with it, and the mean is given, with
    one decimal, only where that leaves open how the hidden ones are spread: else they could be worked out."""
    if 0 < spread.answered < SMALL:
        return Shown(spread, (None,) * len(spread.counts), None, None, spread.answered)
    return _hide(spread, {place for place, count in enumerate(spread.counts) if 0 < count < SMALL})


def _hide(spread: Spread, places: set[int]) -> Shown:
    """`spread` with the cells at `places` hidden."""
    if len(places) == 1:
        others = [
            (count, place) for place, count in enumerate(spread.counts) if count and place not in places
        ]
        places = places | ({min(others)[1]} if others else set())
    counts = tuple(None if place in places else count for place, count in enumerate(spread.counts))
    hidden = sum(spread.counts[place] for place in places)
    mean = spread.mean
    if mean is not None and (not hidden or _leaves_open(spread.answered, hidden, places)):
        mean = rounded(mean, COARSE)
    else:
        mean = None
    top = None if len(spread.counts) - 1 in places else _top(spread)
    return Shown(spread, counts, mean, top, hidden)


def _leaves_open(answered: int, hidden: int, places: set[int]) -> bool:
    """Is the mean, rounded to a tenth, the same however `hidden` answers lie among `places`?"""
    return Decimal(answered) / 20 >= hidden * (max(places) - min(places))


def together(spreads: Sequence[Spread], key: str, label: str) -> Spread:
    """All the spreads as one; they are of the same scale. Raises ValueError for none."""
    if not spreads:
        raise ValueError("nothing to put together")
    asked = [row for row in spreads if not row.is_lost]
    width = len(spreads[0].counts)
    return replace(
        spreads[0],
        key=key,
        label=label,
        counts=tuple(sum(row.counts[place] for row in asked) for place in range(width)),
        irrelevant=sum(row.irrelevant for row in asked),
        unknown=sum(row.unknown for row in asked),
        is_lost=False,
    )


def guarded_table(spreads: Sequence[Spread], total: Spread) -> tuple[list[Shown], Shown]:
    """The rows and their total for those who may not see few: a column with a hidden cell has no total."""
    rows = [guarded(row) for row in spreads]
    if 0 < total.answered < SMALL:
        return rows, guarded(total)
    columns = range(len(total.counts))
    beneath = {place for place in columns if any(row.counts[place] is None for row in rows)}
    return rows, _hide(total, beneath | {place for place in columns if 0 < total.counts[place] < SMALL})
