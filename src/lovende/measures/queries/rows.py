"""Measures as tables of a place or an organisation show them: in one query, however many there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from lovende.measures.models import Measure, Partner, SchemeLink, TargetGroup, Unknown
from lovende.measures.queries.measure import published
from lovende.people.models import Organisation
from lovende.records.kept import AnyOf, Kept, Read, Shape, Slot
from lovende.records.models import Term, UnknownKind
from lovende.schemes.models import Scheme

MEASURE = Shape(
    Measure,
    *("id", "public_id", "title", "language", "grant_years", "started"),
    *("owner_id", "phase_id", "grant_recipient_id"),
)
OWNER = Shape(Organisation, "id", "slug", "name")
TERM = Shape(Term, "id", "key", "names")
SCHEME = Shape(Scheme, "id", "key", "name")
SHOWN = ("grant_years", "started", "owner", "phase")


@dataclass(frozen=True)
class Row:
    """A measure in a table: its schemes, the target groups it names, and why a field of `SHOWN` has no value
    (kind of unknown, in words)."""

    measure: Measure
    unknown: Mapping[str, str]
    schemes: list[Scheme]
    groups: list[Term]


def rows_in(municipalities: list[int]) -> list[Row]:
    """The published measures of these municipalities and their districts, by title."""
    return _rows(_IN.read(municipalities=municipalities))


def rows_of(organisation: int) -> list[Row]:
    """The published measures an organisation owns, had a grant for or is a partner in, by title."""
    return _rows(_OF.read(organisations=[organisation]))


def _rows(found: list[Read]) -> list[Row]:
    kinds = {kind.value: str(kind.label) for kind in UnknownKind}
    not_stated = dict.fromkeys(SHOWN, kinds[UnknownKind.NOT_STATED.value])
    return [
        Row(
            measure=_measure(one),
            unknown=not_stated | {row["field"]: kinds[row["kind"]] for row in one["unknowns"]},
            schemes=[SCHEME.of(row) for row in one["schemes"]],
            groups=[TERM.of(row) for row in one["groups"]],
        )
        for one in found
    ]


def _measure(row: Mapping[str, Any]) -> Measure:
    owner = OWNER.of(row["owner"]) if row["owner_id"] else None
    return MEASURE.of(row, owner=owner, phase=TERM.of(row["phase"]) if row["phase_id"] else None)


def _query(chosen: Q) -> QuerySet:
    unknowns = Unknown.objects.filter(measure=OuterRef("pk"), field__in=SHOWN).order_by("pk")
    schemes = SchemeLink.objects.filter(measure=OuterRef("pk")).order_by("order", "pk")
    named = TargetGroup.terms.through.objects.filter(targetgroup__measure=OuterRef(OuterRef("pk")))
    groups = Term.objects.filter(pk__in=named.values("term_id")).order_by("pk")
    return (
        published()
        .filter(chosen)
        .order_by("title", "pk")
        .values_list(
            MEASURE.json(
                owner=OWNER.json("owner__"),
                phase=TERM.json("phase__"),
                unknowns=ArraySubquery(unknowns.values(row=JSONObject(field="field", kind="kind"))),
                schemes=ArraySubquery(schemes.values(row=SCHEME.json("scheme__"))),
                groups=ArraySubquery(groups.values(row=TERM.json())),
            )
        )
    )


def _in() -> QuerySet:
    places, districts = Measure.municipalities.through, Measure.districts.through
    slot = Slot("municipalities")
    directly = places._default_manager.filter(AnyOf(F("municipality_id"), slot)).values("measure_id")
    by_district = districts._default_manager.filter(AnyOf(F("citydistrict__municipality_id"), slot))
    return _query(Q(pk__in=directly) | Q(pk__in=by_district.values("measure_id")))


def _of() -> QuerySet:
    slot = Slot("organisations")
    partnered = Partner.objects.filter(AnyOf(F("organisation_id"), slot)).order_by().values("measure_id")
    granted = Q(AnyOf(F("owner_id"), slot)) | Q(AnyOf(F("grant_recipient_id"), slot))
    return _query(granted | Q(pk__in=partnered))


_IN, _OF = Kept(_in), Kept(_of)
