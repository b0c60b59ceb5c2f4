"""Cases at any stage, made by the room's own actions: handed in → assessed → recommended → decided."""

import hashlib
import json
from decimal import Decimal
from itertools import count

from django.utils import timezone

from lovende.applications.models import Application, Submission
from lovende.assessments.actions import (
    Facts,
    Judged,
    assign,
    decide,
    declare,
    finish_assessment,
    recommend,
    save_assessment,
)
from lovende.assessments.models import Assessment, Decision, Recommendation
from lovende.people.demo import address
from lovende.people.models import Organisation, Role, User
from lovende.schemes.models import Area, Call, Criterion, Scheme

HANDLER = "statsforvalteren-oslo-viken"
APPLICANT = "nav-moss"
_numbers = count(1)


def officer(name: str = "case-officer") -> User:
    """The demo account of that name, its roles read anew."""
    return User.objects.get(email=address(name))


def person(name: str, role: Role, organisation: str = HANDLER) -> User:
    """Another person in a role."""
    user, made = User.objects.get_or_create(email=f"{name}@demo.invalid", defaults={"name": name})
    if made:
        place = Organisation.objects.get(slug=organisation)
        user.memberships.create(organisation=place, role=role)
    return user


def plain_call(key: str = "", frame: Decimal | None = Decimal(10_000_000), **columns) -> Call:
    """A call that is over its deadline or not, with two areas and two criteria; no form."""
    key = key or f"utlysning-{next(_numbers)}"
    call = Call.objects.create(
        key=key,
        scheme=Scheme.objects.order_by("pk").first(),
        administrator=Organisation.objects.get(slug=HANDLER),
        year=columns.pop("year", 2025),
        title=columns.pop("title", "Utvikling av sosiale tjenester"),
        frame=frame,
        frame_unknown="" if frame is not None else "not-stated",
        state=columns.pop("state", "closed"),
        **columns,
    )
    for order, name in enumerate(("Barn og unge", "Arbeid")):
        Area.objects.create(
            call=call,
            key=f"omrade-{order}",
            number=order + 1,
            name=name,
            order=order,
            is_prioritised=not order,
        )
    for order, label in enumerate(("Bygger på behov", "Samarbeid mellom tjenester")):
        Criterion.objects.create(
            call=call, key=f"k{order}", label={"nb": label}, order=order, is_priority=bool(order)
        )
    return call


def handed_in(call: Call | None = None, **columns) -> Application:
    """An application that an office has handed in."""
    call = call or plain_call()
    number, applied = next(_numbers), columns.pop("applied", Decimal(610_000))
    case = Application.objects.create(
        public_id=columns.pop("public_id", f"sak-{number}"),
        call=call,
        area=columns.pop("area", call.areas.first()),
        organisation=columns.pop("organisation", None) or Organisation.objects.get(slug=APPLICANT),
        handler=columns.pop("handler", None) or Organisation.objects.get(slug=HANDLER),
        title=columns.pop("title", f"Nye veier {number}"),
        state="submitted",
        submitted_at=timezone.now(),
        applied=applied,
        applied_unknown="" if applied is not None else "not-stated",
        years=columns.pop("years", [call.year]),
        **columns,
    )
    submit_again(case)
    return case


def submit_again(case: Application, **more) -> Submission:
    """The next submission of the case, as its row stands."""
    content = content_of(case) | more
    text = json.dumps(content, sort_keys=True)
    return Submission.objects.create(
        application=case,
        number=case.submissions.count() + 1,
        at=timezone.now(),
        by="0" * 32,
        content=content,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )


def content_of(case: Application) -> dict:
    """What a submission holds, in the shape that officers read."""
    answer = {
        "section": "Behov",
        "question": "need",
        "label": "Hva er behovet?",
        "kind": "text",
        "value": "Unge med vedtak venter lenge på oppfølging.",
    }
    return {
        "title": case.title,
        "call": case.call.key,
        "area": case.area.key if case.area else None,
        "organisation": {"slug": case.organisation.slug, "name": case.organisation.name},
        "municipality": None,
        "kind": case.kind,
        "replicates": case.replicates.public_id if case.replicates else None,
        "measure": case.measure.public_id if case.measure else None,
        "years": case.years,
        "positions": "1.00",
        "participants": 20,
        "budget": [
            {"year": line.year, "kind": line.kind, "amount": str(line.amount), "note": ""}
            for line in case.budget.all()
        ]
        or [{"year": case.call.year, "kind": "salaries", "amount": str(case.applied or 0), "note": ""}],
        "applied": None if case.applied is None else str(case.applied),
        "own_contribution": None,
        "form": {"key": "application", "number": 1},
        "answers": [answer],
        "citations": [],
        "similar": [],
        "files": [],
        "findings": [],
    }


def declared(case: Application, who: User, conflict: str = "none") -> User:
    """`who` says whether they are impartial."""
    declare(application=case, conflict=conflict, actor=who)
    return who


def assigned(case: Application, *names: str) -> list[User]:
    """Officers on the case who are impartial."""
    people = [officer(name) for name in names or ("case-officer",)]
    assign(application=case, officers=people, actor=people[0])
    return [declared(case, one) for one in people]


def full_facts(case: Application, **changes) -> Facts:
    """An assessment with nothing missing."""
    judged = {one.key: Judged("met", "Godt vist.") for one in case.call.criteria.all()}
    whole = {
        "summary": "Et godt tiltak.",
        "outcome": "award",
        "amount": case.applied or Decimal(610_000),
        "judgements": judged,
    }
    return Facts(**(whole | changes))


def assessed(case: Application, name: str = "case-officer", **changes) -> Assessment:
    """A finished assessment by an officer, who is put on the case first."""
    (who,) = assigned(case, name)
    saved = save_assessment(application=case, facts=full_facts(case, **changes), version=0, actor=who)
    return finish_assessment(application=case, version=saved.version, actor=who)


def recommended(case: Application, name: str = "case-officer", **terms) -> Recommendation:
    """A recommendation on an assessed case; assessed first when it is not."""
    who = officer(name)
    if not case.assignments.filter(assessments__state="finished").exists():
        assessed(case, name)
    whole = {
        "outcome": "award",
        "amount": case.applied or Decimal(610_000),
        "reason": "Behovet er godt vist.",
    }
    return recommend(application=case, actor=who, **(whole | terms))


def decided(case: Application, name: str = "decision-maker", **terms) -> Decision:
    """A decision that follows a recommendation of the same terms, which is made first."""
    taken = {key: terms.pop(key) for key in ("year", "supersedes", "beyond_frame") if key in terms}
    advice = recommended(case, **terms)
    who = declared(case, officer(name))
    same = {
        "outcome": advice.outcome,
        "amount": advice.amount,
        "reason_code": advice.reason_code,
        "reason": advice.reason,
        "conditions": advice.conditions,
    }
    return decide(application=case, recommendation=advice, actor=who, **same, **taken)
