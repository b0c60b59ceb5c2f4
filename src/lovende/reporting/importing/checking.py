"""From tables to rows of values, with what is wrong said cell by cell. Pure: the register is asked later."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from lovende.catalogue.reading import personal_data
from lovende.reporting.importing.cells import CellError, read_cell
from lovende.reporting.importing.columns import PASSED_OVER, SHEETS, Column, Sheet
from lovende.reporting.importing.files import FileError, Row, Table, Uncalculated

HEADING_ROWS = 10  # a heading stands within so many rows
FREE_TEXT = ("title", "note")


@dataclass(frozen=True)
class Issue:
    """What is wrong where, and how to mend it. `row` 0: the sheet as a whole; `column` as the file calls it."""

    sheet: str
    row: int
    column: str
    message: str
    remedy: str = ""


@dataclass
class Read:
    """A row's values by column key; `sheet` and `number` as the file has them.

    `is_wrong`: a cell could not be read (None in its place); what else may be wrong is still told.
    """

    sheet: str
    number: int
    values: dict[str, Any]
    headings: dict[str, str]
    is_wrong: bool = False

    def issue(self, key: str, message: str, remedy: str = "") -> Issue:
        return Issue(self.sheet, self.number, self.headings.get(key, ""), message, remedy)


@dataclass
class Content:
    """All that a file holds: rows by sheet key, errors (nothing is written) and warnings (something is)."""

    rows: dict[str, list[Read]] = field(default_factory=lambda: {sheet.key: [] for sheet in SHEETS})
    errors: list[Issue] = field(default_factory=list)
    warnings: list[Issue] = field(default_factory=list)


def check(tables: Iterable[Table]) -> Content:
    """Read every sheet that is one of ours. Raises FileError when none is."""
    content, found = Content(), 0
    for table in tables:
        if _plain(table.name) in PASSED_OVER and not table.is_csv:
            continue
        sheet = _sheet_of(table)
        if sheet is None:
            if table.rows:
                content.warnings.append(
                    Issue(
                        table.name,
                        0,
                        "",
                        _("Arket er ikke lest."),
                        _("Arkene heter Søknader, Tilskudd og Rapporter."),
                    )
                )
            continue
        found += 1
        _read_sheet(table, sheet, content)
    if not found:
        raise FileError(_("Ingen av arkene kan leses. De heter Søknader, Tilskudd og Rapporter; bruk malen."))
    return content


def _plain(text: Any) -> str:
    """A heading or a sheet's name without case, stars and brackets: «Tittel *» and «tittel (kr)» are «tittel»."""
    return " ".join(re.sub(r"\(.*?\)|\*|:", " ", str(text or "")).split()).casefold()


def _sheet_of(table: Table) -> Sheet | None:
    """By the sheet's name; a CSV file by its name, or by the sheet most of its headings belong to."""
    name = _plain(table.name)
    for sheet in SHEETS:
        names = [_plain(one) for one in sheet.names]
        if name in names or (table.is_csv and any(one in name for one in names)):
            return sheet
    if not table.is_csv:
        return None
    counts = [
        (max((_matched(row, sheet) for row in table.rows[:HEADING_ROWS]), default=0), sheet)
        for sheet in SHEETS
    ]
    best, sheet = max(counts, key=lambda row: row[0])
    return sheet if best >= 3 and [count for count, _sheet in counts].count(best) == 1 else None


def _matched(row: Row, sheet: Sheet) -> int:
    known = {_plain(name) for column in sheet.columns for name in column.names}
    return len({_plain(cell) for cell in row.cells if isinstance(cell, str)} & known)


def _read_sheet(table: Table, sheet: Sheet, content: Content) -> None:
    if not table.rows:
        return
    heading = max(table.rows[:HEADING_ROWS], key=lambda row: (_matched(row, sheet), -row.number))
    places = _places(table, heading, sheet, content)
    missing = [column for column in sheet.columns if column.required and column.key not in places]
    for column in missing:
        told = _("Kolonnen «%s» mangler.") % column.names[0]
        content.errors.append(Issue(table.name, heading.number, column.names[0], told, _("Bruk malen.")))
    if missing:
        return
    headings = {key: str(heading.cells[place]) for key, place in places.items()}
    for row in table.rows:
        if row.number > heading.number:
            _read_row(table, row, sheet, places, headings, content)


def _places(table: Table, heading: Row, sheet: Sheet, content: Content) -> dict[str, int]:
    """Where each column stands. Unknown headings are warned of; a column twice is an error."""
    names = {
        _plain(name): column.key for column in reversed(sheet.columns) for name in reversed(column.names)
    }
    places: dict[str, int] = {}
    for place, cell in enumerate(heading.cells):
        text = _plain(cell)
        if not text:
            continue
        key = names.get(text)
        if key is None:
            told = Issue(
                table.name, heading.number, str(cell)[:60], _("Kolonnen er ukjent og blir ikke lest.")
            )
            content.warnings.append(told)
        elif key in places:
            wrong = _("Kolonnen står to ganger.")
            content.errors.append(
                Issue(table.name, heading.number, str(cell)[:60], wrong, _("Ta bort den ene."))
            )
        else:
            places[key] = place
    return places


def _read_row(
    table: Table, row: Row, sheet: Sheet, places: dict[str, int], headings: dict[str, str], content: Content
) -> None:
    read = Read(table.name, row.number, {}, headings)
    if all(_is_blank(row, place) for place in places.values()):
        return
    wrong = []
    for column in sheet.columns:
        place = places.get(column.key)
        cell = row.cells[place] if place is not None and place < len(row.cells) else None
        try:
            read.values[column.key] = _value(column, cell)
        except CellError as problem:
            read.values[column.key] = None
            wrong.append(read.issue(column.key, str(problem), problem.remedy))
    content.errors.extend(wrong)
    read.is_wrong = bool(wrong)
    content.rows[sheet.key].append(read)


def _is_blank(row: Row, place: int) -> bool:
    return place >= len(row.cells) or row.cells[place] is None or not str(row.cells[place]).strip()


def _value(column: Column, cell: Any) -> Any:
    if isinstance(cell, Uncalculated):
        raise CellError(
            _("Cellen har en formel som ikke er regnet ut."),
            _("Åpne filen i Excel og lagre den på nytt, eller skriv verdien."),
        )
    value = read_cell(column, cell)
    if value is None and column.required:
        raise CellError(_("Her må det stå noe."), column.note)
    if column.key in FREE_TEXT and value and any(one.kind != "name" for one in personal_data(value)):
        raise CellError(
            _("Teksten ser ut til å ha e-postadresse, telefonnummer eller fødselsnummer."), _("Ta det bort.")
        )
    return value
