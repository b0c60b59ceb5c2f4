"""Acts on an award: what they change, what they refuse, and that twice is once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from lovende.awards import actions, changes
from lovende.awards.errors import AwardError, ConflictError, NotAllowedError
from lovende.awards.models import Award, AwardYear, Change, Instalment
from lovende.awards.money import Part
from lovende.people.models import Role
from lovende.records.models import AuditEvent
from making.applications import open_call
from making.assessments import handed_in, plain_call
from making.awards import award, first_instalment, officer, person

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def found() -> Award:
    return award(years=[2026, 2027, 2028], conditions=["Plan for evaluering."])


def again(found: Award) -> Award:
    return Award.objects.get(pk=found.pk)


def events(found: Award, verb: str) -> int:
    return AuditEvent.objects.filter(about=found.public_id, verb=f"awards.{verb}").count()


def test_paid_twice_is_paid_once(found):
    row = first_instalment(found)
    for day in (TODAY(), TODAY() - timedelta(days=1)):
        paid = actions.pay_instalment(instalment=row, paid_on=day, actor=officer())
    assert (paid.state, paid.paid_on) == ("paid", TODAY())
    assert events(found, "paid") == 1
    assert again(found).measure.phase.key == "running"


def test_money_is_not_paid_tomorrow(found):
    with pytest.raises(AwardError) as wrong:
        actions.pay_instalment(
            instalment=first_instalment(found), paid_on=TODAY() + timedelta(days=1), actor=officer()
        )
    assert list(wrong.value.fields) == ["paid_on"]


def test_what_is_held_is_not_paid_before_it_is_released(found):
    row = first_instalment(found)
    with pytest.raises(AwardError):
        actions.hold_instalment(instalment=row, reason="  ", actor=officer())
    actions.hold_instalment(instalment=row, reason="Rapporten mangler.", actor=officer())
    with pytest.raises(ConflictError):
        actions.pay_instalment(instalment=row, paid_on=TODAY(), actor=officer())
    actions.release_instalment(instalment=row, actor=officer())
    actions.release_instalment(instalment=row, actor=officer())
    actions.pay_instalment(instalment=row, paid_on=TODAY(), actor=officer())
    with pytest.raises(ConflictError):
        actions.hold_instalment(instalment=row, reason="For sent.", actor=officer())
    assert events(found, "released") == 1


def test_other_instalments_have_to_be_the_grant(found):
    year = AwardYear.objects.get(award=found, year=2026)
    paid = first_instalment(found)
    actions.pay_instalment(instalment=paid, paid_on=TODAY(), actor=officer())
    version = again(found).version

    def plan(*amounts, version=version):
        parts = [Part(Decimal(amount), date(2027, 1, 10)) for amount in amounts]
        return actions.plan_instalments(year=year, parts=parts, version=version, actor=officer())

    for amounts in ((300_000,), (305_001,), (), (305_000, 0), (400_000, -95_000)):
        with pytest.raises(AwardError):
            plan(*amounts)
    with pytest.raises(ConflictError):
        plan(305_000, version=version - 1)
    plan(200_000, 105_000)
    connection.check_constraints()
    assert [(row.number, row.amount) for row in year.instalments.all()] == [
        (1, 305_000),
        (2, 200_000),
        (3, 105_000),
    ]


def test_a_condition_gets_a_day_and_is_met(found):
    row = found.conditions.get()
    actions.date_condition(condition=row, due_on=date(2026, 12, 1), actor=officer())
    with pytest.raises(AwardError):
        actions.meet_condition(condition=row, met_on=date(2999, 1, 1), note="", actor=officer())
    actions.meet_condition(condition=row, met_on=TODAY(), note="Planen er mottatt.", actor=officer())
    actions.meet_condition(condition=row, met_on=TODAY(), note="Igjen.", actor=officer())
    row.refresh_from_db()
    assert (row.due_on, row.met_note, events(found, "condition-met")) == (
        date(2026, 12, 1),
        "Planen er mottatt.",
        1,
    )
    with pytest.raises(ConflictError):
        actions.date_condition(condition=row, due_on=None, actor=officer())


def ask(found, **more):
    whole = {"kind": "content", "description": "Flere grupper.", "why": "Mange venter."} | more
    return changes.ask_for_change(award=found, actor=officer("project-lead"), **whole)


def test_a_change_is_asked_for_once_and_answered_once_with_a_reason(found):
    change = ask(found)
    assert ask(found) == change and found.changes.count() == 1
    with pytest.raises(AwardError):
        changes.answer_change(change=change, granted=True, answer=" ", actor=officer())
    for _ in range(2):
        answered = changes.answer_change(change=change, granted=True, answer="Godt.", actor=officer())
    assert (answered.state, events(found, "change-granted")) == ("granted", 1)
    with pytest.raises(ConflictError):
        changes.answer_change(change=change, granted=False, answer="Nei.", actor=officer())


@pytest.mark.parametrize(
    ("more", "field"),
    [({"description": ""}, "description"), ({"why": " "}, "why"), ({"kind": "period"}, "new_end"),
     ({"kind": "period", "new_end": date(2028, 12, 31)}, "new_end"),
     ({"kind": "stop", "only_tell": True}, "only_tell")],
)  # fmt: skip
def test_a_change_that_says_too_little_is_not_sent(found, more, field):
    with pytest.raises(AwardError) as wrong:
        ask(found, **more)
    assert list(wrong.value.fields) == [field]


def test_what_is_only_told_needs_no_answer(found):
    assert ask(found, only_tell=True).state == Change.State.LOGGED


def test_a_later_end_is_for_the_decision_maker(found):
    change = ask(found, kind="period", new_end=date(2029, 6, 30))
    with pytest.raises(NotAllowedError):
        changes.answer_change(change=change, granted=True, answer="Ja.", actor=officer())
    changes.answer_change(change=change, granted=True, answer="Ja.", actor=officer("decision-maker"))
    assert again(found).ends_on == date(2029, 6, 30)
    for _ in range(2):
        changes.extend(
            award=found, new_end=date(2029, 12, 31), why="Sykdom.", actor=officer("decision-maker")
        )
    assert (again(found).ends_on, events(found, "extended")) == (date(2029, 12, 31), 1)


def test_a_stop_holds_what_is_not_paid(found):
    actions.pay_instalment(instalment=first_instalment(found), paid_on=TODAY(), actor=officer())
    for _ in range(2):
        changes.stop(award=found, why="Tiltaket er lagt ned.", actor=officer("decision-maker"))
    states = [row.state for row in Instalment.objects.filter(award_year__award=found)]
    assert (again(found).state, states, events(found, "stopped")) == ("stopped", ["paid", "held"], 1)
    assert again(found).measure.phase.key == "stopped"
    with pytest.raises(ConflictError):
        ask(found)
    with pytest.raises(ConflictError):
        actions.release_instalment(instalment=first_instalment(found, 2), actor=officer())


def test_a_project_finishes_when_all_is_paid(found):
    with pytest.raises(ConflictError):
        actions.finish_award(award=found, actor=officer())
    for number in (1, 2):
        actions.pay_instalment(instalment=first_instalment(found, number), paid_on=TODAY(), actor=officer())
    for _ in range(2):
        actions.finish_award(award=found, actor=officer())
    assert (again(found).state, events(found, "finished")) == ("finished", 1)
    assert again(found).measure.phase.key == "ended"


def test_a_meeting_is_one_however_often_it_is_saved(found):
    texts = {"place": "Moss", "agenda": "Status", "notes": "", "agreed": ""}
    whole = {"award": found, "held_on": date(2026, 5, 4), "actor": officer(), **texts}
    meeting = changes.save_meeting(meeting=None, **whole)
    assert changes.save_meeting(meeting=None, **whole) == meeting
    changes.save_meeting(meeting=meeting, **(whole | {"notes": "Godt i gang."}))
    assert [(row.held_on, row.notes) for row in found.meetings.all()] == [(date(2026, 5, 4), "Godt i gang.")]


def test_going_on_is_an_application_for_the_same_measure(found):
    call, me = open_call(scheme=found.call.scheme), officer("applicant")
    application = changes.continue_award(award=found, call=call, actor=me)
    assert (application.kind, application.measure) == ("continuation", found.measure)
    assert application.title == found.measure.title
    assert changes.continue_award(award=found, call=call, actor=me) == application


def test_a_draft_to_go_on_is_not_told_of_on_the_award(found):
    before = (again(found).version, AuditEvent.objects.filter(about=found.public_id).count())
    call = open_call(scheme=found.call.scheme)
    application = changes.continue_award(award=found, call=call, actor=officer("applicant"))
    assert (again(found).version, AuditEvent.objects.filter(about=found.public_id).count()) == before
    told = AuditEvent.objects.get(verb="awards.continuation-begun")
    assert (told.about, told.facts) == (application.public_id, {"award": found.public_id})


def test_three_years_are_the_most_and_another_scheme_is_no_continuation(found):
    from lovende.schemes.models import Scheme

    other = Scheme.objects.exclude(pk=found.call.scheme_id).first()
    with pytest.raises(AwardError):
        changes.continue_award(award=found, call=open_call(scheme=other), actor=officer("applicant"))
    last = found
    for year in (2027, 2028):
        case = handed_in(plain_call(year=year), kind="continuation", measure=found.measure, years=[year])
        last = award(case)
    assert changes.years_of(last) == {2026, 2027, 2028}
    with pytest.raises(AwardError) as wrong:
        changes.continue_award(
            award=last, call=open_call(scheme=found.call.scheme), actor=officer("applicant")
        )
    assert "3" in wrong.value.fields["call"]


# Who may what: permission → the roles that hold it, on their own side of the award.
MAY = {
    "awards.read": {"applicant", "project-lead", "case-officer", "decision-maker", "auditor"},
    "awards.pay": {"case-officer"},
    "awards.follow_up": {"case-officer"},
    "awards.decide": {"decision-maker"},
    "awards.ask": {"applicant", "project-lead"},
}
ACTS = {
    "hold": ("awards.pay", lambda found, who: actions.hold_instalment(
        instalment=first_instalment(found), reason="Mangler.", actor=who)),
    "release": ("awards.pay", lambda found, who: actions.release_instalment(
        instalment=first_instalment(found), actor=who)),
    "plan": ("awards.pay", lambda found, who: actions.plan_instalments(
        year=found.years.get(year=2026), parts=[Part(Decimal(610_000), TODAY())], version=again(found).version,
        actor=who)),
    "pay": ("awards.pay", lambda found, who: actions.pay_instalment(
        instalment=first_instalment(found), paid_on=TODAY(), actor=who)),
    "date": ("awards.follow_up", lambda found, who: actions.date_condition(
        condition=found.conditions.get(), due_on=TODAY(), actor=who)),
    "meet": ("awards.follow_up", lambda found, who: actions.meet_condition(
        condition=found.conditions.get(), met_on=TODAY(), note="", actor=who)),
    "meeting": ("awards.follow_up", lambda found, who: changes.save_meeting(
        award=found, meeting=None, held_on=TODAY(), place="", agenda="x", notes="", agreed="", actor=who)),
    "ask": ("awards.ask", lambda found, who: changes.ask_for_change(
        award=found, kind="content", description="Mer.", why="Behov.", actor=who)),
    "answer": ("awards.follow_up", lambda found, who: changes.answer_change(
        change=found.changes.get(kind="budget"), granted=True, answer="Ja.", actor=who)),
    "extend": ("awards.decide", lambda found, who: changes.extend(
        award=found, new_end=date(2030, 1, 1), why="Sykdom.", actor=who)),
    "stop": ("awards.decide", lambda found, who: changes.stop(award=found, why="Slutt.", actor=who)),
}  # fmt: skip
ELSEWHERE = {"applicant": "nav-asker", "project-lead": "nav-asker"}


def one(role: str, own: bool):
    """A person in the role, on this award's side or at another organisation."""
    if own:
        return officer(role)
    return person(f"annen-{role}", Role(role), ELSEWHERE.get(role, "sof"))


@pytest.mark.parametrize("own", [True, False], ids=["own", "other"])
@pytest.mark.parametrize("role", Role.values)
def test_each_role_does_what_is_its_own_and_nothing_else(found, role, own):
    ask(found, kind="budget")
    who = one(role, own)
    for permission, holders in MAY.items():
        held = role in holders and (own or (role == "auditor" and permission == "awards.read"))
        assert who.has_perm(permission, again(found)) is held, permission
    for name, (permission, act) in ACTS.items():
        before = list(AuditEvent.objects.values_list("pk", flat=True))
        if own and role in MAY[permission]:
            act(found, who)
        else:
            with pytest.raises(NotAllowedError):
                act(found, who)
            assert list(AuditEvent.objects.values_list("pk", flat=True)) == before, name


@pytest.mark.parametrize("role", Role.values)
def test_what_a_person_lists_is_what_they_may_read(found, role):
    from lovende.awards.rules import visible

    award()
    for own in (True, False):
        who = one(role, own)
        seen = {row.pk for row in visible(who)}
        assert seen == {row.pk for row in Award.objects.all() if who.has_perm("awards.read", row)}


def test_whoever_is_not_impartial_sees_nothing_of_the_award(found):
    from lovende.assessments.models import Assignment
    from lovende.awards.rules import visible

    Assignment.objects.create(
        application=found.application,
        officer=officer("case-officer-2"),
        conflict="conflict",
        declared_at=timezone.now(),
    )
    who = officer("case-officer-2")
    assert not who.has_perm("awards.read", again(found)) and not visible(who).exists()
    with pytest.raises(NotAllowedError):
        actions.pay_instalment(instalment=first_instalment(found), paid_on=TODAY(), actor=who)


def test_no_end_is_so_late_that_the_day_of_the_report_cannot_be_reckoned(found):
    with pytest.raises(AwardError):
        changes.extend(award=found, new_end=date(9999, 12, 31), why="x", actor=officer("decision-maker"))
    asked = {"kind": "period", "description": "x", "why": "x", "new_end": date(9999, 12, 31)}
    with pytest.raises(AwardError):
        changes.ask_for_change(award=found, actor=officer("project-lead"), **asked)
