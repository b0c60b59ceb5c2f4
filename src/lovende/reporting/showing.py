"""What the page for writing a report shows: its parts, each question with plan, last year's words and the answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from lovende.forms.definition import NOT_RELEVANT, Question, Section
from lovende.people.models import User
from lovende.records.words import in_language
from lovende.reporting import reading
from lovende.reporting.accounting import FIELDS, Books, Known
from lovende.reporting.models import Account, Report
from lovende.reporting.reading import Held, Row

TEXT, ACCOUNT, RATING = "rapport", "regnskap", "egenvurdering"


@dataclass(frozen=True)
class Part:
    """One part of the report in the list of contents; `missing` counts what is needed and not there."""

    key: str
    title: str
    address: str
    missing: int

    @property
    def is_done(self) -> bool:
        return not self.missing


@dataclass(frozen=True)
class Condition:
    """When a question is asked: only where another is answered so."""

    question: str
    values: str
    told: str


@dataclass
class Field:
    """One question on the page: what stands there, what the plan and last year's report said to it."""

    row: Row
    value: str
    address: str
    base: str
    problem: str = ""
    condition: Condition | None = None

    @property
    def question(self) -> Question:
        return self.row.question

    @property
    def key(self) -> str:
        return self.question.key

    @property
    def label(self) -> str:
        return in_language(self.question.label)

    @property
    def help(self) -> str:
        return in_language(self.question.help)

    @property
    def has_plan(self) -> bool:
        """Does the application ask for something that this question goes back to?"""
        return self.key in reading.PLANNED

    @property
    def lines(self) -> int:
        return min(14, max(4, (self.question.max_length or 1500) // 150))

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """(value, label, chosen) of a choice or a scale."""
        return [(value, label, self.value == value) for value, label in choices_of(self.question)]

    @property
    def ends(self) -> tuple[str, str] | None:
        """What the two ends of a scale of bare numbers are called."""
        question = self.question
        if question.kind != "scale" or len(question.choices) != 2:
            return None
        low, high = question.choices
        return in_language(low["label"]), in_language(high["label"])


def choices_of(question: Question) -> list[tuple[str, str]]:
    """(value, label) of a choice or a scale; a scale of bare numbers has the numbers for labels."""
    if question.kind == "choice":
        return [(str(row["value"]), in_language(row["label"])) for row in question.choices]
    if question.kind != "scale":
        return []
    named = {row["value"]: in_language(row["label"]) for row in question.choices}
    points = range(question.low or 0, (question.high or 0) + 1)
    whole = len(named) == len(points)
    found = [(str(point), f"{point} – {named[point]}" if whole else str(point)) for point in points]
    return [*found, (NOT_RELEVANT, _("Ikke relevant"))] if question.may_be_irrelevant else found


@dataclass
class Desk:
    """A report as those of the project work on it; everything is read once, and only what a page asks for."""

    report: Report
    user: User
    typed: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def held(self) -> Held:
        return reading.held(self.report)

    @property
    def account(self) -> Account:
        return self.held.account or Account(report=self.report)

    @property
    def books(self) -> Books:
        return self.held.books

    @cached_property
    def known(self) -> Known:
        return reading.known_of(self.report)

    @cached_property
    def missing(self) -> dict[str, str]:
        """{question or figure: what to do} of all that keeps the report from being handed in."""
        return reading.obstacles(self.report, self.held)

    @cached_property
    def sections(self) -> list[Section]:
        answers = self.report.answers
        return list(answers.version.content.sections) if answers is not None else []

    @cached_property
    def rating_sections(self) -> list[Section]:
        answers = self.report.self_evaluation
        return list(answers.version.content.sections) if answers is not None else []

    def sections_of(self, key: str) -> list[Section]:
        """The sections that the part shows."""
        if key == RATING:
            return self.rating_sections
        if self.report.kind == Report.Kind.STATUS:
            return self.sections if key == TEXT else []
        return [section for section in self.sections if section.key == key]

    @cached_property
    def parts(self) -> list[Part]:
        """A status report is one page and its accounts; a final report has a page for each section."""
        first = (
            [(TEXT, _("Rapporten"))]
            if self.report.kind == Report.Kind.STATUS
            else [(section.key, in_language(section.title)) for section in self.sections]
        )
        last = [(RATING, _("Egenvurdering"))] if self.rating_sections else []
        return [self._part(key, title) for key, title in [*first, (ACCOUNT, _("Regnskap")), *last]]

    def _part(self, key: str, title: str) -> Part:
        keys = (
            FIELDS if key == ACCOUNT else [one.key for row in self.sections_of(key) for one in row.questions]
        )
        address = f"{reverse('reporting:write', args=[self.report.public_id])}?del={key}"
        return Part(key, title, address, sum(1 for one in keys if one in self.missing))

    def part(self, key: str) -> Part:
        """The part, or the first one."""
        return next((part for part in self.parts if part.key == key), self.parts[0])

    def next_part(self, key: str) -> Part | None:
        keys = [part.key for part in self.parts]
        return self.parts[keys.index(key) + 1] if key in keys[:-1] else None

    def fields(self, key: str) -> list[tuple[str, list[Field]]]:
        """(title, questions) of the part's sections; those whose condition is not met too, with the condition."""
        if key == RATING:
            rows = [
                (one, [self._rated(question) for question in one.questions]) for one in self.rating_sections
            ]
        else:
            wanted = {section.key for section in self.sections_of(key)}
            whole = reading.rows_of(self.report, self.held.answers, with_conditional=True)
            rows = [(section, found) for section, found in whole if section.key in wanted]
        return [(in_language(section.title), [self._field(row) for row in found]) for section, found in rows]

    def _rated(self, question: Question) -> Row:
        return Row(question, self.held.ratings.get(question.key), (), "")

    def _field(self, row: Row) -> Field:
        key = row.question.key
        stored = "" if row.value is None else str(row.value)
        return Field(
            row=row,
            value=self.typed.get(key, stored),
            base=stored,
            address=reverse("reporting:save_answer", args=[self.report.public_id, key]),
            problem=self.problems.get(key, ""),
            condition=self._condition(row.question),
        )

    def _condition(self, question: Question) -> Condition | None:
        asked = question.condition
        if asked is None or self.report.answers is None:
            return None
        other = self.report.answers.version.content.question(asked.question)
        named = [f"«{in_language(row['label'])}»" for row in other.choices if row["value"] in asked.values]
        told = _("Svar bare hvis dere har svart %(answers)s på «%(question)s».") % {
            "answers": _(" eller ").join(named),
            "question": in_language(other.label),
        }
        return Condition(asked.question, " ".join(map(str, asked.values)), told)

    def questions_of(self, key: str) -> list[Question]:
        """What the part asks and can be answered."""
        return [one for row in self.sections_of(key) for one in row.questions if not one.is_lost]
