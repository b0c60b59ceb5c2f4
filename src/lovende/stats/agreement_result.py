"""What is reported of agreement: coefficients, z, interval and band, each None with its reason where undefined."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from lovende.stats import agreement_estimates as estimates
from lovende.stats.agreement_coding import Value
from lovende.stats.agreement_estimates import Matrix, Units
from lovende.stats.bands import CAVEAT, band

RESAMPLES = 2000
SEED = 1977
_ALPHA_LEVELS: dict[str, estimates.Level] = {"none": "nominal", "linear": "ordinal", "quadratic": "interval"}


@dataclass(frozen=True)
class Agreement:
    """Agreement of two raters (Cohen's kappa) or more (Fleiss'). Shares are 0–1, coefficients at most 1.

    `n_items` were rated by two or more. `z` and both p are under the null hypothesis of chance agreement, one-sided
    against more agreement than that. `ci_low` and `ci_high` are the 2.5th and 97.5th percentile of `resamples`
    bootstrap samples of the items. `pi` is Scott's, which for more than two raters is Fleiss' kappa. `ac1` is
    never weighted, `ac2` is AC1 with the weights. `alpha_level` is Krippendorff's level of measurement: nominal
    without weights, ordinal with linear ones, interval with quadratic ones.
    """

    statistic: str
    weights: str
    n_items: int
    n_raters: int
    categories: tuple[Value, ...]
    observed: float | None = None
    expected: float | None = None
    kappa: float | None = None
    se_null: float | None = None
    z: float | None = None
    p_one_sided: float | None = None
    p_two_sided: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    resamples: int = 0
    seed: int | None = None
    pi: float | None = None
    ac1: float | None = None
    ac2: float | None = None
    alpha: float | None = None
    alpha_level: str = "nominal"
    band: str | None = None
    notes: tuple[str, ...] = ()


def noted(found: Agreement, note: str) -> Agreement:
    """The same with one note more."""
    return replace(found, notes=(*found.notes, note))


def varied(units: Units) -> bool:
    """Whether the items that are compared use more than one category; if not, agreement is undefined."""
    used = (units.first + units.second)[units.sizes > 1].sum(axis=0) > 0
    return int(used.sum()) > 1


def complete(
    frame: Agreement,
    units: Units,
    scores: Matrix,
    *,
    null_error: Callable[[Units, Matrix], float],
    bootstrap: int,
    seed: int,
) -> Agreement:
    """`frame` with all that can be computed of `units`, which compare at least one item."""
    if not varied(units):
        return noted(
            replace(frame, observed=1.0),
            "one category was used: agreement cannot be told from chance, so there is no kappa, pi, AC1 or alpha",
        )
    weights, level = estimates.weight_matrix(frame.weights, scores), _ALPHA_LEVELS[frame.weights]
    observed, expected = estimates.observed_and_expected(units, weights, units.counts[None, :])
    same = estimates.observed_and_expected(estimates.pooled(units), weights, units.counts[None, :])
    found = replace(
        frame,
        observed=float(observed[0]),
        expected=float(expected[0]),
        kappa=float(estimates.corrected(observed, expected)[0]),
        pi=float(estimates.corrected(*same)[0]),
        ac1=estimates.gwet(units, np.eye(len(scores))),
        ac2=estimates.gwet(units, weights) if frame.weights != "none" else None,
        alpha=estimates.alpha(units, scores, level),
        alpha_level=level,
    )
    if found.alpha is None:
        found = noted(found, "too many items and categories for alpha")
    found = _with_z(found, null_error(units, weights))
    found = _with_interval(found, units, weights, bootstrap, seed)
    return noted(found, CAVEAT) if found.band else found


def _with_z(found: Agreement, se_null: float) -> Agreement:
    if not se_null or found.kappa is None:
        return noted(
            found, "a rater used one category only: kappa is 0 whatever the other did, with no z and no band"
        )
    z = found.kappa / se_null
    return replace(
        found,
        se_null=se_null,
        z=z,
        p_one_sided=estimates.p_above(z),
        p_two_sided=2 * estimates.p_above(abs(z)),
        band=band(found.kappa),
    )


def _with_interval(found: Agreement, units: Units, weights: Matrix, bootstrap: int, seed: int) -> Agreement:
    if not bootstrap or found.z is None:
        return found
    drawn = estimates.resampled(units, weights, bootstrap, seed)
    defined = drawn[~np.isnan(drawn)]
    found = replace(found, resamples=len(defined), seed=seed)
    if len(defined) < bootstrap / 2:
        return noted(found, "too few items for an interval: most resamples use one category only")
    low, high = np.quantile(defined, [(1 - estimates.LEVEL) / 2, (1 + estimates.LEVEL) / 2])
    if high - low < 1e-9:
        return noted(
            found, "no interval: every resample gives the same kappa, which says nothing of how sure it is"
        )
    if len(defined) < bootstrap:
        found = noted(
            found, f"{bootstrap - len(defined)} of {bootstrap} resamples use one category only: left out"
        )
    return replace(found, ci_low=float(low), ci_high=float(high))
