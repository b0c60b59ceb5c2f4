"""A report to read: plan left, what was reported right, accounts with findings, how much it says.

What was handed in is read from its content, which nobody changes; a draft from what stands there now.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from lovende.forms.models import AnswerSet
from lovende.records.words import in_language
from lovende.reporting import reading
from lovende.reporting.accounting import FIELDS, AccountFinding, Books, Known
from lovende.reporting.models import Report
from lovende.reporting.reading import Row
from lovende.reporting.showing_account import Figure, Told, figures_of, told


@dataclass(frozen=True)
class Said:
    """A question with what was answered, in words; "" for no answer."""

    row: Row
    label: str
    words: str
    is_lost: bool = False


@dataclass(frozen=True)
class Complete:
    """How much the report says: of `needed` answers `answered` say something; `gaps` are question → why not."""

    needed: int
    answered: int
    is_near_blank: bool
    gaps: list[tuple[str, str]]


@dataclass(frozen=True)
class Shown:
    """Everything a page that shows a report needs."""

    sections: list[tuple[str, list[Said]]]
    ratings: list[tuple[str, list[Said]]]
    figures: list[Figure]
    account_note: str
    findings: list[Told]
    complete: Complete | None
    note: str
    sha256: str


def shown(report: Report, content: Mapping[str, Any] | None = None) -> Shown:
    """`content` as `reading.snapshot` makes it; by default what was handed in. Historic reports have little."""
    content = content if content is not None else report.content or {}
    answers = {row["question"]: row["value"] for row in content.get("answers", ())}
    books, findings = _books(report, content)
    sections = reading.rows_of(report, answers)
    return Shown(
        sections=[(in_language(section.title), [_said(row) for row in rows]) for section, rows in sections],
        ratings=_ratings(report, content),
        figures=figures_of(books, Known()),
        account_note=content.get("account_note", ""),
        findings=findings,
        complete=_complete(report, content),
        note=content.get("note", ""),
        sha256=report.sha256,
    )


def _said(row: Row) -> Said:
    question = row.question
    return Said(row, in_language(question.label), reading.in_words(question, row.value), question.is_lost)


def _ratings(report: Report, content: Mapping[str, Any]) -> list[tuple[str, list[Said]]]:
    kept = report.self_evaluation
    if kept is None:
        return []
    if "self_evaluation" in content:
        values = {row["question"]: row["value"] for row in content["self_evaluation"]}
    else:
        values = reading.answers_of(kept)
    return [
        (
            in_language(section.title),
            [_said(Row(question, values.get(question.key), (), "")) for question in section.questions],
        )
        for section in kept.version.content.sections
    ]


def _books(report: Report, content: Mapping[str, Any]) -> tuple[Books, list[Told]]:
    if "account" not in content:
        return reading.books_of(reading.account_of(report)), []
    account = content["account"]
    books = Books(*(None if account.get(name) is None else Decimal(account[name]) for name in FIELDS))
    rows = [
        AccountFinding(row["kind"], row["where"], Decimal(row["stated"]), Decimal(row["computed"]))
        for row in content.get("account_findings", ())
    ]
    return books, told(rows)


def _complete(report: Report, content: Mapping[str, Any]) -> Complete | None:
    found = content.get("completeness")
    if found is None:
        return None
    why = {
        "missing": _("ikke besvart"),
        "short": _("svært kort"),
        "says-nothing": _("sier ikke noe"),
        "copied": _("gjentar planen"),
    }
    labels = _labels(report.answers)
    gaps = [
        (labels.get(row["question"], row["question"]), why.get(row["kind"], row["kind"]))
        for row in found["gaps"]
    ]
    return Complete(found["needed"], found["answered"], found["near_blank"], gaps)


def _labels(answers: AnswerSet | None) -> dict[str, str]:
    if answers is None:
        return {}
    return {question.key: in_language(question.label) for question in answers.version.content.questions()}
