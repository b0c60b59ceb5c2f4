"""A report as plain data: sections of blocks, the same for the page, the PDF and the Word file. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from lovende.selection.published.drawing import Box, Picture

Column = Literal["text", "wide", "fit", "number"]


@dataclass(frozen=True)
class Paragraph:
    """What the report says. `tone` is "" or "quiet" (a note), "missing" (what is not there), "warning"."""

    text: str
    tone: str = ""
    kind: str = "paragraph"


@dataclass(frozen=True)
class Prose:
    """What people wrote, in their own language: blank lines part paragraphs."""

    text: str
    kind: str = "prose"


@dataclass(frozen=True)
class Subheading:
    """`level` 3 is below the section, 4 below that. `is_name` is a name in its own language."""

    text: str
    level: int = 3
    is_name: bool = False
    kind: str = "subheading"


@dataclass(frozen=True)
class Facts:
    rows: Sequence[tuple[str, str]]
    kind: str = "facts"


@dataclass(frozen=True)
class Items:
    rows: Sequence[str]
    kind: str = "items"


@dataclass(frozen=True)
class Table:
    """`columns` say how each column is set; the first cell of a row is its head. `sums` are places of rows that sum.

    `is_cross`: rows and columns are the same categories, so a row says nothing without the heads.
    `number` ("3.1") is given when the report is put together.
    """

    caption: str
    columns: Sequence[Column]
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    sums: Sequence[int] = ()
    notes: Sequence[str] = ()
    is_cross: bool = False
    number: str = ""
    kind: str = "table"

    def __post_init__(self) -> None:
        wrong = [row for row in self.rows if len(row) != len(self.heads)]
        if wrong or len(self.columns) != len(self.heads):
            raise ValueError(f"table «{self.caption}»: not every row has {len(self.heads)} cells")

    @property
    def head_cells(self) -> list[tuple[str, Column]]:
        return list(zip(self.heads, self.columns, strict=True))


@dataclass(frozen=True)
class Figure:
    """The flow as a drawing; `description` says in words what it shows."""

    caption: str
    description: str
    picture: Picture
    number: str = ""
    kind: str = "figure"


Block = Paragraph | Prose | Subheading | Facts | Items | Table | Figure


@dataclass(frozen=True)
class Section:
    """`key` is its place on the page; `number` is given when the report is put together."""

    key: str
    title: str
    blocks: Sequence[Block]
    number: str = ""


@dataclass(frozen=True)
class Document:
    """`notice` says on the first page what the report is not, and why; empty for one of a round that is over.

    `words` are those that every rendering needs: contents, page, table, figure.
    """

    title: str
    kicker: str
    lead: str
    author: str
    language: str
    notice: Sequence[str]
    facts: Facts
    sections: Sequence[Section]
    words: Mapping[str, str]


def numbered(sections: Sequence[Section]) -> list[Section]:
    """Sections with their numbers; tables and figures by section, as «3.1»."""
    done = []
    for place, section in enumerate(sections, 1):
        tables = figures = 0
        blocks: list[Block] = []
        for block in section.blocks:
            if isinstance(block, Table):
                tables += 1
                block = replace(block, number=f"{place}.{tables}")
            elif isinstance(block, Figure):
                figures += 1
                block = replace(block, number=f"{place}.{figures}")
            blocks.append(block)
        done.append(replace(section, blocks=blocks, number=str(place)))
    return done


def plain(document: Document) -> dict[str, Any]:
    """The document as JSON holds it; the picture as numbers and lines of text."""
    data = asdict(document)
    for section, made in zip(document.sections, data["sections"], strict=True):
        for block, row in zip(section.blocks, made["blocks"], strict=True):
            if isinstance(block, Figure):
                row["picture"] = drawn(block.picture)
    return data


def drawn(picture: Picture) -> dict[str, Any]:
    """The drawing in its own units: what `published/flow.svg` draws of it."""
    return {
        "width": picture.width,
        "height": picture.height,
        "way_x": picture.way_x,
        "rows": [
            {
                "box": _box(row.box),
                "outs": [_box(one) for one in row.outs],
                "way_from": row.way_from,
                "has_way": row.has_way,
                "neck": row.neck,
            }
            for row in picture.rows
        ],
    }


def _box(box: Box) -> dict[str, Any]:
    return asdict(box) | {"text_x": box.text_x, "middle": box.middle}
