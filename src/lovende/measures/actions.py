"""What changes a measure. Each verb is one transaction with its audit event and its search document."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import connection, transaction

from lovende.forms.actions import save_answers
from lovende.measures.documents import write_document
from lovende.measures.facts import FactsError, Reader, Record
from lovende.measures.lookup import Lookup
from lovende.measures.models import (
    Detail,
    Measure,
    MethodUse,
    Partner,
    Relation,
    SchemeLink,
    State,
    TargetGroup,
    Unknown,
)
from lovende.records.audit import Actor, record
from lovende.records.models import Term

DETAILS = (
    "scheme_links",
    "partner_links",
    "target_groups",
    "law_sections",
    "method_uses",
    "focus_areas",
    "learning",
    "unknowns",
)

CREATING_LOCK = 7_301_004

ONCE_A_MEASURE: dict[type[Detail], str] = {
    SchemeLink: "scheme",
    Partner: "organisation",
    MethodUse: "method",
    Unknown: "field",
}


def fingerprint(facts: Record) -> str:
    """SHA-256 of the facts in canonical form: equal facts need no second writing."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()


@transaction.atomic
def save_measure(
    *, facts: Record, lookup: Lookup, actor: Actor | None, state: State = State.PUBLISHED
) -> tuple[Measure, bool]:
    """Write a measure and all its details from `facts`; → (measure, whether anything changed).

    The row is locked (for a new measure its id), so two people who save the same measure queue.
    Raises FactsError, UnknownKeyError.
    """
    reader = Reader(facts, lookup)
    mark = fingerprint(facts)
    measure = _locked(reader.public_id)
    if measure is not None and measure.facts_hash == mark and measure.state == state:
        return measure, False
    verb = "measures.changed" if measure is not None else "measures.created"
    measure = measure or Measure(public_id=reader.public_id)
    for name, value in reader.fields().items():
        setattr(measure, name, value)
    measure.state, measure.facts_hash = state, mark
    measure.answers = _save_answers(measure, reader)
    measure.clean_fields(exclude=[field.name for field in Measure._meta.fields if field.is_relation])
    measure.save()
    _replace_details(measure, reader)
    record(actor=actor, verb=verb, about=measure.public_id, facts={"state": state, "facts": mark})
    write_document(measure)
    return measure, True


def _locked(public_id: str) -> Measure | None:
    """The measure with its row locked. For one that is not there the id is, so that two do not create it."""
    rows = Measure.objects.select_for_update().filter(public_id=public_id)
    measure = rows.first()
    if measure is None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [CREATING_LOCK, public_id])
        measure = rows.all().first()  # whoever was before us is through now
    return measure


def _save_answers(measure: Measure, reader: Reader):
    form = reader.record.get("form")
    if not form:
        return measure.answers
    rows = {}
    for key, row in (reader.record.get("answers") or {}).items():
        row = row if isinstance(row, Mapping) else {"text": row}
        rows[key] = {"value": row.get("text"), "unknown": row.get("unknown") or "", **reader.located(row)}
    return save_answers(form_key=form, rows=rows, answers=measure.answers)


def _replace_details(measure: Measure, reader: Reader) -> None:
    for name in DETAILS:
        getattr(measure, name).all().delete()
    rows: dict[type[Detail], list[Detail]] = defaultdict(list)
    groups: list[tuple[TargetGroup, list[Term]]] = []
    for order, (model, columns, terms) in enumerate(reader.rows()):
        row = model(measure=measure, order=order, **columns)
        row.clean_fields(exclude=[field.name for field in model._meta.fields if field.is_relation])
        rows[model].append(row)
        if isinstance(row, TargetGroup):
            groups.append((row, terms))
    for model, several in rows.items():
        model._default_manager.bulk_create(several)
    through = TargetGroup.terms.through
    through._default_manager.bulk_create(
        through(targetgroup_id=group.pk, term_id=term.pk) for group, terms in groups for term in terms
    )
    measure.municipalities.set(reader.municipalities())
    measure.districts.set(reader.districts())
    measure.categories.set(reader.categories())


@transaction.atomic
def relate(*, measure: Measure, rows: list[Record], lookup: Lookup, actor: Actor | None) -> int:
    """State the relations of a measure; → how many are new. Stating one twice is the same as once.

    Raises FactsError when `to` names a measure that is not in the register.
    """
    reader, new = Reader({"id": measure.public_id, "source": {}}, lookup), 0
    for order, row in enumerate(rows):
        columns: dict[str, Any] = {"to": None, "to_text": row.get("to_text") or ""}
        if row.get("to"):
            columns["to"] = Measure.objects.filter(public_id=row["to"]).first()
            if columns["to"] is None:
                raise FactsError(
                    f"{measure.public_id}: relation to {row['to']!r}, which is not in the register"
                )
        located = reader.located(row)
        located["source"] = located["source"] or measure.source
        defaults = {**located, "note": row.get("note") or "", "order": order}
        _, created = Relation.objects.get_or_create(
            measure=measure, kind=row["kind"], **columns, defaults=defaults
        )
        new += created
    if new:
        record(actor=actor, verb="measures.related", about=measure.public_id, facts={"relations": new})
    return new


@transaction.atomic
def add_facts(*, measure: Measure, facts: Record, lookup: Lookup, actor: Actor | None) -> bool:
    """Add what another source says of a measure: aliases, years of grant, schemes, partners, learning.

    Nothing the first source said is changed. → whether anything was new.
    """
    measure = Measure.objects.select_for_update().get(pk=measure.pk)
    mark = fingerprint(facts)
    if mark in measure.added_hashes:
        return False
    reader = Reader({**facts, "id": measure.public_id}, lookup)
    measure.aliases = list(dict.fromkeys([*measure.aliases, *(facts.get("aliases") or ())]))
    measure.grant_years = sorted({*measure.grant_years, *(reader.value("grant_years") or ())})
    measure.added_hashes = [*measure.added_hashes, mark]
    measure.save()
    for order, (model, columns, terms) in enumerate(reader.rows(), start=500):
        if not _already_there(measure, model, columns):
            row = model(measure=measure, order=order, **columns)
            row.save(force_insert=True)
            if isinstance(row, TargetGroup):
                row.terms.set(terms)
    record(actor=actor, verb="measures.facts-added", about=measure.public_id, facts={"facts": mark})
    write_document(measure)
    return True


def _already_there(measure: Measure, model: type[Detail], columns: dict[str, Any]) -> bool:
    name = ONCE_A_MEASURE.get(model)
    if name is None:
        return False
    return model._default_manager.filter(measure=measure, **{name: columns[name]}).exists()


@transaction.atomic
def withdraw(*, measure: Measure, reason: str, actor: Actor | None) -> Measure:
    """Take a measure out of the public register, with a reason. Nothing is deleted."""
    measure = Measure.objects.select_for_update().get(pk=measure.pk)
    measure.state = State.WITHDRAWN
    measure.save(update_fields=["state", "updated_at"])
    record(actor=actor, verb="measures.withdrawn", about=measure.public_id, facts={"reason": reason})
    write_document(measure)
    return measure


@transaction.atomic
def publish(*, measure: Measure, actor: Actor | None) -> bool:
    """Back into the public register, if it was taken out; into it, if it was a draft. → whether it was either."""
    measure = Measure.objects.select_for_update().get(pk=measure.pk)
    if measure.state == State.PUBLISHED:
        return False
    verb = "measures.published" if measure.state == State.DRAFT else "measures.published-again"
    measure.state = State.PUBLISHED
    measure.save(update_fields=["state", "updated_at"])
    record(actor=actor, verb=verb, about=measure.public_id, facts={})
    write_document(measure)
    return True


@transaction.atomic
def set_phase(*, measure: Measure, phase: str, on: date, actor: Actor | None) -> bool:
    """Say which phase (a key of the vocabulary) the measure is in, as of a day. → whether anything changed.

    A source's own word for the status goes, since it was said of the phase before. A phase that this register's
    vocabulary does not have is left unsaid.
    """
    term = Term.objects.filter(vocabulary="phase", key=phase).first()
    measure = Measure.objects.select_for_update().get(pk=measure.pk)
    if term is None or measure.phase_id == term.pk:
        return False
    measure.phase, measure.status_as_of, measure.status_label = term, on.isoformat(), ""
    measure.save(update_fields=["phase", "status_as_of", "status_label", "updated_at"])
    record(actor=actor, verb="measures.phase-changed", about=measure.public_id, facts={"phase": phase})
    write_document(measure)
    return True
