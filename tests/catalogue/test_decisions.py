"""Decisions on a section: published whole or not at all, nothing twice, everything can be taken back."""

import copy

import pytest

from lovende.catalogue import decisions
from lovende.catalogue.checking import verdict
from lovende.catalogue.decisions import ConflictError, NotReadyError
from lovende.catalogue.models import Decision, Section
from lovende.figures.models import Claim
from lovende.measures.models import Measure, State
from lovende.records.audit import verify
from lovende.records.models import AuditEvent, SourceDocument

pytestmark = pytest.mark.django_db


def section(batch, position=1):
    return Section.objects.select_related("batch", "measure").get(batch=batch, position=position)


def changed(row, **values):
    return {**copy.deepcopy(row.facts), **values}


def test_nothing_is_public_before_a_person_has_said_so(batch):
    assert not Measure.objects.filter(public_id__contains="verkstedet").exists()
    assert not SourceDocument.objects.filter(key="diktet-2016").exists()


def test_accepting_publishes_the_whole(batch, officer):
    row = decisions.accept(section=section(batch), version=0, actor=officer)
    measure = Measure.objects.get(public_id="moss-verkstedet-pa-brygga")
    assert row.measure == measure and measure.state == State.PUBLISHED
    assert [place.number for place in measure.municipalities.all()] == ["0104"]
    assert [link.scheme.key for link in measure.scheme_links.all()] == ["jobbsjansen"]
    answers = {answer.question: answer for answer in measure.answers.rows.all()}
    assert len(answers) == 10 and answers["mal"].lines == "19-21"
    assert answers["mal"].source.key == "diktet-2016" and measure.source.year == 2016
    group = measure.target_groups.get()
    assert (group.age_min, group.age_max, group.lines) == (18, 25, "12")
    assert measure.started == "2015-03" and measure.document.facets["source"] == ["diktet-2016"]
    assert [claim.claim for claim in Claim.objects.filter(measure=measure)] == ["62,5 %"]
    assert {row.field for row in measure.unknowns.all()} >= {
        "owner",
        "grant_recipient",
        "ended",
        "grant_years",
    }


def test_a_missing_heading_becomes_an_unknown(batch, officer):
    row = decisions.accept(section=section(batch, 2), version=0, actor=officer)
    unknown = row.measure.unknowns.get(field="answers.unikhet")
    assert unknown.kind == "not-stated"


def test_contact_answers_are_roles_alone(batch, officer):
    first = decisions.accept(section=section(batch), version=0, actor=officer)
    assert first.measure.answers.rows.get(question="kontakt").value == "Prosjektleder"
    assert first.measure.contact_role == "Prosjektleder"


def test_a_second_click_does_nothing_twice(batch, officer):
    decisions.accept(section=section(batch), version=0, actor=officer)
    events = AuditEvent.objects.count()
    with pytest.raises(ConflictError, match="allerede godtatt"):
        decisions.accept(section=section(batch), version=0, actor=officer)
    assert AuditEvent.objects.count() == events and Decision.objects.filter(verb="accept").count() == 1


def test_an_older_version_is_refused(batch, officer, other_officer):
    row = section(batch)
    decisions.edit_section(
        section=row, facts=changed(row, title="Verkstedet"), version=0, actor=other_officer
    )
    with pytest.raises(ConflictError, match="Noen andre"):
        decisions.edit_section(section=row, facts=changed(row, title="Noe annet"), version=0, actor=officer)
    assert section(batch).title == "Verkstedet"


def test_edits_of_one_sitting_are_one_decision(batch, officer):
    row = section(batch)
    for title in ("V", "Ve", "Ver"):
        row = decisions.edit_section(
            section=row, facts=changed(row, title=title), version=row.version, actor=officer
        )
    assert row.version == 3 and row.decisions.count() == 1
    row = decisions.undo(section=row, version=3, actor=officer)
    assert row.edited is None and row.title == "Verkstedet på Brygga"


def test_equal_facts_change_nothing(batch, officer):
    row = section(batch)
    assert decisions.edit_section(section=row, facts=row.proposal, version=0, actor=officer).version == 0


def test_undoing_an_acceptance_takes_the_measure_out_and_it_can_come_back(batch, officer):
    row = decisions.accept(section=section(batch), version=0, actor=officer)
    row = decisions.undo(section=row, version=row.version, actor=officer)
    measure = Measure.objects.get(public_id="moss-verkstedet-pa-brygga")
    assert row.state == Section.State.WAITING and measure.state == State.WITHDRAWN
    assert not measure.document.is_listed
    facts = changed(row, title="Verkstedet ved brygga", figures=[])
    row = decisions.edit_section(section=row, facts=facts, version=row.version, actor=officer)
    row = decisions.accept(section=row, version=row.version, actor=officer)
    measure.refresh_from_db()
    assert measure.state == State.PUBLISHED and measure.title == "Verkstedet ved brygga"
    assert measure.document.is_listed and not Claim.objects.filter(measure=measure).exists()
    assert verify().intact


def test_undo_walks_back_one_decision_at_a_time(batch, officer):
    row = section(batch)
    row = decisions.edit_section(section=row, facts=changed(row, title="Ny"), version=0, actor=officer)
    row = decisions.reject(section=row, version=row.version, reason="Står to ganger", actor=officer)
    row = decisions.undo(section=row, version=row.version, actor=officer)
    assert row.state == Section.State.WAITING and row.title == "Ny"
    row = decisions.undo(section=row, version=row.version, actor=officer)
    assert row.edited is None
    with pytest.raises(ConflictError, match="ingenting å angre"):
        decisions.undo(section=row, version=row.version, actor=officer)
    assert row.decisions.count() == 4


def test_a_rejection_owes_a_reason(batch, officer):
    with pytest.raises(NotReadyError, match="hvorfor"):
        decisions.reject(section=section(batch), version=0, reason="  ", actor=officer)
    decisions.reject(section=section(batch), version=0, reason="Ikke et tiltak", actor=officer)
    assert Decision.objects.get(verb="reject").reason == "Ikke et tiltak"
    with pytest.raises(ConflictError, match="allerede avvist"):
        decisions.accept(section=section(batch), version=1, actor=officer)


@pytest.mark.parametrize(
    ("field", "text", "kind"),
    [
        ("summary", "Ring 912 34 567 for mer.", "telephone"),
        ("summary", "Skriv til noen@example.no.", "email"),
        ("title", "Verkstedet til Torfinn Kvasthaug", "name"),
        ("contact_role", "Prosjektleder Kvasthaug", "name"),
    ],
)
def test_personal_data_written_in_is_not_let_out(batch, officer, field, text, kind):
    row = section(batch)
    row = decisions.edit_section(section=row, facts=changed(row, **{field: text}), version=0, actor=officer)
    found = verdict(row, row.batch.known_names)
    assert kind in {one.kind for one in found.exposed}
    with pytest.raises(NotReadyError, match="Personopplysninger"):
        decisions.accept(section=row, version=row.version, actor=officer)
    assert not Measure.objects.filter(public_id=row.proposal["id"]).exists()
    assert section(batch).facts[field] == text, "nothing typed is lost"


def test_a_word_that_is_no_name_can_be_vouched_for_but_an_address_cannot(batch, officer):
    row = section(batch)
    text = "Torfinn Kvasthaug er navnet på båten. Skriv til baten@example.no"
    facts = changed(row, summary=text)
    words = [one.text for one in verdict(_with(row, facts), row.batch.known_names).exposed]
    facts["review"] = {"not_personal": words}
    left = verdict(_with(row, facts), row.batch.known_names).exposed
    assert {one.kind for one in left} <= {"email", "name"} and any(one.kind == "email" for one in left)


def _with(row, facts):
    row.edited = facts
    return row


def test_open_flags_hold_a_section_back(batch, officer):
    row = section(batch, 3)
    with pytest.raises(NotReadyError, match="avklares"):
        decisions.accept(section=row, version=0, actor=officer)
    facts = changed(row, review={"seen": ["two-projects:83"]})
    row = decisions.edit_section(section=row, facts=facts, version=0, actor=officer)
    assert decisions.accept(section=row, version=row.version, actor=officer).state == Section.State.ACCEPTED


def test_two_projects_in_one_are_parted_and_joined_again(batch, officer):
    titles = ("Hage for alle", "Sykkelverkstedet")
    first, second = decisions.split(section=section(batch, 3), version=0, titles=titles, actor=officer)
    assert [row.title for row in batch.sections.all()][2:] == list(titles)
    assert second.facts["answers"] == first.facts["answers"]
    assert second.facts["id"] == "halden-sykkelverkstedet" != first.facts["id"]
    for row in (first, second):
        decisions.accept(section=row, version=row.version, actor=officer)
    assert Measure.objects.filter(title__in=titles, state=State.PUBLISHED).count() == 2
    first = decisions.undo(section=first, version=section(batch, 3).version, actor=officer)
    with pytest.raises(ConflictError, match="andre delen"):
        decisions.undo(section=first, version=first.version, actor=officer)


def test_a_fresh_split_can_be_taken_back(batch, officer):
    first, _second = decisions.split(section=section(batch, 3), version=0, titles=("A", "B"), actor=officer)
    decisions.undo(section=first, version=first.version, actor=officer)
    assert batch.sections.count() == 3 and section(batch, 3).edited is None


def test_an_id_that_was_taken_meanwhile_is_not_overwritten(batch, officer):
    there = Measure.objects.get(public_id="moss-jobbsjansen")
    row = section(batch)
    row = decisions.edit_section(
        section=row, facts=changed(row, id="moss-jobbsjansen"), version=0, actor=officer
    )
    row = decisions.accept(section=row, version=row.version, actor=officer)
    title = there.title
    there.refresh_from_db()
    assert row.measure != there and there.title == title
    assert row.measure.public_id.startswith("moss-jobbsjansen-")


def test_something_the_register_does_not_know_publishes_nothing(batch, officer):
    row = section(batch)
    facts = changed(row, methods=[{"method": "finnes-ikke", "use": "full", "lines": ""}])
    row = decisions.edit_section(section=row, facts=facts, version=0, actor=officer)
    with pytest.raises(NotReadyError, match="finnes ikke i registeret"):
        decisions.accept(section=row, version=row.version, actor=officer)
    assert section(batch).state == Section.State.WAITING
    assert not SourceDocument.objects.filter(key="diktet-2016").exists()


def test_all_that_is_clean_at_once(batch, officer):
    swept = decisions.accept_clean(batch=batch, actor=officer)
    assert swept.accepted == 2 and list(swept.left) == [3]
    assert decisions.accept_clean(batch=batch, actor=officer).accepted == 0
    assert verify().intact


def test_every_decision_has_its_event_without_personal_data(batch, officer):
    row = decisions.accept(section=section(batch), version=0, actor=officer)
    event = AuditEvent.objects.get(verb="catalogue.section-accepted")
    assert event.about == f"{batch.public_id}/1" and event.actor == str(officer.pseudonym)
    assert event.facts == {"version": 1, "measure": row.measure.public_id}
