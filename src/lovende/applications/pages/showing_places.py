"""What is missing and what the call's rules find, each with the place where it is put right."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lovende.applications import queries
from lovende.applications.models import BudgetLine
from lovende.applications.pages.showing import BUDGET, FACTS, Desk, in_words
from lovende.records.words import in_language
from lovende.schemes.ruleset import ERROR, Finding


@dataclass(frozen=True)
class Place:
    """Something to put right, with the address of where that is done. `is_error`: it holds sending back.

    `cell` is the field of the budget cell that it is about, "" for anything else; `brief` what there is room for
    there.
    """

    label: str
    told: str
    address: str
    is_error: bool = True
    cell: str = ""
    brief: str = ""


@dataclass(frozen=True)
class Read:
    """One answer as it is read; "" for none."""

    label: str
    text: str


def reading(desk: Desk) -> list[tuple[str, list[Read]]]:
    """(title, answers) of each section, as the case officer will read it."""
    return [
        (
            in_language(section.title),
            [
                Read(in_language(row.label), in_words(row, desk.answers.get(row.key)))
                for row in desk.asked(section)
            ],
        )
        for section in desk.sections
    ]


BUDGET_KEY = "budget"
FACT_KEYS = {
    "years": gettext_lazy("År"),
    "positions": gettext_lazy("Stillinger"),
    "participants": gettext_lazy("Deltakere"),
    "replicates": gettext_lazy("Hvilket tiltak"),
    "area": gettext_lazy("Tematisk område"),
    "title": gettext_lazy("Tittel"),
}


def place_of(desk: Desk, where: str) -> tuple[str, str]:
    """(label, address) of the field, question or budget cell that `where` names."""
    base = reverse("applications:application", args=[desk.application.public_id])
    for section in desk.definition.sections:
        for question in section.questions:
            if question.key == where:
                return in_language(question.label), f"{base}?del={section.key}#a-{where}"
    if where in FACT_KEYS:
        return str(FACT_KEYS[where]), f"{base}?del={FACTS}#f-{where}"
    if where == "sign_off":
        return _("Godkjenning"), reverse(
            "applications:review", args=[desk.application.public_id]
        ) + "#godkjenning"
    return _("Budsjett"), f"{base}?del={BUDGET}#{budget_anchor(where)}"


def cell_of(where: str) -> str:
    """«budget.2026.salaries» → the cell's field, «salaries-2026»; "" for anything else."""
    parts = where.split(".")
    return f"{parts[2]}-{parts[1]}" if len(parts) == 3 and parts[2] in BudgetLine.Kind.values else ""


def budget_anchor(where: str) -> str:
    """The id of the cell that `where` names; the table's for anything else."""
    cell = cell_of(where)
    return f"b-{cell}" if cell else "budsjett"


def broken_cells(found: Iterable[Place]) -> dict[str, str]:
    """Budget cell's field → the rules it breaks, in words."""
    told: dict[str, str] = {}
    for row in found:
        if row.cell and row.is_error:
            told[row.cell] = f"{told.get(row.cell, '')} {row.brief}".strip()
    return told


def placed(desk: Desk, findings: Iterable[Finding]) -> list[Place]:
    """What the call's rules say, each with where it is put right."""
    rows = []
    for row in findings:
        label, address = place_of(desk, row.where)
        told = f"{row.message} {row.remedy}".strip()
        rows.append(Place(label, told, address, row.level == ERROR, cell_of(row.where), row.message))
    return rows


def missing_places(desk: Desk) -> list[Place]:
    """What has to be there before the application can be handed in, each with where; "" told for a missing answer."""
    rows = []
    for where, told in desk.missing.items():
        label, address = place_of(desk, where)
        is_question = where not in FACT_KEYS and where != BUDGET_KEY
        rows.append(Place(label, "" if is_question and not desk.answers.get(where) else told, address))
    return rows


def findings_of(desk: Desk, part: str = "") -> list[Place]:
    """What the rules find: all of it, or what the facts (`om`) or the budget can mend."""
    rows = queries.findings(desk.application, desk.facts)
    if part == FACTS:
        rows = [row for row in rows if row.where in FACT_KEYS]
    elif part == BUDGET:
        rows = [
            row for row in rows if row.where.startswith("budget") or row.where in ("positions", "applied")
        ]
    return placed(desk, rows)
