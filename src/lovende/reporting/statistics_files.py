"""Tables as files: CSV as a Norwegian Excel reads it, and Excel. Unknown is written in words, never as 0 or blank."""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal

import xlsxwriter
from django.http import HttpResponse
from django.utils.translation import gettext as _

from lovende.measures.exports import DANGEROUS, fitting
from lovende.records.models import UnknownKind

Cell = str | int | Decimal | None
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def file_response(name: str, kind: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> HttpResponse:
    """A table to save as `name`.`kind`. Raises KeyError for a kind there is none of."""
    content = {"csv": _csv, "xlsx": _xlsx}[kind](heads, rows)
    response = HttpResponse(content, content_type=KINDS[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def _words(cell: Cell) -> str:
    if cell is None:
        return str(UnknownKind.NOT_STATED.label)
    if isinstance(cell, Decimal):
        return f"{cell:f}".replace(".", ",")
    return "'" + cell if isinstance(cell, str) and cell.startswith(DANGEROUS) else str(cell)


def _csv(heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(heads)
    writer.writerows([_words(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _xlsx(heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """Numbers are numbers; no text is ever run."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(_("Tall"))
    head = book.add_format({"bold": True, "bottom": 1})
    for column, name in enumerate(heads):
        sheet.write_string(0, column, name, head)
    for line, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, int | Decimal):
                sheet.write_number(line, column, float(cell))
            else:
                sheet.write_string(line, column, fitting(_words(cell) if cell is None else cell))
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(heads) - 1, 22)
    book.close()
    return out.getvalue()
