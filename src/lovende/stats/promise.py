"""How promising is a measure (tiltak), judged by few readers of unlike severity? A small Bayesian model.

**What the probability is.** There is no answer key: "promising" here is what readers find when they read. Each measure
is given the share of readers of this kind who would let it in (verdict Inn), were endlessly many to read it.
`Estimate.probability` is the expected share, which is also the probability that one further reader, taken at random,
lets it in; `low` and `high` hold the share with 90 % probability. One true sentence for a caseworker: "Of 100 readers
such as these we would expect 62 to let this measure in; with 90 % probability the number lies between 35 and 85, if the
model holds." Whether the measure works is not what is said.

**The model.** Measure i has a worth t_i ~ N(0, 1). Reader r has an impression of it u_ir ~ N(t_i, v), shared by all
that r answers about it: one reading is one witness, however many boxes are ticked (a testlet model, Bradlow, Wainer &
Wang 1999, Psychometrika 64:153-168; levels as in Patz, Junker, Johnson & Mariano 2002, J. Educ. Behav. Stat.
27:341-384). Question c is answered yes with probability Phi(a_c u_ir - b_c - s_r): two parameters an item on the normal
ogive (Albert 1992, J. Educ. Stat. 17:251-269) and the reader's severity (Linacre 1989, Many-facet Rasch measurement).
The overall verdict is a question like the others. Discriminations a_c ~ N(1, 0.75) above 0, so that no yes ever tells
against a measure; difficulties b_c ~ N(0, 1); severities s_r ~ N(0, w); sqrt(v) and sqrt(w) half-t with 4 degrees of
freedom and scales 1 and 0.5. The share is Phi((a t_i - b) / sqrt(1 + a^2 v + w)) with the verdict's a and b.

**What it assumes.** Readers are allotted without regard to worth. A missing answer, "cannot say" among them, tells
nothing beyond the answers that there are (missing at random); so a phase that only some measures reached must be
given together with the phase that they were sorted by. Measures not read are like those that were.

Inference: Gibbs sampling (`promise_sampler`), run until the chains have met (`promise_diagnostics`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .promise_choice import gains
from .promise_diagnostics import Diagnostics
from .promise_posterior import Posterior, sample
from .promise_table import CAUTIONS, VERDICT, Judgement, Table, cautions, tabulated

__all__ = [
    "CAUTIONS",
    "Criterion",
    "Estimate",
    "Fit",
    "Judgement",
    "NotConverged",
    "Severity",
    "fit",
    "next_readings",
]

Floats = NDArray[np.float64]

INTERVAL = (0.05, 0.95)
THIN_WIDTH = 0.5
LEAST_DRAWS = 200


class NotConverged(ArithmeticError):
    """The chains have not met, so there is nothing to show; `diagnostics` says how far off they were."""

    def __init__(self, diagnostics: Diagnostics) -> None:
        super().__init__(f"the chains have not converged: {diagnostics}")
        self.diagnostics = diagnostics


@dataclass(frozen=True)
class Estimate:
    """What is known of one measure.

    `probability`, `low`, `high`: share of readers who would let it in, expected and with 90 % probability.
    `readings`: raters with an answer. `is_thin`: fewer than two, or an interval wider than half of the scale.
    `rank_median`, `rank_low`, `rank_high`: place among all measures, 1 the best, the latter two with 90 % probability.
    `chosen_probability`: probability of being truly among the best `places`.
    """

    measure: str
    probability: float
    low: float
    high: float
    readings: int
    is_thin: bool
    rank_median: int
    rank_low: int
    rank_high: int
    chosen_probability: float


@dataclass(frozen=True)
class Severity:
    """A rater's severity on the probit scale, 0 the average, above 0 strict; 90 % interval; number of answers."""

    rater: str
    severity: float
    low: float
    high: float
    answers: int


@dataclass(frozen=True)
class Criterion:
    """A question's discrimination (how much it tells, 0 nothing) and difficulty (0: half of readings say yes to an
    average measure, more: fewer), posterior means with 90 % intervals; number of answers."""

    question: str
    discrimination: float
    discrimination_low: float
    discrimination_high: float
    difficulty: float
    difficulty_low: float
    difficulty_high: float
    answers: int


@dataclass(frozen=True)
class Fit:
    """All that is known; measures, raters and criteria sorted by name. `note`: the cautions in words."""

    measures: tuple[Estimate, ...]
    raters: tuple[Severity, ...]
    criteria: tuple[Criterion, ...]
    diagnostics: Diagnostics
    cautions: tuple[str, ...]
    seed: int
    posterior: Posterior = field(repr=False, compare=False)

    @property
    def note(self) -> str:
        """The cautions as English sentences; empty where there are none."""
        return " ".join(CAUTIONS[each] for each in self.cautions)


def fit(
    judgements: Iterable[Judgement],
    *,
    measures: Iterable[str] = (),
    seed: int,
    draws: int = 1000,
    places: int = 10,
) -> Fit:
    """Fit the model; the same judgements in any order and the same seed give the same numbers.

    `measures`: further measures that nobody has read. `draws`: kept draws a chain, of four chains; longer runs are made
    by themselves while the chains have not met. `places`: how many are to be chosen.

    Raises ValueError for two answers by one rater to one question about one measure, fewer than 200 draws or no
    place; NotConverged when runs 32 times as long do not meet either.
    """
    if draws < LEAST_DRAWS or places < 1:
        raise ValueError(f"at least {LEAST_DRAWS} draws and one place are needed, not {draws} and {places}")
    table = tabulated(list(judgements), measures)
    rng = np.random.default_rng(seed)
    names = [*table.read, *table.questions, *table.questions, *table.raters]
    posterior, diagnostics = sample(table.answers, table.questions.index(VERDICT), names, draws, rng)
    if not diagnostics.has_converged:
        raise NotConverged(diagnostics)
    posterior = posterior.with_measures(rng, len(table.unread))
    estimates = _estimates(table, posterior, places)
    return Fit(
        measures=tuple(sorted(estimates, key=lambda one: one.measure)),
        raters=_severities(table, posterior),
        criteria=_criteria(table, posterior),
        diagnostics=diagnostics,
        cautions=cautions(table, any(one.is_thin for one in estimates)),
        seed=seed,
        posterior=posterior.ordered(np.argsort(np.array([*table.read, *table.unread], dtype=object))),
    )


def next_readings(fit: Fit, places: int, most: int = 10) -> list[tuple[str, float]]:
    """Which measures to read once more before `places` are chosen, best first, with what each reading is worth.

    The worth is the expected gain of the choice, counted in chosen measures that a further reader would let in: the
    value of sample information (Raiffa & Schlaifer 1961, Applied statistical decision theory), 0 where no
    answer can change the choice. Those are left out, so the list may be shorter than `most`; see `promise_choice`.

    Raises ValueError unless `places` and `most` are at least 1.
    """
    if places < 1 or most < 1:
        raise ValueError(f"places and most must be at least 1, not {places} and {most}")
    found = gains(fit.posterior, places, most, np.random.default_rng(fit.seed))
    return [(fit.measures[row].measure, gain) for row, gain in found]


def _estimates(table: Table, posterior: Posterior, places: int) -> list[Estimate]:
    share = posterior.share
    low, high = np.quantile(share, INTERVAL, axis=1)
    ranks = (-posterior.worth).argsort(axis=0).argsort(axis=0) + 1
    levels = (INTERVAL[0], 0.5, INTERVAL[1])
    first, middle, last = np.quantile(ranks, levels, axis=1, method="inverted_cdf")
    readings = np.bincount(table.answers.measure, minlength=len(share))
    thin = (readings < 2) | (high - low > THIN_WIDTH)
    return [
        Estimate(
            measure=measure,
            probability=float(share[row].mean()),
            low=float(low[row]),
            high=float(high[row]),
            readings=int(readings[row]),
            is_thin=bool(thin[row]),
            rank_median=int(middle[row]),
            rank_low=int(first[row]),
            rank_high=int(last[row]),
            chosen_probability=float((ranks[row] <= places).mean()),
        )
        for row, measure in enumerate([*table.read, *table.unread])
    ]


def _spans(draws: Floats) -> list[tuple[float, float, float]]:
    """Mean and ends of the interval of each row."""
    ends = np.quantile(draws, INTERVAL, axis=1)
    return [(float(m), float(a), float(b)) for m, a, b in zip(draws.mean(axis=1), *ends, strict=True)]


def _severities(table: Table, posterior: Posterior) -> tuple[Severity, ...]:
    each = np.abs(table.answers.signs).sum(axis=1)
    count = np.bincount(table.answers.rater, weights=each, minlength=len(table.raters))
    spans = _spans(posterior.severity)
    return tuple(
        Severity(name, *span, int(number))
        for name, span, number in zip(table.raters, spans, count, strict=True)
    )


def _criteria(table: Table, posterior: Posterior) -> tuple[Criterion, ...]:
    count = np.abs(table.answers.signs).sum(axis=0)
    telling, hard = _spans(posterior.discrimination), _spans(posterior.difficulty)
    return tuple(
        Criterion(name, *first, *second, int(number))
        for name, first, second, number in zip(table.questions, telling, hard, count, strict=True)
    )
