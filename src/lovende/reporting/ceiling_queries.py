"""The self-evaluations that were handed in, counted: by question, year or county, one aggregate a view.

A report that was sent back is being written on, so it is not counted; nor is a draft.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from lovende.forms.definition import Question
from lovende.forms.models import IRRELEVANT, Answer, AnswerSet, FormVersion
from lovende.people.models import County
from lovende.records.words import in_language
from lovende.reporting.ceiling import Spread
from lovende.reporting.generated import organisation
from lovende.reporting.models import Report

COUNTED = (Report.State.SUBMITTED, Report.State.APPROVED)
FORMS = ("self-evaluation", "self-evaluation-revised")
QUESTION, YEAR, COUNTY = "sporsmal", "aar", "fylke"
GROUPS = {
    QUESTION: "question",
    YEAR: "answers__self_evaluation_of__year",
    COUNTY: "answers__self_evaluation_of__municipality__county",
}


@dataclass(frozen=True)
class Asked:
    """What the page is asked for; the address says it. What makes no sense there is left out."""

    form: str = ""
    by: str = QUESTION
    question: str = ""
    year: int | None = None
    county: int | None = None

    @classmethod
    def of(cls, params: Mapping[str, str]) -> "Asked":
        by = params.get("etter", QUESTION)
        return cls(
            form=params.get("skjema", "")[:80],
            by=by if by in GROUPS else QUESTION,
            question=params.get("sporsmal", "")[:60],
            year=_number(params.get("aar", "")),
            county=_number(params.get("fylke", "")),
        )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else None


def versions() -> list[FormVersion]:
    """The forms that can have answers, today's first. Answers to different versions are never put together."""
    rows = FormVersion.objects.filter(form__key__in=FORMS, published_at__isnull=False).select_related("form")
    return sorted(rows, key=lambda row: (FORMS.index(row.form.key), -row.number))


def name_of(version: FormVersion) -> str:
    return f"{version.form.key}-{version.number}"


@dataclass
class Reports:
    """How many reports there are, and of what. `evaluated` have a self-evaluation, by year and by county."""

    all: int = 0
    generated: int = 0
    evaluated: int = 0
    schemes: set[int] = field(default_factory=set)
    by_year: dict[Any, int] = field(default_factory=lambda: defaultdict(int))
    by_county: dict[Any, int] = field(default_factory=lambda: defaultdict(int))


class Ceiling:
    """One view of one form. Asks the database for the reports, then for the answers, once each."""

    def __init__(self, asked: Asked) -> None:
        self.versions = versions()
        self.version = next((row for row in self.versions if name_of(row) == asked.form), self._first())
        self.questions = [row for row in self._all_questions() if row.kind == "scale"]
        scale = next((row for row in self.questions if not row.is_lost), None)
        self.low, self.high = (scale.low or 0, scale.high or 0) if scale else (0, 0)
        known = {row.key for row in self.questions if not row.is_lost}
        self.question = asked.question if asked.question in known and asked.by != QUESTION else ""
        self.by, self.year, self.county = asked.by, asked.year, asked.county

    def _first(self) -> FormVersion | None:
        return self.versions[0] if self.versions else None

    def _all_questions(self) -> list[Question]:
        return list(self.version.content.questions()) if self.version else []

    @property
    def points(self) -> list[int]:
        return list(range(self.low, self.high + 1)) if self.high else []

    @cached_property
    def _facets(self) -> list[dict[str, Any]]:
        """Reports handed in, by year and county, whatever the page is narrowed to: its choices are of these."""
        rows = Report.objects.filter(state__in=COUNTED)
        mine = Q(self_evaluation__version=self.version)
        return list(
            rows.values("year", "municipality__county", "call__scheme")
            .annotate(
                all=Count("pk", filter=mine | Q(self_evaluation__isnull=True)),
                evaluated=Count("pk", filter=mine),
                generated=Count("pk", filter=mine & Q(organisation=organisation() or 0)),
            )
            .order_by()
        )

    @cached_property
    def years(self) -> list[int]:
        return sorted({row["year"] for row in self._facets if row["all"]}, reverse=True)

    @cached_property
    def counties(self) -> list[County]:
        keys = {row["municipality__county"] for row in self._facets if row["all"]}
        return list(County.objects.filter(pk__in=keys - {None}).order_by("name", "valid_from"))

    @cached_property
    def reports(self) -> Reports:
        """The reports the page is narrowed to."""
        found = Reports()
        for row in self._facets:
            if self.year not in (None, row["year"]):
                continue
            if self.county not in (None, row["municipality__county"]):
                continue
            found.all += row["all"]
            found.evaluated += row["evaluated"]
            found.generated += row["generated"]
            found.by_year[row["year"]] += row["evaluated"]
            found.by_county[row["municipality__county"]] += row["evaluated"]
            found.schemes |= {row["call__scheme"]} if row["evaluated"] else set()
        return found

    def counted(self) -> dict[Any, dict[Any, int]]:
        """Group → point → answers: one aggregate. The point None is answered with «not stated»."""
        report: dict[str, Any] = {"state__in": COUNTED}
        if self.year is not None:
            report["year"] = self.year
        if self.county is not None:
            report["municipality__county"] = self.county
        handed_in = {f"self_evaluation_of__{name}": value for name, value in report.items()}
        sets = AnswerSet.objects.filter(version=self.version, **handed_in)
        if self.by == QUESTION:  # in one list: joined to sets and to reports, each answer is looked up twice
            rows = Answer.objects.filter(answers__in=sets)
        else:
            joined = {f"answers__{name}": value for name, value in handed_in.items()}
            rows = Answer.objects.filter(answers__version=self.version, **joined)
        if self.question:
            rows = rows.filter(question=self.question)
        group = GROUPS[self.by]
        found: dict[Any, dict[Any, int]] = defaultdict(dict)
        for one in rows.values(group, "point").annotate(n=Count("pk")).order_by():
            found[one[group]][one["point"]] = one["n"]
        return found

    @cached_property
    def spreads(self) -> list[Spread]:
        """A row a question in the form's order, or a year, or a county; lost questions have a row that says so."""
        counted = self.counted()
        if self.by == QUESTION:
            sets = self.reports.evaluated
            return [self._question(row, counted.get(row.key, {}), sets) for row in self.questions]
        each = 1 if self.question else sum(1 for row in self.questions if not row.is_lost)
        if self.by == YEAR:
            years = sorted((year for year, sets in self.reports.by_year.items() if sets), reverse=True)
            sets_of = self.reports.by_year
            return [self._spread(str(y), str(y), counted.get(y, {}), sets_of[y] * each) for y in years]
        sets_of = self.reports.by_county
        rows = [
            self._spread(
                row.number, _county(row, self.counties), counted.get(row.pk, {}), sets_of[row.pk] * each
            )
            for row in self.counties
            if sets_of.get(row.pk)
        ]
        if sets_of.get(None):
            rows.append(
                self._spread("", _("Fylke ikke oppgitt"), counted.get(None, {}), sets_of[None] * each)
            )
        return rows

    def _question(self, question: Question, values: Mapping[Any, int], sets: int) -> Spread:
        label = in_language(question.label)
        if question.is_lost:
            none = (0,) * len(self.points)
            return Spread(question.key, label, self.low, none, is_lost=True)
        return self._spread(question.key, label, values, sets)

    def _spread(self, key: str, label: str, values: Mapping[Any, int], asked: int) -> Spread:
        """`asked`: how many answers there would be if all had answered."""
        counts = tuple(values.get(point, 0) for point in self.points)
        irrelevant = values.get(IRRELEVANT, 0)
        unknown = max(asked - sum(counts) - irrelevant, 0)
        return Spread(key, label, self.low, counts, irrelevant, unknown)

    def point_label(self, point: int) -> str:
        """«3 – Ja, i stor grad»; the number alone where the form gives the point no name."""
        scale = next((row for row in self.questions if not row.is_lost), None)
        named = {row["value"]: row["label"] for row in scale.choices} if scale else {}
        return f"{point} – {in_language(named[point])}" if point in named else str(point)


def _county(row: County, all_of_them: list[County]) -> str:
    """The name; with its number where two counties of different times share it."""
    twins = [other for other in all_of_them if other.name == row.name]
    return f"{row.name} ({row.number})" if len(twins) > 1 else row.name
