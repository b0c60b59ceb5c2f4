"""What an award does to the register: a new measure begins, or one that is there gets another year of grant.

Both when the award is announced; a new measure is a draft until then.

Nothing an applicant wrote freely becomes public by a decision: only the title, who, where, when, under which scheme,
and for whom as the call's own text says it.
"""

from datetime import date
from typing import Any

from django.utils.text import slugify

from lovende.applications.models import Application
from lovende.assessments.models import Decision
from lovende.awards.models import Award
from lovende.catalogue.reading import personal_data
from lovende.measures import actions
from lovende.measures.actions import add_facts, relate, save_measure
from lovende.measures.documents import write_document
from lovende.measures.lookup import Lookup
from lovende.measures.models import Measure, State
from lovende.people.models import Organisation
from lovende.records.audit import Actor
from lovende.records.models import Term

LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "Ae", "Ø": "O", "Å": "A"})
LONGEST = 80
STARTING, RUNNING, ENDED, STOPPED = "starting", "running", "ended", "stopped"


def measure_of(decision: Decision, actor: Actor | None) -> Measure:
    """The measure that the decision funds: the same record for one that goes on, else a new draft.

    The register says nothing of the award before it is announced.
    """
    application = decision.application
    if application.measure is not None:
        return application.measure
    facts = _facts(application, decision.year)
    lookup = _lookup(application)
    measure, _ = save_measure(facts=facts, lookup=lookup, actor=actor, state=State.DRAFT)
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


def measures_of(application: Application) -> list[int]:
    """Key of the measure in the register that the application's award is about; none without one."""
    return list(
        Award.objects.filter(application=application, measure__isnull=False).values_list("measure", flat=True)
    )


def set_phase(measure: Measure | None, phase: str, on: date, actor: Actor | None) -> None:
    """The measure's phase, as of a day. An award without a measure, such as a historic one, has none to tell."""
    if measure is not None:
        actions.set_phase(measure=measure, phase=phase, on=on, actor=actor)


def withdraw(measure: Measure, actor: Actor | None) -> None:
    """The decision that began the measure was undone before anything was paid."""
    actions.withdraw(measure=measure, reason="award-undone", actor=actor)


def publish(measure: Measure, actor: Actor | None) -> None:
    """The award was announced, or the decision that had undone it was itself decided anew."""
    actions.publish(measure=measure, actor=actor)


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
