"""What an award does to the register: a new measure begins, or one that is there gets another year of grant.

Nothing an applicant wrote freely becomes public by a decision: only the title, who, where, when, under which scheme,
and for whom as the call's own text says it.
"""

from datetime import date
from typing import Any

from django.utils.text import slugify

from lovende.applications.models import Application
from lovende.assessments.models import Decision
from lovende.catalogue.reading import personal_data
from lovende.measures import actions
from lovende.measures.actions import add_facts, relate, save_measure
from lovende.measures.documents import write_document
from lovende.measures.lookup import Lookup
from lovende.measures.models import Measure, State
from lovende.people.models import Organisation
from lovende.records.audit import Actor, record
from lovende.records.models import Term

LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "Ae", "Ø": "O", "Å": "A"})
LONGEST = 80
STARTING, RUNNING, ENDED, STOPPED = "starting", "running", "ended", "stopped"


def measure_of(decision: Decision, actor: Actor | None) -> Measure:
    """The measure that the decision funds: the same record for one that goes on, else a new, published one."""
    application = decision.application
    if application.measure is not None:
        add_year(application.measure, decision, actor)
        return application.measure
    facts = _facts(application, decision.year)
    lookup = _lookup(application)
    measure, _ = save_measure(facts=facts, lookup=lookup, actor=actor)
    if application.replicates is not None:
        rows: list[Any] = [{"kind": "replicates", "to": application.replicates.public_id}]
        relate(measure=measure, rows=rows, lookup=lookup, actor=actor)
        write_document(measure)
    return measure


def add_year(measure: Measure, decision: Decision, actor: Actor | None) -> None:
    """The measure got a grant from the call's scheme in the decision's year. What was said before stands."""
    application = decision.application
    scheme = {"scheme": application.call.scheme.key}
    facts = {"grant_years": [decision.year], "schemes": [scheme]}
    add_facts(measure=measure, facts=facts, lookup=_lookup(application), actor=actor)


def set_phase(measure: Measure | None, phase: str, on: date, actor: Actor | None) -> None:
    """The measure's phase, as of a day. Does nothing for no measure, or for a phase it has already."""
    term = Term.objects.filter(vocabulary="phase", key=phase).first()
    if measure is None or term is None:
        return
    row = Measure.objects.select_for_update().get(pk=measure.pk)
    if row.phase_id == term.pk:
        return
    row.phase, row.status_as_of, row.status_label = term, on.isoformat(), ""
    row.save(update_fields=["phase", "status_as_of", "status_label", "updated_at"])
    record(actor=actor, verb="measures.phase-changed", about=row.public_id, facts={"phase": phase})
    write_document(row)


def withdraw(measure: Measure, actor: Actor | None) -> None:
    """The decision that began the measure was undone before anything was paid."""
    actions.withdraw(measure=measure, reason="award-undone", actor=actor)


def publish_again(measure: Measure, actor: Actor | None) -> None:
    """Back into the public register, if it was taken out."""
    row = Measure.objects.select_for_update().get(pk=measure.pk)
    if row.state != State.WITHDRAWN:
        return
    row.state = State.PUBLISHED
    row.save(update_fields=["state", "updated_at"])
    record(actor=actor, verb="measures.published-again", about=row.public_id, facts={})
    write_document(row)


def _facts(application: Application, year: int) -> dict[str, Any]:
    organisation = application.organisation
    facts: dict[str, Any] = {
        "id": public_id(application),
        "title": public_title(application),
        "kind": "project",
        "owner": organisation.slug,
        "grant_recipient": organisation.slug,
        "phase": {"term": STARTING},
        "grant_years": [year],
        "schemes": [{"scheme": application.call.scheme.key}],
    }
    if organisation.municipality is not None:
        facts["municipalities"] = [organisation.municipality.number]
    if organisation.district is not None:
        facts["districts"] = [organisation.district.number]
    if application.area is not None and application.area.target_group:
        facts["target_groups"] = [{"basis": "participation", "text": application.area.target_group}]
    return facts


def public_id(application: Application) -> str:
    """Readable and nobody else's: the office, the title and the application's own number."""
    title = public_title(application).translate(LETTERS)
    number = slugify(application.public_id.removeprefix("sok-"))
    words = slugify(f"{application.organisation.slug} {title}")[: LONGEST - len(number) - 1]
    return f"{words.rstrip('-')}-{number}"


def public_title(application: Application) -> str:
    """The application's title; one that holds a number, an address or a mail address stays in the application."""
    title = " ".join(application.title.split())
    if any(one.kind != "name" for one in personal_data(title)):
        return f"{application.call.scheme.name} – {application.organisation.name}"[:250]
    return title


def _lookup(application: Application) -> Lookup:
    """The few rows that these facts name; the whole register need not be read for one measure."""
    organisation, scheme = application.organisation, application.call.scheme
    terms = Term.objects.filter(vocabulary="measure-kind", key="project") | Term.objects.filter(
        vocabulary="phase", key=STARTING
    )
    return Lookup(
        organisations={organisation.slug: organisation},
        schemes={scheme.key: scheme},
        terms={(term.vocabulary, term.key): term for term in terms},
        districts={organisation.district.number: organisation.district} if organisation.district else {},
        places=_places(organisation),
    )


def _places(organisation: Organisation) -> dict[str, list]:
    place = organisation.municipality
    return {place.number: [place]} if place is not None else {}
