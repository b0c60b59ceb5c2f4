"""Have the chains met? Rank-normalised split R-hat and effective sample sizes.

Vehtari, Gelman, Simpson, Carpenter & Buerkner (2021): Rank-normalization, folding, and localization: an
improved R-hat for assessing convergence of MCMC. Bayesian Anal. 16:667-718.
Draws come as draws x quantities x chains.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, next_fast_len, rfft
from scipy.special import ndtri
from scipy.stats import rankdata

Floats = NDArray[np.float64]

MOST_R_HAT = 1.01
"""Above this the chains have not met; asked of the probabilities, which the choice leans on."""
LEAST_EFFECTIVE = 400.0
"""Fewer effective draws than this, all chains together, are too few; asked of the probabilities."""
MOST_R_HAT_BESIDE = 1.05
"""The same for severities, discriminations and difficulties, which explain only; the limit in rstan's manual (Rhat)."""
LEAST_EFFECTIVE_BESIDE = 100.0
"""With 100 effective draws chance in sampling adds a tenth of the posterior's spread to a mean, no more."""
TOGETHER = 256


@dataclass(frozen=True)
class Worst:
    """The worst of several quantities: largest `r_hat`, smallest effective sample sizes of the middle (`bulk`) and
    of the 5 and 95 % quantiles (`tail`), and the name of the quantity with the largest R-hat ("" for none)."""

    r_hat: float = 1.0
    bulk: float = float("inf")
    tail: float = float("inf")
    quantity: str = ""

    def within(self, r_hat: float, effective: float) -> bool:
        """R-hat is at most the one and both effective sample sizes are at least the other."""
        return self.r_hat <= r_hat and min(self.bulk, self.tail) >= effective


@dataclass(frozen=True)
class Diagnostics:
    """How the sampling went: `chains`, `draws` kept a chain, `sweeps` run a chain, the worst of the measures'
    probabilities and the worst of what is told beside them (raters and questions)."""

    chains: int
    draws: int
    sweeps: int
    measures: Worst
    beside: Worst

    @property
    def has_converged(self) -> bool:
        """Every probability meets the published limits, and all beside them ours (above)."""
        beside = self.beside.within(MOST_R_HAT_BESIDE, LEAST_EFFECTIVE_BESIDE)
        return beside and self.measures.within(MOST_R_HAT, LEAST_EFFECTIVE)


def split(draws: Floats) -> Floats:
    """Halve each chain, so that a drift within a chain shows as two chains that differ."""
    half = len(draws) // 2
    return np.concatenate([draws[:half], draws[-half:]], axis=2)


def rank_normal(draws: Floats) -> Floats:
    """Normal scores of the ranks over all chains."""
    length, quantities, chains = draws.shape
    flat = draws.transpose(1, 0, 2).reshape(quantities, -1)
    scores = ndtri((rankdata(flat, axis=1) - 0.375) / (length * chains + 0.25))
    found: Floats = scores.reshape(quantities, length, chains).transpose(1, 0, 2)
    return found


def _basic_r_hat(draws: Floats) -> Floats:
    within = draws.var(axis=0, ddof=1).mean(axis=1)
    between = draws.mean(axis=0).var(axis=1, ddof=1)
    found: Floats = np.sqrt((len(draws) - 1) / len(draws) + between / within)
    return found


def r_hat(draws: Floats) -> Floats:
    """The larger of R-hat of ranks and of ranks of distances from the median, for each quantity."""
    halves = split(draws)
    folded = np.abs(halves - np.median(halves, axis=(0, 2), keepdims=True))
    return np.maximum(_basic_r_hat(rank_normal(halves)), _basic_r_hat(rank_normal(folded)))


def effective(draws: Floats) -> Floats:
    """Effective sample size of the mean, for each quantity (Geyer 1992's initial monotone sequence)."""
    length, _, chains = draws.shape
    centred = draws - draws.mean(axis=0)
    power = np.abs(rfft(centred, next_fast_len(2 * length, real=True), axis=0)) ** 2
    covariance = irfft(power, next_fast_len(2 * length, real=True), axis=0)[:length].mean(axis=2) / length
    within = covariance[0] * length / (length - 1)
    between = draws.mean(axis=0).var(axis=1, ddof=1) if chains > 1 else 0.0
    total = within * (length - 1) / length + between
    correlation = 1.0 - (within - covariance) / total
    correlation[0] = 1.0
    pairs = correlation[0 : length - length % 2 : 2] + correlation[1::2]
    counted = np.logical_and.accumulate(pairs > 0.0, axis=0)
    pairs = np.minimum.accumulate(np.where(counted, pairs, 0.0), axis=0)
    time = np.maximum(2.0 * pairs.sum(axis=0) - 1.0, 1.0 / np.log10(length * chains))
    found: Floats = length * chains / time
    return found


def bulk_and_tail(draws: Floats) -> tuple[Floats, Floats]:
    """Effective sample sizes of the middle and of the 5 and 95 % quantiles, for each quantity."""
    halves = split(draws)
    low, high = np.quantile(halves, (0.05, 0.95), axis=(0, 2), keepdims=True)
    tail = np.minimum(effective((halves <= low) * 1.0), effective((halves <= high) * 1.0))
    return effective(rank_normal(halves)), tail


def worst(draws: Floats, names: list[str]) -> Worst:
    """The worst of all quantities; `names` has one for each of them."""
    found = []
    for first in range(0, draws.shape[1], TOGETHER):
        part = draws[:, first : first + TOGETHER]
        found.append((r_hat(part), *bulk_and_tail(part)))
    if not found:
        return Worst()
    ratio, bulk, tail = (np.concatenate(each) for each in zip(*found, strict=True))
    return Worst(float(ratio.max()), float(bulk.min()), float(tail.min()), names[int(ratio.argmax())])
