"""Selection of promising methods: who rates what. No database is started."""

import csv
import io
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import click

from lovende.cli.saying import as_json, fail, say

Columns = Mapping[str, tuple[str, ...]]
MEASURE_COLUMNS: Columns = {
    "id": ("id", "tiltak", "tiltaksid", "measure", "measureid"),
    "conflict": ("conflict", "conflicts", "inhabil", "inhabile", "inhabilitet"),
}
RATER_COLUMNS: Columns = {
    "id": ("id", "vurderer", "vurderar", "rater", "raterid"),
    "department": ("department", "avdeling", "institution", "institusjon"),
    "max_load": ("maxload", "max", "maks", "maksantall", "makstal"),
}
MOST_LOAD = 1_000_000_000


@click.group()
def selection() -> None:
    """Selection of promising methods."""


@selection.command("assign")
@click.option(
    "--measures", type=click.Path(path_type=Path), required=True, help="CSV or Excel: id[,conflict]."
)
@click.option(
    "--raters", type=click.Path(path_type=Path), required=True, help="CSV or Excel: id,department[,max_load]."
)
@click.option("--per-measure", type=click.IntRange(min=1), default=2, show_default=True)
@click.option("--seed", type=click.IntRange(min=0), required=True, help="The same seed draws the same.")
@as_json
def selection_assign(measures: Path, raters: Path, per_measure: int, seed: int, as_json: bool) -> None:
    """Draw raters of different departments for each measure, evenly and without conflicts of interest."""
    from lovende.stats.assignment import InfeasibleError, assign

    asked, unknown = _read_both(measures, raters)
    start = time.perf_counter()
    try:
        result = assign(*asked, per_measure=per_measure, seed=seed)
    except InfeasibleError as impossible:
        fail(f"{measures.name} and {raters.name} allow no assignment: {impossible.detail}")
    document = {
        "assignments": [
            {"measure": measure, "raters": list(drawn)} for measure, drawn in result.assignments.items()
        ],
        "load": {"min": min(result.loads.values()), "max": max(result.loads.values())},
        "optimal": result.optimal,
        "seconds": round(time.perf_counter() - start, 3),
        "loads": result.loads,
        "seed": seed,
        "unknown": unknown,
    }
    departments = {rater.id: rater.department for rater in asked[1]}
    say(document, as_json, lambda found: _text(found, departments))


def _text(document: dict[str, Any], departments: dict[str, str]) -> str:
    rows = [(row["measure"], ", ".join(row["raters"])) for row in document["assignments"]]
    loads = [(rater, departments[rater], str(load)) for rater, load in document["loads"].items()]
    load = document["load"]
    proven = "proven the evenest there is" if document["optimal"] else "not proven the evenest there is"
    lines = [
        *_table([("measure", "raters"), *rows]),
        "",
        *_table([("rater", "department", "ratings"), *loads]),
        "",
        f"{load['min']} to {load['max']} ratings each, {proven}; seed {document['seed']}, "
        f"{document['seconds']:.3f} s",
    ]
    if document["unknown"]:
        lines.append(f"not understood, and left aside: {', '.join(document['unknown'])}")
    return "\n".join(lines)


def _table(rows: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


@dataclass(frozen=True)
class _Row:
    """A line of a file, by column key; a column that is not there is empty. `place`: «line 4», of a sheet «row 4»."""

    file: str
    place: str
    cells: dict[str, str]

    def fail(self, message: str) -> NoReturn:
        fail(f"{self.file} {self.place}: {message}")


def _read_both(measures: Path, raters: Path) -> tuple[tuple[list[Any], list[Any]], list[str]]:
    """(measures, raters) as `assign` takes them, and columns that were not understood."""
    from lovende.stats.assignment import Measure, Rater

    rater_rows, unknown_of_raters = _read(raters, RATER_COLUMNS, ("id", "department"), "rater")
    measure_rows, unknown_of_measures = _read(measures, MEASURE_COLUMNS, ("id",), "measure")
    spelled: dict[str, str] = {}
    read = [
        Rater(row.cells["id"], spelled.setdefault(name.casefold(), name), _max_load(row))
        for row in rater_rows
        for name in [row.cells["department"] or row.fail("no department; each rater needs one")]
    ]
    known = {rater.id for rater in read}
    asked = [Measure(row.cells["id"], frozenset(_conflicts(row, known, raters.name))) for row in measure_rows]
    return (asked, read), unknown_of_measures + unknown_of_raters


def _max_load(row: _Row) -> int | None:
    from lovende.text.figures import parse_number

    printed = row.cells["max_load"]
    if not printed:
        return None
    try:
        number = parse_number(printed)
    except ValueError:
        row.fail(
            f"max_load is «{printed}», which is not a number; write a whole number, or leave it empty for no limit"
        )
    if number != int(number) or not 0 <= number <= MOST_LOAD:
        row.fail(f"max_load is «{printed}»; write a whole number from 0, or leave it empty for no limit")
    return int(number)


def _conflicts(row: _Row, known: set[str], file: str) -> Iterator[str]:
    """Ids between blanks; an id with blanks in it between commas or semicolons."""
    for part in filter(None, map(str.strip, re.split("[,;]", row.cells["conflict"]))):
        for rater in [part] if part in known else part.split():
            if rater not in known:
                row.fail(
                    f"in conflict with rater «{rater}», who is not in {file}; mend the id, or add the rater there"
                )
            yield rater


def _read(path: Path, columns: Columns, needed: tuple[str, ...], what: str) -> tuple[list[_Row], list[str]]:
    """The rows under the heading, their ids different and not empty, and «file: column» not understood."""
    lines = _lines(path)
    header = next(lines, None)
    if header is None:
        fail(f"{path.name} is empty; it needs the columns {', '.join(columns)} and a line for each {what}")
    places, unknown = _places(path.name, *header, columns, needed)
    rows, seen = [], dict[str, str]()
    for place, cells in lines:
        if len(cells) > len(header[1]) and any(cells[len(header[1]) :]):
            fail(
                f"{path.name} {place}: {len(cells)} cells under {len(header[1])} columns; "
                "put a cell that holds the separator between quotation marks"
            )
        row = _Row(
            path.name, place, {key: cells[at] if at < len(cells) else "" for key, at in places.items()}
        )
        row.cells.update(dict.fromkeys(columns.keys() - places.keys(), ""))
        if not (id := row.cells["id"]):
            row.fail(f"no id; give each {what} one, or take the line away")
        if id in seen:
            row.fail(f"the id {id} stands in {seen[id]} too; give each {what} an id of its own")
        seen[id] = place
        rows.append(row)
    if not rows:
        fail(f"{path.name} has a heading and nothing under it; write a line for each {what}")
    return rows, unknown


def _places(
    file: str, place: str, names: list[str], columns: Columns, needed: tuple[str, ...]
) -> tuple[dict[str, int], list[str]]:
    places: dict[str, int] = {}
    unknown = []
    for at, name in enumerate(names):
        bare = re.sub(r"[\W_]", "", name.casefold())
        key = next((key for key, spellings in columns.items() if bare in spellings), None)
        if key is None:
            unknown += [f"{file}: {name}"] if name else []
        elif key in places:
            fail(f"{file} {place}: two columns say {key}, «{names[places[key]]}» and «{name}»; keep one")
        else:
            places[key] = at
    for key in needed:
        if key not in places:
            fail(
                f"{file} {place}: no column {key} (it may be called {', '.join(columns[key])}); "
                f"the heading has {', '.join(filter(None, names))}"
            )
    return places, unknown


def _lines(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Place and stripped cells of every line with something in it, of CSV or of a workbook's first sheet."""
    try:
        content = path.read_bytes()
    except OSError as problem:
        fail(f"{path} cannot be read ({problem.strerror}); name a CSV file or an Excel workbook")
    return _of_sheet(path, content) if content.startswith(b"PK") else _of_csv(path, content)


def _of_sheet(path: Path, content: bytes) -> Iterator[tuple[str, list[str]]]:
    from lovende.stats.sheets import SheetError, sheet_rows

    try:
        rows = sheet_rows(content)
    except SheetError as problem:
        fail(f"{path.name} {problem}")
    for number, cells in rows:
        yield f"row {number}", [" ".join(cell.split()) for cell in cells]


def _of_csv(path: Path, content: bytes) -> Iterator[tuple[str, list[str]]]:
    """Comma, semicolon or tab by the heading."""
    text = _decoded(path.name, content)
    heading = text.lstrip().split("\n", 1)[0]
    separator = max(",;\t", key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for cells in reader:
            stripped = [" ".join(cell.split()) for cell in cells]
            if any(stripped):
                yield f"line {reader.line_num}", stripped
    except csv.Error as problem:
        fail(f"{path.name} line {reader.line_num}: not CSV ({problem}); save it as CSV again")


def _decoded(name: str, content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if content.startswith((b"\xd0\xcf\x11\xe0", b"%PDF")) or b"\x00" in content:
        fail(f"{name} is neither CSV nor an Excel workbook (.xlsx); save the sheet as one of them")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
