"""From answers to draws of the posterior: runs the sampler of `promise` until the chains have met."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from .promise_diagnostics import Diagnostics, worst
from .promise_sampler import Sampler
from .promise_state import Answers, State

Floats = NDArray[np.float64]

CHAINS = 4
DOUBLINGS = 5


@dataclass(frozen=True)
class Posterior:
    """Draws, the last axis; drawn together, so that each column is one possible state of affairs.

    `worth` measures x draws, `discrimination` and `difficulty` questions x draws, `severity` raters x draws,
    `impression_var` and `severity_var` one a draw; `verdict` is the row of the overall verdict, and `answered`
    the share of readings in which each question was answered.
    """

    worth: Floats
    discrimination: Floats
    difficulty: Floats
    severity: Floats
    impression_var: Floats
    severity_var: Floats
    verdict: int
    answered: Floats

    @property
    def share(self) -> Floats:
        """Share of readers who would say yes to each measure, measures x draws."""
        return share_of_readers(
            self.worth,
            self.discrimination[self.verdict],
            self.difficulty[self.verdict],
            self.impression_var,
            self.severity_var,
        )

    def with_measures(self, rng: np.random.Generator, number: int) -> Posterior:
        """The same with `number` further measures that nobody has read: their worth is drawn from the prior."""
        unread = rng.standard_normal((number, self.worth.shape[1]))
        return replace(self, worth=np.concatenate([self.worth, unread]))

    def ordered(self, rows: NDArray[np.intp]) -> Posterior:
        """The same with the measures in the order of `rows`."""
        return replace(self, worth=self.worth[rows])


def share_of_readers(
    worth: Floats, discrimination: Floats, difficulty: Floats, impression_var: Floats, severity_var: Floats
) -> Floats:
    """Share of yes among endlessly many readers, their impressions and severities summed out; arrays broadcast."""
    spread = np.sqrt(1.0 + discrimination**2 * impression_var + severity_var)
    found: Floats = ndtr((discrimination * worth - difficulty) / spread)
    return found


def _told(state: State) -> Floats:
    """What is kept of a state, quantities x chains, in the order that `_parts` knows."""
    return np.concatenate(
        [
            state.worth,
            state.discrimination,
            state.difficulty,
            state.severity,
            state.impression_var[None],
            state.severity_var[None],
        ]
    )


def _parts(kept: Floats, answers: Answers, verdict: int) -> Posterior:
    """What was kept as a posterior: quantities come first, any axes of draws after them."""
    readings, questions = answers.signs.shape
    sizes = [answers.measures, questions, questions, answers.raters, 1]
    worth, discrimination, difficulty, severity, impression, severe = np.split(kept, np.cumsum(sizes))
    return Posterior(
        worth=worth,
        discrimination=discrimination,
        difficulty=difficulty,
        severity=severity,
        impression_var=impression[0],
        severity_var=severe[0],
        verdict=verdict,
        answered=np.abs(answers.signs).sum(axis=0) / max(readings, 1),
    )


def _kept(states: Iterator[State], draws: int) -> Iterator[tuple[Floats, int]]:
    """Yield `draws` kept states (draws x quantities x chains) and the sweeps run, again and again.

    Each time every other of the former is kept, and as many sweeps more are run as they stand for.
    """
    for _ in range(draws // 2):
        next(states)
    kept: list[Floats] = []
    step, sweeps = 1, draws // 2
    while True:
        while len(kept) < draws:
            for _ in range(step):
                state = next(states)
            sweeps += step
            kept.append(_told(state))
        yield np.array(kept), sweeps
        kept, step = kept[1::2], 2 * step


def sample(
    answers: Answers, verdict: int, names: list[str], draws: int, rng: np.random.Generator
) -> tuple[Posterior, Diagnostics]:
    """Draw from the posterior; `names` has one for each measure, then two a question, then one a rater.

    Runs `draws` sweeps a chain after half as many for nothing, and doubles the length up to five times until
    all that is shown has converged. The last diagnostics are returned whether it has or not.
    """
    sampler = Sampler(answers, rng, CHAINS)
    longest = draws // 2 + draws * 2**DOUBLINGS
    runs = _kept(sampler.sweeps(longest), draws)
    for _ in range(DOUBLINGS + 1):
        kept, sweeps = next(runs)
        parts = _parts(np.moveaxis(kept, 1, 0), answers, verdict)
        found = Diagnostics(
            chains=CHAINS,
            draws=draws,
            sweeps=sweeps,
            measures=worst(np.moveaxis(parts.share, 0, 1), names),
            beside=worst(kept[:, answers.measures : len(names)], names[answers.measures :]),
        )
        if found.has_converged:
            break
    flat = np.moveaxis(kept, 1, 0).reshape(kept.shape[1], -1)
    return _parts(flat, answers, verdict), found
