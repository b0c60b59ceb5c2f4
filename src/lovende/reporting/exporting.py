"""All that an auditor asks for, as one workbook or as CSV files in a zip: from what was handed in to what was paid.

What the parts hold is in `exported`. Here they are written, row by row, so that their number does not matter.
"""

import csv
import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import xlsxwriter
from django.db import transaction
from django.utils import timezone

from lovende.measures.exports import DANGEROUS, fitting
from lovende.people.models import User
from lovende.records.audit import record
from lovende.reporting.exported import Part, parts

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
MOST_LINES = 1_048_575  # of a sheet of Excel, under its heading


def as_text(cell: Any) -> str:
    """A cell as a Norwegian spreadsheet reads it: comma in numbers, days as ISO, times with minutes."""
    if isinstance(cell, datetime):
        return timezone.localtime(cell).strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return f"{cell:f}".replace(".", ",")
    return str(cell)


def write_zip(out: IO[bytes]) -> dict[str, int]:
    """One CSV file a part (semicolons, UTF-8 with mark); → rows by part."""
    counts: dict[str, int] = {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts():
            with archive.open(f"{part.key}.csv", "w") as file:
                text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
                counts[part.key] = _write_csv(text, part)
                text.flush()
                text.detach()
    return counts


def _write_csv(text: IO[str], part: Part) -> int:
    writer, count = csv.writer(text, delimiter=";"), 0
    writer.writerow(part.headings)
    for row in part.rows():
        count += 1
        writer.writerow(["'" + cell if _is_dangerous(cell) else cell for cell in map(as_text, row)])
    return count


def _is_dangerous(cell: str) -> bool:
    """Would a spreadsheet run it? A negative number is none."""
    return cell.startswith(DANGEROUS) and not cell.removeprefix("-").replace(",", "").isdecimal()


def write_xlsx(out: IO[bytes]) -> dict[str, int]:
    """One sheet a part; numbers are numbers, and no text is ever run; → rows by part."""
    counts: dict[str, int] = {}
    book = xlsxwriter.Workbook(
        out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    head = book.add_format({"bold": True, "bottom": 1})
    money = book.add_format({"num_format": "#,##0.00"})
    for part in parts():
        sheet = book.add_worksheet(part.title)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(part.headings) - 1, 20)
        for place, name in enumerate(part.headings):
            sheet.write_string(0, place, name, head)
        counts[part.key] = _write_sheet(sheet, part, money)
    book.close()
    return counts


def _write_sheet(sheet: Any, part: Part, money: Any) -> int:
    count = 0
    for count, row in enumerate(part.rows(), start=1):
        if count > MOST_LINES:
            raise ValueError(f"{part.title}: more than {MOST_LINES} rows; take CSV")
        for place, cell in enumerate(row):
            if isinstance(cell, Decimal):
                sheet.write_number(count, place, float(cell), money)
            elif isinstance(cell, int):
                sheet.write_number(count, place, cell)
            else:
                sheet.write_string(count, place, fitting(as_text(cell)))
    return count


WRITERS = {"xlsx": write_xlsx, "zip": write_zip}


def export_all(*, kind: str, out: IO[bytes], actor: User | None) -> dict[str, int]:
    """Write the export into `out`, then say in the trail that it was taken. Raises KeyError for another kind.

    Not in one transaction: the trail's lock would stop everybody's work for as long as the writing takes.
    """
    counts = WRITERS[kind](out)
    with transaction.atomic():
        facts = {"kind": kind, "rows": sum(counts.values())}
        record(actor=actor, verb="reporting.exported", about="", facts=facts)
    return counts


def write_file(path: Path) -> dict[str, int]:
    """Write the export whole or not at all; its kind follows the ending. Raises KeyError for another, OSError."""
    kind = path.suffix.lower().removeprefix(".")
    if kind not in WRITERS:
        raise KeyError(kind)
    draft = path.with_name(path.name + ".part")
    try:
        with draft.open("wb") as out:
            counts = export_all(kind=kind, out=out, actor=None)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return counts
