"""What is kept of a weighing as the page shows it: shares as per cent, intervals as places in a drawing. Pure but for
the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lovende.selection.models import Weighing

WIDTH = 200
SURE, UNSURE = 0.9, 0.1
# What a criterion tells: how much more often readers say yes to a strong measure than to a weak one.
TELLS_MUCH, TELLS_LITTLE = 0.4, 0.2


@dataclass(frozen=True)
class Share:
    """A share with its interval: 0 … 100, whole; and where they lie in a drawing `WIDTH` wide."""

    value: int
    low: int
    high: int
    at: int
    start: int
    end: int

    @property
    def length(self) -> int:
        return max(self.end - self.start, 2)


def share(value: float, low: float, high: float) -> Share:
    """From shares of 1."""
    percents = [round(100 * one) for one in (value, low, high)]
    return Share(*percents, *(round(WIDTH * one) for one in (value, low, high)))


@dataclass(frozen=True)
class Estimate:
    """What is said of one candidate; `chosen` per cent."""

    number: int
    share: Share
    rank: int
    rank_low: int
    rank_high: int
    chosen: int
    readings: int
    is_thin: bool


def _result(weighing: Weighing) -> Mapping[str, Any]:
    assert weighing.result is not None
    return weighing.result


def best_first(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Candidates as they are kept, by probability; equal ones by number."""
    return sorted(rows, key=lambda row: (-row["p"], row["number"]))


def page_of(rows: Sequence[Mapping[str, Any]]) -> list[Estimate]:
    """The rows of one page as they are shown."""
    return [_estimate(row) for row in rows]


def _estimate(row: Mapping[str, Any]) -> Estimate:
    return Estimate(
        number=row["number"],
        share=share(row["p"], row["low"], row["high"]),
        rank=row["rank_median"],
        rank_low=row["rank_low"],
        rank_high=row["rank_high"],
        chosen=round(100 * row["chosen_probability"]),
        readings=row["readings"],
        is_thin=row["is_thin"],
    )


@dataclass(frozen=True)
class Ranking:
    """How sure the ranking is. `expected`: how many of the `places` first that one may expect to be among the best."""

    n: int
    places: int
    surely: int
    hardly: int
    expected: float
    n_thin: int

    @property
    def open(self) -> int:
        return self.n - self.surely - self.hardly

    @property
    def has_room_for_all(self) -> bool:
        return self.places >= self.n


def ranking(rows: Sequence[Mapping[str, Any]], places: int) -> Ranking:
    """Of candidates as they are kept, in the order of `best_first`."""
    chances = [row["chosen_probability"] for row in rows]
    return Ranking(
        n=len(rows),
        places=places,
        surely=sum(one >= SURE for one in chances),
        hardly=sum(one <= UNSURE for one in chances),
        expected=sum(chances[:places]),
        n_thin=sum(row["is_thin"] for row in rows),
    )


@dataclass(frozen=True)
class Severity:
    """A rater: how often they say yes where the average one says yes to half; `leaning` -1 strict, 1 lenient, 0 not
    to be told apart from the average."""

    key: int
    share: Share
    leaning: int
    answers: int


def severities(weighing: Weighing) -> list[Severity]:
    """The strictest first."""
    rows = sorted(_result(weighing)["raters"], key=lambda row: (row["yes"], row["key"]))
    return [
        Severity(
            key=row["key"],
            share=share(row["yes"], row["yes_low"], row["yes_high"]),
            leaning=-1 if row["low"] > 0 else int(row["high"] < 0),
            answers=row["answers"],
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Question:
    """A criterion in a phase, or the verdict (`key` ""): per cent who say yes to a weak, an average and a strong
    measure, and whether that tells much (2), something (1) or little (0)."""

    phase: str
    key: str
    weak: int
    average: int
    strong: int
    tells: int
    answers: int


def questions(weighing: Weighing) -> list[Question]:
    """As they are kept, unordered."""
    return [_question(row) for row in _result(weighing)["criteria"]]


def _question(row: Mapping[str, Any]) -> Question:
    apart = row["strong"] - row["weak"]
    return Question(
        phase=row["phase"],
        key=row["key"],
        **{name: round(100 * row[name]) for name in ("weak", "average", "strong")},
        tells=int(apart >= TELLS_LITTLE) + int(apart >= TELLS_MUCH),
        answers=row["answers"],
    )
