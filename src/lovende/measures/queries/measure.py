"""A measure read whole: everything stated about it, in two queries however much that is.

Detail rows come as JSON in the query of the measures themselves; what they point at is read once for all.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Model, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from lovende.forms.models import Answer, AnswerSet
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
from lovende.measures.queries.pointed import Pointed
from lovende.people.models import CityDistrict, County, Municipality
from lovende.records.kept import AnyOf, Kept, Shape, Slot
from lovende.records.models import Term

SOURCED = ("id", "source_id", "lines", "as_of")
MEASURE = Shape(
    Measure,
    *SOURCED,
    *("public_id", "title", "aliases", "summary", "language", "state"),
    *("kind_id", "phase_id", "owner_id", "grant_recipient_id", "answers_id"),
    *("status_label", "status_as_of", "started", "ended", "grant_years", "contact_role"),
)
NAMED = Shape(Measure, "id", "public_id", "title", "language")
DETAILS = {
    "scheme_rows": Shape(SchemeLink, *SOURCED, "measure_id", "scheme_id", "note"),
    "partner_rows": Shape(Partner, *SOURCED, "measure_id", "organisation_id", "role"),
    "group_rows": Shape(TargetGroup, *SOURCED, "measure_id", "basis", "text", "age_min", "age_max"),
    "law_rows": Shape(LawSection, *SOURCED, "measure_id", "law", "section"),
    "method_rows": Shape(MethodUse, *SOURCED, "measure_id", "method_id", "use", "note"),
    "focus_rows": Shape(FocusArea, *SOURCED, "measure_id", "text"),
    "learning_rows": Shape(Learning, *SOURCED, "measure_id", "kind", "text"),
    "unknown_rows": Shape(Unknown, *SOURCED, "measure_id", "field", "kind", "note"),
}
# What a detail row points at beside its source, and where in `Pointed` that is.
OTHERS: dict[type[Model], tuple[tuple[str, str], ...]] = {
    SchemeLink: (("scheme", "schemes"),),
    Partner: (("organisation", "organisations"),),
    MethodUse: (("method", "terms"),),
}
ANSWER = Shape(Answer, *SOURCED, "answers_id", "question", "value", "unknown", "unknown_note")
RELATION = Shape(Relation, *SOURCED, "measure_id", "to_id", "kind", "to_text", "note", "order")
PLACE = Shape(Municipality, "id", "number", "name", "county_id")
COUNTY = Shape(County, "id", "number", "name")
DISTRICT = Shape(CityDistrict, "id", "number", "name")
ANSWER_SET = Shape(AnswerSet, "id", "version_id")


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

    @cached_property
    def questions(self) -> dict[str, Mapping[str, str]]:
        """The headings of the form answered, in its order: key → language → words; none without a form."""
        answers = self.measure.answers
        return {one.key: one.label for one in answers.version.content.questions()} if answers else {}


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
    """Published measures whole, in the order asked for; those not there are left out. Two queries."""
    by_id = {row["public_id"]: row for row in _MEASURES.read(public_ids=public_ids)}
    rows = [by_id[public_id] for public_id in dict.fromkeys(public_ids) if public_id in by_id]
    if not rows:
        return []
    pointed = Pointed.of(part for row in rows for part in _parts(row))
    return [_whole(row, pointed) for row in rows]


def _parts(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The measure's row and every row in it."""
    yield row
    for name in (*DETAILS, "answer_rows", "relation_rows", "relation_in_rows"):
        yield from row[name]


def _measures() -> QuerySet:
    details = {name: _details(shape) for name, shape in DETAILS.items()}
    return (
        published()
        .filter(AnyOf(F("public_id"), Slot("public_ids")))
        .values_list(
            MEASURE.json(
                **details,
                version_id="answers__version_id",
                term_ids=_linked(Measure.categories.through, "term_id"),
                answer_rows=_answers(),
                municipality_rows=_places(),
                district_rows=_districts(),
                relation_rows=_relations("to", Q(to=None) | Q(to__state=State.PUBLISHED), measure="pk"),
                relation_in_rows=_relations("measure", Q(measure__state=State.PUBLISHED), to="pk"),
            )
        )
    )


_MEASURES = Kept(_measures)


def _details(shape: Shape) -> ArraySubquery:
    """The measure's rows of a model, each a JSON object (a target group with its term ids)."""
    more = {}
    if shape.model is TargetGroup:
        through = TargetGroup.terms.through.objects.filter(targetgroup_id=OuterRef("pk")).order_by("pk")
        more["term_ids"] = ArraySubquery(through.values("term_id"))
    rows = shape.model._default_manager.filter(measure=OuterRef("pk")).order_by("order", "pk")
    return ArraySubquery(rows.values(row=shape.json(**more)))


def _linked(through: type[Model], column: str) -> ArraySubquery:
    return ArraySubquery(
        through._default_manager.filter(measure_id=OuterRef("pk")).order_by("pk").values(column)
    )


def _answers() -> ArraySubquery:
    rows = Answer.objects.filter(answers_id=OuterRef("answers_id")).order_by("pk")
    return ArraySubquery(rows.values(row=ANSWER.json()))


def _places() -> ArraySubquery:
    link = Measure.municipalities.through.objects.filter(measure_id=OuterRef("pk")).order_by(
        "municipality__number"
    )
    county = COUNTY.json("municipality__county__")
    return ArraySubquery(link.values(row=PLACE.json("municipality__", county=county)))


def _districts() -> ArraySubquery:
    link = Measure.districts.through.objects.filter(measure_id=OuterRef("pk")).order_by(
        "citydistrict__number"
    )
    return ArraySubquery(link.values(row=DISTRICT.json("citydistrict__")))


def _relations(other: str, shown: Q, **end: str) -> ArraySubquery:
    """Relations with this measure at one `end`, and the `other` one named; one to or from a draft is not shown."""
    own = {name: OuterRef(column) for name, column in end.items()}
    rows = Relation.objects.filter(shown, **own).order_by("measure__title", "order", "pk")
    return ArraySubquery(rows.values(row=RELATION.json(other=JSONObject(**NAMED.fields(f"{other}__")))))


def _whole(row: Mapping[str, Any], pointed: Pointed) -> Whole:
    measure = _measure(row, pointed)
    read = {
        name: [_detail(shape, one, measure, pointed) for one in row[name]] for name, shape in DETAILS.items()
    }
    answers = [ANSWER.of(one, source=pointed.source(one)) for one in row["answer_rows"]]
    return Whole(
        measure=measure,
        schemes=read["scheme_rows"],
        partners=read["partner_rows"],
        groups=read["group_rows"],
        group_terms={one["id"]: pointed.terms_of(one) for one in row["group_rows"]},
        laws=read["law_rows"],
        methods=read["method_rows"],
        focus_areas=read["focus_rows"],
        learning=read["learning_rows"],
        unknowns=read["unknown_rows"],
        answers={answer.question: answer for answer in answers},
        categories=pointed.terms_of(row),
        municipalities=[PLACE.of(one, county=COUNTY.of(one["county"])) for one in row["municipality_rows"]],
        districts=[DISTRICT.of(one) for one in row["district_rows"]],
        relations=[
            RELATION.of(one, source=pointed.source(one), measure=measure, to=_named(one))
            for one in row["relation_rows"]
        ],
        relations_in=[
            RELATION.of(one, source=pointed.source(one), measure=_named(one), to=measure)
            for one in row["relation_in_rows"]
        ],
    )


def _named(row: Mapping[str, Any]) -> Measure | None:
    return NAMED.of(row["other"]) if row["other"]["id"] else None


def _measure(row: Mapping[str, Any], pointed: Pointed) -> Measure:
    answers = None
    if row["answers_id"]:
        version = pointed.versions[row["version_id"]]
        answers = ANSWER_SET.of({"id": row["answers_id"], "version_id": row["version_id"]}, version=version)
    return MEASURE.of(
        row,
        source=pointed.source(row),
        kind=pointed.terms[row["kind_id"]],
        phase=pointed.terms.get(row["phase_id"]),
        owner=pointed.organisations.get(row["owner_id"]),
        grant_recipient=pointed.organisations.get(row["grant_recipient_id"]),
        answers=answers,
    )


def _detail(shape: Shape, row: Mapping[str, Any], measure: Measure, pointed: Pointed) -> Any:
    others = {name: getattr(pointed, where)[row[f"{name}_id"]] for name, where in OTHERS.get(shape.model, ())}
    return shape.of(row, measure=measure, source=pointed.source(row), **others)
