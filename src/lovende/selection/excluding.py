"""Why a candidate goes out of a phase: the gate, or a criterion that was declared absolute before the round opened.

Any other criterion that is not met lowers the probability and excludes nothing (003 L448–460, L1777–1785).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value

from lovende.selection.models import Candidate, Phase, Reading, Round, Tick
from lovende.selection.said import settled


@dataclass(frozen=True)
class Said:
    """What one rater locked: the verdict, and the numbers of the absolute criteria ticked "not met"."""

    verdict: str
    not_met: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Why:
    """Why a candidate goes out; false when it does not. `criteria` are absolute ones that failed, by number."""

    gate: bool = False
    criteria: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return self.gate or bool(self.criteria)


def crosses(gate: str, against: Iterable[bool]) -> bool:
    """Is it out, where each rater who read it is for (False) or against (True)?

    >>> crosses("all-out", [True, False]), crosses("all-out", [True, True]), crosses("any-out", [True, False])
    (False, True, True)
    >>> crosses("all-out", []), crosses("any-out", [])
    (False, False)
    """
    said = list(against)
    return any(said) if gate == Phase.Gate.ANY_OUT else bool(said) and all(said)


def goes_out(gate: str, verdicts: Iterable[str]) -> bool:
    """Does a candidate with these verdicts go out? 003's gate: only when both say out (L478–519, L552–566)."""
    return crosses(gate, [verdict == Reading.Verdict.OUT for verdict in verdicts])


def why_out(gate: str, said: Sequence[Said]) -> Why:
    """The gate's own rule, asked of the verdicts and of each absolute criterion.

    "Cannot say" and a criterion left open exclude nothing: only "not met" is against.
    """
    failing = sorted(set[int]().union(*(one.not_met for one in said)))
    return Why(
        goes_out(gate, [one.verdict for one in said]),
        tuple(number for number in failing if crosses(gate, [number in one.not_met for one in said])),
    )


def said_by_candidate(readings: QuerySet[Reading]) -> dict[int, list[Said]]:
    """What raters locked, by the candidate's key. One query."""
    against = Q(ticks__criterion__is_absolute=True, ticks__value=Tick.Value.NOT_MET)
    not_met = ArrayAgg("ticks__criterion__number", filter=against, default=Value([]))
    rows = readings.order_by().values_list("pk", "candidate", "verdict").annotate(not_met=not_met)
    found: dict[int, list[Said]] = defaultdict(list)
    for _reading, candidate, verdict, numbers in rows:
        found[candidate].append(Said(verdict, frozenset(numbers)))
    return found


def _settled() -> QuerySet[Reading]:
    """The readings that settled the phase in which their candidate went out."""
    return Reading.objects.filter(settled(), phase=F("candidate__out_in"))


def by_criterion_alone(rows: QuerySet[Candidate]) -> QuerySet[Candidate]:
    """Those that went out although the gate would have let their verdicts through."""
    said = _settled().filter(candidate=OuterRef("pk"))
    kept = Q(Exists(said.filter(verdict=Reading.Verdict.IN)), out_in__gate=Phase.Gate.ALL_OUT)
    kept |= Q(~Exists(said.filter(verdict=Reading.Verdict.OUT)), out_in__gate=Phase.Gate.ANY_OUT)
    return rows.filter(kept, out_in__state=Phase.State.SETTLED)


def reasons(candidates: Iterable[Candidate], phases: Iterable[Phase]) -> dict[int, Why]:
    """{candidate key: why it went out}, computed from what was locked; nothing of one that is in. One query."""
    gone = {row.pk: row.out_in_id for row in candidates if row.out_in_id is not None}
    if not gone:
        return {}
    gates = {one.pk: one.gate for one in phases}
    said = said_by_candidate(_settled().filter(candidate__in=list(gone)))
    return {key: why_out(gates[gone[key]], several) for key, several in said.items()}


def outs(round_: Round, phases: Sequence[Phase]) -> Mapping[int, Counter[tuple[int, ...]]]:
    """{phase key: {numbers of the absolute criteria: how many went out by them and not by the gate}}. Two queries."""
    rows = list(by_criterion_alone(round_.candidates.only("pk", "out_in")))
    found: dict[int, Counter[tuple[int, ...]]] = defaultdict(Counter)
    phase_of = {row.pk: row.out_in_id for row in rows}
    for key, why in reasons(rows, phases).items():
        found[phase_of[key] or 0][why.criteria] += 1
    return found
