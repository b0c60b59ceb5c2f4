"""What one more reading is worth to a choice of the best: the value of sample information, from posterior draws.

The choice takes the measures with the highest expected share of readers who would let them in; its value is the sum of
those shares. Reading measure i once more moves its expected share only (what it teaches of raters and questions, and so
of other measures, is left out). The choice then changes where that share crosses v: the best share left out if i is
in, the worst share let in if i is out. So the reading gains E max(0, v - share) or E max(0, share - v), the expectation
over the answers it may bring (Raiffa & Schlaifer 1961).

Answers are drawn from the posterior: a reader of average severity with an impression of their own answers each question
as often as it has been answered. Each set of answers reweights the draws by its probability under each of them, the
impression summed out by Gauss-Hermite quadrature (importance reweighting, as in Rubin 1988's SIR). Perfect knowledge of
the share is worth at least as much as any reading and costs nothing to evaluate; measures are taken in its order, and
the search ends when no measure left can reach the list.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from .promise_posterior import Posterior

Floats = NDArray[np.float64]

DRAWS = 1000
SETS = 64
NODES = 9
TINY = 1e-300


def gains(posterior: Posterior, places: int, most: int, rng: np.random.Generator) -> list[tuple[int, float]]:
    """Rows of the measures most worth reading once more and the gain of each, in shares; only gains above 0."""
    share = posterior.share
    if places >= len(share):
        return []
    expected = share.mean(axis=1)
    order = np.argsort(-expected, kind="stable")
    is_in = np.zeros(len(share), dtype=bool)
    is_in[order[:places]] = True
    bar = np.where(is_in, expected[order[places]], expected[order[places - 1]])
    side = np.where(is_in, 1.0, -1.0)
    perfect = np.maximum(side[:, None] * (bar[:, None] - share), 0.0).mean(axis=1)
    reading = _Reading(posterior, rng)
    found: list[tuple[float, int]] = []
    for row in np.argsort(-perfect, kind="stable"):
        if perfect[row] <= 0.0 or (len(found) >= most and found[most - 1][0] >= perfect[row]):
            break
        after = reading.expected_after(posterior.worth[row], share[row])
        found.append((float(np.maximum(side[row] * (bar[row] - after), 0.0).mean()), int(row)))
        found.sort(key=lambda one: (-one[0], one[1]))
    return [(row, gain) for gain, row in found[:most] if gain > 0.0]


class _Reading:
    """One more reading of any measure; every measure is met by the same chances, so that they compare fairly."""

    def __init__(self, posterior: Posterior, rng: np.random.Generator) -> None:
        number = posterior.worth.shape[1]
        self.kept = np.linspace(0, number - 1, min(DRAWS, number)).astype(np.intp)
        self.discrimination = posterior.discrimination[:, self.kept]
        self.difficulty = posterior.difficulty[:, self.kept]
        self.spread = np.sqrt(posterior.impression_var[self.kept])
        nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
        self.nodes, self.weights = nodes, weights / weights.sum()
        questions = len(self.discrimination)
        asked = posterior.answered if posterior.answered.any() else np.eye(questions)[posterior.verdict]
        self.answered = rng.random((SETS, questions)) < asked
        self.impression = rng.standard_normal(SETS)
        self.leaning = rng.standard_normal((SETS, questions))

    def expected_after(self, worth: Floats, share: Floats) -> Floats:
        """Expected share after each of the sets of answers; `worth` and `share` are the measure's draws."""
        worth, share = worth[self.kept], share[self.kept]
        yes = self._answers(worth)
        impression = worth[:, None] + self.spread[:, None] * self.nodes
        odds = self.discrimination[:, :, None] * impression - self.difficulty[:, :, None]
        flat = odds.reshape(len(odds), -1)
        log_yes, log_no = np.log(np.maximum(ndtr(flat), TINY)), np.log(np.maximum(ndtr(-flat), TINY))
        logs = (self.answered & yes) @ log_yes + (self.answered & ~yes) @ log_no
        logs -= logs.max(axis=1, keepdims=True)
        weight = np.exp(logs).reshape(SETS, *impression.shape) @ self.weights
        found: Floats = (weight @ share) / weight.sum(axis=1)
        return found

    def _answers(self, worth: Floats) -> NDArray[np.bool_]:
        """Sets x questions: answers drawn from draws that lie evenly over the measure's posterior."""
        even = np.argsort(worth, kind="stable")[((np.arange(SETS) + 0.5) / SETS * len(worth)).astype(np.intp)]
        impression = worth[even] + self.spread[even] * self.impression
        odds = self.discrimination[:, even] * impression - self.difficulty[:, even]
        return np.asarray(self.leaning < odds.T)
