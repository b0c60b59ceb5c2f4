"""The public record of a measure as plain data: for the command line, the JSON file and the open data.

It holds what the public page holds and nothing more. A value that is not there is `{"unknown": kind}` with
note and locator where the source says why; never null, "" or 0 (product rule 1). Names follow the active
language.
"""

from collections.abc import Sequence
from typing import Any

from lovende.measures.models import Measure, Relation
from lovende.measures.panels import records_for
from lovende.measures.queries.measure import Whole, whole
from lovende.people.models import Organisation
from lovende.records.models import Sourced, Term, UnknownKind

Record = dict[str, Any]


def public_record(measure: Measure) -> Record:
    """Everything public about a published measure. Raises Measure.DoesNotExist for a draft."""
    return records_of([whole(measure.public_id)])[0]


def records_of(found: Sequence[Whole]) -> list[Record]:
    """The records of measures that are read already, in their order."""
    added = records_for([one.measure for one in found])
    return [{**_record(one), **added[one.measure.pk]} for one in found]


def _record(found: Whole) -> Record:
    measure = found.measure
    return {
        "id": measure.public_id,
        "title": measure.title,
        "aliases": measure.aliases,
        "kind": _term(measure.kind),
        "language": measure.language,
        "summary": measure.summary or _unknown(found, "summary"),
        **_who_and_where(found),
        **_when(found),
        **_details(found),
        "relations": [_relation(row, incoming=False) for row in found.relations],
        "relations_in": [_relation(row, incoming=True) for row in found.relations_in],
        "text": _text(found),
        "unknowns": [_with_source({"field": row.field, **_kind(row)}, row) for row in found.unknowns],
        "source": located(measure),
    }


def located(row: Sourced) -> Record:
    """Document, lines and as-of date, as far as they are stated."""
    parts = {
        "document": row.source.key if row.source else "",
        "title": row.source.title if row.source else "",
        "lines": row.lines,
        "as_of": row.as_of,
    }
    return {name: value for name, value in parts.items() if value}


def _with_source(record: Record, row: Sourced) -> Record:
    """A detail row as data: what it says, without what it leaves out, and where it says so."""
    said = {name: value for name, value in record.items() if value not in ("", [])}
    return {**said, "source": located(row)}


def _kind(row: Any) -> Record:
    return {"unknown": row.kind, "note": row.note} if row.note else {"unknown": row.kind}


def _unknown(found: Whole, *fields: str) -> Record:
    row = found.unknown(*fields)
    if row is None:
        return {"unknown": str(UnknownKind.NOT_STATED.value)}
    return _with_source(_kind(row), row)


def _term(term: Term) -> Record:
    return {"key": term.key, "name": str(term)}


def _organisation(organisation: Organisation) -> Record:
    record = {"id": organisation.slug, "name": organisation.name, "kind": _term(organisation.kind)}
    return {**record, "is_pseudonym": True} if organisation.is_pseudonym else record


def _who_and_where(found: Whole) -> Record:
    measure = found.measure
    return {
        "owner": _organisation(measure.owner) if measure.owner else _unknown(found, "owner"),
        "grant_recipient": _organisation(measure.grant_recipient)
        if measure.grant_recipient
        else _unknown(found, "grant_recipient"),
        "contact_role": measure.contact_role or _unknown(found, "contact_role"),
        "municipalities": [
            {"number": place.number, "name": place.name, "county": place.county.name}
            for place in found.municipalities
        ]
        or _unknown(found, "municipalities"),
        "districts": [{"number": place.number, "name": place.name} for place in found.districts],
    }


def _when(found: Whole) -> Record:
    measure = found.measure
    phase = (
        {**_term(measure.phase), "label": measure.status_label} if measure.phase else _unknown(found, "phase")
    )
    if measure.phase and measure.status_as_of:
        phase["as_of"] = measure.status_as_of
    return {
        "phase": phase,
        "started": measure.started or _unknown(found, "started"),
        "ended": measure.ended or _unknown(found, "ended"),
        "grant_years": measure.grant_years or _unknown(found, "grant_years"),
    }


def _details(found: Whole) -> Record:
    record = {
        "schemes": [_scheme(row) for row in found.schemes],
        "partners": [
            _with_source({"organisation": _organisation(row.organisation), "role": row.role}, row)
            for row in found.partners
        ],
        "target_groups": [_group(found, row) for row in found.groups],
        "categories": [_term(term) for term in found.categories],
        "law_sections": [_with_source({"law": row.law, "section": row.section}, row) for row in found.laws],
        "methods": [
            _with_source({**_term(row.method), "use": row.use, "note": row.note}, row)
            for row in found.methods
        ],
        "focus_areas": [_with_source({"text": row.text}, row) for row in found.focus_areas],
        "learning": [_with_source({"kind": row.kind, "text": row.text}, row) for row in found.learning],
    }
    return {name: rows or _unknown(found, name) for name, rows in record.items()}


def _scheme(row: Any) -> Record:
    scheme = row.scheme
    bodies = {"owner": scheme.owner, "administrator": scheme.administrator}
    named: Record = {
        role: {"id": body.slug, "name": body.name} if body else {"unknown": str(UnknownKind.NOT_STATED.value)}
        for role, body in bodies.items()
    }
    record = {"key": scheme.key, "name": scheme.name, "chapter_post": scheme.chapter_post, "note": row.note}
    return _with_source({**record, **named}, row)


def _group(found: Whole, row: Any) -> Record:
    record = {
        "basis": row.basis,
        "text": row.text,
        "terms": [_term(term) for term in found.group_terms[row.pk]],
    }
    ages = {"age_min": row.age_min, "age_max": row.age_max}
    return _with_source({**record, **{name: age for name, age in ages.items() if age is not None}}, row)


def _relation(row: Relation, *, incoming: bool) -> Record:
    other = row.measure if incoming else row.to
    record: Record = {"kind": row.kind, "note": row.note}
    if other is None:
        record["text"] = row.to_text
    else:
        record |= {"id": other.public_id, "title": other.title}
    return _with_source(record, row)


def _text(found: Whole) -> Record:
    """The free text under the headings of its form; a heading without text says why."""
    answers = found.measure.answers
    if answers is None:
        return {"unknown": str(UnknownKind.NOT_STATED.value)}
    rows = []
    for question in answers.version.content.questions():
        row = found.answers.get(question.key)
        if row is None:
            rows.append(
                {"question": question.key, **_unknown(found, question.key, f"answers.{question.key}")}
            )
        elif row.unknown:
            rows.append(_with_source({"question": question.key, "unknown": row.unknown}, row))
        else:
            rows.append(_with_source({"question": question.key, "text": row.value}, row))
    return {"form": answers.version.form.key, "version": answers.version.number, "answers": rows}
