"""Awards as other rooms' tests need them: started by a decision, decided anew, or very many at once."""

from datetime import date
from decimal import Decimal
from itertools import count

from django.db import connection
from django.utils import timezone

from lovende.applications.models import Application, BudgetLine
from lovende.assessments.actions import decide, recommend
from lovende.assessments.letters.actions import announce
from lovende.assessments.models import Decision
from lovende.awards.models import Award, AwardYear, Instalment
from lovende.people.models import Organisation, User
from lovende.records.models import Term
from making.assessments import (
    APPLICANT,
    HANDLER,
    decided,
    handed_in,
    officer,
    person,
    plain_call,
    submit_again,
)

__all__ = [
    "award",
    "decided_again",
    "first_instalment",
    "many",
    "officer",
    "other_side",
    "person",
    "rejected",
]
_numbers = count(1)


def award(
    case: Application | None = None,
    *,
    years: list[int] | None = None,
    year: int | None = None,
    told: bool = True,
    **terms,
) -> Award:
    """An award of 610 000 kr, as a decision starts it and, if `told`, its letter announces it.

    `terms` are those of the decision (amount, conditions …).
    """
    if case is None:
        call = terms.pop("call", None) or plain_call(year=years[0] if years else 2026)
        case = handed_in(call, years=years or [2026], **terms.pop("facts", {}))
        for number in case.years:
            BudgetLine.objects.create(application=case, year=number, kind="salaries", amount=Decimal(600_000))
        submit_again(case)
    extra = {"year": year} if year else {}
    if terms.get("conditions"):
        terms.setdefault("outcome", "conditions")
    decision = decided(case, **terms, **extra)
    if told:
        announce(decision, timezone.now(), officer())
    return Award.objects.get(application=case)


def decided_again(found: Award, *, year: int | None = None, **terms) -> Decision:
    """A later decision on the same application; the award follows it."""
    case = Application.objects.get(pk=found.application_id)
    whole = {"outcome": "award", "amount": Decimal(500_000), "reason": "Ny vurdering."} | terms
    advice = recommend(application=case, actor=officer(), **whole)
    last = case.decisions.order_by("-number").first()
    decision = decide(
        application=case,
        recommendation=advice,
        supersedes=last,
        year=year,
        actor=officer("decision-maker"),
        **whole,
    )
    found.refresh_from_db()
    return decision


def rejected(found: Award) -> Decision:
    """The decision to award was undone."""
    return decided_again(found, outcome="rejected", amount=None, reason_code="rule-broken")


def first_instalment(found: Award, number: int = 1) -> Instalment:
    return Instalment.objects.select_related("award_year__award").get(
        award_year__award=found, number=number, award_year__state="granted"
    )


def other_side(name: str, role, organisation: str = "nav-sarpsborg") -> User:
    """A person in the same role somewhere else."""
    place = Organisation.objects.filter(slug=organisation).first()
    if place is None:
        kind = Term.objects.filter(vocabulary="organisation-kind").first()
        Organisation.objects.create(slug=organisation, name=organisation, kind=kind)
    return person(name, role, organisation)


def many(number: int, *, year: int = 2026) -> None:
    """`number` historic awards with two rates each, written in bulk: for counting queries, not for acting on."""
    call = plain_call(year=year)
    places = {
        "organisation": Organisation.objects.get(slug=APPLICANT),
        "handler": Organisation.objects.get(slug=HANDLER),
    }
    cases = Application.objects.bulk_create(
        Application(
            public_id=f"mange-{next(_numbers)}", call=call, title=f"Tiltak {one}", state="decided",
            applied=Decimal(600_000), is_historic=True, years=[year], **places,
        )
        for one in range(number)
    )  # fmt: skip
    awards = Award.objects.bulk_create(
        Award(
            public_id=f"til-{case.public_id}", application=case, call=call, is_historic=True,
            starts_on=date(year, 1, 1), ends_on=date(year, 12, 31), **places,
        )
        for case in cases
    )  # fmt: skip
    years = AwardYear.objects.bulk_create(
        AwardYear(award=one, year=year, amount=Decimal(600_000)) for one in awards
    )
    Instalment.objects.bulk_create(
        Instalment(award_year=one, number=part, amount=Decimal(300_000), due_on=date(year, 3 * part, 15))
        for one in years
        for part in (1, 2)
    )
    # A register that has grown is counted by the database itself; inside one transaction it is not.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE applications_application, awards_award, awards_awardyear, awards_instalment")
