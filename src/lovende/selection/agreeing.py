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
    """The agreement of a settled phase; nothing in it ever changes, so it is worked out once a process."""
    return _agreed(phase.pk, phase.settled_at, phase.round.per_measure)


@lru_cache(maxsize=64)
def _agreed(phase_key: int, settled_at: datetime | None, per_measure: int) -> Agreed:
    phase = Phase.objects.get(pk=phase_key)
    ratings = [_rating(number, rater, verdict) for number, rater, verdict in queries.verdicts(phase)]
    overall = stats.agreement.agreement_of_ratings(ratings, categories=ORDER)
    cross = _cross(ratings)
    pools = overall.n_raters > 2 and per_measure == 2 and cross.total > 0
    pairs = [
        Pair(int(one.first), int(one.second), one) for one in stats.agreement.by_pair(ratings) if one.n_items
    ]
    ticks = _ticks(phase)
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


def _ticks(phase: Phase) -> Mapping[str, list[stats.agreement.Rating]]:
    """What was said of each criterion, by its key."""
    by_key: dict[str, list[stats.agreement.Rating]] = defaultdict(list)
    for key, number, rater, value in queries.ticks(phase):
        by_key[key].append(_rating(number, rater, value))
    return by_key
