"""What the sampler of `promise` works on: answers as numbers, the priors, where chains are and where they start."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

Floats = NDArray[np.float64]

DISCRIMINATION = (1.0, 0.75)
"""Mean and standard deviation of the normal, cut at 0, that each question's discrimination has beforehand."""
DIFFICULTY = 1.0
"""Standard deviation of the normal around 0 that each question's difficulty has beforehand."""
IMPRESSION = 1.0
"""Scale of the half-t that the spread of impressions has beforehand, in spreads between measures."""
SEVERITY = 0.5
"""Scale of the half-t that the spread of severities has beforehand, on the probit scale."""
FREEDOM = 4.0
"""Degrees of freedom of both half-t priors."""

FARTHEST = 35.0


@dataclass(frozen=True)
class Answers:
    """Answers as numbers.

    `signs` is readings x questions: 1 yes, -1 no, 0 not answered. `measure` and `rater` give each reading's
    measure (0 … measures-1, each with a reading at least) and rater (0 … raters-1).
    """

    signs: Floats
    measure: NDArray[np.intp]
    rater: NDArray[np.intp]
    measures: int
    raters: int


@dataclass
class State:
    """Where the chains are; every array ends with the chains.

    `worth` (measures), `impression` (readings), `discrimination` and `difficulty` (questions), `severity`
    (raters), `impression_var`, `severity_var` and the two mixing variables `impression_mix`, `severity_mix`.
    """

    worth: Floats
    impression: Floats
    discrimination: Floats
    difficulty: Floats
    severity: Floats
    impression_var: Floats
    severity_var: Floats
    impression_mix: Floats
    severity_mix: Floats


def above_zero(rng: np.random.Generator, mean: Floats) -> Floats:
    """Draw from N(mean, 1) given that the draw is above 0, by inversion; any shape."""
    near = np.maximum(mean, -FARTHEST)
    free = 1.0 - rng.random(mean.shape)
    found: Floats = np.maximum(near - ndtri(free * ndtr(near)), 0.0)
    return found


def inverse_gamma(rng: np.random.Generator, shape: float, rate: Floats) -> Floats:
    """Draw from inverse gammas of one shape with the rates given."""
    drawn: Floats = rate / rng.standard_gamma(shape, rate.shape)
    return drawn


def start(rng: np.random.Generator, answers: Answers, chains: int) -> State:
    """Draw where the chains start from the prior, so that they start far apart."""
    readings, questions = answers.signs.shape
    one = np.ones(chains)
    impression_mix = inverse_gamma(rng, 0.5, one / IMPRESSION**2)
    severity_mix = inverse_gamma(rng, 0.5, one / SEVERITY**2)
    impression_var = inverse_gamma(rng, FREEDOM / 2, FREEDOM / impression_mix)
    severity_var = inverse_gamma(rng, FREEDOM / 2, FREEDOM / severity_mix)
    worth = rng.standard_normal((answers.measures, chains))
    centre, spread = DISCRIMINATION
    return State(
        worth=worth,
        impression=worth[answers.measure] + np.sqrt(impression_var) * rng.standard_normal((readings, chains)),
        discrimination=spread * above_zero(rng, np.full((questions, chains), centre / spread)),
        difficulty=DIFFICULTY * rng.standard_normal((questions, chains)),
        severity=np.sqrt(severity_var) * rng.standard_normal((answers.raters, chains)),
        impression_var=impression_var,
        severity_var=severity_var,
        impression_mix=impression_mix,
        severity_mix=severity_mix,
    )


@dataclass(frozen=True)
class OneSided:
    """A rater or question at `place` whose answers, at `rows` and `columns`, all have the one `sign`."""

    is_rater: bool
    place: int
    sign: float
    rows: NDArray[np.intp]
    columns: slice


def one_sided(answers: Answers) -> list[OneSided]:
    """All raters and questions whose answers are all alike."""
    raters = [
        (True, rater, np.flatnonzero(answers.rater == rater), slice(None)) for rater in range(answers.raters)
    ]
    everything = np.arange(len(answers.signs))
    questions = [
        (False, question, everything, slice(question, question + 1))
        for question in range(answers.signs.shape[1])
    ]
    found = []
    for is_rater, place, rows, columns in raters + questions:
        signs = set(answers.signs[rows, columns].flat) - {0.0}
        if len(signs) == 1:
            found.append(OneSided(is_rater, place, signs.pop(), rows, columns))
    return found
