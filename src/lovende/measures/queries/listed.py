"""Measures as lists of the register show them: in one query, however many stand on the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Model, OuterRef, QuerySet

from lovende.measures.models import Measure, SchemeLink, SearchDocument, Unknown
from lovende.measures.queries.measure import SOURCED, published
from lovende.people.models import Organisation
from lovende.records.kept import AnyOf, Kept, Shape, Slot
from lovende.records.models import SourceDocument, Term

MEASURE = Shape(
    Measure,
    *SOURCED,
    *("public_id", "title", "summary", "language", "grant_years", "kind_id", "phase_id", "owner_id"),
)
OWNER = Shape(Organisation, "id", "slug", "name")
TERM = Shape(Term, "id", "key", "names")
SOURCE = Shape(SourceDocument, "id", "key", "title", "language")
DOCUMENT = Shape(SearchDocument, "measure_id", "title", "words", "body")
UNKNOWN = Shape(Unknown, *SOURCED, "measure_id", "field", "kind", "note")
# The fields that a list has a place for.
SHOWN = ("owner", "municipalities", "schemes", "grant_years", "phase")


@dataclass(frozen=True)
class Listed:
    """One measure of a list: its places and schemes by name, and why a field of `SHOWN` is not known."""

    measure: Measure
    municipalities: list[str]
    districts: list[str]
    schemes: list[str]
    unknown: Mapping[str, Unknown]


def listed(keys: Sequence[int]) -> dict[int, Listed]:
    """The published ones of these measures, by key."""
    return {row["id"]: _listed(row) for row in _LISTED.read(keys=keys)} if keys else {}


def _listed(row: Mapping[str, Any]) -> Listed:
    measure = MEASURE.of(
        row,
        source=_source(row),
        kind=TERM.of(row["kind"]),
        phase=TERM.of(row["phase"]) if row["phase_id"] else None,
        owner=OWNER.of(row["owner"]) if row["owner_id"] else None,
    )
    if row["document"]["measure_id"]:  # one that search does not know yet has none
        measure.document = DOCUMENT.of(row["document"])
    unknowns = (UNKNOWN.of(one, measure=measure, source=_source(one)) for one in row["unknowns"])
    return Listed(
        measure=measure,
        municipalities=row["municipalities"],
        districts=row["districts"],
        schemes=row["schemes"],
        unknown={one.field: one for one in unknowns},
    )


def _source(row: Mapping[str, Any]) -> SourceDocument | None:
    return SOURCE.of(row["source"]) if row["source_id"] else None


def _query() -> QuerySet:
    unknowns = Unknown.objects.filter(measure=OuterRef("pk"), field__in=SHOWN).order_by("order", "pk")
    schemes = SchemeLink.objects.filter(measure=OuterRef("pk")).order_by("order", "pk")
    return (
        published()
        .filter(AnyOf(F("pk"), Slot("keys")))
        .order_by()
        .values_list(
            MEASURE.json(
                source=SOURCE.json("source__"),
                kind=TERM.json("kind__"),
                phase=TERM.json("phase__"),
                owner=OWNER.json("owner__"),
                document=DOCUMENT.json("document__"),
                municipalities=_names(Measure.municipalities.through, "municipality"),
                districts=_names(Measure.districts.through, "citydistrict"),
                schemes=ArraySubquery(schemes.values("scheme__name")),
                unknowns=ArraySubquery(unknowns.values(row=UNKNOWN.json(source=SOURCE.json("source__")))),
            )
        )
    )


def _names(through: type[Model], place: str) -> ArraySubquery:
    """Names of the places, in the order in which the measure names them."""
    links = through._default_manager.filter(measure_id=OuterRef("pk")).order_by("pk")
    return ArraySubquery(links.values(f"{place}__name"))


_LISTED = Kept(_query)
