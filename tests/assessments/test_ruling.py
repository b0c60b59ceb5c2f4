"""Recommendation and decision: by two persons, with reasons, within the frame, superseded and never edited."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from lovende.assessments import following
from lovende.assessments.actions import (
    AssessmentError,
    BeyondFrameError,
    ConflictError,
    NotAllowedError,
    assign_many,
    decide,
    decide_many,
    declare,
    recommend,
    recommend_many,
)
from lovende.assessments.frames import frame_of
from lovende.assessments.models import Decision, Recommendation, Standing
from lovende.assessments.ruling import Terms
from lovende.measures.models import Measure
from lovende.people.models import Role
from lovende.records.models import AuditEvent
from making.assessments import (
    assessed,
    assigned,
    decided,
    declared,
    handed_in,
    officer,
    person,
    plain_call,
    recommended,
    submit_again,
)

pytestmark = pytest.mark.django_db
AWARD = {"outcome": "award", "amount": Decimal(610_000), "reason": "Godt vist."}
REJECTED = {"outcome": "rejected", "reason_code": "frame-used", "reason": "Rammen er brukt."}


def rule(case, advice, who, **changes):
    return decide(application=case, recommendation=advice, actor=who, **(AWARD | changes))


def test_from_assessment_to_decision():
    case = handed_in()
    made = decided(case)
    case.refresh_from_db()
    standing = Standing.objects.get(application=case)
    assert (case.state, standing.stage, standing.decided_amount) == ("decided", "decided", made.amount)
    assert made.recommended_by != made.by and made.number == 1 and made.year == case.call.year
    verbs = (
        AuditEvent.objects.filter(about=case.public_id).order_by("sequence").values_list("verb", flat=True)
    )
    assert [verb.removeprefix("assessments.") for verb in verbs][-3:] == [
        "recommended",
        "declared",
        "decided",
    ]


def test_nothing_is_recommended_before_an_assessment_is_finished():
    case = handed_in()
    (one,) = assigned(case)
    with pytest.raises(AssessmentError) as wrong:
        recommend(application=case, actor=one, **AWARD)
    assert list(wrong.value.fields) == ["assessment"]


@pytest.mark.parametrize(
    "terms, field",
    [
        ({"outcome": "maybe"}, "outcome"),
        ({"reason": "  "}, "reason"),
        ({"amount": None}, "amount"),
        ({"amount": Decimal(0)}, "amount"),
        ({"amount": Decimal("610000.01")}, "amount"),
        ({"outcome": "reduced"}, "amount"),
        ({"outcome": "conditions"}, "conditions"),
        ({"outcome": "rejected"}, "reason_code"),
        ({"outcome": "rejected", "reason_code": "chance-of-effect"}, "reason_code"),
    ],
)
def test_what_is_missing_or_wrong_is_said_by_field(terms, field):
    case = handed_in()
    assessed(case)
    with pytest.raises(AssessmentError) as wrong:
        recommend(application=case, actor=officer(), **(AWARD | terms))
    assert list(wrong.value.fields) == [field]
    assert not Recommendation.objects.filter(application=case).exists()


def test_an_amount_that_is_not_stated_bounds_nothing():
    case = handed_in(applied=None)
    assert recommended(case, amount=Decimal(900_000)).amount == 900_000


def test_a_double_click_recommends_and_decides_once():
    case = handed_in()
    advice = recommended(case)
    assert recommended(case).pk == advice.pk
    who = declared(case, officer("decision-maker"))
    first, second = (rule(case, advice, who, reason=advice.reason) for _ in range(2))
    assert first.pk == second.pk and Decision.objects.filter(application=case).count() == 1


def test_a_new_recommendation_supersedes_and_a_decision_on_the_old_is_refused():
    case = handed_in()
    old = recommended(case)
    new = recommended(case, amount=Decimal(500_000), outcome="reduced")
    assert (old.number, new.number) == (1, 2)
    who = declared(case, officer("decision-maker"))
    with pytest.raises(ConflictError):
        rule(case, old, who)


def test_nobody_decides_on_their_own_recommendation():
    case = handed_in()
    both = person("begge", Role.CASE_OFFICER)
    both.memberships.create(organisation=case.handler, role=Role.DECISION_MAKER)
    assessed(case)
    assign_many(applications=[case], officers=[both], actor=officer())
    declare(application=case, conflict="none", actor=both)
    advice = recommend(application=case, actor=both, **AWARD)
    with pytest.raises(NotAllowedError):
        rule(case, advice, both)
    assert not Decision.objects.filter(application=case).exists()


def test_who_has_not_declared_or_is_partial_does_not_decide():
    case = handed_in()
    advice = recommended(case)
    with pytest.raises(NotAllowedError):
        rule(case, advice, officer("decision-maker"))
    with pytest.raises(NotAllowedError):
        rule(case, advice, declared(case, officer("decision-maker"), "conflict"))


def test_a_decision_that_departs_says_why():
    case = handed_in()
    advice = recommended(case)
    who = declared(case, officer("decision-maker"))
    for reason in ("", advice.reason):
        with pytest.raises(AssessmentError) as wrong:
            rule(case, advice, who, outcome="reduced", amount=Decimal(400_000), reason=reason)
        assert list(wrong.value.fields) == ["reason"]
    made = rule(case, advice, who, outcome="reduced", amount=Decimal(400_000), reason="Deler rammen.")
    assert made.amount == 400_000 and made.recommendation == advice


def test_a_decision_that_follows_may_leave_the_reason_to_the_recommendation():
    case = handed_in()
    advice = recommended(case)
    made = rule(case, advice, declared(case, officer("decision-maker")), reason="")
    assert made.reason == advice.reason


def test_a_decision_is_superseded_by_naming_it_and_the_old_stays():
    case = handed_in()
    old = decided(case)
    who = officer("decision-maker")
    anew = {"outcome": "reduced", "amount": Decimal(500_000), "reason": "Regnefeil i vedtaket."}
    with pytest.raises(ConflictError):
        rule(case, old.recommendation, who, **anew)
    new = rule(case, old.recommendation, who, supersedes=old, **anew)
    assert new.number == 2 and Decision.objects.get(pk=old.pk).amount == 610_000
    assert frame_of(case.call).awarded == 500_000
    with pytest.raises(ConflictError):
        rule(case, old.recommendation, who, supersedes=old, **(anew | {"amount": Decimal(450_000)}))


@pytest.mark.parametrize("model", ["recommendation", "decision"])
def test_the_database_refuses_to_edit_a_ruling(model):
    made = decided(handed_in())
    row = made if model == "decision" else made.recommendation
    for change in (lambda: type(row).objects.filter(pk=row.pk).update(reason="Annet"), row.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_beyond_the_frame_somebody_says_so():
    call = plain_call(frame=Decimal(1_000_000))
    decided(handed_in(call))
    case = handed_in(call)
    with pytest.raises(BeyondFrameError) as beyond:
        decided(case)
    assert beyond.value.by == 220_000 and not Decision.objects.filter(application=case).exists()
    assert decided(case, beyond_frame=True).number == 1
    frame = frame_of(call)
    assert (frame.awarded, frame.left) == (1_220_000, -220_000)
    told = AuditEvent.objects.filter(verb="assessments.decided", about=case.public_id).get()
    assert told.facts["beyond_frame"] is True


def test_a_rejection_costs_nothing_and_an_unknown_frame_bounds_nothing():
    call = plain_call(frame=None)
    assert decided(handed_in(call)).amount == 610_000
    assert decided(handed_in(call), **REJECTED, amount=None).reason_code == "frame-used"
    assert frame_of(call).awarded == 610_000 and frame_of(call).left is None


def test_replications_are_limited_by_the_call():
    call = plain_call(rules={"max_replications": 1})
    measure = Measure.objects.first()
    first, second = (handed_in(call, kind="replication", replicates=measure) for _ in range(2))
    made = decided(first)
    with pytest.raises(AssessmentError):
        decided(second, beyond_frame=True)
    again = {"outcome": "reduced", "amount": Decimal(1), "reason": "Rettet."}
    who = officer("decision-maker")
    assert rule(first, made.recommendation, who, supersedes=made, **again).number == 2, (
        "it has its place already"
    )
    assert decided(handed_in(call)).number == 1, "what is new is not limited"
    assert decided(second, **REJECTED, amount=None).number == 1


def test_what_follows_comes_with_the_decision_or_there_is_none(monkeypatch):
    seen = []
    monkeypatch.setattr(following, "_callbacks", [seen.append])
    made = decided(handed_in())
    assert seen == [made]

    def fail(decision):
        raise RuntimeError

    monkeypatch.setattr(following, "_callbacks", [fail])
    case = handed_in()
    with pytest.raises(RuntimeError), transaction.atomic():
        decided(case)
    case.refresh_from_db()
    assert case.state == "submitted" and not Decision.objects.filter(application=case).exists()


def test_two_hundred_at_once_with_what_failed_and_why(django_assert_max_num_queries):
    call = plain_call(frame=Decimal(610_000 * 190))
    cases = [handed_in(call) for _ in range(200)]
    case_officer, boss = officer(), officer("decision-maker")
    assert all(row.is_done for row in assign_many(applications=cases, officers=[case_officer], actor=boss))
    for case in cases[:195]:
        assessed(case)
    terms = [(case, Terms("award", case.applied, "", "Godt vist.")) for case in cases]
    results = recommend_many(terms=terms, actor=case_officer, impartial=True)
    assert [row.is_done for row in results] == [True] * 195 + [False] * 5
    assert "ferdig" in results[-1].message
    declared(cases[0], boss, "conflict")
    results = decide_many(applications=cases, actor=boss, impartial=True)
    failed = [row for row in results if not row.is_done]
    assert len(failed) == 1 + 4 + 5, "one partial, four beyond the frame, five not recommended"
    assert [row.is_beyond_frame for row in failed] == [False] + [True] * 4 + [False] * 5
    again = decide_many(applications=cases, actor=boss, impartial=True)
    assert [row.is_done for row in again] == [row.is_done for row in results]
    assert Decision.objects.filter(application__call=call).count() == 190


def test_nobody_decides_on_what_was_handed_in_after_the_recommendation():
    case = handed_in()
    advice = recommended(case)
    submit_again(case, title="Noe helt annet")
    who = declared(case, officer("decision-maker"))
    with pytest.raises(ConflictError, match="sendt inn på nytt"):
        rule(case, advice, who)
    assessed(case)
    again = recommend(application=case, actor=officer(), **AWARD)
    assert rule(case, again, who).number == 1


def test_many_are_decided_with_the_call_locked_before_anything_else():
    """`decide` waits for the call; who held the history or a case while waiting would stop all the others."""
    case = handed_in()
    recommended(case)
    with CaptureQueriesContext(connection) as asked:
        decide_many(applications=[case], actor=officer("decision-maker"), impartial=True)
    locks = [row["sql"] for row in asked if "FOR UPDATE" in row["sql"] or "advisory" in row["sql"]]
    assert 'FROM "schemes_call"' in locks[0]
