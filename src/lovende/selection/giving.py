"""Who reads what: the assignment of `stats`, kept as readings in an order of each rater's own."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.utils import timezone

from lovende import stats
from lovende.selection.errors import SelectionError
from lovende.selection.models import Candidate, Conflict, Phase, Rater, Reading, Round
from lovende.selection.unassignable import no_way


def give(phase: Phase, candidates: Sequence[Candidate], raters: Sequence[Rater]) -> int:
    """Readings of the phase for every candidate, evenly, nobody with a colleague or a conflict. → how many."""
    measures, people = _problem(candidates, raters)
    try:
        found = stats.assignment.assign(
            measures, people, per_measure=phase.round.per_measure, seed=_seed(phase)
        ).assignments
    except stats.assignment.InfeasibleError as error:
        raise _no_way(error, raters) from error
    pairs = [(int(number), int(rater)) for number, several in found.items() for rater in several]
    return _keep(phase, pairs, {row.number: row for row in candidates})


def try_out(round_: Round) -> None:
    """Can the complete candidates be given out at all? Raises SelectionError where not: a round that were locked
    then would be stuck."""
    raters = list(round_.raters.select_related("user"))
    measures, people = _problem(round_.candidates.filter(is_complete=True), raters)
    try:
        stats.assignment.assign(measures, people, per_measure=round_.per_measure, seed=round_.seed)
    except stats.assignment.InfeasibleError as error:
        raise _no_way(error, raters) from error


def hand_over(phase: Phase) -> int:
    """Hand what is not locked of raters who are away, or partial in it, to others; every other reading stays.

    → how many moved. Raises SelectionError when nobody can take over.
    """
    rows = list(phase.readings.filter(withdrawn_at__isnull=True).select_related("candidate"))
    raters = list(phase.round.raters.select_related("user"))
    gone = {one.pk for one in raters if one.absent_since is not None}
    barred = set(Conflict.objects.filter(candidate__round=phase.round).values_list("candidate", "rater"))
    leaving = {
        row.pk
        for row in rows
        if row.locked_at is None and (row.rater_id in gone or (row.candidate_id, row.rater_id) in barred)
    }
    if not leaving:
        return 0
    candidates = {row.candidate.number: row.candidate for row in rows}
    after = _handed_over(phase, rows, leaving, raters, list(candidates.values()))
    phase.readings.filter(pk__in=leaving).update(withdrawn_at=timezone.now())
    before = {(row.candidate.number, row.rater_id) for row in rows}
    return _keep(phase, sorted(after - before), candidates)


def _handed_over(
    phase: Phase, rows: Sequence[Reading], leaving: set[int], raters: Sequence[Rater],
    candidates: Sequence[Candidate],
) -> set[tuple[int, int]]:  # fmt: skip
    """(candidate number, rater) of every reading once those of `leaving` are with others."""
    measures, people = _problem(candidates, raters)
    current: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for row in rows:
        current[str(row.candidate.number)] += (str(row.rater_id),)
    kept = {(str(row.candidate.number), str(row.rater_id)) for row in rows if row.pk not in leaving}
    absent = {str(one.pk) for one in raters if one.absent_since is not None}
    try:
        found = stats.assignment.reassign(
            measures, people, dict(current), locked=kept, absent=absent,
            per_measure=phase.round.per_measure, seed=_seed(phase),
        ).assignments  # fmt: skip
    except stats.assignment.InfeasibleError as error:
        raise _no_way(error, raters) from error
    return {(int(number), int(rater)) for number, several in found.items() for rater in several}


def _problem(
    candidates: Iterable[Candidate], raters: Iterable[Rater]
) -> tuple[list[stats.assignment.Measure], list[stats.assignment.Rater]]:
    """The assignment as `stats` takes it: candidates by number, raters by key."""
    candidates = list(candidates)
    conflicts: dict[int, set[str]] = defaultdict(set)
    for number, rater in Conflict.objects.filter(candidate__in=candidates).values_list(
        "candidate__number", "rater"
    ):
        conflicts[number].add(str(rater))
    measures = [
        stats.assignment.Measure(str(row.number), frozenset(conflicts[row.number])) for row in candidates
    ]
    return measures, [stats.assignment.Rater(str(row.pk), row.department, row.most) for row in raters]


def _seed(phase: Phase) -> int:
    return phase.round.seed * 100 + phase.order


def _no_way(error: stats.assignment.InfeasibleError, raters: Iterable[Rater]) -> SelectionError:
    """In words, by the raters' names: those who give out readings lead the round."""
    return SelectionError({"raters": no_way(error.lack, {str(row.pk): str(row.user) for row in raters})})


def _keep(phase: Phase, pairs: Sequence[tuple[int, int]], candidates: dict[int, Candidate]) -> int:
    """New readings at the end of each rater's list, in an order drawn for each rater."""
    drawn = list(pairs)
    random.Random(_seed(phase)).shuffle(drawn)
    last: dict[int, int] = defaultdict(int)
    for rater, place in phase.readings.values_list("rater", "place"):
        last[rater] = max(last[rater], place)
    readings = []
    for number, rater in drawn:
        last[rater] += 1
        readings.append(Reading(phase=phase, candidate=candidates[number], rater_id=rater, place=last[rater]))
    Reading.objects.bulk_create(readings)
    return len(readings)
