"""A round whose truth is known: 203 measures read by six, drawn from the model of `stats.promise`. No Django.

What everybody would say of everything is drawn beforehand, whoever then gets it to read. So what a round must come
to follows from the draw and from who read what, and can be worked out without asking the product.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy import stats

from lovende.stats.assignment import Measure, Rater, assign
from lovende.stats.promise import Judgement

CANDIDATES, NEAR_BLANK = 203, 22  # 003 L916-918
DEPARTMENTS = (
    "Arbeid",
    "Arbeid",
    "Helse",
    "Helse",
    "Velferd",
    "Velferd",
)  # six raters in three (003 L464-493)
SCREENING, DEEP = "screening", "deep"
VERDICT = "verdict"
CANNOT_SAY = 0.15
# Difficulty of the two verdicts that lets about as many through as 003's did: 147 of 181, then 23 of 147.
AS_STERN_AS_003 = {SCREENING: -0.7, DEEP: 2.3}

# Tables 2.1 and 2.3 of 003, out before in (L505-519, L552-566). The second prints 129 where only 124 adds up.
TABLES = {SCREENING: ((34, 20), (20, 107)), DEEP: ((124, 9), (9, 5))}

Read = Mapping[int, tuple[int, ...]]


@dataclass(frozen=True)
class Said:
    """What a rater says of a candidate in a phase; ticks by criterion, None for "cannot say"."""

    is_in: bool
    ticks: Mapping[str, bool | None] = field(default_factory=dict)


class World:
    """The truth of a round and everything that anybody would say, by the docstring of `promise`.

    `criteria`: criterion → the phases it is judged in; judged in two phases it is two questions. `difficulties`:
    phase → the verdict's difficulty where it is not drawn. Candidates are numbered from 1, raters from 0. Drawn by
    other means than the sampler's own start: normals, a cut normal and t as SciPy has them.
    """

    def __init__(
        self, seed: int, criteria: Mapping[str, Iterable[str]], *, candidates: int = CANDIDATES,
        near_blank: int = NEAR_BLANK, difficulties: Mapping[str, float] | None = None,
    ) -> None:  # fmt: skip
        rng = np.random.default_rng(seed)
        self.candidates, self.raters = candidates, len(DEPARTMENTS)
        judged = [(key, phase) for key, phases in criteria.items() for phase in phases]
        self.questions = [(VERDICT, SCREENING), (VERDICT, DEEP), *judged]
        self.column = {question: place for place, question in enumerate(self.questions)}
        drawn = rng.choice(np.arange(1, candidates + 1), near_blank, replace=False)
        self.near_blank = frozenset(map(int, drawn))
        self._draw(rng, difficulties or {})

    def _draw(self, rng: np.random.Generator, difficulties: Mapping[str, float]) -> None:
        n = len(self.questions)
        self.worth = rng.standard_normal(self.candidates)
        self.impression_sd = abs(stats.t(4).rvs(random_state=rng))
        self.severity_sd = 0.5 * abs(stats.t(4).rvs(random_state=rng))
        self.severity = self.severity_sd * rng.standard_normal(self.raters)
        cut = stats.truncnorm(-1.0 / 0.75, np.inf, loc=1.0, scale=0.75)
        self.discrimination = cut.rvs(n, random_state=rng)
        self.difficulty = rng.standard_normal(n)
        for phase, level in difficulties.items():
            self.difficulty[self.column[VERDICT, phase]] = level
        shape = (self.candidates, self.raters)
        self.impression = self.worth[:, None] + self.impression_sd * rng.standard_normal(shape)
        leaning = self.impression[..., None] * self.discrimination - self.difficulty
        leaning -= self.severity[None, :, None]
        self.yes = rng.standard_normal((*shape, n)) < leaning
        self.gone = rng.random((*shape, n)) < CANNOT_SAY
        self.gone[..., [self.column[VERDICT, SCREENING], self.column[VERDICT, DEEP]]] = False

    def is_in(self, phase: str, number: int, rater: int) -> bool:
        return bool(self.yes[number - 1, rater, self.column[VERDICT, phase]])

    def said(self, phase: str, number: int, rater: int, place: int) -> Said:
        """What the rater says; `place`, theirs among the candidate's raters, is of no account here."""
        ticks = {
            key: None if self.gone[number - 1, rater, at] else bool(self.yes[number - 1, rater, at])
            for (key, of), at in self.column.items()
            if of == phase and key != VERDICT
        }
        return Said(self.is_in(phase, number, rater), ticks)

    def promise(self, number: int) -> float:
        return float(self.worth[number - 1])

    @property
    def complete(self) -> list[int]:
        return [number for number in range(1, self.candidates + 1) if number not in self.near_blank]

    def share(self) -> np.ndarray:
        """Share of new raters who would say in to each candidate in the deep study: what the probability is of."""
        at = self.column[VERDICT, DEEP]
        spread = np.sqrt(1 + (self.discrimination[at] * self.impression_sd) ** 2 + self.severity_sd**2)
        return stats.norm.cdf((self.discrimination[at] * self.worth - self.difficulty[at]) / spread)

    def given(self, numbers: Iterable[int], seed: int) -> dict[int, tuple[int, ...]]:
        """Candidate → its two raters, as the product's own assignment gives them out."""
        measures = [Measure(str(number)) for number in numbers]
        raters = [Rater(str(place), department) for place, department in enumerate(DEPARTMENTS)]
        found = assign(measures, raters, per_measure=2, seed=seed).assignments
        return {int(number): tuple(sorted(map(int, pair))) for number, pair in found.items()}

    def on_paper(self, seed: int = 1) -> dict[str, dict[int, tuple[int, ...]]]:
        """Phase → candidate → raters, where only those that not both said out to go on."""
        first = self.given(self.complete, seed)
        left = [n for n, pair in first.items() if any(self.is_in(SCREENING, n, rater) for rater in pair)]
        return {SCREENING: first, DEEP: self.given(left, seed + 1)}

    def judgements(self, read: Mapping[str, Read]) -> Iterator[Judgement]:
        """All that is said when `read` says who reads what: "verdict" is the deep study's, the rest by phase.

        Named as the product names them, so that a fit of either gives the same numbers.
        """
        for phase, pairs in read.items():
            for number, raters in pairs.items():
                for rater in raters:
                    yield from self._answers(phase, number, rater)

    def _answers(self, phase: str, number: int, rater: int) -> Iterator[Judgement]:
        said, who = self.said(phase, number, rater, 0), (f"{number:06}", f"{rater + 1:04}")
        yield Judgement(*who, VERDICT if phase == DEEP else f"{VERDICT}-{phase}", said.is_in)
        for key, value in said.ticks.items():
            yield Judgement(*who, f"{phase}:{key}", value)


class AsPrinted:
    """Verdicts that fill the tables of 003, which candidate has which by lot; rows are the rater put on first."""

    candidates = CANDIDATES

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        numbers = [int(number) for number in rng.permutation(np.arange(1, CANDIDATES + 1))]
        self.near_blank = frozenset(numbers[:NEAR_BLANK])
        screened = self._filled(SCREENING, numbers[NEAR_BLANK:])
        left = [int(number) for number in rng.permutation([n for n, both in screened.items() if any(both)])]
        self.pairs = {SCREENING: screened, DEEP: self._filled(DEEP, left)}

    def _filled(self, phase: str, numbers: list[int]) -> dict[int, tuple[bool, bool]]:
        cells = [
            (bool(row), bool(column))
            for row, several in enumerate(TABLES[phase])
            for column, times in enumerate(several)
            for _time in range(times)
        ]
        return dict(zip(numbers, cells, strict=True))

    def said(self, phase: str, number: int, rater: int, place: int) -> Said:
        return Said(self.pairs[phase][number][place])

    def promise(self, number: int) -> float:
        return float(-number)
