"""Who is on a case, who is impartial, and one officer's assessment."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from lovende.assessments.actions import (
    AssessmentError,
    ConflictError,
    Facts,
    Judged,
    NotAllowedError,
    assign,
    declare,
    finish_assessment,
    release,
    save_assessment,
    start_anew,
)
from lovende.assessments.models import Assessment, Assignment, Judgement, Standing
from lovende.people.models import Role
from lovende.records.models import AuditEvent
from making.assessments import (
    assessed,
    assigned,
    declared,
    full_facts,
    handed_in,
    officer,
    person,
    submit_again,
)

pytestmark = pytest.mark.django_db


def events(case) -> list[str]:
    rows = AuditEvent.objects.filter(about=case.public_id).order_by("sequence")
    return [row.verb.removeprefix("assessments.") for row in rows]


def stage(case) -> str:
    return Standing.objects.get(application=case).stage


def test_an_officer_is_assigned_once_and_released():
    case, boss, one = handed_in(), officer("decision-maker"), officer()
    assign(application=case, officers=[one], actor=boss)
    assign(application=case, officers=[one], actor=boss)
    assert stage(case) == "assessing" and events(case) == ["assigned"]
    release(application=case, officer=one, actor=boss)
    release(application=case, officer=one, actor=boss)
    assert stage(case) == "waiting" and events(case) == ["assigned", "released"]


def test_only_case_officers_of_the_handler_are_assigned():
    case, boss = handed_in(), officer("decision-maker")
    for name in ("decision-maker", "applicant", "administrator"):
        with pytest.raises(AssessmentError):
            assign(application=case, officers=[officer(name)], actor=boss)
    assert not Assignment.objects.filter(application=case).exists()


def test_nothing_is_assessed_before_impartiality_is_declared():
    case, one = handed_in(), officer()
    assign(application=case, officers=[one], actor=one)
    assert not one.has_perm("assessments.read", case)
    with pytest.raises(NotAllowedError):
        save_assessment(application=case, facts=Facts(summary="x"), version=0, actor=one)
    declare(application=case, conflict="none", actor=officer())
    assert officer().has_perm("assessments.read", type(case).objects.get(pk=case.pk))


def test_who_is_partial_never_reads_and_cannot_take_it_back():
    case = handed_in()
    assessed(case, "case-officer-2")
    one = declared(case, officer(), "conflict")
    fresh = type(case).objects.get(pk=case.pk)
    for permission in ("read", "see_others", "assess", "recommend"):
        assert not one.has_perm(f"assessments.{permission}", fresh), permission
    with pytest.raises(ConflictError):
        declare(application=case, conflict="none", actor=one)
    with pytest.raises(AssessmentError):
        assign(application=case, officers=[one], actor=officer("decision-maker"))
    release(application=case, officer=one, actor=officer("decision-maker"))
    with pytest.raises(ConflictError):
        declare(application=case, conflict="none", actor=one)


def test_a_person_who_turns_out_partial_loses_the_case():
    case = handed_in()
    assessed(case)
    assert stage(case) == "assessed"
    declared(case, officer(), "conflict")
    assert stage(case) == "waiting"
    assert not officer().has_perm("assessments.read", type(case).objects.get(pk=case.pk))


def test_saving_is_by_version_and_equal_facts_change_nothing():
    case = handed_in()
    (one,) = assigned(case)
    first = save_assessment(application=case, facts=Facts(summary="Godt"), version=0, actor=one)
    again = save_assessment(application=case, facts=Facts(summary="Godt"), version=0, actor=one)
    assert (
        first.version == again.version == 1
        and Assessment.objects.filter(assignment__application=case).count() == 1
    )
    with pytest.raises(ConflictError):
        save_assessment(application=case, facts=Facts(summary="Annet"), version=0, actor=one)
    judged = {"k0": Judged("partly", "Lite om behov"), "k1": Judged()}
    third = save_assessment(application=case, facts=Facts("Godt", judgements=judged), version=1, actor=one)
    assert [(row.criterion.key, row.verdict) for row in third.judgements.all()] == [("k0", "partly")]
    save_assessment(application=case, facts=Facts("Godt"), version=2, actor=one)
    assert not third.judgements.exists()


@pytest.mark.parametrize(
    "facts",
    [
        Facts(outcome="perhaps"),
        Facts(amount=Decimal(0)),
        Facts(judgements={"k0": Judged("good")}),
        Facts(judgements={"chance-of-effect": Judged("met", "x")}),
    ],
)
def test_what_there_is_not_is_refused(facts):
    case = handed_in()
    (one,) = assigned(case)
    with pytest.raises(AssessmentError):
        save_assessment(application=case, facts=facts, version=0, actor=one)


def test_finishing_asks_for_a_verdict_and_a_reason_of_each_criterion():
    case = handed_in()
    (one,) = assigned(case)
    saved = save_assessment(
        application=case,
        facts=Facts(outcome="award", judgements={"k0": Judged("met", " ")}),
        version=0,
        actor=one,
    )
    with pytest.raises(AssessmentError) as wrong:
        finish_assessment(application=case, version=saved.version, actor=one)
    assert list(wrong.value.fields) == ["reason-k0", "verdict-k1", "reason-k1", "summary", "amount"]


def test_a_finished_assessment_is_superseded_never_edited():
    case = handed_in()
    done = assessed(case)
    one = officer()
    twice = finish_assessment(application=case, version=done.version, actor=one)
    assert twice.pk == done.pk and events(case).count("assessment-finished") == 1
    with pytest.raises(ConflictError):
        save_assessment(application=case, facts=full_facts(case), version=done.version, actor=one)
    new = start_anew(application=case, actor=one)
    done.refresh_from_db()
    assert (done.state, new.state, new.summary) == ("superseded", "draft", done.summary)
    assert new.judgements.count() == done.judgements.count() == 2
    assert start_anew(application=case, actor=one).pk == new.pk
    assert stage(case) == "assessing"


@pytest.mark.parametrize(
    "change",
    [
        lambda row: Assessment.objects.filter(pk=row.pk).update(summary="Annet"),
        lambda row: Assessment.objects.filter(pk=row.pk).update(state="draft"),
        lambda row: Assessment.objects.filter(pk=row.pk).update(state="superseded", amount=1),
        lambda row: row.judgements.update(reason="Annet"),
        lambda row: row.judgements.all().delete(),
        lambda row: Judgement.objects.filter(assessment=row)[0].delete(),
        lambda row: row.delete(),
    ],
)
def test_the_database_refuses_to_edit_what_is_finished(change):
    row = assessed(handed_in())
    with pytest.raises(DatabaseError), transaction.atomic():
        change(row)
    row.refresh_from_db()
    assert (row.state, row.summary, row.judgements.count()) == ("finished", "Et godt tiltak.", 2)


def test_an_officer_sees_the_others_assessment_only_when_their_own_is_finished():
    case = handed_in()
    first, second = assigned(case, "case-officer", "case-officer-2")

    def sees(name):
        return officer(name).has_perm("assessments.see_others", type(case).objects.get(pk=case.pk))

    declared(case, officer("decision-maker"))
    assessed(case, "case-officer")
    assert sees("case-officer") and not sees("case-officer-2")
    assert sees("decision-maker") and sees("auditor") and not sees("administrator")
    assessed(case, "case-officer-2")
    assert sees("case-officer-2")
    submit_again(case)
    assert not sees("case-officer"), "of what is handed in anew each judges by themselves again"


def test_after_a_new_submission_the_assessment_begins_anew():
    case = handed_in()
    old = assessed(case)
    newer = submit_again(case)
    row = save_assessment(application=case, facts=full_facts(case), version=0, actor=officer())
    assert row.submission == newer and row.pk != old.pk


def test_the_share_of_criteria_met_is_kept():
    case = handed_in()
    judged = {"k0": Judged("met", "x"), "k1": Judged("partly", "x")}
    assessed(case, judgements=judged)
    assert Standing.objects.get(application=case).met == Decimal("0.75")


def test_a_party_to_the_case_cannot_say_that_they_are_impartial():
    writes, applies = person("skriver-med", Role.CASE_OFFICER), person("soker-selv", Role.CASE_OFFICER)
    case = handed_in()
    case.authors.create(user=writes)
    applies.memberships.create(organisation=case.organisation, role=Role.PROJECT_LEAD)
    for one in (writes, officer_anew(applies)):
        with pytest.raises(AssessmentError, match="inhabil"):
            declared(case, one)
        declared(case, one, "conflict")


def officer_anew(who):
    return type(who).objects.get(pk=who.pk)
