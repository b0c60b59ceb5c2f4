"""Probabilities of rounds with a known truth: what is said with 90 % probability holds nine times in ten.

Each round is drawn from the model and played on paper with the product's own assignment and 003's gate, so that only
what the screening let through was read again. What the fit says is held against the true share of each candidate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from lovende.selection.protocol import start
from lovende.stats.promise import fit
from making.simulated import World

ROUNDS, CANDIDATES, NEAR_BLANK = 22, 60, 7
ERRORS = 3
FEWEST = 30  # candidates in a tenth of the scale, below which it is not judged

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("calibration of drawn rounds"),
    pytest.mark.timeout(900),
]


@dataclass(frozen=True)
class Told:
    """Of one round, candidate by candidate: what the fit says, what is true, and draws of what might be true."""

    probability: np.ndarray
    low: np.ndarray
    high: np.ndarray
    truth: np.ndarray
    draws: np.ndarray

    def held(self, share: np.ndarray) -> np.ndarray:
        """Whether each interval holds the share."""
        low, high = (ends if share.ndim == 1 else ends[:, None] for ends in (self.low, self.high))
        return (low <= share) & (share <= high)

    def in_tenth(self, place: int) -> np.ndarray:
        return np.floor(self.probability * 10).clip(0, 9) == place


def error_of(sums: list[np.ndarray]) -> float:
    """Standard error of a sum over rounds, where `sums` are the draws of each round's own.

    All candidates of a round stand and fall with its raters' severity and its questions' difficulty, so that an
    error for independent candidates were too small; the draws know how they hang together.
    """
    return float(np.sqrt(sum(each.var() for each in sums)))


@pytest.fixture(scope="module")
def told() -> list[Told]:
    return [drawn(seed) for seed in range(ROUNDS)]


def drawn(seed: int) -> Told:
    criteria = {row["key"]: row["phases"] for row in start()["criteria"]}
    world = World(seed, criteria, candidates=CANDIDATES, near_blank=NEAR_BLANK)
    found = fit(world.judgements(world.on_paper()), seed=seed)
    told = np.array([(one.probability, one.low, one.high) for one in found.measures]).T
    truth = world.share()[[int(one.measure) - 1 for one in found.measures]]
    return Told(*told, truth=truth, draws=found.posterior.share)


def test_intervals_of_90_per_cent_hold_the_truth_nine_times_in_ten(told: list[Told]) -> None:
    number = sum(len(one.truth) for one in told)
    held = sum(int(one.held(one.truth).sum()) for one in told) / number
    error = error_of([one.held(one.draws).sum(axis=0) for one in told]) / number
    binomial = np.sqrt(0.9 * 0.1 / number)
    assert number == ROUNDS * (CANDIDATES - NEAR_BLANK) and binomial < error < 0.03
    assert abs(held - 0.9) < ERRORS * error


def test_in_tenths_the_truth_is_what_is_said(told: list[Told]) -> None:
    judged = 0
    for place in range(10):
        here = [one.in_tenth(place) for one in told]
        number = sum(int(one.sum()) for one in here)
        if number < FEWEST:
            continue
        off = sum((one.truth - one.probability)[those].sum() for one, those in zip(told, here, strict=True))
        error = error_of([one.draws[those].sum(axis=0) for one, those in zip(told, here, strict=True)])
        assert abs(off) < ERRORS * error, f"tenth {place}: {off / number:+.3f} of {number}"
        judged += number
    assert judged > 0.9 * sum(len(one.truth) for one in told)
