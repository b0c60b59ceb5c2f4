"""How far the raters of a settled phase agreed: all together, pair by pair, criterion by criterion."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from lovende import stats
from lovende.selection import queries
from lovende.selection.models import Phase, Reading, Tick

ORDER = (Reading.Verdict.OUT.value, Reading.Verdict.IN.value)  # as 003 prints its tables
TICKS = tuple(Tick.Value.values)


@dataclass(frozen=True)
class Cross:
    """A cross table of verdicts with its totals, `ORDER` both ways; rows the one of a pair who was put on first."""

    counts: tuple[tuple[int, int], tuple[int, int]]

    @property
    def rows(self) -> tuple[int, int]:
        return sum(self.counts[0]), sum(self.counts[1])

    @property
    def columns(self) -> tuple[int, int]:
        (a, b), (c, d) = self.counts
        return a + c, b + d

    @property
    def total(self) -> int:
        return sum(self.rows)

    @property
    def same(self) -> int:
        return self.counts[0][0] + self.counts[1][1]


class Pair(NamedTuple):
    """Two raters by key, and how far they agreed."""

    first: int
    second: int
    found: stats.agreement.PairAgreement


@dataclass(frozen=True)
class Agreed:
    """What is computed of a phase. `pooled` is Cohen's kappa of the cross table as 003 computes it, where pairs of
    raters change; None where there are two raters, and where a candidate has more than two. `ticks` counts the answers
    to each criterion."""

    overall: stats.agreement.Agreement
    cross: Cross
    pooled: stats.agreement.Agreement | None
    pairs: Sequence[Pair]
    criteria: Sequence[tuple[str, stats.agreement.Agreement]]
    ticks: Mapping[str, Mapping[str, int]]


def agreed(phase: Phase) -> Agreed:
    """The agreement of a settled phase."""
    return agreed_in([phase])[phase.pk]


def agreed_in(phases: Sequence[Phase]) -> Mapping[int, Agreed]:
    """The agreement of settled phases of one round, by their keys, in two queries; nothing in them ever changes, so it
    is worked out once a process."""
    settled = tuple((one.pk, one.settled_at) for one in phases)
    return _agreed_in(settled, phases[0].round.per_measure) if phases else {}


@lru_cache(maxsize=64)
def _agreed_in(settled: tuple[tuple[int, datetime | None], ...], per_measure: int) -> Mapping[int, Agreed]:
    keys = [key for key, _at in settled]
    ratings: dict[int, list[stats.agreement.Rating]] = defaultdict(list)
    for phase, number, rater, verdict in queries.verdicts(keys):
        ratings[phase].append(_rating(number, rater, verdict))
    ticks = _ticks(keys)
    return {key: _agreed(ratings[key], ticks[key], per_measure) for key in keys}


def _agreed(
    ratings: Sequence[stats.agreement.Rating],
    ticks: Mapping[str, Sequence[stats.agreement.Rating]],
    per_measure: int,
) -> Agreed:
    overall = stats.agreement.agreement_of_ratings(ratings, categories=ORDER)
    cross = _cross(ratings)
    pools = overall.n_raters > 2 and per_measure == 2 and cross.total > 0
    pairs = [
        Pair(int(one.first), int(one.second), one) for one in stats.agreement.by_pair(ratings) if one.n_items
    ]
    return Agreed(
        overall=overall,
        cross=cross,
        pooled=stats.agreement.agreement_of_table(cross.counts) if pools else None,
        pairs=pairs,
        criteria=[
            (key, stats.agreement.agreement_of_ratings(rows, categories=TICKS)) for key, rows in ticks.items()
        ],
        ticks={key: Counter(str(row.value) for row in rows) for key, rows in ticks.items()},
    )


def _rating(number: int, rater: int, value: str) -> stats.agreement.Rating:
    # Keys of one length, so that the order of names is the order in which raters were put on.
    return stats.agreement.Rating(str(number), f"{rater:012}", value)


def _cross(ratings: Sequence[stats.agreement.Rating]) -> Cross:
    found = stats.agreement.cross_table(ratings)
    place = {name: number for number, name in enumerate(found.categories)}

    def cell(row: str, column: str) -> int:
        there = row in place and column in place
        return found.counts[place[row]][place[column]] if there else 0

    out, into = ORDER
    return Cross(((cell(out, out), cell(out, into)), (cell(into, out), cell(into, into))))


def _ticks(phases: Sequence[int]) -> Mapping[int, Mapping[str, Sequence[stats.agreement.Rating]]]:
    """What was said of each criterion, by its key, in phases by theirs."""
    found: dict[int, dict[str, list[stats.agreement.Rating]]] = {key: defaultdict(list) for key in phases}
    for phase, key, number, rater, value in queries.ticks(phases):
        found[phase][key].append(_rating(number, rater, value))
    return found
