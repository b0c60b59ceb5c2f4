"""Who may do what with a case: every act × every role × the handling office or another × what was said of oneself.

TABLE names all that is allowed; everything else must be refused, and refused without a trace.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from lovende.applications.models import Application
from lovende.assessments import actions
from lovende.assessments.models import Assessment, Assignment, Judgement
from lovende.people.models import Organisation, Role, User
from lovende.records.models import AuditEvent
from making.assessments import (
    HANDLER,
    assessed,
    assigned,
    full_facts,
    handed_in,
    officer,
    person,
    recommended,
)

pytestmark = pytest.mark.django_db

ELSEWHERE = "oslo-kommune"
# What a person has said of themselves, and whether they were asked to assess: (conflict, assesses, released).
SAID = {
    "nothing": None,
    "asked": ("undeclared", True, False),
    "assesses": ("none", True, False),
    "reads": ("none", False, False),
    "taken off": ("none", True, True),
    "partial": ("conflict", True, False),
    "partial, taken off": ("conflict", True, True),
}
NOT_PARTIAL = tuple(said for said in SAID if not said.startswith("partial"))
OFFICER, DECIDES, AUDITS = Role.CASE_OFFICER, Role.DECISION_MAKER, Role.AUDITOR
Allowed = dict[Role, tuple[str, ...]]
TERMS = {"outcome": "award", "amount": Decimal(610_000), "reason": "Behovet er godt vist."}


def _write(case: Application, who: User, **_more: Any) -> None:
    """A whole draft by the person, where they are on the case."""
    own = Assignment.objects.filter(application=case, officer=who).first()
    if own is None:
        return
    sent, facts = case.submissions.get(), full_facts(case)
    row = Assessment.objects.create(
        assignment=own,
        submission=sent,
        summary=facts.summary,
        outcome="award",
        amount=facts.amount,
        version=1,
    )
    for one in case.call.criteria.all():
        Judgement.objects.create(assessment=row, criterion=one, verdict="met", reason="Vist.")


def _assign(case: Application, who: User) -> None:
    actions.assign(application=case, officers=[officer("case-officer-2")], actor=who)


def _release(case: Application, who: User) -> None:
    actions.release(application=case, officer=officer("case-officer-2"), actor=who)


def _declare(case: Application, who: User) -> None:
    actions.declare(application=case, conflict="conflict", actor=who)


def _save(case: Application, who: User) -> None:
    actions.save_assessment(application=case, facts=full_facts(case), version=0, actor=who)


def _finish(case: Application, who: User) -> None:
    _write(case, who)
    actions.finish_assessment(application=case, version=1, actor=who)


def _anew(case: Application, who: User) -> None:
    _write(case, who)
    Assessment.objects.filter(assignment__officer=who).update(state="finished", finished_at=timezone.now())
    actions.start_anew(application=case, actor=who)


def _recommend(case: Application, who: User) -> None:
    actions.recommend(application=case, actor=who, **TERMS)


def _decide(case: Application, who: User) -> None:
    advice = case.recommendations.get()
    actions.decide(application=case, recommendation=advice, actor=who, **TERMS)


def _one(results: list[actions.Result]) -> None:
    """Raise what a bulk act says of its only row."""
    if not results[0].is_done:
        raise actions.NotAllowedError(results[0].message)


def _assign_many(case: Application, who: User) -> None:
    _one(actions.assign_many(applications=[case], officers=[officer("case-officer-2")], actor=who))


def _recommend_many(case: Application, who: User) -> None:
    _one(actions.recommend_many(terms=[(case, actions.Terms(**TERMS))], actor=who, impartial=True))


def _decide_many(case: Application, who: User) -> None:
    _one(actions.decide_many(applications=[case], actor=who, impartial=True))


def _assessed() -> Application:
    case = handed_in()
    assessed(case, "case-officer-2")
    return case


def _with_officer() -> Application:
    case = handed_in()
    assigned(case, "case-officer-2")
    return case


def _recommended() -> Application:
    case = handed_in()
    recommended(case, "case-officer-2")
    return case


@dataclass(frozen=True)
class Act:
    """How the case stands, what is done, and who at the handling office may, having said what of themselves."""

    case: Callable[[], Application]
    does: Callable[[Application, User], None]
    allowed: Allowed


BOTH = dict.fromkeys((OFFICER, DECIDES), NOT_PARTIAL)
ALONE = {OFFICER: ("assesses",)}
TABLE = {
    "assign": Act(handed_in, _assign, BOTH),
    "release": Act(_with_officer, _release, BOTH),
    "declare": Act(handed_in, _declare, dict.fromkeys((OFFICER, DECIDES), tuple(SAID))),
    "save_assessment": Act(handed_in, _save, ALONE),
    "finish_assessment": Act(handed_in, _finish, ALONE),
    "start_anew": Act(handed_in, _anew, ALONE),
    "recommend": Act(_assessed, _recommend, ALONE),
    "decide": Act(_recommended, _decide, {DECIDES: ("assesses", "reads")}),
    "assign_many": Act(handed_in, _assign_many, BOTH),
    # Many at a time, a person says of all at once that they are impartial.
    "recommend_many": Act(_assessed, _recommend_many, {OFFICER: ("asked", "assesses")}),
    "decide_many": Act(_recommended, _decide_many, {DECIDES: NOT_PARTIAL}),
}
READS = {
    "know": {OFFICER: tuple(SAID), DECIDES: tuple(SAID), AUDITS: tuple(SAID)},
    "read": {OFFICER: ("assesses", "reads"), DECIDES: ("assesses", "reads"), AUDITS: NOT_PARTIAL},
    "see_others": {DECIDES: ("assesses", "reads"), AUDITS: NOT_PARTIAL},
}


def _people() -> list[tuple[Role, bool, User]]:
    """(role, at the handling office, a person who holds that role there and no other)."""
    return [
        (role, place == HANDLER, person(f"{role}-hos-{place}", role, place))
        for role in Role
        for place in (HANDLER, ELSEWHERE)
    ]


def _says(case: Application, who: User, said: str) -> None:
    if SAID[said] is None:
        return
    conflict, assesses, is_off = SAID[said]
    now = timezone.now()
    Assignment.objects.create(
        application=case,
        officer=who,
        assesses=assesses,
        assigned_by="test",
        conflict=conflict,
        declared_at=None if conflict == "undeclared" else now,
        released_at=now if is_off else None,
    )


def _fresh(who: User) -> User:
    return User.objects.get(pk=who.pk)


def _is_done(case: Application, who: User, said: str, does: Callable[[Application, User], None]) -> bool:
    """Whether the act is done; nothing of it stays. One refused leaves no word in the audit either."""
    with transaction.atomic():
        _says(case, who, said)
        before = AuditEvent.objects.filter(about=case.public_id, actor=str(who.pseudonym)).count()
        try:
            with transaction.atomic():
                does(Application.objects.get(pk=case.pk), _fresh(who))
            done = True
        except actions.NotAllowedError:
            done = False
            after = AuditEvent.objects.filter(about=case.public_id, actor=str(who.pseudonym)).count()
            assert after == before, "a refused act left a trace"
        transaction.set_rollback(True)
    return done


def test_the_table_names_every_act():
    acts = {name for name in actions.__all__ if callable(getattr(actions, name)) and name[0].islower()}
    assert set(TABLE) == acts


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLE)
def test_who_may_act(name):
    act = TABLE[name]
    case = act.case()
    wrong = [
        (role.value, "here" if is_here else "elsewhere", said)
        for role, is_here, who in _people()
        for said in SAID
        if _is_done(case, who, said, act.does) != (is_here and said in act.allowed.get(role, ()))
    ]
    assert wrong == []


@pytest.mark.parametrize("permission", READS)
def test_who_may_read(permission):
    case, allowed, wrong = handed_in(), READS[permission], []
    for role, is_here, who in _people():
        for said in SAID:
            with transaction.atomic():
                _says(case, who, said)
                may = _fresh(who).has_perm(f"assessments.{permission}", Application.objects.get(pk=case.pk))
                transaction.set_rollback(True)
            # An auditor audits every office.
            if may != ((is_here or role == AUDITS) and said in allowed.get(role, ())):
                wrong.append((role.value, is_here, said))
    assert wrong == []


def test_both_roles_together_never_decide_on_their_own_recommendation():
    case = _assessed()
    both = person("begge-deler", OFFICER)
    both.memberships.create(organisation=Organisation.objects.get(slug=HANDLER), role=DECIDES)
    _says(case, both, "assesses")
    _recommend(case, _fresh(both))
    with pytest.raises(actions.NotAllowedError):
        _decide(case, _fresh(both))
    with pytest.raises(actions.NotAllowedError):
        _decide_many(case, _fresh(both))


def test_a_role_that_has_ended_gives_nothing():
    case = handed_in()
    once = person("var-saksbehandler", OFFICER)
    once.memberships.update(valid_from="2001-01-01", valid_to="2002-01-01")
    assert not _is_done(case, once, "assesses", _save) and not _is_done(case, once, "nothing", _assign)
    assert not _fresh(once).has_perm("assessments.know", case)
