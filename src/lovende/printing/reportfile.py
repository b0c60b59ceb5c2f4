"""A report as a Word file: real headings, tables whose head repeats, captions, a picture with its words."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from lovende.printing.typesetting import pictures
from lovende.printing.wordfile import described, with_fixed_times
from lovende.printing.wording import tidy

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Row

TEXT_WIDTH, PICTURE_WIDTH, PICTURE_HEIGHT = 16.0, 12.5, 20.5  # cm
WEIGHTS = {"text": 1.0, "wide": 1.9, "fit": 0.8, "number": 0.55}
SHARP = 160  # dots an inch of the picture


def report_file(data: Mapping[str, Any], *, language: str, at: datetime | None = None) -> bytes:
    """A report in plain data (`selection.telling.document.plain`) as a .docx.

    The same data and time give the same bytes.
    """
    from lovende.printing import reportlook

    kept = tidy({**data, "language": language})
    document = reportlook.new(kept["author"])
    _front(document, kept)
    for section in kept["sections"]:
        document.add_heading(f"{section['number']}. {section['title']}", 1)
        for block in section["blocks"]:
            WRITERS[block["kind"]](document, block, kept)
    described(document, kept, at)
    reportlook.keep_written(document)
    made = io.BytesIO()
    document.save(made)
    return with_fixed_times(made.getvalue())


def _front(document: Document, data: Mapping[str, Any]) -> None:
    document.add_paragraph(data["kicker"], "Quiet")
    document.add_heading(data["title"], 0)
    document.add_paragraph(data["lead"])
    _facts(document, data["facts"], data)
    if data["notice"]:
        document.add_paragraph(data["words"]["notice"], "Notice")
        document.add_paragraph(data["words"]["so_far"])
        _items(document, {"rows": data["notice"]}, data)


def _paragraph(document: Document, block: Mapping[str, Any], _data: Mapping[str, Any]) -> None:
    styles = {"quiet": "Quiet", "missing": "Missing"}
    document.add_paragraph(block["text"], styles.get(block["tone"], "Normal"))


def _prose(document: Document, block: Mapping[str, Any], _data: Mapping[str, Any]) -> None:
    for part in block["text"].split("\n\n"):
        if part.strip():
            document.add_paragraph(part.strip(), "Written")


def _subheading(document: Document, block: Mapping[str, Any], _data: Mapping[str, Any]) -> None:
    document.add_heading(block["text"], block["level"] - 1)


def _items(document: Document, block: Mapping[str, Any], _data: Mapping[str, Any]) -> None:
    for row in block["rows"]:
        document.add_paragraph(row, "List Bullet")


def _facts(document: Document, block: Mapping[str, Any], _data: Mapping[str, Any]) -> None:
    for label, value in block["rows"]:
        paragraph = document.add_paragraph(style="Fact")
        paragraph.add_run(f"{label}: ").bold = True
        paragraph.add_run(value)


def _table(document: Document, block: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    from docx.shared import Cm

    _caption(document, data["words"]["table"], block, keeps=True)
    table = document.add_table(rows=1, cols=len(block["heads"]), style="Table Grid")
    table.autofit = False
    widths = [Cm(one) for one in _widths(block["columns"])]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    _repeated(table)
    _row(table.rows[0], block["heads"], block["columns"], widths, bold=True)
    for place, cells in enumerate(block["rows"]):
        _row(table.add_row(), cells, block["columns"], widths, bold=place in block["sums"])
    for note in block["notes"] or [""]:
        document.add_paragraph(note, "Quiet")


def _caption(document: Document, word: str, block: Mapping[str, Any], *, keeps: bool) -> None:
    paragraph = document.add_paragraph(f"{word} {block['number']}. {block['caption']}", "Caption")
    paragraph.paragraph_format.keep_with_next = keeps


def _row(
    row: _Row, cells: Sequence[str], columns: Sequence[str], widths: Sequence[Any], *, bold: bool
) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    for cell, text, kind, width in zip(row.cells, cells, columns, widths, strict=True):
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph._p.style = "Cell"  # by its id: by name each cell would ask every style there is
        paragraph.add_run(text).bold = bold
        if kind == "number":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _repeated(table: Table) -> None:
    """The first row is the head, on each page the table stands on."""
    from docx.oxml import OxmlElement

    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _widths(columns: Sequence[str]) -> list[float]:
    weights = [WEIGHTS[one] for one in columns]
    return [TEXT_WIDTH * one / sum(weights) for one in weights]


def _figure(document: Document, block: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    """The drawing as a picture with its words for those who do not see it."""
    from docx.shared import Cm

    shown = {"title": data["title"], "picture": block["picture"]}
    (content,) = pictures("flow", shown, language=data["language"], ppi=SHARP)
    size = block["picture"]["width"], block["picture"]["height"]
    width = min(PICTURE_WIDTH, PICTURE_HEIGHT * size[0] / size[1])
    document.add_picture(io.BytesIO(content), width=Cm(width))
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    described_as = document.inline_shapes[-1]._inline.docPr
    described_as.set("descr", block["description"])
    _caption(document, data["words"]["figure"], block, keeps=False)


WRITERS = {
    "paragraph": _paragraph,
    "prose": _prose,
    "subheading": _subheading,
    "items": _items,
    "facts": _facts,
    "table": _table,
    "figure": _figure,
}
