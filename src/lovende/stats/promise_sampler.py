"""A Gibbs sampler for the rater model of `promise`: data augmentation, several chains side by side.

The sweep is Albert & Chib (1993, J. Am. Stat. Assoc. 88:669-679) for a probit and Albert (1992, J. Educ. Stat.
17:251-269) for two parameters an item. Worth and impressions are drawn together, as are difficulties and
severities. Three further moves along directions that the answers do not see (Liu & Sabatti 2000, Biometrika
87:353-369) or see only through the impressions (Yu & Meng 2011, J. Comput. Graph. Stat. 20:531-570) shorten
the chains' memory. The half-t priors of the two spreads are mixtures of inverse gammas (Wand, Ormerod,
Padoan & Fruehwirth 2011, Bayesian Anal. 6:847-900).

Small arrays have the chains last; the leanings behind the answers have them first: chains x readings x questions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from .promise_state import (
    DIFFICULTY,
    DISCRIMINATION,
    FREEDOM,
    IMPRESSION,
    SEVERITY,
    Answers,
    State,
    above_zero,
    inverse_gamma,
    one_sided,
    start,
)

Floats = NDArray[np.float64]

STEPS = (0.03, 0.15, 0.6)


class Sampler:
    """The sweep over one set of answers; keeps the chains' state and the counts that never change."""

    def __init__(self, answers: Answers, rng: np.random.Generator, chains: int) -> None:
        self.answers, self.rng, self.chains = answers, rng, chains
        self.state = start(rng, answers, chains)
        readings = len(answers.signs)
        self.answered = np.abs(answers.signs)
        self.count = self.answered.sum(axis=0)[:, None]
        each, ones = np.arange(readings), np.ones(readings)
        self.by_measure = csr_matrix((ones, (answers.measure, each)), shape=(answers.measures, readings))
        self.by_rater = csr_matrix((ones, (answers.rater, each)), shape=(answers.raters, readings))
        self.pairs = self.by_rater @ self.answered
        self.one_sided = one_sided(answers)

    def sweeps(self, number: int) -> Iterator[State]:
        """Yield the state after each of `number` sweeps; it is the same object, changed."""
        for _ in range(number):
            latent = self._latent()
            self._slide(latent)
            pull = self._worth_and_impressions(latent)
            self._rescale_impressions(pull)
            self._questions(latent)
            self._locations(latent)
            self._spreads()
            self._shift()
            self._rescale_worth()
            yield self.state

    def _latent(self) -> Floats:
        """Draw the leaning behind every answer given its sign; 0 where there is no answer."""
        now, signs = self.state, self.answers.signs
        mean = now.impression.T[:, :, None] * now.discrimination.T[:, None]
        mean -= now.difficulty.T[:, None]
        mean -= now.severity[self.answers.rater].T[:, :, None]
        mean *= signs
        drawn = above_zero(self.rng, mean)
        factor = self._rescale_questions((drawn - mean) * signs)
        drawn *= signs
        stretched: Floats = np.multiply(drawn, factor.T[:, None])
        return stretched

    def _rescale_questions(self, residual: Floats) -> Floats:
        """Stretch each question's leanings with its discrimination and difficulty; the factors, questions x chains."""
        now, seen = self.state, self.answered.T
        centre, spread = DISCRIMINATION
        severity = now.severity[self.answers.rater]
        product = (severity.T[:, None] @ residual)[:, 0].T
        strict = seen @ severity**2
        square = np.einsum("knc,knc->ck", residual, residual) - 2.0 * product + strict

        def log_density(log_factor: Floats) -> Floats:
            factor = np.exp(log_factor)
            off = (factor * now.discrimination - centre) / spread
            prior = off**2 + (factor * now.difficulty / DIFFICULTY) ** 2
            found: Floats = (self.count + 2.0) * log_factor - factor * (product - strict)
            found -= 0.5 * (factor**2 * square + prior)
            return found

        factor: Floats = self._factor(log_density, now.discrimination.shape)
        now.discrimination = now.discrimination * factor
        now.difficulty = now.difficulty * factor
        return factor

    def _slide(self, latent: Floats) -> None:
        """Where all answers of a rater or to a question are alike, move them all with the severity or difficulty.

        Nothing but the prior holds such answers back on the far side, and one at a time they move slowly.
        """
        now = self.state
        for one in self.one_sided:
            values, spread = now.difficulty, np.full(self.chains, DIFFICULTY)
            if one.is_rater:
                values, spread = now.severity, np.sqrt(now.severity_var)
            seen = self.answered[one.rows, one.columns]
            part = latent[:, one.rows, one.columns]
            room = np.where(seen > 0.0, np.abs(part), np.inf).min(axis=(1, 2))
            least = -one.sign * values[one.place] - room
            moved = -one.sign * (least + spread * above_zero(self.rng, -least / spread))
            step = (moved - values[one.place])[:, None, None]
            latent[:, one.rows, one.columns] = part - step * seen
            values[one.place] = moved

    def _worth_and_impressions(self, latent: Floats) -> tuple[Floats, Floats]:
        """Draw each measure's worth with its readings' impressions summed out, then the impressions.

        Returns what the answers say of each impression: precision, and precision times mean (readings x chains).
        """
        now, readings = self.state, self.answers.measure
        weight = self.answered @ now.discrimination**2
        pull = (latent @ now.discrimination.T[:, :, None])[:, :, 0].T
        pull = pull + self.answered @ (now.discrimination * now.difficulty)
        pull += now.severity[self.answers.rater] * (self.answered @ now.discrimination)
        shrunk = 1.0 + now.impression_var * weight
        precision = 1.0 + self.by_measure @ (weight / shrunk)
        mean = (self.by_measure @ (pull / shrunk)) / precision
        now.worth = mean + self._normal(mean.shape) / np.sqrt(precision)
        precision = weight + 1.0 / now.impression_var
        mean = (pull + now.worth[readings] / now.impression_var) / precision
        now.impression = mean + self._normal(mean.shape) / np.sqrt(precision)
        return weight, pull

    def _rescale_impressions(self, told: tuple[Floats, Floats]) -> None:
        """Stretch what sets the impressions apart from the worths together with their spread."""
        now, (weight, pull) = self.state, told
        worth = now.worth[self.answers.measure]
        apart = now.impression - worth
        square = (weight * apart**2).sum(axis=0)
        product = ((pull - weight * worth) * apart).sum(axis=0)

        def log_density(log_factor: Floats) -> Floats:
            factor = np.exp(log_factor)
            found: Floats = factor * product - 0.5 * factor**2 * square - FREEDOM * log_factor
            return found - FREEDOM / now.impression_mix / (factor**2 * now.impression_var)

        factor = self._factor(log_density, (self.chains,))
        now.impression = worth + apart * factor
        now.impression_var = now.impression_var * factor**2

    def _questions(self, latent: Floats) -> None:
        """Draw each question's discrimination with its difficulty summed out, then its difficulty."""
        now, seen = self.state, self.answered.T
        centre, spread = DISCRIMINATION
        severity = now.severity[self.answers.rater]
        slope = (now.impression.T[:, None] @ latent)[:, 0].T + seen @ (severity * now.impression)
        level = -(latent.sum(axis=1).T + seen @ severity)
        square = seen @ now.impression**2 + spread**-2
        cross = -(seen @ now.impression)
        count = self.count + DIFFICULTY**-2
        root = np.sqrt(square - cross**2 / count)
        mean = (slope + centre / spread**2 - cross * level / count) / root
        now.discrimination = above_zero(self.rng, mean) / root
        mean = (level - cross * now.discrimination) / count
        now.difficulty = mean + self._normal(mean.shape) / np.sqrt(count)

    def _locations(self, latent: Floats) -> None:
        """Draw all difficulties and severities together: the answers know their sums better than either."""
        now = self.state
        questions, raters = now.difficulty.shape[0], self.answers.raters
        of_question = (self.answered.T @ now.impression) * now.discrimination - latent.sum(axis=1).T
        of_reading = now.impression * (self.answered @ now.discrimination) - latent.sum(axis=2).T
        pull = np.concatenate([of_question, self.by_rater @ of_reading]).T
        precision = np.zeros((self.chains, questions + raters, questions + raters))
        precision[:, :questions, questions:] = self.pairs.T
        precision[:, questions:, :questions] = self.pairs
        here = np.arange(questions + raters)
        precision[:, here, here] = np.concatenate([self.count[:, 0], self.pairs.sum(axis=1)])
        precision[:, here[:questions], here[:questions]] += DIFFICULTY**-2
        precision[:, here[questions:], here[questions:]] += 1.0 / now.severity_var[:, None]
        root = np.linalg.cholesky(precision)
        half = np.linalg.solve(root, pull[:, :, None]) + self._normal((*pull.shape, 1))
        solved = np.linalg.solve(np.swapaxes(root, 1, 2), half)
        drawn = np.array(solved[:, :, 0].T, dtype=np.float64)
        now.difficulty, now.severity = drawn[:questions], drawn[questions:]

    def _spreads(self) -> None:
        """Draw the spread of impressions and of severities, and the variables that mix their priors."""
        now = self.state
        apart = now.impression - now.worth[self.answers.measure]
        now.impression_var, now.impression_mix = self._spread(apart, now.impression_mix, IMPRESSION)
        now.severity_var, now.severity_mix = self._spread(now.severity, now.severity_mix, SEVERITY)

    def _spread(self, values: Floats, mix: Floats, scale: float) -> tuple[Floats, Floats]:
        rate = FREEDOM / mix + 0.5 * (values**2).sum(axis=0)
        variance = inverse_gamma(self.rng, 0.5 * (FREEDOM + len(values)), rate)
        return variance, inverse_gamma(self.rng, 0.5 * (FREEDOM + 1), FREEDOM / variance + scale**-2)

    def _shift(self) -> None:
        """Move all worths and impressions, and the difficulties after them, so that no answer's odds change."""
        now = self.state
        precision = self.answers.measures + (now.discrimination**2).sum(axis=0) / DIFFICULTY**2
        pull = now.worth.sum(axis=0) + (now.discrimination * now.difficulty).sum(axis=0) / DIFFICULTY**2
        step = -pull / precision + self._normal(precision.shape) / np.sqrt(precision)
        now.worth = now.worth + step
        now.impression = now.impression + step
        now.difficulty = now.difficulty + now.discrimination * step

    def _rescale_worth(self) -> None:
        """Stretch worths and impressions and shrink the discriminations, so that no answer's odds change."""
        now = self.state
        centre, spread = DISCRIMINATION
        square = (now.worth**2).sum(axis=0)
        powers = self.answers.measures - len(now.discrimination) - FREEDOM

        def log_density(log_factor: Floats) -> Floats:
            factor = np.exp(log_factor)
            off = (now.discrimination / factor - centre) / spread
            found: Floats = powers * log_factor - 0.5 * (factor**2 * square + (off**2).sum(axis=0))
            return found - FREEDOM / now.impression_mix / (factor**2 * now.impression_var)

        factor = self._factor(log_density, (self.chains,))
        now.worth, now.impression = now.worth * factor, now.impression * factor
        now.discrimination = now.discrimination / factor
        now.impression_var = now.impression_var * factor**2

    def _factor(self, log_density: Callable[[Floats], Floats], shape: tuple[int, ...]) -> Floats:
        """A factor for each chain by Metropolis steps of several lengths, on its logarithm, from 1."""
        place = np.zeros(shape)
        height = log_density(place)
        for step in STEPS:
            there = place + step * self._normal(place.shape)
            reach = log_density(there)
            taken = np.log1p(-self.rng.random(place.shape)) < reach - height
            place, height = np.where(taken, there, place), np.where(taken, reach, height)
        found: Floats = np.exp(place)
        return found

    def _normal(self, shape: tuple[int, ...]) -> Floats:
        return self.rng.standard_normal(shape)
