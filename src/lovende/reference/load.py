"""Loading the reference portfolio: idempotent, each record in the order in which others lean on it."""

from collections.abc import Mapping
from typing import Any

import yaml
from django.db import transaction

from lovende.figures.actions import state_claims
from lovende.figures.models import Claim
from lovende.forms.actions import publish_version
from lovende.forms.models import FormVersion
from lovende.forms.reading import form_files
from lovende.measures.actions import add_facts, relate, save_measure
from lovende.measures.facts import is_unknown
from lovende.measures.lookup import Lookup
from lovende.measures.models import Measure, Relation
from lovende.people.models import CityDistrict, County, Municipality, Organisation
from lovende.people.places import load_places
from lovende.records.actions import save_document, save_terms
from lovende.records.audit import record
from lovende.records.models import SourceDocument, Term
from lovende.reference.calls import load_calls, load_versions
from lovende.reference.reading import COMMON, read_portfolio
from lovende.reference.rounds import load_rounds
from lovende.schemes.actions import save_scheme
from lovende.schemes.models import Call, Scheme, SchemeVersion
from lovende.selection.models import Round

Records = list[dict[str, Any]]
COUNTED = {
    "counties": County,
    "municipalities": Municipality,
    "city_districts": CityDistrict,
    "sources": SourceDocument,
    "terms": Term,
    "forms": FormVersion,
    "organisations": Organisation,
    "schemes": Scheme,
    "scheme_versions": SchemeVersion,
    "calls": Call,
    "measures": Measure,
    "relations": Relation,
    "figures": Claim,
    "rounds": Round,
}


@transaction.atomic
def load_portfolio() -> dict[str, int]:
    """Load everything that is not there yet, or has changed; → how many there are by kind.

    All or nothing. Raises PortfolioError, FactsError, PrintedError or UnknownKeyError naming the wrong record.
    """
    portfolio = read_portfolio()
    _load_ground(portfolio)
    _load_measures(portfolio["measures"])
    load_rounds(portfolio["rounds"])
    return {kind: model._default_manager.count() for kind, model in COUNTED.items()}


@transaction.atomic
def load_base() -> None:
    """Load what every register needs, a new one in production too, and no measure: places, words, forms,
    directorates and the national schemes. A register that has its words keeps them as they are."""
    if Term.objects.exists():
        return
    _load_ground(read_portfolio(only=COMMON))


def _load_ground(portfolio: Mapping[str, Records]) -> None:
    load_places()
    for document in portfolio["documents"]:
        save_document(document)
    save_terms(portfolio["terms"])
    for form in form_files():
        content = yaml.safe_load(form.read_text(encoding="utf-8"))
        definition = {"sections": content["sections"]}
        publish_version(
            key=content["key"],
            number=content["version"],
            title=content["title"],
            definition=definition,
            actor=None,
        )
    _load_organisations(portfolio["organisations"])
    _load_schemes(portfolio["schemes"])
    load_calls(portfolio["calls"])


def _located(lookup: Lookup, row: Mapping[str, Any]) -> dict[str, Any]:
    source = row.get("source") or {}
    document = source.get("document")
    known = lookup.sources.get(str(document))
    return {"source": known, "lines": str(source.get("lines") or "") if known else ""}


def _load_organisations(records: Records) -> None:
    """In two passes: every organisation, then who belongs to whom."""
    lookup, changed = Lookup.load(), []
    for row in records:
        columns = {
            "name": row["name"],
            "kind": lookup.term("organisation-kind", row["kind"]),
            "aliases": [str(alias) for alias in row.get("aliases") or ()],
            "municipality": _place(lookup, row),
            "district": lookup.district(str(row["district"])) if row.get("district") else None,
            "is_pseudonym": bool(row.get("pseudonym")),
            **_located(lookup, row),
        }
        there = lookup.organisations.get(row["id"])
        if there is None or any(getattr(there, name) != value for name, value in columns.items()):
            saved, _ = Organisation.objects.update_or_create(slug=row["id"], defaults=columns)
            lookup.organisations[row["id"]] = saved
            changed.append(row["id"])
    for row in records:
        child = lookup.organisations[row["id"]]
        parent = lookup.organisation(row["parent"]) if row.get("parent") else None
        if child.parent_id != (parent.pk if parent else None):
            child.parent = parent
            child.save(update_fields=["parent"])
    if changed:
        record(actor=None, verb="people.organisations-saved", about="", facts={"organisations": changed})


def _place(lookup: Lookup, row: Mapping[str, Any]) -> Municipality | None:
    number = row.get("municipality")
    if not isinstance(number, str):
        return None
    document = lookup.sources.get(str((row.get("source") or {}).get("document")))
    return lookup.municipality(number, document.year if document else None)


def _load_schemes(records: Records) -> None:
    lookup = Lookup.load()
    for row in records:
        texts = ("name", "goals", "caveat", "regulation", "chapter_post")
        columns: dict[str, Any] = {name: _stated(row.get(name)) for name in texts}
        columns["aliases"] = [str(alias) for alias in row.get("aliases") or ()]
        for name in ("owner", "administrator"):
            columns[name] = lookup.organisation(row[name]) if isinstance(row.get(name), str) else None
        scheme, _ = save_scheme(key=row["id"], columns={**columns, **_located(lookup, row)}, actor=None)
        lookup.schemes[scheme.key] = scheme
        load_versions(lookup, row)


def _stated(value: Any) -> str:
    """A text as stated; "" for nothing and for a stated unknown, which pages show as such."""
    return "" if value is None or is_unknown(value) else str(value)


def _load_measures(records: Records) -> None:
    """Every measure first, then what other sources add, then relations, which may point at any of them."""
    lookup, saved = Lookup.load(), {}
    for row in records:
        if "adds_to" not in row:
            saved[row["id"]], _ = save_measure(facts=row, lookup=lookup, actor=None)
    for row in records:
        measure = saved[row.get("adds_to") or row["id"]]
        if "adds_to" in row:
            add_facts(measure=measure, facts=row, lookup=lookup, actor=None)
        relate(measure=measure, rows=row.get("relations") or [], lookup=lookup, actor=None)
        state_claims(
            measure=measure, rows=row.get("figures") or [], source=row["source"], lookup=lookup, actor=None
        )
