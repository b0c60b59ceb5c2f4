"""Agreement between raters (*enighet mellom vurderere*): kappa with its z and interval, pi, AC1 and alpha beside it.

Why several: when officers or researchers share the items between them in changing pairs, and the two ratings of
each item are put in columns named only «rater 1» and «rater 2», it is chance who stands where. Cohen's kappa
depends on that, since it takes the margins of the columns apart; Scott's pi and Krippendorff's alpha do not. They
stand beside kappa for that reason, and are the ones to cite for such a table. Gwet's AC1 is there because kappa
falls when nearly all items belong in one category, however often raters agree (Feinstein and Cicchetti 1990).

What cannot be computed is None with its reason in `notes`, and then has no band.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from lovende.stats import agreement_estimates as estimates
from lovende.stats.agreement_coding import (
    AgreementError,
    Coded,
    Rating,
    Value,
    code,
    known_weights,
    table_of_counts,
)
from lovende.stats.agreement_estimates import Matrix
from lovende.stats.agreement_result import RESAMPLES, SEED, Agreement, complete, noted
from lovende.stats.bands import CAVEAT, band

__all__ = [
    "CAVEAT",
    "RESAMPLES",
    "SEED",
    "Agreement",
    "AgreementError",
    "CrossTable",
    "PairAgreement",
    "Rating",
    "agreement_of_ratings",
    "agreement_of_table",
    "band",
    "by_pair",
    "cross_table",
]


@dataclass(frozen=True)
class PairAgreement:
    """Two raters on the items both rated: Cohen's kappa, Scott's pi and AC1; None with `note` where undefined."""

    first: str
    second: str
    n_items: int
    observed: float | None
    expected: float | None
    kappa: float | None
    pi: float | None
    ac1: float | None
    note: str | None


@dataclass(frozen=True)
class CrossTable:
    """`counts[i][j]`: how often the rows' rater said category i where the columns' rater said j."""

    categories: tuple[Value, ...]
    counts: tuple[tuple[int, ...], ...]
    rows: str
    columns: str


def agreement_of_table(
    counts: Sequence[Sequence[int]], *, weights: str = "none", bootstrap: int = RESAMPLES, seed: int = SEED
) -> Agreement:
    """Agreement of two raters from a square cross table, rows rater 1, columns rater 2.

    `counts` is q × q whole numbers, categories in the same order both ways; with weights they are one step apart.
    `bootstrap` is the number of resamples, 0 for no interval. Raises AgreementError naming what is wrong.
    """
    known_weights(weights)
    cells = table_of_counts(counts)
    names = tuple(range(1, len(cells) + 1))
    frame = Agreement("Cohen's kappa", weights, int(cells.sum()), 2, names)
    return _of_cells(frame, cells, np.arange(len(cells), dtype=float), bootstrap, seed)


def agreement_of_ratings(
    ratings: Iterable[Rating],
    *,
    weights: str = "none",
    categories: Sequence[Value] | None = None,
    bootstrap: int = RESAMPLES,
    seed: int = SEED,
) -> Agreement:
    """Agreement of ratings in any order: Cohen's kappa when there are two raters, else Fleiss'.

    Two raters are compared on the items both rated. With more, items may have different raters and different
    numbers of them; kappa and AC1 are then as in Gwet (2014). `categories` is the whole scale in its order, where
    some of it may be unused; its length counts for AC1. Raises AgreementError.
    """
    coded = code(ratings, weights=weights, categories=categories)
    frame = Agreement("Cohen's kappa", weights, 0, len(coded.raters), coded.categories)
    single = sum(len(item) == 1 for item in coded.items)
    if len(coded.raters) < 2:
        return noted(
            frame, "only one rater: agreement needs two ratings of an item" if single else "no ratings"
        )
    if len(coded.raters) == 2:
        cells = _cells(coded, *coded.raters)
        found = _of_cells(replace(frame, n_items=int(cells.sum())), cells, coded.scores, bootstrap, seed)
        return noted(found, f"items with one rating, left out: {single}") if single else found
    found = _of_many(frame, coded, bootstrap, seed)
    if not single or found.kappa is None:
        return found
    return noted(found, f"items with one rating, counted in the shares of categories only: {single}")


def by_pair(ratings: Iterable[Rating], *, weights: str = "none") -> list[PairAgreement]:
    """Every pair of raters, by name, also those with no item in common. Raises AgreementError."""
    coded = code(ratings, weights=weights)
    frame = Agreement("Cohen's kappa", weights, 0, 2, coded.categories)
    cells = _all_cells(coded)
    return [_pair(frame, pair, cells[pair], coded.scores) for pair in combinations(coded.raters, 2)]


def cross_table(ratings: Iterable[Rating], pair: tuple[str, str] | None = None) -> CrossTable:
    """The cross table of `pair`, or of all pairs of ratings pooled: the rater whose name sorts first is the row.

    Pooled over more than two raters, how disagreement is split above and below the diagonal is an accident of
    names: only the sum of two mirrored cells means something. Raises AgreementError when `pair` is not two of
    the raters.
    """
    coded = code(ratings)
    if pair is None:
        size = len(coded.categories)
        cells = sum(_all_cells(coded).values(), np.zeros((size, size)))
        rows, columns = coded.raters if len(coded.raters) == 2 else ("first", "second")
    else:
        rows, columns = pair
        if rows == columns or not {rows, columns} <= set(coded.raters):
            raise AgreementError(
                f"{rows!r} and {columns!r} are not two of the raters: choose among {', '.join(coded.raters)}"
            )
        cells = _cells(coded, rows, columns)
    counts = tuple(tuple(int(cell) for cell in row) for row in cells)
    return CrossTable(coded.categories, counts, rows, columns)


def _of_cells(frame: Agreement, cells: Matrix, scores: Matrix, bootstrap: int, seed: int) -> Agreement:
    if not cells.any():
        return noted(frame, "no item was rated by both")
    return complete(
        frame,
        estimates.units_of_table(cells),
        scores,
        null_error=estimates.null_error_of_table,
        bootstrap=bootstrap,
        seed=seed,
    )


def _of_many(frame: Agreement, coded: Coded, bootstrap: int, seed: int) -> Agreement:
    units = estimates.units_of_ratings(coded.counts())
    compared = int(units.counts[units.sizes > 1].sum())
    frame = replace(frame, statistic="Fleiss' kappa", n_items=compared)
    if not compared:
        return noted(frame, "no item was rated by two")
    return complete(
        frame,
        units,
        coded.scores,
        null_error=estimates.null_error_of_ratings,
        bootstrap=bootstrap,
        seed=seed,
    )


def _pair(frame: Agreement, pair: tuple[str, str], cells: Matrix, scores: Matrix) -> PairAgreement:
    found = _of_cells(replace(frame, n_items=int(cells.sum())), cells, scores, 0, 0)
    return PairAgreement(
        first=pair[0],
        second=pair[1],
        n_items=found.n_items,
        observed=found.observed,
        expected=found.expected,
        kappa=found.kappa,
        pi=found.pi,
        ac1=found.ac1,
        note="; ".join(note for note in found.notes if note != CAVEAT) or None,
    )


def _cells(coded: Coded, rows: str, columns: str) -> Matrix:
    cells = np.zeros((len(coded.categories), len(coded.categories)))
    for item in coded.items:
        if rows in item and columns in item:
            cells[item[rows], item[columns]] += 1
    return cells


def _all_cells(coded: Coded) -> dict[tuple[str, str], Matrix]:
    """The cross table of every pair of raters; zeros for a pair that shares no item."""
    size = len(coded.categories)
    cells: dict[tuple[str, str], Matrix] = defaultdict(lambda: np.zeros((size, size)))
    for item in coded.items:
        for rows, columns in combinations(sorted(item), 2):
            cells[rows, columns][item[rows], item[columns]] += 1
    return cells
