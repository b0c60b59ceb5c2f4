"""Builds `templates/letter.docx`, the letter as Word has it: `python -m lovende.printing.building`.

The file is kept beside the other templates, so that an office can change it in Word instead.
"""

from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from lovende.printing.wordfile import LETTER

FONT = "Calibri"
INK, SOFT = RGBColor(0x1B, 0x24, 0x30), RGBColor(0x5A, 0x64, 0x72)
TEXT_WIDTH = Cm(15.8)


def build() -> Document:
    """The template: docxtpl tags in paragraphs of named styles."""
    document = docx.Document()
    _page(document)
    _styles(document)
    page_numbers(document, "{{ sender.name }}")
    _head(document)
    _body(document)
    _closing(document)
    return document


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.6)
    section.top_margin = section.bottom_margin = Cm(2.4)


def _styles(document: Document) -> None:
    normal: Any = document.styles["Normal"]
    normal.font.name, normal.font.size, normal.font.color.rgb = FONT, Pt(11), INK
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(6), 1.08
    for name, size, before in (("Heading 1", 16, 0), ("Heading 2", 12, 10)):
        style: Any = document.styles[name]
        style.font.name, style.font.size, style.font.bold, style.font.color.rgb = FONT, Pt(size), True, INK
        style.element.rPr.rFonts.attrib.clear()
        style.element.rPr.rFonts.set(qn("w:ascii"), FONT)
        style.element.rPr.rFonts.set(qn("w:hAnsi"), FONT)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(4)


def _line(document: Document, text: str, *, after: float = 0, size: float = 11, **look: Any) -> Paragraph:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(after)
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), look.get("bold")
    if look.get("soft"):
        run.font.color.rgb = SOFT
    return paragraph


def _head(document: Document) -> None:
    _line(document, "{{ sender.name }}", size=13, bold=True)
    _line(document, "{%p for row in sender.lines %}")
    _line(document, "{{ row }}", soft=True, size=9)
    _line(document, "{%p endfor %}")
    _line(document, "{%p for row in reference %}")
    _line(document, "{{ row[0] }}: {{ row[1] }}", soft=True, size=9.5)
    _line(document, "{%p endfor %}")
    _line(document, "", after=10)
    _line(document, "{{ recipient.name }}")
    _line(document, "{%p for row in recipient.lines %}")
    _line(document, "{{ row }}")
    _line(document, "{%p endfor %}")
    _line(document, "", after=10)
    document.add_heading("{{ heading }}", 1)


def _body(document: Document) -> None:
    _line(document, "{%p for section in sections %}")
    _line(document, "{%p if section.heading %}")
    document.add_heading("{{ section.heading }}", 2)
    _line(document, "{%p endif %}")
    for part, shown in (
        ("paragraphs", "{{ row }}"),
        ("items", "{{ loop.index }}. {{ row }}"),
        ("quoted", "{{ row }}"),
    ):
        # By key: `section.items` is a method to the template language.
        _line(document, "{%p for row in section['" + part + "'] %}")
        _line(document, "{%p if loop.last and section == sections[-1] %}")
        last = _said(document, shown, part)
        last.paragraph_format.keep_with_next = True  # nobody signs a page that says nothing
        _line(document, "{%p else %}")
        _said(document, shown, part)
        _line(document, "{%p endif %}")
        _line(document, "{%p endfor %}")
    _line(document, "{%p endfor %}")


def _said(document: Document, shown: str, part: str) -> Paragraph:
    paragraph = _line(document, shown, after=6)
    if part == "items":
        paragraph.paragraph_format.left_indent = Cm(0.8)
        paragraph.paragraph_format.first_line_indent = Cm(-0.6)
    return paragraph


def _closing(document: Document) -> None:
    for text, look in (
        ("{{ closing.greeting }}", {"after": 10}),
        ("{{ closing.sender }}", {"bold": True}),
        ("{{ closing.role }}", {"after": 10}),
    ):
        _line(document, text, **look).paragraph_format.keep_with_next = True
    _line(document, "{{ closing.note }}", soft=True, size=9)


def page_numbers(document: Document, sender: str) -> None:
    """Sender and page number at the foot; the number is a field that Word keeps right."""
    paragraph = document.sections[0].footer.paragraphs[0]
    style: Any = paragraph.style
    style.paragraph_format.tab_stops.clear_all()  # else the first of them, in the middle, is where the number lands
    paragraph.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    _soft(paragraph, f"{sender}\t")
    _field(paragraph, "PAGE")
    _soft(paragraph, " / ")
    _field(paragraph, "NUMPAGES")


def _field(paragraph: Paragraph, name: str) -> None:
    """A field with a run for each of its parts: a number in one run with its code looks as the page's text does."""
    for kind in ("begin", "code", "separate", "shown", "end"):
        run = _soft(paragraph, "1" if kind == "shown" else "")
        if kind == "code":
            code = OxmlElement("w:instrText")
            code.text = name
            run._r.append(code)
        elif kind != "shown":
            run._r.append(mark("w:fldChar", fldCharType=kind))


def mark(name: str, **values: str) -> Any:
    """An element of Word's with its values."""
    element = OxmlElement(name)
    for key, value in values.items():
        element.set(qn(f"w:{key}"), value)
    return element


def _soft(paragraph: Paragraph, text: str) -> Any:
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb = Pt(8.5), SOFT
    return run


if __name__ == "__main__":
    build().save(str(LETTER))
