"""Chance-corrected agreement in matrices: Cohen's kappa, Scott's pi and Fleiss' kappa, Gwet's AC1 and AC2.

All of them are (observed − expected) / (1 − expected) and differ only in what is expected by chance, so that one
form of the data serves them all and a bootstrap is a handful of matrix products. statsmodels has Cohen's and
Fleiss' kappa, but neither missing ratings, nor z for Fleiss' kappa, nor AC1, and takes over a second to import;
the tests hold these formulas against it.

Shapes: q categories, T kinds of items (items rated alike are one kind), B resamples.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]
Level = Literal["nominal", "ordinal", "interval"]
LEVEL = 0.95
_BATCH = 100
_MOST_ALPHA_CELLS = 4_000_000


@dataclass(frozen=True)
class Units:
    """Items by kind. `first` and `second` are the same where raters are interchangeable."""

    counts: Matrix  # (T,) items of the kind
    sizes: Matrix  # (T,) ratings of each such item
    first: Matrix  # (T, q) shares of the categories: what the rows' rater said
    second: Matrix  # (T, q) what the columns' rater said

    def placed(self) -> Matrix:
        """(T, q) how many raters placed such an item in the category."""
        return (self.first + self.second) / 2 * self.sizes[:, None]

    def agreeing(self, weights: Matrix) -> Matrix:
        """(T,) weighted share of the pairs of ratings of such an item that agree; 0 where there is no pair."""
        placed, pairs = self.placed(), self.sizes * (self.sizes - 1)
        agree = (placed * (placed @ weights - 1)).sum(axis=1)
        found: Matrix = np.zeros(len(pairs))
        np.divide(agree, pairs, out=found, where=pairs > 0)
        return found


def weight_matrix(kind: str, scores: Matrix) -> Matrix:
    """(q, q) weights of agreement, 1 on the diagonal and 0 for the two furthest apart.

    `none`: identity. `linear`: 1 − |d|/max (Cicchetti and Allison 1971). `quadratic`: 1 − d²/max² (Fleiss and
    Cohen 1973). `scores` (q,) place the categories.
    """
    if kind == "none" or len(scores) < 2:
        return np.eye(len(scores))
    apart = np.abs(scores[:, None] - scores[None, :]) / (scores.max() - scores.min())
    return np.asarray(1 - (apart if kind == "linear" else apart**2), dtype=float)


def units_of_table(cells: Matrix) -> Units:
    """Of a (q, q) cross table of two raters."""
    rows, columns = np.nonzero(cells)
    each = np.eye(len(cells))
    return Units(cells[rows, columns], np.full(len(rows), 2.0), each[rows], each[columns])


def units_of_ratings(given: Matrix) -> Units:
    """Of an (N, q) matrix: how many raters placed item n in category k, one at least."""
    kinds, counts = np.unique(given, axis=0, return_counts=True)
    sizes = kinds.sum(axis=1)
    shares = kinds / sizes[:, None]
    return Units(counts.astype(float), sizes, shares, shares)


def pooled(units: Units) -> Units:
    """The same items with the raters taken as interchangeable, as Scott's pi does."""
    shares = (units.first + units.second) / 2
    return replace(units, first=shares, second=shares)


def observed_and_expected(units: Units, weights: Matrix, counts: Matrix) -> tuple[Matrix, Matrix]:
    """(B,) observed and expected agreement, for `counts` (B, T) items of each kind.

    Items with one rating say nothing of agreement but count in the shares (Gwet 2014). NaN where
    no item has two ratings.
    """
    compared = counts * (units.sizes > 1)
    number, total = compared.sum(axis=1), counts.sum(axis=1)
    observed = np.divide(
        compared @ units.agreeing(weights), number, out=np.full(len(number), np.nan), where=number > 0
    )
    first, second = counts @ units.first / total[:, None], counts @ units.second / total[:, None]
    return observed, ((first @ weights) * second).sum(axis=1)


def corrected(observed: Matrix, expected: Matrix) -> Matrix:
    """(observed − expected) / (1 − expected); NaN where chance alone gives full agreement."""
    room = 1 - expected
    found: Matrix = np.full(len(room), np.nan)
    np.divide(observed - expected, room, out=found, where=room > 1e-12)
    return found


def gwet(units: Units, weights: Matrix) -> float:
    """AC1 with identity weights (Gwet 2008), AC2 with others (Gwet 2014)."""
    observed, _ = observed_and_expected(units, weights, units.counts[None, :])
    q = len(weights)
    share = units.counts @ (units.first + units.second) / (2 * units.counts.sum())
    expected = weights.sum() / (q * (q - 1)) * (share * (1 - share)).sum()
    return float((observed[0] - expected) / (1 - expected))


def null_error_of_table(units: Units, weights: Matrix) -> float:
    """Standard error of Cohen's (weighted) kappa where two raters with these margins agree by chance alone.

    Fleiss, Cohen and Everitt (1969); without weights this is
    sqrt(Pe + Pe² − Σ p_i· p_·i (p_i· + p_·i)) / ((1 − Pe) √n). 0 when a rater used one category only.
    """
    number = units.counts.sum()
    first, second = units.counts @ units.first / number, units.counts @ units.second / number
    by_row, by_column = weights @ second, weights.T @ first
    expected = float(first @ by_row)
    # centred both ways before squaring, so that nothing cancels where nearly all is in one category
    left = weights - by_row[:, None] - by_column[None, :] + expected
    return _root(float(first @ left**2 @ second)) / ((1 - expected) * math.sqrt(number))


def null_error_of_ratings(units: Units, weights: Matrix) -> float:
    """Standard error of Fleiss' kappa (and Scott's pi) where every rating is drawn by chance from the shares.

    Fleiss, Nee and Landis (1979) when all items have the same number of ratings m:
    2 (a + a² − 2b) / (N m (m − 1) (1 − a)²) with a = Σp², b = Σp³. With unequal numbers the same expansion holds
    item by item: what a pair of ratings adds beyond its two ratings is uncorrelated between pairs, and what the
    ratings add one by one cancels against the estimated shares, but for items rated once.
    """
    share = units.counts @ units.first / units.counts.sum()
    mean_weight = weights @ share
    expected = float(share @ mean_weight)
    left = weights - mean_weight[:, None] - mean_weight[None, :] + expected
    together, alone = float(share @ left**2 @ share), float(share @ (mean_weight - expected) ** 2)
    two = units.sizes > 1
    compared, total = units.counts[two].sum(), units.counts.sum()
    pairs = (units.counts[two] / (units.sizes[two] * (units.sizes[two] - 1))).sum() * 2 / compared**2
    singly = 4 * (
        (units.counts[two] / units.sizes[two]).sum() * (1 / compared - 1 / total) ** 2
        + (total - compared) / total**2
    )
    return _root(together * pairs + alone * singly) / (1 - expected)


def _root(variance: float) -> float:
    """Square root; 0 for what is 0 but for rounding."""
    return math.sqrt(variance) if variance > 1e-24 else 0.0


def p_above(z: float) -> float:
    """Probability that a standard normal is above z."""
    return math.erfc(z / math.sqrt(2)) / 2


def resampled(units: Units, weights: Matrix, resamples: int, seed: int) -> Matrix:
    """(resamples,) kappa of items drawn anew with replacement; NaN where a draw leaves it undefined."""
    chance = np.random.default_rng(seed)
    number = int(units.counts.sum())
    found = []
    for start in range(0, resamples, _BATCH):
        size = min(_BATCH, resamples - start)
        drawn = chance.multinomial(number, units.counts / number, size=size).astype(float)
        found.append(corrected(*observed_and_expected(units, weights, drawn)))
    return np.concatenate(found)


def alpha(units: Units, scores: Matrix, level: Level) -> float | None:
    """Krippendorff's alpha; items with one rating are left out by its definition.

    `scores` (q,) place the categories. None when items × q² is above four million: too much to be held.
    """
    if units.counts.sum() * len(scores) ** 2 > _MOST_ALPHA_CELLS:
        return None
    import krippendorff

    given = np.repeat(np.rint(units.placed()).astype(int), units.counts.astype(int), axis=0)
    return float(krippendorff.alpha(value_counts=given, value_domain=scores, level_of_measurement=level))
