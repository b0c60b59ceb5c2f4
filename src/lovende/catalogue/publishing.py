"""From reviewed facts to a published measure, and back: the part of a decision that touches the register."""

import copy
from collections.abc import Mapping
from typing import Any

from django.db import connection

from lovende.catalogue.models import CatalogueImport, Section
from lovende.catalogue.proposing import free_id, taken_ids
from lovende.figures.actions import state_claims
from lovende.figures.models import Claim
from lovende.measures.actions import relate, save_measure, withdraw
from lovende.measures.lookup import Lookup
from lovende.measures.models import Measure, State
from lovende.records.actions import save_document
from lovende.records.audit import Actor
from lovende.records.models import SourceDocument

Facts = dict[str, Any]
PUBLISHING_LOCK = 7_301_003
PRIVATE = ("review", "figures", "relations")
KEPT = ("schemes", "methods", "target_groups", "focus_areas", "figures")


def publish(section: Section, actor: Actor | None) -> Measure:
    """Write and publish the measure of a section, inside the caller's transaction.

    Publishers queue on one lock, so that no two take the same id and none overwrites another's measure.
    Raises FactsError, UnknownKeyError, ValidationError.
    """
    _queue()
    _source_document(section.batch)
    facts = publishable(section.facts)
    facts["id"] = _own_id(section, facts)
    lookup = Lookup.load()
    measure, _changed = save_measure(facts=facts, lookup=lookup, actor=actor, state=State.PUBLISHED)
    rows = _claims(section.facts, measure)
    Claim.objects.filter(measure=measure).exclude(key__in=[row["id"] for row in rows]).delete()
    state_claims(measure=measure, rows=rows, source=facts["source"], lookup=lookup, actor=actor)
    relate(measure=measure, rows=section.facts.get("relations") or [], lookup=lookup, actor=actor)
    return measure


def unpublish(section: Section, actor: Actor | None) -> None:
    """Take the section's measure out of the register again. Nothing is deleted."""
    assert section.measure is not None
    _queue()
    withdraw(measure=section.measure, reason="the acceptance of an imported section was undone", actor=actor)


def _queue() -> None:
    """Wait until nobody else publishes or takes back: two that touch each other's measures would block for ever."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PUBLISHING_LOCK])


def _source_document(batch: CatalogueImport) -> SourceDocument:
    """The source's row; one that is there stays as it is."""
    there = SourceDocument.objects.filter(key=batch.document_key).first()
    if there is not None:
        return there
    row = {"id": batch.document_key, "title": batch.document_title, "year": batch.document_year}
    return save_document({**row, "kind": "project-catalogue"})


def _own_id(section: Section, facts: Facts) -> str:
    """The measure's id: its own once it has one, else the proposed one, else the next that is free."""
    if section.measure is not None:
        return section.measure.public_id
    if not Measure.objects.filter(public_id=facts["id"]).exists():
        return str(facts["id"])
    return free_id("", facts["id"], taken_ids())


def publishable(facts: Facts) -> Facts:
    """The facts as a measure has them: what was not kept and what belongs to the review alone taken away."""
    out = {name: copy.deepcopy(value) for name, value in facts.items() if name not in PRIVATE}
    for name in KEPT:
        rows = [row for row in out.get(name) or () if row.get("keep", True)]
        out[name] = [{key: value for key, value in row.items() if key != "keep"} for row in rows]
    out.pop("figures", None)
    answers = {key: row for key, row in out["answers"].items() if (row.get("text") or "").strip()}
    blank = [key for key in out["answers"] if key not in answers]
    out["answers"] = answers
    out["unknowns"] = _unknowns(out, blank)
    return out


def _unknowns(facts: Facts, blank: list[str]) -> list[Facts]:
    """What is stated as unknown and still is, and every field that came out empty."""
    answered = {f"answers.{key}" for key in facts["answers"]}
    rows = [row for row in facts.get("unknowns") or () if row["field"] not in answered]
    rows = [row for row in rows if row["field"].startswith("answers.") or not facts.get(row["field"])]
    there = {row["field"] for row in rows}
    fields = ("schemes", "municipalities", "grant_years", "started", "ended", "contact_role", "focus_areas")
    empty = [name for name in (*fields, "owner", "grant_recipient") if not facts.get(name)]
    for name in [*empty, *(f"answers.{key}" for key in blank)]:
        if name not in there:
            rows.append({"field": name, "kind": "not-stated", "note": "", "lines": ""})
    return rows


def _claims(facts: Facts, measure: Measure) -> list[Mapping[str, Any]]:
    """The figures kept, under ids of the measure's own."""
    rows = [row for row in facts.get("figures") or () if row.get("keep", True)]
    return [
        {
            **{key: value for key, value in row.items() if key != "keep"},
            "id": f"{measure.public_id}-import-{n}",
        }
        for n, row in enumerate(rows, start=1)
    ]
