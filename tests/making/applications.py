"""Applications as other rooms' tests need them: a call that is open, a draft, one handed in. By our actions."""

import itertools
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from lovende.applications import actions, queries
from lovende.applications.models import Application, Submission
from lovende.forms.actions import latest_version
from lovende.people.demo import address
from lovende.people.models import Organisation, User
from lovende.schemes.models import Area, Call
from making import schemes

_numbers = itertools.count(1)
RULES = {
    "cap_per_full_time_position": 610_000,
    "competence_grant_per_measure": 20_000,
    "max_years": 3,
    "evaluation_plan_required": True,
}
TEXTS = {
    "behov": "Unge mellom 18 og 25 år står uten arbeid og skoleplass.",
    "kunnskapsgrunnlag": "Tett oppfølging av en jobbspesialist har virket i andre kommuner.",
}


def user(name: str = "applicant") -> User:
    """The demo person of a role."""
    return User.objects.get(email=address(name))


def organisation(slug: str = "nav-moss") -> Organisation:
    return Organisation.objects.get(slug=slug)


def open_call(*, days: int = 30, rules: dict | None = None, **facts) -> Call:
    """A published call of 0621/63, open for `days`, whose cases the demo officers' organisation handles."""
    now = timezone.now()
    whole = {
        "title": f"Utvikling av sosiale tjenester {next(_numbers)}",
        "deadline": now + timedelta(days=days),
        "application_form": latest_version("application"),
        "rules": RULES if rules is None else rules,
    }
    return schemes.open_call(**whole | facts)


def close(call: Call) -> None:
    """The deadline was a moment ago."""
    now = timezone.now()
    Call.objects.filter(pk=call.pk).update(
        opens_at=now - timedelta(days=9), deadline=now - timedelta(seconds=1)
    )
    call.refresh_from_db()


def draft(
    call: Call | None = None, *, actor: User | None = None, title: str = "", area: Area | None = None, **facts
) -> Application:
    """A draft of the demo applicant."""
    return actions.start_application(
        call=call or open_call(),
        organisation=facts.pop("organisation", None) or organisation(),
        title=title or f"Jobb først {next(_numbers)}",
        actor=actor or user(),
        area=area,
        **facts,
    )


def filled(
    application: Application | None = None,
    *,
    actor: User | None = None,
    texts: dict[str, str] | None = None,
    positions: Decimal | None = Decimal("1.00"),
    participants: int | None = 20,
    salaries: Decimal = Decimal("610000.00"),
    own: Decimal | None = None,
) -> Application:
    """An application that answers all that is required and keeps the rules: ready to be handed in."""
    application, actor = application or draft(), actor or user()
    given = TEXTS | (texts or {})
    for question in queries.definition_of(application).questions():
        if question.required:
            value = question.choices[0]["value"] if question.choices else f"Svar om {question.key}."
            there = queries.newest_revisions(application).get(question.key)
            actions.save_answer(
                application=application,
                question=question.key,
                value=given.get(question.key, value),
                base=there.number if there else 0,
                actor=actor,
            )
    year, version = application.call.year, Application.objects.get(pk=application.pk).version
    facts = {"years": [year], "positions": positions, "participants": participants}
    saved = actions.save_facts(application=application, facts=facts, version=version, actor=actor)
    rows = [{"year": year, "kind": "salaries", "amount": salaries, "note": ""}]
    if own is not None:
        rows.append({"year": year, "kind": "own", "amount": own, "note": ""})
    actions.save_budget(application=application, rows=rows, version=saved.version, actor=actor)
    return queries.application_of(application.public_id)


def submitted(call: Call | None = None, *, actor: User | None = None, **facts) -> Application:
    """An application handed in by the demo applicant; `filled`'s keywords and `draft`'s are taken."""
    names = ("texts", "positions", "participants", "salaries", "own")
    amounts = {name: facts.pop(name) for name in names if name in facts}
    application = filled(draft(call, actor=actor, **facts), actor=actor, **amounts)
    submission(application, actor=actor)
    return queries.application_of(application.public_id)


def submission(application: Application, *, actor: User | None = None) -> Submission:
    return actions.submit(application=application, actor=actor or user())
