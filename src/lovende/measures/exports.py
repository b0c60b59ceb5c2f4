"""Measures as a file: Excel, CSV (semicolons, UTF-8 with mark, as Norwegian Excel reads it) and JSON.

An export holds what the public pages hold and nothing more. Unknown is written in words, never as 0 or blank.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import xlsxwriter
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from lovende.measures.models import Measure, MethodUse, Partner, SchemeLink, State, TargetGroup, Unknown
from lovende.measures.queries.measure import wholes
from lovende.measures.record import records_of
from lovende.records.models import UnknownKind

FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
BATCH = 500
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
# A cell of Excel holds no more characters; the writer would leave a longer one blank.
LONGEST_CELL = 32_767
CUT = " […]"


def columns() -> list[str]:
    """Headings in the language of the page."""
    return [
        _("Id"),
        _("Tittel"),
        _("Type"),
        _("Eier"),
        _("Tilskuddsmottaker"),
        _("Kommuner"),
        _("Tilskuddsordninger"),
        _("Tilskuddsår"),
        _("Startet"),
        _("Avsluttet"),
        _("Fase"),
        _("Målgrupper"),
        _("Kategorier"),
        _("Metoder"),
        _("Samarbeidspartnere"),
        _("Kort fortalt"),
        _("Kilde"),
    ]


def published() -> QuerySet[Measure]:
    """Published measures with all that a row needs: a fixed number of queries however many follow."""
    return (
        Measure.objects.filter(state=State.PUBLISHED)
        .select_related("kind", "owner", "grant_recipient", "phase", "source")
        .prefetch_related(
            "municipalities",
            "categories",
            "unknowns",
            Prefetch("scheme_links", SchemeLink.objects.select_related("scheme")),
            Prefetch("method_uses", MethodUse.objects.select_related("method")),
            Prefetch("partner_links", Partner.objects.select_related("organisation")),
            Prefetch("target_groups", TargetGroup.objects.all()),
        )
    )


def row_of(measure: Measure) -> list[str]:
    """One row of words, in the order of `columns()`."""
    unknown = {row.field: row for row in measure.unknowns.all()}

    def said(field: str, value: object) -> str:
        return str(value) if value else _words(unknown.get(field))

    def joined(field: str, rows: Iterable[object]) -> str:
        return said(field, "; ".join(str(row) for row in rows))

    return [
        measure.public_id,
        measure.title,
        str(measure.kind),
        said("owner", measure.owner),
        said("grant_recipient", measure.grant_recipient),
        joined("municipalities", measure.municipalities.all()),
        joined("schemes", measure.scheme_links.all()),
        joined("grant_years", measure.grant_years),
        said("started", measure.started),
        said("ended", measure.ended),
        said("phase", measure.phase),
        joined("target_groups", measure.target_groups.all()),
        joined("categories", measure.categories.all()),
        joined("methods", measure.method_uses.all()),
        joined("partners", measure.partner_links.all()),
        said("summary", measure.summary),
        measure.locator,
    ]


def _words(unknown: Unknown | None) -> str:
    if unknown is None:
        return str(UnknownKind.NOT_STATED.label)
    label = str(unknown.get_kind_display())
    return f"{label}: {unknown.note}" if unknown.note else label


def rows_for(keys: Sequence[int] | None) -> Iterator[Measure]:
    """The measures with those keys, in that order; None for all by title."""
    if keys is None:
        yield from published().order_by("title", "pk").iterator(chunk_size=BATCH)
        return
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        found = published().in_bulk(batch)
        yield from (found[key] for key in batch if key in found)


def batched(measures: Iterable[Measure], size: int) -> Iterator[list[Measure]]:
    """In lists of at most `size` (itertools has this from Python 3.12)."""
    rows = iter(measures)
    while batch := list(islice(rows, size)):
        yield batch


def write_csv(measures: Iterable[Measure]) -> tuple[bytes, int]:
    """→ (content, records). A cell that a spreadsheet would run as a formula gets an apostrophe before it."""
    out, count = io.StringIO(), 0
    writer = csv.writer(out, delimiter=";")
    writer.writerow(columns())
    for measure in measures:
        count += 1
        writer.writerow(["'" + cell if cell.startswith(DANGEROUS) else cell for cell in row_of(measure)])
    return out.getvalue().encode("utf-8-sig"), count


def write_xlsx(measures: Iterable[Measure]) -> tuple[bytes, int]:
    """→ (content, records). Every cell is text: nothing in it is ever run."""
    out, count = io.BytesIO(), 0
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(_("Tiltak"))
    head = book.add_format({"bold": True, "bottom": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for column, name in enumerate(columns()):
        sheet.write_string(0, column, name, head)
    for count, measure in enumerate(measures, start=1):
        for column, cell in enumerate(row_of(measure)):
            sheet.write_string(count, column, fitting(cell), wrap)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(count, 1), len(columns()) - 1)
    sheet.set_column(0, len(columns()) - 1, 24)
    book.close()
    return out.getvalue(), count


def fitting(cell: str) -> str:
    """The cell as Excel can hold it, with a mark where it is cut: the other formats have the whole."""
    return cell if len(cell) <= LONGEST_CELL else cell[: LONGEST_CELL - len(CUT)] + CUT


def write_json(measures: Iterable[Measure]) -> tuple[bytes, int]:
    """→ (content, records): the whole public record of each measure."""
    records = []
    for batch in batched(measures, BATCH):
        records += records_of(wholes([measure.public_id for measure in batch]))
    return json.dumps({"measures": records}, ensure_ascii=False, indent=2).encode(), len(records)


WRITERS = {"xlsx": write_xlsx, "csv": write_csv, "json": write_json}


def write_file(kind: str, path: Path, keys: Sequence[int] | None = None) -> int:
    """Write an export whole or not at all; → records. Raises KeyError for an unknown format, OSError.

    What is there and is no file (a device, a pipe) is written to, never replaced.
    """
    content, count = WRITERS[kind](rows_for(keys))
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return count
    draft = path.with_name(path.name + ".part")
    draft.write_bytes(content)
    draft.replace(path)
    return count
