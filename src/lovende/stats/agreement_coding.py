"""Ratings as counts: which categories there are, who placed which item where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from lovende.stats.agreement_estimates import Matrix

Value = str | int | float
WEIGHTS = ("none", "linear", "quadratic")
MOST_CATEGORIES = 200
MOST_IN_CELL = 1_000_000_000


class AgreementError(ValueError):
    """Ratings or a table that cannot be read as such: what is wrong, where, how to mend it. English."""


@dataclass(frozen=True)
class Rating:
    """What one rater (*vurderer*) said of one item; `value` None: the rating is missing."""

    item: str
    rater: str
    value: Value | None


@dataclass(frozen=True)
class Coded:
    """Ratings by item: `items[n][rater]` is an index into `categories`; `scores` (q,) place the categories."""

    categories: tuple[Value, ...]
    scores: Matrix
    raters: tuple[str, ...]
    items: tuple[dict[str, int], ...]

    def counts(self) -> Matrix:
        """(N, q): how many raters placed item n in category k."""
        found = np.zeros((len(self.items), len(self.categories)))
        for row, item in enumerate(self.items):
            for code in item.values():
                found[row, code] += 1
        return found


def code(
    ratings: Iterable[Rating], *, weights: str = "none", categories: Sequence[Value] | None = None
) -> Coded:
    """Ratings coded by category. Missing ones are left out.

    Without `categories` they are those used, numbers by size, text by alphabet. With it they are the scale in its
    order, used or not. Raises AgreementError for a rating given twice, one outside `categories`, or weights
    without an order.
    """
    known_weights(weights)
    given = [rating for rating in ratings if rating.value is not None]
    scale = tuple(categories) if categories is not None else _used(given)
    if weights != "none" and categories is None and any(isinstance(value, str) for value in scale):
        raise AgreementError(
            f"{weights} weights need ordered ratings, and {str(scale[0])!r} is text: give numbers, or no weights"
        )
    if len(set(scale)) < len(scale):
        raise AgreementError(f"a category is twice on the scale ({', '.join(map(str, scale))}): keep one")
    if len(scale) > MOST_CATEGORIES:
        raise AgreementError(
            f"{len(scale)} different ratings (at most {MOST_CATEGORIES}): agreement is of categories; group them"
        )
    return Coded(
        categories=scale,
        scores=_scores(scale),
        raters=tuple(sorted({rating.rater for rating in given})),
        items=_by_item(given, scale),
    )


def known_weights(weights: str) -> None:
    """Raises AgreementError unless `weights` is one of WEIGHTS."""
    if weights not in WEIGHTS:
        raise AgreementError(f"weights {weights!r} are not known: give one of {', '.join(WEIGHTS)}")


def table_of_counts(counts: Sequence[Sequence[int]]) -> Matrix:
    """(q, q) of a square table of whole numbers, none negative. Raises AgreementError naming the cell."""
    size = len(counts)
    if not size or size > MOST_CATEGORIES:
        raise AgreementError(f"the table has {size} rows: give 1 to {MOST_CATEGORIES}")
    for place, row in enumerate(counts):
        if len(row) != size:
            raise AgreementError(
                f"the table is not square: {size} rows, but row {place} has {len(row)} cells; rows and columns are "
                "the same categories in the same order, and a comma stands between cells"
            )
        for column, cell in enumerate(row):
            if (
                isinstance(cell, bool)
                or not np.isfinite(cell)
                or cell != int(cell)
                or not 0 <= cell <= MOST_IN_CELL
            ):
                raise AgreementError(
                    f"cell ({place}, {column}) is {cell}: a cell counts items, a whole number from 0 to {MOST_IN_CELL}"
                )
    return np.asarray(counts, dtype=float)


def _used(given: list[Rating]) -> tuple[Value, ...]:
    values = {rating.value for rating in given if rating.value is not None}
    numbers = [value for value in values if not isinstance(value, str)]
    if len(numbers) == len(values):
        return tuple(sorted(numbers))
    return tuple(sorted({str(value) for value in values}))


def _by_item(given: list[Rating], scale: tuple[Value, ...]) -> tuple[dict[str, int], ...]:
    # numbers among text are text: 1 and «1» are then the same rating
    text = any(isinstance(one, str) for one in scale)
    places = {str(value) if text else value: place for place, value in enumerate(scale)}
    items: dict[str, dict[str, int]] = {}
    for rating in given:
        value = str(rating.value) if text else rating.value
        if value not in places:
            raise AgreementError(
                f"item {rating.item!r}, rater {rating.rater!r}: {value!r} is not on the scale "
                f"({', '.join(map(str, scale))}): mend the rating or the scale"
            )
        item = items.setdefault(rating.item, {})
        if rating.rater in item:
            raise AgreementError(f"item {rating.item!r} has two ratings by {rating.rater!r}: keep one")
        item[rating.rater] = places[value]
    return tuple(items.values())


def _scores(scale: tuple[Value, ...]) -> Matrix:
    """Where the categories stand: numbers where they say, text one step apart."""
    if any(isinstance(value, str) for value in scale):
        return np.arange(len(scale), dtype=float)
    return np.asarray(scale, dtype=float)
