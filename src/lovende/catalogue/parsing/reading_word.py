"""Word (.docx) by python-docx: body, tables and text boxes in reading order, headings by style.

Refused before the document is parsed: macros, archives that unpack to far more than they are, and XML with a
document type (which is how external entities come in; Word never writes one).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from lovende.catalogue.parsing.errors import CatalogueError
from lovende.catalogue.parsing.limits import MEGABYTE, Limits
from lovende.catalogue.parsing.reading_text import mend
from lovende.catalogue.parsing.result import Document, Line

_PARTS = 5_000
_HEADING = re.compile(r"^(?:heading|overskrift)\s*([1-9])$", re.IGNORECASE)
_TITLE = re.compile(r"^(?:title|tittel)$", re.IGNORECASE)
_NOTES = ("footnotes", "endnotes")
_SKIP = {qn("w:del"), qn("w:moveFrom"), qn("w:pict"), qn("w:drawing"), qn("w:rPr"), qn("w:pPr")}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"

Row = tuple[str, str | None]


def read(data: bytes, name: str, limits: Limits) -> Document:
    """Raises ``CatalogueError``: word-macros, word-unsafe, word-damaged, unknown-kind, empty."""
    warnings = _inspect(data, name, limits)
    try:
        document = docx.Document(io.BytesIO(data))
        rows = [row for row in _document_rows(document)]
    except Exception as error:  # python-docx and lxml raise many kinds on damaged files
        raise CatalogueError("word-damaged", name=name) from error
    if not any(text.strip() for text, _ in rows):
        raise CatalogueError("empty", name=name)
    raw = [text for text, _ in rows]
    lines = [Line(number, mend(text), None, style) for number, (text, style) in enumerate(rows, start=1)]
    return Document(name=name, kind="word", lines=lines, raw=raw, warnings=warnings)


def _inspect(data: bytes, name: str, limits: Limits) -> list[str]:
    """Look at the archive without unpacking more than the limits allow; gives warnings."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            names = {info.filename for info in infos}
            _check_bomb(infos, name, limits)
            if any(part.lower().endswith("vbaproject.bin") for part in names):
                raise CatalogueError("word-macros", name=name)
            if "[Content_Types].xml" not in names:
                raise CatalogueError("unknown-kind", name=name)
            _check_types(archive.read("[Content_Types].xml"), name)
            _check_xml(archive, names, name)
    except CatalogueError:
        raise
    except Exception as error:  # a damaged archive: bad magic, bad checksum, unknown compression
        raise CatalogueError("word-damaged", name=name) from error
    return ["word-comments-left-out"] if "word/comments.xml" in names else []


def _check_bomb(infos: list[zipfile.ZipInfo], name: str, limits: Limits) -> None:
    total = sum(info.file_size for info in infos)
    swollen = any(
        info.file_size > MEGABYTE and info.file_size > limits.ratio * max(1, info.compress_size)
        for info in infos
    )
    if len(infos) > _PARTS or total > limits.unpacked or swollen:
        raise CatalogueError("word-unsafe", name=name)
    if any(info.flag_bits & 0x1 for info in infos):
        raise CatalogueError("old-word", name=name)


def _check_types(types: bytes, name: str) -> None:
    if b"macroEnabled" in types:
        raise CatalogueError("word-macros", name=name)
    if b"wordprocessingml.document.main" not in types and b"wordprocessingml.template.main" not in types:
        raise CatalogueError("unknown-kind", name=name)


def _check_xml(archive: zipfile.ZipFile, names: set[str], name: str) -> None:
    for part in names:
        if part.endswith((".xml", ".rels")):
            text = archive.read(part).replace(b"\x00", b"")  # UTF-16 parts hide nothing
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise CatalogueError("word-unsafe", name=name)


def _document_rows(document: Any) -> Iterator[Row]:
    styles = _styles(document)
    yield from _block_rows(document.element.body, styles, None)
    for kind in _NOTES:
        for relation in document.part.rels.values():
            if relation.reltype.endswith("/" + kind) and not relation.is_external:
                yield from _part_rows(relation.target_part, "note")
    seen: set[str] = set()
    for relation in document.part.rels.values():
        if relation.reltype.endswith(("/header", "/footer")) and not relation.is_external:
            for text, style in _part_rows(relation.target_part, "header"):
                if text.strip() and text not in seen:
                    seen.add(text)
                    yield text, style


def _part_rows(part: Any, style: str) -> Iterator[Row]:
    root = getattr(part, "element", None)
    if root is None:
        root = parse_xml(part.blob)
    for paragraph in root.iter(qn("w:p")):
        for text, _ in _paragraph_rows(paragraph, {}, style):
            if text.strip():
                yield text, style


def _styles(document: Any) -> dict[str, tuple[str | None, bool]]:
    """Style id → (our style name, is a list), following the styles that a style is based on."""
    found = {}
    for style in document.styles:
        chain: list[Any] = []
        current = style
        while current is not None and len(chain) < 20:
            chain.append(current)
            current = getattr(current, "base_style", None)
        ours = next((name for one in chain if (name := _style_name(one.name or ""))), None)
        found[style.style_id] = (ours, any("list" in (one.name or "").lower() for one in chain))
    return found


def _style_name(name: str) -> str | None:
    if _TITLE.match(name):
        return "title"
    match = _HEADING.match(name)
    return f"heading{match.group(1)}" if match else None


def _block_rows(block: Any, styles: dict[str, tuple[str | None, bool]], inside: str | None) -> Iterator[Row]:
    """Paragraphs and tables of a body, cell or text box, in document order."""
    for child in block.iterchildren():
        if child.tag == qn("w:p"):
            yield from _paragraph_rows(child, styles, inside)
        elif child.tag == qn("w:tbl"):
            for cell in child.iter(qn("w:tc")):
                if next(cell.iterancestors(qn("w:tbl"))) is child:
                    yield from _block_rows(cell, styles, "table")
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")):
            yield from _block_rows(child, styles, inside)


def _paragraph_rows(
    paragraph: Any, styles: dict[str, tuple[str | None, bool]], inside: str | None
) -> Iterator[Row]:
    style, listed = _paragraph_style(paragraph, styles)
    texts = "".join(_texts(paragraph)).split("\n")
    for text in texts:
        bullet = listed and not style and text.strip()
        yield (f"• {text}" if bullet else text), style or inside
    for box in paragraph.iter(qn("w:txbxContent")):
        if not any(parent.tag == _FALLBACK for parent in box.iterancestors()):
            yield from _block_rows(box, styles, "textbox")


def _paragraph_style(paragraph: Any, styles: dict[str, tuple[str | None, bool]]) -> tuple[str | None, bool]:
    properties = paragraph.find(qn("w:pPr"))
    if properties is None:
        return None, False
    named = properties.find(qn("w:pStyle"))
    style, listed = styles.get(named.get(qn("w:val")), (None, False)) if named is not None else (None, False)
    outline = properties.find(qn("w:outlineLvl"))
    if style is None and outline is not None and (value := outline.get(qn("w:val"), "9")) in "012345678":
        style = f"heading{int(value) + 1}"
    return style, listed or properties.find(qn("w:numPr")) is not None


def _texts(node: Any) -> Iterator[str]:
    """Text of a paragraph: insertions in, deletions and drawings out."""
    for child in node.iterchildren():
        if child.tag in _SKIP or child.tag == _FALLBACK:
            continue
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag == qn("w:tab"):
            yield "\t"
        elif child.tag in (qn("w:br"), qn("w:cr")):
            yield "\n"
        elif isinstance(child.tag, str):
            yield from _texts(child)
