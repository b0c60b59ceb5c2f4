"""What a report prints of its own selection, read from plain JSON: funnel, tables, statements in the text. Pure.

Printed stays printed: nothing is corrected and nothing unknown is filled in. What follows from the numbers is worked
out beside them (`published.recomputed`, `published.findings`). The shape is in docs/reference-data.md, «Rounds».
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]
MEASURES = ("observed", "expected", "kappa", "z", "p")
OPINIONS = ("most", "several", "good")


class PrintedError(ValueError):
    """The printed round cannot be read; the message says where and what is wrong. English."""


@dataclass(frozen=True)
class Said:
    """The source says `value` of the quantity `of`, in the lines `lines`; `called` is what it says that it is.

    `beside` names a quantity that the text leaves it to the reader to reconcile this one with.
    """

    of: str
    value: int | str
    called: str
    lines: str
    beside: str = ""


@dataclass(frozen=True)
class Out:
    """Why candidates went out at a step; `number` is None where none is printed."""

    number: int | None
    why: str
    lines: str
    interviewed: bool


@dataclass(frozen=True)
class Step:
    """A step of the funnel: how many were `left` after it. `table` is the cross table that it was decided by."""

    key: str
    title: str
    left: int
    lines: str
    outs: tuple[Out, ...]
    table: str


@dataclass(frozen=True)
class CrossTable:
    """Two readings of each candidate, rows the first, columns the second, in the order out, in."""

    number: str
    title: str
    phase: str
    cells: tuple[tuple[int, ...], ...]
    row_totals: tuple[int, ...]
    col_totals: tuple[int, ...]
    total: int
    row_lines: tuple[str, ...]
    note: str
    lines: str


@dataclass(frozen=True)
class AgreementTable:
    """Agreement as printed of the cross table `of`: `printed` is text by measure; `word` what the text calls it."""

    number: str
    title: str
    of: str
    printed: Mapping[str, str]
    word: str
    word_note: str
    word_lines: str
    lines: str


@dataclass(frozen=True)
class Part:
    called: str
    number: int | None
    lines: str


@dataclass(frozen=True)
class Group:
    """A number with its parts, of which one at most is not printed."""

    key: str
    title: str
    unit: str
    total: int
    lines: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Method:
    """A chosen method: the measure's public id, and what the reference group thought of it."""

    measure: str
    reference_group: str
    lines: str


@dataclass(frozen=True)
class Printed:
    """A published round as it is printed. `rest` is what is shown as it stands and never reckoned with."""

    phases: tuple[str, ...]
    funnel: tuple[Step, ...]
    tables: tuple[CrossTable, ...]
    agreement: tuple[AgreementTable, ...]
    statements: tuple[Said, ...]
    groups: tuple[Group, ...]
    methods: tuple[Method, ...]
    picks: tuple[str, ...]
    offices_each: int
    picks_lines: str
    rest: Json

    @property
    def said(self) -> tuple[Said, ...]:
        """Everything the source says of a quantity: the funnel first, then the running text."""
        return (*_of_funnel(self.funnel), *self.statements)

    def table(self, number: str) -> CrossTable:
        return next(row for row in self.tables if row.number == number)


def read(printed: Json) -> Printed:
    """The round behind the JSON of `Round.printed`. Raises PrintedError naming the part that is wrong."""
    try:
        found = Printed(
            phases=tuple(row["key"] for row in printed["phases"]),
            funnel=tuple(_step(row) for row in printed["funnel"]),
            tables=tuple(_table(row) for row in printed["tables"]),
            agreement=tuple(_agreement(row) for row in printed["agreement"]),
            statements=tuple(_statement(row) for row in printed["statements"]),
            groups=tuple(_group(row) for row in printed["groups"]),
            methods=tuple(_method(row) for row in printed["methods"]),
            picks=tuple(printed["picks"]["measures"]),
            offices_each=_count(printed["picks"]["offices_each"], "picks.offices_each"),
            picks_lines=printed["picks"]["lines"],
            rest=printed,
        )
    except KeyError as missing:
        raise PrintedError(f"{missing.args[0]!r} is missing") from None
    except TypeError as strange:
        raise PrintedError(f"a part is of another kind than wanted: {strange}") from None
    _check_names(found)
    return found


def _check_names(found: Printed) -> None:
    """What is pointed at is there."""
    numbers = {row.number for row in found.tables}
    for where, pointed in (
        *((f"funnel {row.key}", row.table) for row in found.funnel if row.table),
        *((f"agreement {row.number}", row.of) for row in found.agreement),
    ):
        if pointed not in numbers:
            raise PrintedError(f"{where}: there is no table {pointed!r}")
    strange = set(found.picks) - {row.measure for row in found.methods}
    if strange:
        raise PrintedError(f"picks: {min(strange)!r} is none of the methods")


def _of_funnel(funnel: Sequence[Step]) -> list[Said]:
    """The numbers of the funnel as statements: what is left, and what went out where that is one number."""
    said = []
    for step in funnel:
        if len(step.outs) == 1 and step.outs[0].number is not None:
            out = step.outs[0]
            of = "both-out" if step.table else "out"
            said.append(Said(f"{step.key}.{of}", step.outs[0].number, out.why, out.lines))
        said.append(Said(f"{step.key}.left", step.left, step.title, step.lines))
    return said


def _count(value: Any, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise PrintedError(f"{where}: {value!r} is no count")
    return value


def _step(row: Json) -> Step:
    where = f"funnel {row['key']}"
    outs = tuple(
        Out(
            number=None if out["number"] is None else _count(out["number"], where),
            why=out["why"],
            lines=out["lines"],
            interviewed=out.get("interviewed", True),
        )
        for out in row.get("out") or ()
    )
    left = _count(row["left"], where)
    return Step(row["key"], row["title"], left, row["lines"], outs, row.get("table") or "")


def _table(row: Json) -> CrossTable:
    where = f"table {row['number']}"
    cells = tuple(tuple(_count(cell, where) for cell in line) for line in row["cells"])
    sizes = {len(line) for line in (*cells, row["row_totals"], row["col_totals"])}
    if sizes != {2} or len(cells) != 2 or len(row["row_lines"]) != 2:
        raise PrintedError(f"{where}: two rows of two cells are wanted, with their totals and lines")
    return CrossTable(
        number=row["number"],
        title=row["title"],
        phase=row["phase"],
        cells=cells,
        row_totals=tuple(_count(one, where) for one in row["row_totals"]),
        col_totals=tuple(_count(one, where) for one in row["col_totals"]),
        total=_count(row["total"], where),
        row_lines=tuple(row["row_lines"]),
        note=row.get("note") or "",
        lines=row["lines"],
    )


def _agreement(row: Json) -> AgreementTable:
    printed = {name: str(row["printed"][name]) for name in MEASURES}
    return AgreementTable(
        number=row["number"],
        title=row["title"],
        of=row["of"],
        printed=printed,
        word=row.get("word") or "",
        word_note=row.get("word_note") or "",
        word_lines=row.get("word_lines") or "",
        lines=row["lines"],
    )


def _statement(row: Json) -> Said:
    value = row["said"]
    if not isinstance(value, str):
        value = _count(value, f"statement of {row['of']}")
    return Said(row["of"], value, row["called"], row["lines"], row.get("beside") or "")


def _group(row: Json) -> Group:
    where = f"group {row['key']}"
    parts = tuple(
        Part(
            called=part["called"],
            number=None if part["number"] is None else _count(part["number"], where),
            lines=part["lines"],
        )
        for part in row["parts"]
    )
    if sum(part.number is None for part in parts) > 1:
        raise PrintedError(f"{where}: more than one part is unknown")
    return Group(row["key"], row["title"], row["unit"], _count(row["total"], where), row["lines"], parts)


def _method(row: Json) -> Method:
    if row["reference_group"] not in OPINIONS:
        raise PrintedError(f"method {row['measure']}: {row['reference_group']!r} is no opinion")
    return Method(row["measure"], row["reference_group"], row["lines"])
