"""How a report looks in Word: paper, type and styles. Loaded with the first report, as Word files are few."""

from typing import Any

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from lovende.printing.building import FONT, INK, SOFT, mark, page_numbers

RULE = "B9C1CB"
SIZES = {"Title": (20, 0), "Heading 1": (15, 18), "Heading 2": (12.5, 14), "Heading 3": (11, 10)}


def new(author: str) -> Document:
    """An empty report on A4 with styles «Quiet», «Missing», «Written», «Notice», «Fact», «Cell» and «Note»."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.4)
    _known(document)
    _own(document)
    page_numbers(document, author)
    return document


def _known(document: Document) -> None:
    normal: Any = document.styles["Normal"]
    normal.font.name, normal.font.size, normal.font.color.rgb = FONT, Pt(11), INK
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(7), 1.12
    for name, (size, before) in SIZES.items():
        style: Any = document.styles[name]
        style.font.size, style.font.bold, style.font.italic, style.font.color.rgb = Pt(size), True, False, INK
        style.element.rPr.rFonts.attrib.clear()
        style.element.rPr.rFonts.set(qn("w:ascii"), FONT)
        style.element.rPr.rFonts.set(qn("w:hAnsi"), FONT)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(5)
        style.paragraph_format.keep_with_next = True
    caption: Any = document.styles["Caption"]
    caption.font.size, caption.font.bold, caption.font.italic, caption.font.color.rgb = (
        Pt(9.5),
        True,
        False,
        INK,
    )
    caption.paragraph_format.space_before, caption.paragraph_format.space_after = Pt(8), Pt(3)


def _own(document: Document) -> None:
    """Styles of ours."""
    looks = {"Quiet": (9.5, SOFT), "Missing": (11, SOFT), "Written": (11, INK), "Notice": (12, INK),
             "Fact": (10.5, INK), "Cell": (9, INK), "Note": (9.5, SOFT)}  # fmt: skip
    for name, (size, colour) in looks.items():
        style: Any = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        style.font.size, style.font.color.rgb = Pt(size), colour
    styles: Any = document.styles
    styles["Missing"].font.italic = True
    styles["Notice"].font.bold = True
    for name in ("Fact", "Cell"):
        styles[name].paragraph_format.space_after = Pt(2)
    styles["Cell"].paragraph_format.line_spacing = 1.0
    styles["Note"].paragraph_format.space_before = Pt(4)
    _ruled(styles["Table Grid"])


def _ruled(style: Any) -> None:
    """Thin rules between rows and none between columns; text begins where the page's does."""
    properties = style.element.find(qn("w:tblPr"))
    for name in ("w:tblBorders", "w:tblCellMar"):
        for old in properties.findall(qn(name)):
            properties.remove(old)
    borders, margins = OxmlElement("w:tblBorders"), OxmlElement("w:tblCellMar")
    for side in ("top", "bottom", "insideH"):
        borders.append(mark(f"w:{side}", val="single", sz="4", space="0", color=RULE))
    for side, width in (("top", 30), ("left", 0), ("bottom", 20), ("right", 150)):  # twentieths of a point
        margins.append(mark(f"w:{side}", w=str(width), type="dxa"))
    properties.extend((borders, margins))


def keep_written(document: Document) -> None:
    """What people wrote is bokmål, whatever the language of the report."""
    style: Any = document.styles["Written"]
    style.element.get_or_add_rPr().append(mark("w:lang", val="nb-NO"))
