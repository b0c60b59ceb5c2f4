"""The budget as a table: kinds of cost by years, as typed or stored, with its sums."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lovende.applications.models import Application, BudgetLine


@dataclass(frozen=True)
class Cell:
    """One amount of the budget: the field's name, its value as typed or stored, what is wrong with it.

    `problem` is why it cannot be saved, `broken` which of the call's rules it breaks as it is saved.
    """

    name: str
    year: int
    value: str
    problem: str
    broken: str = ""


@dataclass(frozen=True)
class BudgetRow:
    kind: str
    label: str
    cells: list[Cell]
    note: Cell
    is_own: bool


def budget_years(application: Application, lines: Iterable[BudgetLine]) -> list[int]:
    """The years applied for, and any that a line stands in; the call's year when none is chosen yet."""
    return sorted({*application.years, *(line.year for line in lines)}) or [application.call.year]


def budget_table(
    years: list[int],
    lines: Iterable[BudgetLine],
    typed: Mapping[str, Any],
    problems: Mapping[str, str],
    broken: Mapping[str, str],
) -> list[BudgetRow]:
    """Kinds × years. What was typed stands as it was typed; what is stored as Norwegians write it."""
    lines = list(lines)
    stored = {f"{line.kind}-{line.year}": amount_typed(line.amount) for line in lines}
    stored |= {f"{line.kind}-note": line.note for line in lines if line.note}

    def cell(name: str, year: int = 0) -> Cell:
        value = str(typed.get(name, stored.get(name, "")))
        return Cell(name, year, value, problems.get(name, ""), broken.get(name, ""))

    return [
        BudgetRow(
            kind=kind,
            label=str(label),
            cells=[cell(f"{kind}-{year}", year) for year in years],
            note=cell(f"{kind}-note"),
            is_own=kind == BudgetLine.Kind.OWN,
        )
        for kind, label in BudgetLine.Kind.choices
    ]


def amount_typed(amount: Decimal) -> str:
    """An amount as it would be typed: «610 000», «610 000,50».

    >>> amount_typed(Decimal("610000.50"))
    '610 000,50'
    """
    text = f"{amount:,.2f}".replace(",", " ").replace(".", ",")
    return text.removesuffix(",00")


@dataclass(frozen=True)
class Sums:
    """Kroner applied for and put in by the applicant, by year and in all."""

    years: list[tuple[int, Decimal, Decimal]]
    applied: Decimal
    own: Decimal


def sums_of(years: Iterable[int], lines: Iterable[BudgetLine]) -> Sums:
    applied: dict[int, Decimal] = defaultdict(Decimal)
    own: dict[int, Decimal] = defaultdict(Decimal)
    for line in lines:
        (own if line.kind == BudgetLine.Kind.OWN else applied)[line.year] += line.amount
    rows = [(year, applied[year], own[year]) for year in years]
    return Sums(rows, sum(applied.values(), Decimal()), sum(own.values(), Decimal()))
