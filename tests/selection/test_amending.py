"""Changing a draft: acts against the database, who may, and what is refused."""

import pytest

from lovende.people.models import Organisation
from lovende.records.models import AuditEvent
from lovende.schemes.models import Scheme
from lovende.selection.actions import (
    ConflictError,
    NotAllowedError,
    SelectionError,
    add_criterion,
    add_phase,
    amend_criterion,
    amend_phase,
    amend_round,
    delete_round,
    drop_candidates,
    lock_protocol,
    move_phase,
    open_phase,
    remove_criterion,
    remove_phase,
    save_rater,
)
from lovende.selection.amending import facts_of, signature
from lovende.selection.amending_criteria import version_of
from lovende.selection.models import Candidate, Round
from lovende.selection.protocol import protocol_of, start
from making.drafts import NEW_CRITERION, NEW_PHASE, amended, criterion, orders
from making.schemes import person
from making.selection import draft_round, lead, locked_round, open_readings, rater_user
from making.selection_pages import at, client, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]


@pytest.fixture
def found() -> Round:
    return draft_round(candidates=3)


# The frame


def test_the_frame_is_changed_and_goes_into_the_protocol(found):
    owner, scheme = Organisation.objects.get(slug="avdir"), Scheme.objects.first()
    facts = {"title": " Ny tittel ", "owner": owner, "scheme": scheme, "year": 2025, "per_measure": 2, "at_most": 9,
             "reading_order": "suggested"}  # fmt: skip
    row = amend_round(round_=found, facts=facts, seen=signature(found), actor=lead())
    said = protocol_of(Round.objects.get(pk=row.pk))
    assert (said["title"], said["owner"], said["scheme"], said["year"]) == (
        "Ny tittel",
        "avdir",
        scheme.key,
        2025,
    )
    assert (said["at_most"], said["reading_order"]) == (9, "suggested")
    event = AuditEvent.objects.filter(verb="selection.amended", about=found.public_id).get()
    assert set(event.facts) == {"fields"} and "Ny tittel" not in str(event.facts)
    before = AuditEvent.objects.count()
    amend_round(round_=found, facts=facts, seen="gammelt", actor=lead())
    assert AuditEvent.objects.count() == before, "the same again is nothing"


def test_the_reading_order_is_by_lot_unless_somebody_says_otherwise(found):
    assert found.reading_order == Round.Order.RANDOM


@pytest.mark.parametrize(
    ("wrong", "field"), [({"title": "  "}, "title"), ({"per_measure": 1}, "per_measure")]
)
def test_a_frame_that_is_wrong_is_refused(found, wrong, field):
    with pytest.raises(SelectionError) as refused:
        amend_round(round_=found, facts=facts_of(found) | wrong, seen=signature(found), actor=lead())
    assert set(refused.value.fields) == {field}


def test_nobody_writes_over_what_they_have_not_seen(found):
    seen = signature(found)
    amend_round(round_=found, facts=facts_of(found) | {"year": 2024}, seen=seen, actor=lead())
    with pytest.raises(ConflictError, match="mens du skrev"):
        amend_round(round_=found, facts=facts_of(found) | {"title": "Min"}, seen=seen, actor=lead())


# Phases


def test_phases_are_added_changed_moved_and_removed(found):
    added = add_phase(round_=found, facts=NEW_PHASE, actor=lead())
    assert add_phase(round_=found, facts=NEW_PHASE, actor=lead()) == added, "twice is once"
    assert orders(found) == [(1, "screening"), (2, "deep"), (3, "feltbesk")]
    for _twice in (1, 2):
        move_phase(round_=found, key=added.key, place=3, by=-1, actor=lead())
    assert orders(found) == [(1, "screening"), (2, "feltbesk"), (3, "deep")]
    move_phase(round_=found, key="screening", place=1, by=-1, actor=lead())
    move_phase(round_=found, key="deep", place=3, by=1, actor=lead())
    assert [key for _order, key in orders(found)] == ["screening", "feltbesk", "deep"], (
        "nothing beyond the ends"
    )
    changed = NEW_PHASE | {"gate": "all-out"}
    row = amend_phase(round_=found, key=added.key, facts=changed, seen=signature(added), actor=lead())
    assert (row.gate, row.key) == ("all-out", "feltbesk")
    for _twice in (1, 2):
        remove_phase(round_=found, key="screening", actor=lead())
    assert orders(found) == [(1, "feltbesk"), (2, "deep")]
    assert not found.criteria.filter(phases__contains=["screening"]).exists()


def test_a_round_keeps_at_least_one_phase(found):
    remove_phase(round_=found, key="deep", actor=lead())
    with pytest.raises(SelectionError, match="minst én fase"):
        remove_phase(round_=found, key="screening", actor=lead())


def test_a_phase_where_alone_an_absolute_criterion_is_judged_stays(found):
    amended(found, "cooperation", is_absolute=True)
    with pytest.raises(SelectionError, match="absolutt"):
        remove_phase(round_=found, key="deep", actor=lead())
    amended(found, "cooperation", phases=["screening", "deep"])
    remove_phase(round_=found, key="deep", actor=lead())
    assert criterion(found, "cooperation").phases == ["screening"]


@pytest.mark.parametrize("title", ["Les", "Enighet", "Nytt", "Faser", "!!!"])
def test_a_phase_is_never_called_what_stands_in_its_address(found, title):
    key = add_phase(round_=found, facts=NEW_PHASE | {"title": title}, actor=lead()).key
    page = client().get(at("phase", found.public_id, key))
    assert page.status_code == 200 and "Virker det i praksis?" in text(page)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "screening"}, "title"),
        ({"question": " "}, "question"),
        ({"gate": "none"}, "gate"),
    ],
)
def test_a_phase_that_is_wrong_is_refused(found, wrong, field):
    with pytest.raises(SelectionError) as refused:
        add_phase(round_=found, facts=NEW_PHASE | wrong, actor=lead())
    assert set(refused.value.fields) == {field} and found.phases.count() == 2


def test_a_round_with_other_phases_is_locked_and_read(found):
    add_phase(round_=found, facts=NEW_PHASE | {"title": "Først"}, actor=lead())
    for place in (3, 2):
        move_phase(round_=found, key="frst", place=place, by=-1, actor=lead())
    add_criterion(round_=found, facts=NEW_CRITERION | {"phases": ["frst"]}, actor=lead())
    lock_protocol(round_=found, actor=lead())
    assert open_phase(round_=found, actor=lead()).key == "frst" and len(open_readings(found)) == 6


# Criteria


@pytest.mark.parametrize(
    ("changed", "version"),
    [
        ({"label": "Nytt i Norge"}, 2),
        ({"how": "Sjekk registeret."}, 2),
        ({"dimension": "both"}, 2),
        ({"evidence": ["web"]}, 2),
        ({"is_absolute": True}, 1),
        ({"phases": ["screening"]}, 1),
        ({}, 1),
    ],
)
def test_a_criterion_that_means_something_else_is_another_version(found, changed, version):
    assert amended(found, **changed).version == version
    said = next(row for row in protocol_of(found)["criteria"] if row["key"] == "novelty")
    assert said["version"] == version


def test_the_version_goes_up_once_and_back_with_the_meaning(found):
    before = facts_of(criterion(found))
    assert amended(found, how="Et annet sted.").version == 2
    assert amended(found, how="Et tredje sted.").version == 2
    assert amended(found, how=before["how"]).version == 1
    assert facts_of(criterion(found)) == before


def test_every_criterion_of_the_start_is_its_first_version(found):
    assert all(version_of(row.key, facts_of(row)) == row.version == 1 for row in found.criteria.all())
    assert len(start()["criteria"]) == found.criteria.count()


def test_a_round_adds_its_own_criteria_and_takes_out_others(found):
    own = add_criterion(round_=found, facts=NEW_CRITERION, actor=lead())
    assert add_criterion(round_=found, facts=NEW_CRITERION, actor=lead()) == own
    assert (own.number, own.version, own.source) == (15, 1, None)
    assert amended(found, own.key, how="Noe annet.").version == 1, "nobody has read it under another meaning"
    for _twice in (1, 2):
        remove_criterion(round_=found, key="documentation", actor=lead())
    assert list(found.criteria.values_list("number", flat=True)) == list(range(1, 15))
    assert found.criteria.get(number=14).key == own.key


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"label": ""}, "label"),
        ({"label": "nytt i NASJONAL sammenheng"}, "label"),
        ({"dimension": "height"}, "dimension"),
        ({"is_absolute": True, "phases": []}, "phases"),
        ({"is_absolute": True, "phases": ["unknown"]}, "phases"),
    ],
)
def test_a_criterion_that_is_wrong_is_refused(found, wrong, field):
    with pytest.raises(SelectionError) as refused:
        add_criterion(round_=found, facts=NEW_CRITERION | wrong, actor=lead())
    assert set(refused.value.fields) == {field} and found.criteria.count() == 14


# Candidates, and the draft itself


def test_candidates_are_dropped_with_what_hangs_on_them_and_the_rest_keep_their_numbers(found):
    numbers = list(found.candidates.values_list("number", flat=True))
    save_rater(
        round_=found, user=rater_user(), department="Arbeid", conflicts={numbers[0]: "kjent"}, actor=lead()
    )
    for left in (2, 0):
        assert drop_candidates(round_=found, numbers=[numbers[0], numbers[2]], actor=lead()) == left
    assert list(found.candidates.values_list("number", flat=True)) == [numbers[1]]


def test_a_draft_is_deleted_whole_and_leaves_its_history(found):
    key, public_id = found.pk, found.public_id
    delete_round(round_=found, actor=lead())
    assert not Round.objects.filter(pk=key).exists() and not Candidate.objects.filter(round=key).exists()
    assert AuditEvent.objects.filter(about=public_id, verb="selection.deleted").exists()
    assert draft_round(candidates=0, raters=0).public_id not in (public_id, ""), "its history is its own"


def acts(found: Round):
    phase, one = found.phases.first(), found.criteria.first()
    new = facts_of(phase) | {"title": "Annet"}
    know, other = {"round_": found}, facts_of(one) | {"how": "x"}
    return [
        lambda who: amend_round(facts=facts_of(found) | {"title": "x"}, seen=signature(found), actor=who, **know),
        lambda who: add_phase(facts=NEW_PHASE, actor=who, **know),
        lambda who: amend_phase(key=phase.key, facts=new, seen=signature(phase), actor=who, **know),
        lambda who: move_phase(key=phase.key, place=1, by=1, actor=who, **know),
        lambda who: remove_phase(key=phase.key, actor=who, **know),
        lambda who: add_criterion(facts=NEW_CRITERION, actor=who, **know),
        lambda who: amend_criterion(key=one.key, facts=other, seen=signature(one), actor=who, **know),
        lambda who: remove_criterion(key=one.key, actor=who, **know),
        lambda who: drop_candidates(numbers=[1], actor=who, **know),
        lambda who: delete_round(actor=who, **know),
    ]  # fmt: skip


def test_nothing_is_changed_once_the_protocol_is_locked():
    found = locked_round(candidates=2)
    before, events = protocol_of(found), AuditEvent.objects.count()
    for act in acts(found):
        with pytest.raises(ConflictError, match="Protokollen er låst"):
            act(lead())
    assert protocol_of(found) == before and AuditEvent.objects.count() == events


@pytest.mark.parametrize("who", ["rater", "auditor", "case-officer", "applicant"])
def test_only_those_who_lead_change_a_draft(found, who):
    for act in acts(found):
        with pytest.raises(NotAllowedError):
            act(person(who))
