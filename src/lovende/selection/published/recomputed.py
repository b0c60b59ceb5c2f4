"""The tables of a published round, worked out anew from what is printed (lovende.stats). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from lovende import stats
from lovende.selection.printed import MEASURES, AgreementTable, CrossTable, Printed
from lovende.stats.tables import Repair, TableCheck, check_table

Cells = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Held:
    """A cross table held against its own totals. `cells` are as printed, or with the one cell that makes it hold."""

    table: CrossTable
    check: TableCheck
    cells: Cells

    @property
    def repair(self) -> Repair | None:
        """The only single cell that explains what is wrong, if there is one and no total explains it as well."""
        alone = len(self.check.repairs) == 1 and not self.check.total_repairs
        return self.check.repairs[0] if alone else None

    @property
    def both_out(self) -> int:
        return self.cells[0][0]

    @property
    def split(self) -> tuple[int, int]:
        return self.cells[0][1], self.cells[1][0]

    @property
    def both_in(self) -> int:
        return self.cells[1][1]


@dataclass(frozen=True)
class Line:
    """A measure as printed and as computed, written with the decimals of the printed one. None is undefined."""

    measure: str
    printed: str
    computed: str | None

    @property
    def agrees(self) -> bool:
        return self.printed == self.computed


@dataclass(frozen=True)
class Recomputed:
    """An agreement table beside what its cross table gives.

    `lines` are of `held.cells`; `of_misprint` of the cells as printed where those do not add up, else None.
    `one_sided` is whether the printed p is one-sided; None where both sides round to the same.
    """

    table: AgreementTable
    held: Held
    agreement: stats.agreement.Agreement
    lines: tuple[Line, ...]
    of_misprint: tuple[Line, ...] | None
    one_sided: bool | None

    @property
    def agrees(self) -> bool:
        return all(line.agrees for line in self.lines)

    @property
    def is_symmetric(self) -> bool:
        """As many one way as the other: then Cohen's kappa is Scott's pi, whoever of two was called the first."""
        one, other = self.held.split
        return one == other


def held(table: CrossTable) -> Held:
    """The table, checked; where one cell explains it all, with that cell as it must be."""
    check = check_table(table.cells, table.row_totals, table.col_totals, table.total)
    found = Held(table, check, table.cells)
    repair = found.repair
    return found if repair is None else Held(table, check, _with(table.cells, repair))


def recomputed(printed: Printed) -> tuple[Recomputed, ...]:
    """Every agreement table of the round, in the source's order."""
    return tuple(_recomputed(printed, row) for row in printed.agreement)


def _recomputed(printed: Printed, row: AgreementTable) -> Recomputed:
    of = held(printed.table(row.of))
    agreement = _agreement(of.cells)
    misprint = None if of.cells == of.table.cells else _lines(row, _agreement(of.table.cells))
    return Recomputed(row, of, agreement, _lines(row, agreement), misprint, _one_sided(row, agreement))


def _with(cells: Cells, repair: Repair) -> Cells:
    return tuple(
        tuple(
            repair.fits if (row, column) == (repair.row, repair.col) else cell
            for column, cell in enumerate(line)
        )
        for row, line in enumerate(cells)
    )


@lru_cache(maxsize=64)
def _agreement(cells: Cells) -> stats.agreement.Agreement:
    """Kept, since its bootstrap is what takes time on a page."""
    return stats.agreement.agreement_of_table(cells)


def _lines(row: AgreementTable, found: stats.agreement.Agreement) -> tuple[Line, ...]:
    values = {
        "observed": found.observed,
        "expected": found.expected,
        "kappa": found.kappa,
        "z": found.z,
        "p": found.p_two_sided if _one_sided(row, found) is False else found.p_one_sided,
    }
    return tuple(Line(name, row.printed[name], written(values[name], row.printed[name])) for name in MEASURES)


def _one_sided(row: AgreementTable, found: stats.agreement.Agreement) -> bool | None:
    one, two = (
        written(value, row.printed["p"]) == row.printed["p"]
        for value in (found.p_one_sided, found.p_two_sided)
    )
    return None if one == two else one


def written(value: float | None, like: str) -> str | None:
    """`value` with the decimals of `like`, as a percentage or without the leading nought where `like` is so.

    >>> written(0.779006, "77.90%"), written(0.000224, ".0002"), written(6.3521, "6.35")
    ('77.90%', '.0002', '6.35')
    """
    if value is None:
        return None
    share = like.endswith("%")
    decimals = len(like.rstrip("%").partition(".")[2])
    text = f"{value * 100 if share else value:.{decimals}f}"
    if like.startswith(".") and text.startswith("0."):
        text = text[1:]
    return f"{text}%" if share else text
