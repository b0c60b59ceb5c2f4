"""A measure read whole: everything stated about it, in a number of queries that does not grow with it.

Detail rows come as JSON in the query of the measures themselves; what they point at is read once for all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from lovende.forms.models import Answer
from lovende.measures.models import (
    FocusArea,
    LawSection,
    Learning,
    Measure,
    MethodUse,
    Partner,
    Relation,
    SchemeLink,
    State,
    TargetGroup,
    Unknown,
)
from lovende.people.models import CityDistrict, County, Municipality, Organisation
from lovende.records.models import SourceDocument, Term
from lovende.schemes.models import Scheme

DETAILS: dict[str, tuple[type[Model], tuple[str, ...]]] = {
    "scheme_rows": (SchemeLink, ("scheme_id", "note")),
    "partner_rows": (Partner, ("organisation_id", "role")),
    "group_rows": (TargetGroup, ("basis", "text", "age_min", "age_max")),
    "law_rows": (LawSection, ("law", "section")),
    "method_rows": (MethodUse, ("method_id", "use", "note")),
    "focus_rows": (FocusArea, ("text",)),
    "learning_rows": (Learning, ("kind", "text")),
    "unknown_rows": (Unknown, ("field", "kind", "note")),
}
SOURCED = ("id", "source_id", "lines", "as_of")


@dataclass
class Whole:
    """One measure and its rows, each list in the source's order; rows have their source, term … at hand."""

    measure: Measure
    schemes: list[SchemeLink] = field(default_factory=list)
    partners: list[Partner] = field(default_factory=list)
    groups: list[TargetGroup] = field(default_factory=list)
    group_terms: dict[int, list[Term]] = field(default_factory=dict)
    laws: list[LawSection] = field(default_factory=list)
    methods: list[MethodUse] = field(default_factory=list)
    focus_areas: list[FocusArea] = field(default_factory=list)
    learning: list[Learning] = field(default_factory=list)
    unknowns: list[Unknown] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)
    categories: list[Term] = field(default_factory=list)
    municipalities: list[Municipality] = field(default_factory=list)
    districts: list[CityDistrict] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    relations_in: list[Relation] = field(default_factory=list)

    @cached_property
    def unknown_by_field(self) -> dict[str, Unknown]:
        return {row.field: row for row in self.unknowns}

    def unknown(self, *names: str) -> Unknown | None:
        """The stated unknown of the first of these field names that has one."""
        return next((self.unknown_by_field[name] for name in names if name in self.unknown_by_field), None)


def published() -> QuerySet[Measure]:
    """What strangers may see (product: only what a person has let through is public)."""
    return Measure.objects.filter(state=State.PUBLISHED)


def whole(public_id: str) -> Whole:
    """A published measure whole. Raises Measure.DoesNotExist, also for a draft or one withdrawn."""
    found = wholes([public_id])
    if not found:
        raise Measure.DoesNotExist(public_id)
    return found[0]


def wholes(public_ids: Sequence[str]) -> list[Whole]:
    """Published measures whole, in the order asked for; those not there are left out. Seven queries."""
    rows = _annotated().filter(public_id__in=public_ids)
    by_id = {row.public_id: row for row in rows}
    measures = [by_id[public_id] for public_id in dict.fromkeys(public_ids) if public_id in by_id]
    return _with_rows(measures) if measures else []


@cache
def _annotated() -> QuerySet[Measure]:
    """Built once: putting the expressions together takes longer than the database needs for them."""
    related = ("source", "kind", "phase", "owner__kind", "grant_recipient__kind", "answers__version__form")
    details = {name: _details(model, columns) for name, (model, columns) in DETAILS.items()}
    return (
        published()
        .select_related(*related)
        .annotate(
            **details,
            category_ids=_linked(Measure.categories.through, "term_id"),
            answer_rows=_answers(),
            municipality_rows=_places(),
            district_rows=_districts(),
        )
    )


def _details(model: type[Model], columns: Iterable[str]) -> ArraySubquery:
    """The measure's rows of `model`, each a JSON object of its columns (a target group with its term ids)."""
    wanted: dict[str, Any] = {name: name for name in (*SOURCED, *columns)}
    if model is TargetGroup:
        through = TargetGroup.terms.through.objects.filter(targetgroup_id=OuterRef("pk")).order_by("pk")
        wanted["term_ids"] = ArraySubquery(through.values("term_id"))
    rows = model._default_manager.filter(measure=OuterRef("pk")).order_by("order", "pk")
    return ArraySubquery(rows.values(row=JSONObject(**wanted)))


def _linked(through: type[Model], column: str) -> ArraySubquery:
    return ArraySubquery(
        through._default_manager.filter(measure_id=OuterRef("pk")).order_by("pk").values(column)
    )


def _answers() -> ArraySubquery:
    columns = {name: name for name in (*SOURCED, "question", "value", "unknown", "unknown_note")}
    rows = Answer.objects.filter(answers_id=OuterRef("answers_id")).order_by("pk")
    return ArraySubquery(rows.values(row=JSONObject(**columns)))


def _places() -> ArraySubquery:
    link = Measure.municipalities.through.objects.filter(measure_id=OuterRef("pk")).order_by(
        "municipality__number"
    )
    columns = {"id": "municipality_id", "number": "municipality__number", "name": "municipality__name"}
    county = {"county_number": "municipality__county__number", "county_name": "municipality__county__name"}
    return ArraySubquery(link.values(row=JSONObject(**columns, **county)))


def _districts() -> ArraySubquery:
    link = Measure.districts.through.objects.filter(measure_id=OuterRef("pk")).order_by(
        "citydistrict__number"
    )
    columns = {"id": "citydistrict_id", "number": "citydistrict__number", "name": "citydistrict__name"}
    return ArraySubquery(link.values(row=JSONObject(**columns)))


def _with_rows(measures: list[Measure]) -> list[Whole]:
    pointed = _Pointed.of(measures)
    found = {measure.pk: _unpacked(measure, pointed) for measure in measures}
    for relation in _relations(list(found)):
        if relation.measure_id in found:
            found[relation.measure_id].relations.append(relation)
        if relation.to_id in found:
            found[relation.to_id].relations_in.append(relation)
    return list(found.values())


def _relations(keys: list[int]) -> QuerySet[Relation]:
    """Relations of the measures in both directions; one to or from a draft is not shown."""
    outgoing = Q(measure__in=keys) & (Q(to=None) | Q(to__state=State.PUBLISHED))
    incoming = Q(to__in=keys, measure__state=State.PUBLISHED)
    rows = Relation.objects.filter(outgoing | incoming).select_related("measure", "to", "source")
    shown = [f"{end}__{name}" for end in ("measure", "to") for name in ("public_id", "title", "language")]
    own = ("kind", "to_text", "note", "order", "source", "lines", "as_of")
    documents = [f"source__{name}" for name in ("key", "title", "year", "language", "publisher")]
    return rows.only(*own, *shown, *documents).order_by("measure__title", "order", "pk")


@dataclass
class _Pointed:
    """What detail rows point at, by key."""

    sources: Mapping[int, SourceDocument]
    terms: Mapping[int, Term]
    schemes: Mapping[int, Scheme]
    organisations: Mapping[int, Organisation]

    @classmethod
    def of(cls, measures: list[Measure]) -> "_Pointed":
        rows = [row for m in measures for name in (*DETAILS, "answer_rows") for row in getattr(m, name)]
        terms = {row.get("method_id") for row in rows} | {
            key for row in rows for key in row.get("term_ids") or ()
        }
        terms |= {key for measure in measures for key in measure.category_ids}  # type: ignore[attr-defined]
        schemes = Scheme.objects.select_related("owner", "administrator", "source")
        organisations = Organisation.objects.select_related("kind")
        return cls(
            sources=SourceDocument.objects.in_bulk(_keys(rows, "source_id")),
            terms=Term.objects.in_bulk(list(terms - {None})),
            schemes=schemes.in_bulk(_keys(rows, "scheme_id")),
            organisations=organisations.in_bulk(_keys(rows, "organisation_id")),
        )


def _keys(rows: Iterable[Mapping[str, Any]], name: str) -> list[int]:
    return list({row[name] for row in rows if row.get(name) is not None})


def _unpacked(measure: Measure, pointed: _Pointed) -> Whole:
    read = {name: _instances(measure, name, pointed) for name in DETAILS}
    rows: Any = measure
    return Whole(
        measure=measure,
        schemes=read["scheme_rows"],
        partners=read["partner_rows"],
        groups=read["group_rows"],
        group_terms={row["id"]: [pointed.terms[key] for key in row["term_ids"]] for row in rows.group_rows},
        laws=read["law_rows"],
        methods=read["method_rows"],
        focus_areas=read["focus_rows"],
        learning=read["learning_rows"],
        unknowns=read["unknown_rows"],
        answers={row["question"]: _sourced(Answer(**row), pointed) for row in rows.answer_rows},
        categories=[pointed.terms[key] for key in rows.category_ids],
        municipalities=[_municipality(row) for row in rows.municipality_rows],
        districts=[CityDistrict(**row) for row in rows.district_rows],
    )


def _instances(measure: Measure, name: str, pointed: _Pointed) -> list[Any]:
    model, _ = DETAILS[name]
    found = []
    for row in getattr(measure, name):
        columns = {key: value for key, value in row.items() if key != "term_ids"}
        instance = _sourced(model(measure=measure, **columns), pointed)
        if isinstance(instance, SchemeLink):
            instance.scheme = pointed.schemes[row["scheme_id"]]
        elif isinstance(instance, Partner):
            instance.organisation = pointed.organisations[row["organisation_id"]]
        elif isinstance(instance, MethodUse):
            instance.method = pointed.terms[row["method_id"]]
        found.append(instance)
    return found


def _sourced(row: Any, pointed: _Pointed) -> Any:
    row.source = pointed.sources.get(row.source_id)
    return row


def _municipality(row: Mapping[str, Any]) -> Municipality:
    county = County(number=row["county_number"], name=row["county_name"])
    return Municipality(id=row["id"], number=row["number"], name=row["name"], county=county)
