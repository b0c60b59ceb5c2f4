"""A report as a Word file: real headings, tables whose head repeats, captions, a picture with its words."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from math import ceil
from typing import TYPE_CHECKING, Any

from lovende.printing.typesetting import pictures
from lovende.printing.wordfile import described, with_fixed_times
from lovende.printing.wording import tidy

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Row

TEXT_WIDTH, PICTURE_WIDTH, PICTURE_HEIGHT = 16.0, 12.5, 20.5  # cm
# Of what is left when each column has its longest word.
WEIGHTS = {"text": 1.0, "wide": 1.9, "fit": 0.5, "number": 0.0}
SIGN, PADDING = 0.18, 0.4  # cm, of a bold sign in a cell and of the space beside it
WIDEST_NUMBER = 3.6  # cm
# Lines of a table that stays on one page, and signs of a line in a cell, as in round.typ.
SHORT, LINE = 22, 40
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
    widths = [Cm(one) for one in column_widths(block["columns"], [block["heads"], *block["rows"]])]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    rows = [block["heads"], *block["rows"]]
    whole, last = _lines(block["rows"]) <= SHORT, len(rows) - 1
    for place, cells in enumerate(rows):
        row = table.rows[0] if place == 0 else table.add_row()
        keeps = place == 0 or (whole and (place < last or bool(block["notes"])))
        is_bold = place == 0 or place - 1 in block["sums"]
        _row(row, cells, block["columns"], widths, bold=is_bold, keeps=keeps)
    _marked(table.rows[0], "w:tblHeader")  # on each page the table stands on
    for note in block["notes"] or [""]:
        document.add_paragraph(note, "Note")


def _lines(rows: Sequence[Sequence[str]]) -> float:
    return sum(max(1, max(len(cell) for cell in row) / LINE) for row in rows)


def _caption(document: Document, word: str, block: Mapping[str, Any], *, keeps: bool) -> None:
    paragraph = document.add_paragraph(f"{word} {block['number']}. {block['caption']}", "Caption")
    paragraph.paragraph_format.keep_with_next = keeps


def _row(
    row: _Row, cells: Sequence[str], columns: Sequence[str], widths: Sequence[Any], *, bold: bool, keeps: bool
) -> None:
    """The foot of a page parts no row; one that keeps stands on the page of the next."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    _marked(row, "w:cantSplit")
    for cell, text, kind, width in zip(row.cells, cells, columns, widths, strict=True):
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph._p.style = "Cell"  # by its id: by name each cell would ask every style there is
        paragraph.add_run(text).bold = bold
        if keeps:
            paragraph.paragraph_format.keep_with_next = True
        if kind == "number":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _marked(row: _Row, name: str) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement(name))


def column_widths(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[float]:
    """Centimetres of each column, by its kind and all its cells, the head's too.

    Each has room for its longest word, one of numbers for its longest number; the texts share the rest.

    >>> [round(one, 1) for one in column_widths(["text", "number"], [["Trinn", "Antall"], ["Tiltak tatt inn", "203"]])]
    [14.5, 1.5]
    """
    least = [_least(kind, cells) for kind, cells in zip(columns, zip(*rows, strict=True), strict=True)]
    rest, weights = TEXT_WIDTH - sum(least), [WEIGHTS[kind] for kind in columns]
    if rest <= 0 or not sum(weights):
        return [TEXT_WIDTH * one / sum(least) for one in least]
    return [one + rest * weight / sum(weights) for one, weight in zip(least, weights, strict=True)]


def _least(kind: str, cells: Sequence[str]) -> float:
    head, *below = cells
    longest = [len(word) for word in head.split()]
    if kind == "number":
        # A head of two lines, a number of one.
        longest += [ceil(len(head) / 2), *(len(cell) for cell in below)]
        return PADDING + min(SIGN * max(longest, default=0), WIDEST_NUMBER)
    longest += [len(word) for cell in below for word in cell.split()]
    return PADDING + SIGN * max(longest, default=0)


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
