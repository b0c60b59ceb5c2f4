"""A world that the model of `promise` describes, and short ways to write judgements."""

from __future__ import annotations

from itertools import product

import numpy as np
from scipy import stats

from lovende.stats.promise import Fit, Judgement

PRIOR = {"impression": 1.0, "severity": 0.5}


class World:
    """Parameters from the prior as the docstring of `promise` states it, and answers by its model.

    Drawn with other means than the sampler's own start: normals, a cut normal and t as SciPy has them.
    """

    def __init__(self, rng: np.random.Generator, measures: int, raters: int, questions: int) -> None:
        self.rng = rng
        self.worth = rng.standard_normal(measures)
        self.impression_sd = PRIOR["impression"] * abs(stats.t(4).rvs(random_state=rng))
        self.severity_sd = PRIOR["severity"] * abs(stats.t(4).rvs(random_state=rng))
        self.severity = self.severity_sd * rng.standard_normal(raters)
        cut = stats.truncnorm(-1.0 / 0.75, np.inf, loc=1.0, scale=0.75)
        self.discrimination = cut.rvs(questions, random_state=rng)
        self.difficulty = rng.standard_normal(questions)

    def read(self, measure: np.ndarray, rater: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Impressions of the readings and their answers, True for yes, readings x questions."""
        impression = self.worth[measure] + self.impression_sd * self.rng.standard_normal(len(measure))
        leaning = self.discrimination * impression[:, None] - self.difficulty - self.severity[rater][:, None]
        return impression, self.rng.standard_normal(leaning.shape) < leaning

    def share(self) -> np.ndarray:
        """Share of new readers who would say yes to question 0 of each measure."""
        spread = np.sqrt(1 + (self.discrimination[0] * self.impression_sd) ** 2 + self.severity_sd**2)
        return stats.norm.cdf((self.discrimination[0] * self.worth - self.difficulty[0]) / spread)

    def judgements(self, each: int, missing: float) -> list[Judgement]:
        """`each` readings of every measure; question 0 is the verdict and never missing."""
        raters = len(self.severity)
        measure = np.repeat(np.arange(len(self.worth)), each)
        rater = np.concatenate([self.rng.choice(raters, each, replace=False) for _ in self.worth])
        _, answers = self.read(measure, rater)
        gone = self.rng.random(answers.shape) < missing
        gone[:, 0] = False
        return [
            Judgement(
                f"m{measure[row]:03}",
                f"r{rater[row]}",
                f"q{column}" if column else "verdict",
                None if gone[row, column] else bool(answers[row, column]),
            )
            for row, column in product(*map(range, answers.shape))
        ]


def verdicts(text: str) -> list[Judgement]:
    """Verdicts as "measure rater +" or "measure rater -", one a line or comma."""
    lines = (line.split() for line in text.replace(",", "\n").splitlines() if line.strip())
    return [Judgement(measure, rater, "", sign == "+") for measure, rater, sign in lines]


def by_name(found: Fit) -> dict[str, float]:
    return {one.measure: one.probability for one in found.measures}
