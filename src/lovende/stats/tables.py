"""Cross tables as printed (*krysstabeller*): reading them, holding cells against totals, finding the misprint."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

MOST_CELLS = 10_000
MOST_IN_CELL = 1_000_000_000
_WHOLE = re.compile(r"[0-9]+|[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+")


class TableError(ValueError):
    """A table that cannot be read as counts: what is wrong, where, how to mend it. English."""


@dataclass(frozen=True)
class Finding:
    """A total that does not hold. `kind`: row, column, total, row-totals or column-totals; places are 0-based."""

    kind: str
    where: str
    message: str


@dataclass(frozen=True)
class Repair:
    """A single cell (0-based) that, with `fits` in the place of `printed`, makes every total hold."""

    row: int
    col: int
    printed: int
    fits: int


@dataclass(frozen=True)
class TotalRepair:
    """A single printed total that makes everything hold. `kind`: row, column or total; `index` None for total."""

    kind: str
    index: int | None
    printed: int
    fits: int


@dataclass(frozen=True)
class TableCheck:
    """`consistent` is None when no total was given: there was nothing to hold the cells against."""

    consistent: bool | None
    findings: tuple[Finding, ...]
    repairs: tuple[Repair, ...]
    total_repairs: tuple[TotalRepair, ...]


@dataclass(frozen=True)
class _Printed:
    cells: tuple[tuple[int, ...], ...]
    rows: tuple[int, ...] | None
    columns: tuple[int, ...] | None
    total: int | None

    def findings(self) -> tuple[Finding, ...]:
        found = [
            *_unequal("row", [sum(row) for row in self.cells], self.rows),
            *_unequal("column", [sum(column) for column in zip(*self.cells, strict=True)], self.columns),
        ]
        if self.total is None:
            if self.rows is not None and self.columns is not None and sum(self.rows) != sum(self.columns):
                message = (
                    f"the row totals add up to {sum(self.rows)}, the column totals to {sum(self.columns)}"
                )
                found.append(Finding("row-totals", "row totals and column totals", message))
            return tuple(found)
        sums = {
            "total": ("the cells", sum(map(sum, self.cells))),
            "row-totals": ("the row totals", None if self.rows is None else sum(self.rows)),
            "column-totals": ("the column totals", None if self.columns is None else sum(self.columns)),
        }
        for kind, (what, value) in sums.items():
            if value is not None and value != self.total:
                found.append(Finding(kind, "total", f"{what} add up to {value}, printed total {self.total}"))
        return tuple(found)


def check_table(
    cells: Sequence[Sequence[int]],
    row_totals: Sequence[int] | None = None,
    col_totals: Sequence[int] | None = None,
    total: int | None = None,
) -> TableCheck:
    """Hold a table of counts against the totals given, and name what single misprint would explain what is wrong.

    A repair is one cell, or one total, whose change makes every total hold; several when the totals given leave a
    choice, none when one change is not enough. Raises TableError naming the cell when the counts are no counts, the
    rows differ in length, or there are not as many totals as rows or columns.
    """
    printed = _Printed(
        cells=tuple(tuple(row) for row in cells),
        rows=None if row_totals is None else tuple(row_totals),
        columns=None if col_totals is None else tuple(col_totals),
        total=total,
    )
    _checked(printed)
    if row_totals is None and col_totals is None and total is None:
        return TableCheck(None, (), (), ())
    findings = printed.findings()
    if not findings:
        return TableCheck(True, (), (), ())
    return TableCheck(False, findings, _cell_repairs(printed), _total_repairs(printed))


def _unequal(kind: str, sums: Sequence[int], totals: tuple[int, ...] | None) -> list[Finding]:
    return [
        Finding(kind, f"{kind} {place}", f"the cells add up to {found}, printed total {said}")
        for place, (found, said) in enumerate(zip(sums, totals or sums, strict=True))
        if found != said
    ]


def _cell_repairs(printed: _Printed) -> tuple[Repair, ...]:
    rows = _suspects([sum(row) for row in printed.cells], printed.rows)
    columns = _suspects([sum(column) for column in zip(*printed.cells, strict=True)], printed.columns)
    whole = None if printed.total is None else printed.total - sum(map(sum, printed.cells))
    found = []
    for row, in_row in rows.items():
        for column, in_column in columns.items():
            # one cell explains it all only where its row, its column and the whole miss the same
            gaps = {gap for gap in (in_row, in_column, whole) if gap is not None}
            cell = printed.cells[row][column]
            if len(gaps) == 1 and cell + (gap := gaps.pop()) >= 0:
                found.append(Repair(row, column, cell, cell + gap))
    return tuple(found)


def _suspects(sums: Sequence[int], totals: tuple[int, ...] | None) -> dict[int, int | None]:
    """Rows (or columns) where a single wrong cell can be, with what is missing there; None where nobody says."""
    if totals is None:
        return dict.fromkeys(range(len(sums)))
    wrong = {
        place: said - found
        for place, (found, said) in enumerate(zip(sums, totals, strict=True))
        if found != said
    }
    return dict(wrong) if len(wrong) == 1 else {}


def _total_repairs(printed: _Printed) -> tuple[TotalRepair, ...]:
    found = []
    for place, line in enumerate(printed.cells):
        if printed.rows is not None and printed.rows[place] != sum(line):
            mended = replace(printed, rows=_with(printed.rows, place, sum(line)))
            found.append((mended, TotalRepair("row", place, printed.rows[place], sum(line))))
    for place, line in enumerate(zip(*printed.cells, strict=True)):
        if printed.columns is not None and printed.columns[place] != sum(line):
            mended = replace(printed, columns=_with(printed.columns, place, sum(line)))
            found.append((mended, TotalRepair("column", place, printed.columns[place], sum(line))))
    if printed.total is not None:
        whole = sum(map(sum, printed.cells))
        found.append((replace(printed, total=whole), TotalRepair("total", None, printed.total, whole)))
    return tuple(repair for mended, repair in found if not mended.findings())


def _with(totals: tuple[int, ...], place: int, value: int) -> tuple[int, ...]:
    return (*totals[:place], value, *totals[place + 1 :])


def _checked(printed: _Printed) -> None:
    width = len(printed.cells[0]) if printed.cells else 0
    if not width or width * len(printed.cells) > MOST_CELLS:
        raise TableError(f"the table has no cells, or more than {MOST_CELLS}: write it as «129,9;9,5»")
    for row, line in enumerate(printed.cells):
        if len(line) != width:
            raise TableError(
                f"row {row} has {len(line)} cells, row 0 has {width}: give each row as many; a comma stands between "
                "cells, a semicolon between rows"
            )
        for column, cell in enumerate(line):
            _count(cell, f"cell ({row}, {column})")
    for name, totals, number in (
        ("row", printed.rows, len(printed.cells)),
        ("column", printed.columns, width),
        ("whole", None if printed.total is None else (printed.total,), 1),
    ):
        if totals is not None and len(totals) != number:
            raise TableError(f"{len(totals)} {name} totals for {number} {name}s: give one for each")
        for place, said in enumerate(totals or ()):
            _count(said, f"{name} total {place}")


def _count(value: int, where: str) -> None:
    if isinstance(value, bool) or value != int(value) or not 0 <= value <= MOST_IN_CELL:
        raise TableError(f"{where} is {value}: give a whole number from 0 to {MOST_IN_CELL}")


def read_table(printed: str) -> tuple[tuple[int, ...], ...]:
    """The cells of «34,20;20,107»: commas between cells, semicolons (or line ends) between rows; «1 036» is 1036.

    Raises TableError naming the cell that is no whole number.
    """
    rows = [row for row in re.split(r"[;\n]", printed.strip().rstrip(";")) if row.strip() or ";" in printed]
    return tuple(
        tuple(read_count(cell, f"cell ({row}, {column})") for column, cell in enumerate(line.split(",")))
        for row, line in enumerate(rows)
    )


def read_totals(printed: str, name: str) -> tuple[int, ...]:
    """The numbers of «133,14». Raises TableError naming the one that is no whole number."""
    return tuple(read_count(one, f"{name} {place}") for place, one in enumerate(printed.split(",")))


def read_count(printed: str, where: str) -> int:
    """The whole number `printed` («1 036» is 1036). Raises TableError that names `where`."""
    text = printed.strip()
    if _WHOLE.fullmatch(text) and len(text) <= 20:
        return int(re.sub(r"[ \u00a0\u202f]", "", text))
    if not text:
        why = "is empty: write 0 where nothing was counted"
    elif re.fullmatch(r"[-−][0-9 .]+", text):
        why = f"is negative ({text}): a count is 0 or more"
    elif re.fullmatch(r"[0-9 ]*\.[0-9]+", text):
        why = f"is no whole number ({text}): give counts, without a decimal sign or points between thousands"
    else:
        why = f"is {text!r}: give a whole number, without headings or names"
    raise TableError(f"{where} {why}")


def document(found: TableCheck) -> dict[str, Any]:
    """What `lovende stats table --json` prints."""
    note = (
        "no totals were given: there is nothing to hold the cells against"
        if found.consistent is None
        else None
    )
    return {
        "consistent": found.consistent,
        "findings": [asdict(one) for one in found.findings],
        "repairs": [asdict(one) for one in found.repairs],
        "total_repairs": [asdict(one) for one in found.total_repairs],
        "note": note,
    }


def text(document: dict[str, Any]) -> str:
    """For people: what does not add up, and what would mend it."""
    if document["note"]:
        return str(document["note"])
    if document["consistent"]:
        return "consistent: every total holds"
    lines = [f"{one['where']}: {one['message']}" for one in document["findings"]]
    for one in document["repairs"]:
        lines.append(
            f"→ cell ({one['row']}, {one['col']}), printed {one['printed']}: {one['fits']} fits every total"
        )
    for one in document["total_repairs"]:
        where = one["kind"] if one["index"] is None else f"{one['kind']} total {one['index']}"
        lines.append(f"→ {where}, printed {one['printed']}: {one['fits']} fits every cell")
    if not document["repairs"] and not document["total_repairs"]:
        lines.append("no single cell or total explains it: look for more than one misprint")
    return "\n".join(lines)
