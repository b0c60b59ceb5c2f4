"""Saving and locking a reading: the rater's alone, against the version last seen, for good once it is locked."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from lovende.records.models import AuditEvent
from lovende.selection.actions import (
    ConflictError,
    Judged,
    NotAllowedError,
    SelectionError,
    lock_reading,
    open_phase,
    replace_rater,
    save_reading,
    settle_phase,
)
from lovende.selection.models import Reading, Tick
from lovende.selection.rating import LONGEST, criteria_keys
from making.schemes import person
from making.selection import lead, locked_reading, open_readings, open_round, rater_user, read_by_all

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]
ALL = Judged("out", "For kort til å vurderes.", "Spør kontoret.", {"documentation": "not-met"})


@pytest.fixture
def reading() -> Reading:
    """One of the demo rater's, of a round of four candidates."""
    return next(row for row in open_readings(open_round(candidates=4)) if row.rater.user == rater_user())


def save(row: Reading, judged: Judged = ALL, version: int | None = None, actor=None) -> Reading:
    seen = row.version if version is None else version
    return save_reading(reading=row, judged=judged, version=seen, actor=actor or rater_user())


def ticks(row: Reading) -> dict[str, str]:
    return dict(row.ticks.values_list("criterion__key", "value"))


def test_everything_said_is_kept_and_the_version_counts_up(reading):
    saved = save(reading)
    kept = Reading.objects.get(pk=reading.pk)
    assert (kept.verdict, kept.reason, kept.notes) == (ALL.verdict, ALL.reason, ALL.notes)
    assert (kept.version, saved.version, ticks(kept)) == (1, 1, {"documentation": "not-met"})
    assert kept.saved_at is not None and kept.locked_at is None


def test_an_answer_is_changed_and_taken_back(reading):
    first = save(reading)
    second = save(first, Judged("in", ticks={"documentation": "met"}))
    assert ticks(second) == {"documentation": "met"}
    third = save(second, Judged("", ticks={"documentation": ""}))
    assert (ticks(third), third.verdict) == ({}, "")


def test_a_criterion_that_is_not_sent_stays_as_it_was(reading):
    assert ticks(save(save(reading), Judged("in"))) == {"documentation": "not-met"}


@pytest.mark.parametrize("version", [0, 2])
def test_what_another_window_saved_is_not_written_over(reading, version):
    saved = save(reading)
    with pytest.raises(ConflictError):
        save(saved, Judged("in"), version)
    assert Reading.objects.get(pk=reading.pk).verdict == "out"


@pytest.mark.parametrize(
    ("judged", "field"),
    [
        (Judged("maybe"), "verdict"),
        (Judged(reason="x" * (LONGEST + 1)), "reason"),
        (Judged(notes="x" * (LONGEST + 1)), "notes"),
        (Judged(ticks={"documentation": "perhaps"}), "tick-documentation"),
        (Judged(ticks={"unheard-of": "met"}), "tick-unheard-of"),
        (Judged(ticks={"cooperation": "met"}), "tick-cooperation"),  # judged in the deep study alone
    ],
)
def test_what_cannot_be_kept_is_refused_by_its_field(reading, judged, field):
    with pytest.raises(SelectionError) as refused:
        save(reading, judged)
    assert set(refused.value.fields) == {field}
    assert Reading.objects.get(pk=reading.pk).version == 0


def test_the_longest_that_is_allowed_is_kept(reading):
    assert len(save(reading, Judged("in", reason="x" * LONGEST)).reason) == LONGEST


@pytest.mark.parametrize("act", ["save", "lock"])
@pytest.mark.parametrize("who", ["evaluator", "auditor", "another rater"])
def test_nobody_else_writes_in_a_reading(reading, act, who):
    phase = reading.phase
    others = phase.round.raters.exclude(pk=reading.rater_id)
    actor = others.first().user if who == "another rater" else person(who)
    with pytest.raises(NotAllowedError):
        save(reading, actor=actor) if act == "save" else lock_reading(reading=reading, actor=actor)


def test_saving_leaves_no_trace_and_locking_tells_nothing_of_what_was_said(reading):
    before = AuditEvent.objects.count()
    saved = save(reading)
    assert AuditEvent.objects.count() == before
    lock_reading(reading=saved, actor=rater_user())
    event = AuditEvent.objects.order_by("sequence").last()
    assert (event.verb, AuditEvent.objects.count()) == ("selection.read", before + 1)
    assert event.facts == {"phase": "screening", "candidate": reading.candidate.number}


@pytest.mark.parametrize(
    ("judged", "missing"),
    [
        (Judged(), {"verdict"}),
        (Judged("out"), {"reason"}),
        (Judged("out", "  \n"), {"reason"}),
        (Judged("in"), set()),
        (Judged("out", "For kort."), set()),
    ],
)
def test_a_verdict_is_needed_and_a_reason_for_out(reading, judged, missing):
    saved = save(reading, judged)
    if not missing:
        assert lock_reading(reading=saved, actor=rater_user()).locked_at is not None
        return
    with pytest.raises(SelectionError) as refused:
        lock_reading(reading=saved, actor=rater_user())
    assert set(refused.value.fields) == missing
    assert Reading.objects.get(pk=reading.pk).locked_at is None


def test_locking_twice_is_once(reading):
    locked = locked_reading(reading)
    events = AuditEvent.objects.count()
    again = lock_reading(reading=reading, actor=rater_user())
    assert (again.locked_at, AuditEvent.objects.count()) == (locked.locked_at, events)


def test_what_is_locked_never_changes(reading):
    locked = locked_reading(reading)
    with pytest.raises(ConflictError):
        save(locked, Judged("in"))
    criterion = reading.phase.round.criteria.get(key="documentation")
    attempts = [
        lambda: Reading.objects.filter(pk=reading.pk).update(verdict="out"),
        lambda: Reading.objects.filter(pk=reading.pk).delete(),
        lambda: Tick.objects.create(reading=locked, criterion=criterion, value="met"),
    ]
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert Reading.objects.get(pk=reading.pk).verdict == "in"


def test_one_who_fell_ill_no_longer_writes_in_what_was_handed_over(reading):
    replace_rater(round_=reading.phase.round, rater=reading.rater, reason="Syk.", actor=lead())
    with pytest.raises(NotAllowedError):
        save(reading)


def test_each_phase_has_its_own_criteria_and_a_settled_one_is_closed():
    found = read_by_all(open_round(candidates=2))
    phase = found.phases.get(key="screening")
    assert criteria_keys(phase) == ["documentation", "self-evaluation"]
    settle_phase(round_=found, actor=lead())
    deep = open_phase(round_=found, actor=lead())
    assert len(criteria_keys(deep)) == 10 and criteria_keys(deep)[-1] == "novelty"
    row = next(one for one in phase.readings.all() if one.rater.user == rater_user())
    with pytest.raises(ConflictError):
        save(row, Judged("in"))


def test_ten_criteria_are_kept_in_as_many_queries_as_one():
    found = read_by_all(open_round(candidates=2))
    settle_phase(round_=found, actor=lead())
    keys = criteria_keys(open_phase(round_=found, actor=lead()))
    first, *_rest = (row for row in open_readings(found) if row.rater.user == rater_user())
    asked = []
    for some in (keys[:1], keys):
        with CaptureQueriesContext(connection) as queries:
            first = save(first, Judged("in", ticks=dict.fromkeys(some, "met")))
        asked.append(len(queries))
    assert asked[0] == asked[1] and ticks(first) == dict.fromkeys(keys, "met")
