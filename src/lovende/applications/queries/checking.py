"""An application held against the rules of its call."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lovende.applications.models import Application, BudgetLine
from lovende.applications.queries.answers import (
    answers_of,
    definition_of,
    is_answered,
    ruleset_of,
    too_long,
    unanswered,
)
from lovende.forms.definition import Definition
from lovende.schemes.ruleset import ERROR, Finding, Line, Proposal, Ruleset, check

# Which section of the form says what a rule asks for.
PLANS = {
    "evaluation_plan": "evaluering",
    "transfer_value": "overforing",
    "continuation_plan": "videreforing",
}
# Where the pages have what the rules call otherwise.
PLACES = {"replication_of": "replicates", "signed_by": "sign_off", "own_contribution": "budget.own"}


@dataclass(frozen=True)
class Facts:
    """An application read once: the form, the answers, the budget, the rules."""

    application: Application
    definition: Definition
    answers: dict[str, Any]
    budget: list[BudgetLine]
    rules: Ruleset


def facts_of(application: Application) -> Facts:
    return Facts(
        application=application,
        definition=definition_of(application),
        answers=answers_of(application),
        budget=list(application.budget.all()),
        rules=ruleset_of(application.call, application.area),
    )


def proposal_of(application: Application, facts: Facts | None = None) -> Proposal:
    """The application as the facts that rules look at.

    A sign-off stands for every role the call wants it from: who may sign is the applicant's to say. Replications
    that the call funds already are counted where awards are decided, not here.
    """
    facts = facts or facts_of(application)
    plans: dict[str, Any] = {name: _section_text(facts, section) for name, section in PLANS.items()}
    own = [line.amount for line in facts.budget if line.kind == BudgetLine.Kind.OWN]
    signed = bool(application.signed_off_hash)
    return Proposal(
        years=tuple(application.years),
        positions=application.positions,
        participants=application.participants,
        own_contribution=sum(own, Decimal(0)) if own else None,
        budget=tuple(Line(line.kind, line.amount, line.year) for line in facts.budget),
        applied=application.applied,
        replication_of=application.replicates.public_id if application.replicates else "",
        signed_by=(facts.rules.sign_off_by or ("signed",)) if signed else (),
        area=application.area.key if application.area else "",
        **plans,
    )


def _section_text(facts: Facts, key: str) -> str:
    sections = [section for section in facts.definition.sections if section.key == key]
    keys = [question.key for section in sections for question in section.questions]
    return "\n".join(str(facts.answers[key]) for key in keys if is_answered(facts.answers.get(key)))


def findings(
    application: Application, facts: Facts | None = None, language: str | None = None
) -> list[Finding]:
    """What breaks the rules of the call; `where` is the key of the field, question or budget cell to mend."""
    facts = facts or facts_of(application)
    words = (language or get_language() or "nb")[:2]
    found = check(proposal_of(application, facts), facts.rules, words)
    return [replace(row, where=_place(facts, row.where)) for row in found]


def _place(facts: Facts, where: str) -> str:
    for section in facts.definition.sections:
        if section.key == PLANS.get(where):
            return section.questions[0].key
    return PLACES.get(where, where)


def missing(application: Application, facts: Facts | None = None) -> dict[str, str]:
    """{key: what to do} of all that has to be there before the application can be handed in."""
    facts = facts or facts_of(application)
    found = {key: _("Svar på spørsmålet.") for key in unanswered(facts.definition, facts.answers)}
    for key, (length, most) in too_long(facts.definition, facts.answers).items():
        text = _("Svaret er %(length)d tegn. Kort det ned til %(most)d.")
        found[key] = text % {"length": length, "most": most}
    if not application.years:
        found["years"] = _("Velg hvilke år dere søker for.")
    if not any(line.kind != BudgetLine.Kind.OWN for line in facts.budget):
        found["budget"] = _("Fyll ut budsjettet.")
    if application.kind == Application.Kind.REPLICATION and application.replicates_id is None:
        found["replicates"] = _("Velg hvilket tiltak dere vil gjøre hos dere.")
    return found


def obstacles(application: Application, facts: Facts | None = None) -> dict[str, str]:
    """{key: what to do} of all that keeps the application from being handed in: what is missing, rules broken."""
    facts = facts or facts_of(application)
    found = missing(application, facts)
    for row in findings(application, facts):
        if row.level == ERROR:
            found.setdefault(row.where, f"{row.message} {row.remedy}".strip())
    return found
