"""Preparing, locking, giving out, replacing and settling, against the real database with its triggers."""

import json
from collections import Counter, defaultdict

import pytest
from django.db import IntegrityError, transaction

from lovende.measures.models import Measure
from lovende.people.models import Organisation
from lovende.records.audit import verify
from lovende.records.digest import digest
from lovende.records.models import AuditEvent
from lovende.reporting.models import Report
from lovende.selection.actions import (
    ConflictError,
    NotAllowedError,
    SelectionError,
    drop_rater,
    lock_protocol,
    make_round,
    mark_complete,
    open_phase,
    replace_rater,
    save_rater,
    settle_phase,
    take_in,
)
from lovende.selection.models import Candidate, Phase, Rater, Reading, Round
from lovende.selection.phases import left
from lovende.selection.protocol import protocol_of
from making.reporting import handed_in
from making.schemes import person
from making.selection import (
    another_rater,
    draft_round,
    lead,
    locked_reading,
    locked_round,
    open_readings,
    open_round,
    rater_user,
    read_by_all,
    settled_round,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]
OTHERS = ("applicant", "case-officer", "rater", "programme-officer", "auditor", "administrator")


def nibr() -> Organisation:
    return Organisation.objects.get(slug="nibr")


def refused_by_the_database(act) -> str:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        act()
    return str(refused.value)


def given(found: Round) -> dict[int, list[str]]:
    """Candidate number → departments of those who read it in the open phase."""
    by: dict[int, list[str]] = defaultdict(list)
    for reading in open_readings(found):
        by[reading.candidate.number].append(reading.rater.department)
    return by


# Preparing


@pytest.mark.parametrize("who", OTHERS)
def test_only_those_who_lead_there_make_a_round(who):
    with pytest.raises(NotAllowedError):
        make_round(title="Min egen", institute=nibr(), actor=person(who))
    assert not Round.objects.filter(title="Min egen").exists()


def test_a_round_starts_with_the_phases_and_criteria_of_the_source():
    found = make_round(title="Lovende", institute=nibr(), actor=lead())
    assert [(one.key, one.gate) for one in found.phases.all()] == [
        ("screening", "all-out"),
        ("deep", "all-out"),
    ]
    # 13 in Vedlegg A and the one that was added while the study went on (003 L1803-1893, L1024-1032)
    assert found.criteria.count() == 14 and not found.criteria.filter(is_absolute=True).exists()
    assert all(one.locator.startswith("003 L") for one in found.criteria.select_related("source"))


def test_two_rounds_of_one_name_have_two_addresses():
    first, second = (make_round(title="Årets utvalg", institute=nibr(), actor=lead()) for _ in range(2))
    assert first.public_id != second.public_id


@pytest.mark.parametrize("title", ["Ny", "Vurderinger", "Publisert"])
def test_no_round_hides_behind_another_page_of_the_room(title):
    assert make_round(title=title, institute=nibr(), actor=lead()).public_id == f"{title.lower()}-2"


@pytest.mark.parametrize(
    ("facts", "field"), [({"title": "  "}, "title"), ({"title": "En", "per_measure": 1}, "per_measure")]
)
def test_a_round_without_a_name_or_with_one_reader_is_refused(facts, field):
    with pytest.raises(SelectionError) as wrong:
        make_round(institute=nibr(), actor=lead(), **facts)
    assert list(wrong.value.fields) == [field]


@pytest.mark.parametrize("who", OTHERS)
def test_others_change_nothing_of_a_draft(who):
    found, actor = draft_round(candidates=2), person(who)
    before = protocol_of(found)
    acts = [
        lambda: take_in(round_=found, measures=Measure.objects.all()[:9], actor=actor),
        lambda: mark_complete(round_=found, number=1, is_complete=False, because="Tomt.", actor=actor),
        lambda: save_rater(round_=found, user=another_rater(), department="Ny", actor=actor),
        lambda: drop_rater(round_=found, user=rater_user(), actor=actor),
        lambda: lock_protocol(round_=found, actor=actor),
        lambda: open_phase(round_=found, actor=actor),
    ]
    for act in acts:
        with pytest.raises(NotAllowedError):
            act()
    found.refresh_from_db()
    assert protocol_of(found) == before and found.state == Round.State.DRAFT


def test_what_is_there_already_is_not_taken_in_again():
    found, rows = draft_round(candidates=0, raters=0), Measure.objects.order_by("pk")[:5]
    assert take_in(round_=found, measures=rows, actor=lead()) == 5
    assert take_in(round_=found, measures=[*rows, *Measure.objects.order_by("pk")[5:7]], actor=lead()) == 2
    assert list(found.candidates.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6, 7]


def test_a_report_is_taken_in_as_it_was_handed_in():
    report, found = handed_in(), draft_round(candidates=0, raters=0)
    assert take_in(round_=found, reports=[report], actor=lead()) == 1
    row = found.candidates.get()
    assert row.organisation == report.organisation and row.is_complete
    said = {one["question"] for one in report.content["answers"] if one["value"]}
    assert {one["key"] for one in row.material} == said


def test_a_near_blank_report_is_marked_with_its_reason():
    report = Report.objects.filter(is_historic=True, answers=None).first() or handed_in()
    Report.objects.filter(pk=report.pk).update(content={"answers": []}, answers=None)
    found = draft_round(candidates=0, raters=0)
    take_in(round_=found, reports=[Report.objects.get(pk=report.pk)], actor=lead())
    row = found.candidates.get()
    assert row.is_complete is False and "for lite tekst" in row.incomplete_because


def test_who_cannot_be_judged_needs_a_reason():
    found = draft_round(candidates=2)
    number = found.candidates.first().number
    with pytest.raises(SelectionError) as wrong:
        mark_complete(round_=found, number=number, is_complete=False, because=" ", actor=lead())
    assert list(wrong.value.fields) == ["because"]
    mark_complete(round_=found, number=number, is_complete=False, because="Bare overskrifter.", actor=lead())
    again = mark_complete(round_=found, number=number, is_complete=True, actor=lead())
    assert again.is_complete and again.incomplete_because == ""


def test_a_conflict_names_a_candidate_that_is_there():
    found = draft_round(candidates=2)
    with pytest.raises(SelectionError) as wrong:
        save_rater(round_=found, user=rater_user(), department="Arbeid", conflicts={999: "Nei"}, actor=lead())
    assert "999" in wrong.value.fields["conflicts"]


# The protocol


def test_locking_twice_is_once_and_the_digest_is_of_what_is_kept():
    found = locked_round(candidates=3)
    again = lock_protocol(round_=found, actor=lead())
    kept = Round.objects.get(pk=found.pk)
    assert kept.locked_at == again.locked_at == found.locked_at
    assert kept.protocol_sha256 == digest(kept.protocol) == digest(json.loads(json.dumps(kept.protocol)))
    assert AuditEvent.objects.filter(about=found.public_id, verb="selection.locked").count() == 1


def test_a_protocol_names_raters_by_pseudonym_alone():
    found = locked_round(candidates=2)
    whole = json.dumps(found.protocol, ensure_ascii=False)
    for rater in found.raters.select_related("user"):
        assert str(rater.user.pseudonym) in whole
        assert rater.user.email not in whole and rater.user.name not in whole


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"candidates": 0}, "candidates"), ({"raters": 2}, "raters"), ({"raters": 0}, "raters")],
)
def test_what_cannot_be_read_by_two_departments_is_not_locked(facts, field):
    found = draft_round(**({"candidates": 2} | facts))
    with pytest.raises(SelectionError) as wrong:
        lock_protocol(round_=found, actor=lead())
    assert field in wrong.value.fields
    found.refresh_from_db()
    assert found.state == Round.State.DRAFT and found.protocol is None


def test_the_database_refuses_every_change_of_a_locked_protocol():
    found = locked_round(candidates=3)
    rows = Round.objects.filter(pk=found.pk)
    changes = [
        lambda: rows.update(protocol={}),
        lambda: rows.update(protocol_sha256="0" * 64),
        lambda: rows.update(seed=found.seed + 1),
        lambda: rows.update(at_most=99),
        lambda: rows.update(state=Round.State.DRAFT),
        lambda: found.phases.update(gate=Phase.Gate.ANY_OUT),
        lambda: found.criteria.update(is_absolute=True),
        lambda: found.criteria.all()._raw_delete(found.criteria.db),
        lambda: found.candidates.update(is_complete=False, incomplete_because="Nei"),
        lambda: found.candidates.update(material=[]),
        lambda: Candidate.objects.create(
            round=found, number=99, measure=Measure.objects.last(), title="Ny", is_complete=True
        ),
    ]
    for change in changes:
        assert "a locked protocol never changes" in refused_by_the_database(change)


def test_a_lead_is_told_that_it_is_locked_and_changes_nothing():
    found = locked_round(candidates=2)
    for act in (
        lambda: take_in(round_=found, measures=Measure.objects.all()[:9], actor=lead()),
        lambda: mark_complete(round_=found, number=1, is_complete=True, actor=lead()),
        lambda: save_rater(round_=found, user=another_rater(), department="Ny", actor=lead()),
        lambda: drop_rater(round_=found, user=rater_user(), actor=lead()),
    ):
        with pytest.raises(ConflictError, match="låst"):
            act()


# Giving out


def test_every_candidate_is_read_by_two_from_two_departments_and_loads_are_even():
    found = open_round(candidates=7, raters=4)
    by = given(found)
    assert len(by) == 7 and all(len(set(several)) == len(several) == 2 for several in by.values())
    loads = Counter(reading.rater_id for reading in open_readings(found))
    assert max(loads.values()) - min(loads.values()) <= 1
    places = defaultdict(list)
    for reading in open_readings(found):
        places[reading.rater_id].append(reading.place)
    assert all(sorted(several) == list(range(1, len(several) + 1)) for several in places.values())


def test_one_who_is_partial_never_gets_it():
    found = draft_round(candidates=5)
    numbers = list(found.candidates.values_list("number", flat=True))
    barred = dict.fromkeys(numbers[:3], "var med i prosjektet")
    save_rater(round_=found, user=rater_user(), department="Arbeid", conflicts=barred, actor=lead())
    lock_protocol(round_=found, actor=lead())
    open_phase(round_=found, actor=lead())
    mine = {row.candidate.number for row in open_readings(found) if row.rater.user == rater_user()}
    assert not mine & set(barred)


def test_a_second_phase_is_not_opened_beside_the_first():
    found = open_round(candidates=2)
    with pytest.raises(ConflictError):
        open_phase(round_=found, actor=lead())
    assert found.phases.filter(state=Phase.State.OPEN).count() == 1


def test_a_round_whose_readings_cannot_be_given_out_is_not_locked():
    """Locked it would be stuck: no limit may be changed any more, and no phase can open."""
    found = draft_round(candidates=4)
    for rater in found.raters.select_related("user"):
        save_rater(round_=found, user=rater.user, department=rater.department, most=1, actor=lead())
    with pytest.raises(SelectionError) as wrong:
        lock_protocol(round_=found, actor=lead())
    assert list(wrong.value.fields) == ["raters"]
    found.refresh_from_db()
    assert (found.state, found.protocol) == (Round.State.DRAFT, None)


def test_an_assignment_that_cannot_be_made_leaves_all_as_it_was():
    found = locked_round(candidates=4)
    Rater.objects.filter(round=found).update(most=1)
    with pytest.raises(SelectionError) as wrong:
        open_phase(round_=found, actor=lead())
    assert list(wrong.value.fields) == ["raters"]
    assert not Reading.objects.filter(phase__round=found).exists()
    assert not found.phases.exclude(state=Phase.State.WAITING).exists()


# Replacing


def test_what_an_absent_rater_locked_stands_and_the_rest_goes_to_others():
    found = open_round(candidates=6, raters=6)
    ill = open_readings(found)[0].rater
    mine = [row for row in open_readings(found) if row.rater_id == ill.pk]
    locked_reading(mine[0], "out", "For lite å lese.")
    stays = {(row.candidate_id, row.rater_id) for row in open_readings(found) if row.rater_id != ill.pk}
    assert replace_rater(round_=found, rater=ill, reason="Syk.", actor=lead()) == len(mine) - 1
    now = open_readings(found)
    assert [row.pk for row in now if row.rater_id == ill.pk] == [mine[0].pk]
    assert stays <= {(row.candidate_id, row.rater_id) for row in now}
    assert all(len(set(several)) == len(several) == 2 for several in given(found).values())
    assert replace_rater(round_=found, rater=ill, reason="Syk.", actor=lead()) == 0, (
        "once more changes nothing"
    )


def test_nobody_is_replaced_where_nobody_can_take_over():
    found = open_round(candidates=2, raters=3)
    only = next(row.rater for row in open_readings(found) if row.rater.department == "Velferd")
    with pytest.raises(SelectionError):
        replace_rater(round_=found, rater=only, reason="Syk.", actor=lead())
    only.refresh_from_db()
    assert only.absent_since is None and not Reading.objects.filter(withdrawn_at__isnull=False).exists()


# Settling


def test_a_phase_is_not_settled_while_a_reading_is_open():
    found = open_round(candidates=2)
    locked_reading(open_readings(found)[0])
    with pytest.raises(SelectionError) as wrong:
        settle_phase(round_=found, actor=lead())
    assert "3" in wrong.value.fields["readings"]
    assert not found.candidates.filter(out_in__isnull=False).exists()


@pytest.mark.parametrize("gate, goes", [(Phase.Gate.ALL_OUT, {3}), (Phase.Gate.ANY_OUT, {1, 3})])
def test_the_gate_lets_out_as_it_was_locked(gate, goes):
    """1 is split, 2 is in, 3 is out by both (003 L478-519: out only when both say out)."""
    found = draft_round(candidates=3)
    found.phases.update(gate=gate)
    lock_protocol(round_=found, actor=lead())
    open_phase(round_=found, actor=lead())
    numbers = sorted(given(found))
    said = dict(zip(numbers, [("in", "out"), ("in", "in"), ("out", "out")], strict=True))
    read_by_all(found, said)
    settle_phase(round_=found, actor=lead())
    out = set(found.candidates.filter(out_in__isnull=False).values_list("number", flat=True))
    assert {numbers.index(number) + 1 for number in out} == goes
    assert len(left(found)) == 3 - len(goes)


def test_the_next_phase_reads_those_that_are_left_and_settling_again_is_refused():
    found = open_round(candidates=3)
    gone = min(given(found))
    read_by_all(found, {gone: ("out", "out")})
    settle_phase(round_=found, actor=lead())
    with pytest.raises(ConflictError):
        settle_phase(round_=found, actor=lead())
    open_phase(round_=found, actor=lead())
    assert gone not in given(found) and len(given(found)) == 2


def test_the_database_refuses_to_change_or_take_away_what_is_locked():
    found = settled_round(candidates=2)
    row = Reading.objects.filter(phase__round=found).first()
    rows = Reading.objects.filter(pk=row.pk)
    for change in (
        lambda: rows.update(verdict="out", reason="Angret"),
        lambda: rows.update(locked_at=None),
        lambda: rows.delete(),
        lambda: row.ticks.create(criterion=found.criteria.first(), value="met"),
    ):
        assert "a locked reading never changes" in refused_by_the_database(change)
    settled = found.phases.filter(state=Phase.State.SETTLED)
    assert "never changes" in refused_by_the_database(lambda: settled.update(state=Phase.State.OPEN))


# History


def test_history_holds_no_verdict_and_no_reason():
    found = open_round(candidates=3)
    read_by_all(found, {min(given(found)): ("out", "in")})
    before = AuditEvent.objects.filter(about=found.public_id)
    allowed = {"selection.read": {"phase", "candidate"}}
    for event in before:
        assert set(event.facts) <= allowed.get(event.verb, set(event.facts))
        told = json.dumps(event.facts)
        assert '"out"' not in told and '"in"' not in told and "beskrevet" not in told
    assert not before.filter(verb="selection.settled").exists()
    settle_phase(round_=found, actor=lead())
    assert before.get(verb="selection.settled").facts == {"phase": "screening", "out": 0, "left": 3}
    assert verify().intact
