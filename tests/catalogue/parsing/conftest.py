"""Invented municipalities, schemes and methods, and small Word and PDF files made in memory."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import docx
import pytest

from lovende.catalogue.parsing import (
    Catalogue,
    Municipality,
    Term,
    Vocabulary,
    default_forms,
    parse,
    read_bytes,
    read_file,
)
from lovende.catalogue.parsing.reading_text import mend

DATA = Path(__file__).resolve().parent / "data"

VOCABULARY = Vocabulary(
    municipalities=(
        Municipality("9901", "Solfjord"),
        Municipality("9902", "Breivatn"),
        Municipality("9903", "Vik"),
    ),
    schemes=(
        Term("boligsosialt", "Tilskudd til boligsosialt arbeid"),
        Term("jobbsjansen", "Jobbsjansen"),
        Term("barnefattigdom", "Barnefattigdomsmidler", ("Barnefattigdomsmidlar",)),
    ),
    methods=(
        Term("se", "Supported Employment", ("SE",)),
        Term("mi", "Motiverende intervju", ("MI", "motiverande intervju")),
        Term("hpmt", "HPMT"),
    ),
)


@pytest.fixture
def vocabulary() -> Vocabulary:
    return VOCABULARY


@pytest.fixture
def invented() -> Callable[[str], Catalogue]:
    """A catalogue of ``data/`` parsed with the default forms and the invented vocabulary."""
    return lambda name: parse(read_file(DATA / name), default_forms(), VOCABULARY)


@pytest.fixture
def parsed() -> Callable[[str], Catalogue]:
    """A text parsed as if it were a file."""
    return lambda text: parse(read_bytes(text.encode(), "katalog.txt"), default_forms(), VOCABULARY)


def covers(catalogue: Catalogue) -> bool:
    """Do the places of a catalogue cover every line once, and its paragraphs every line that is not blank?"""
    following = 1
    for start, end, _ in catalogue.places():
        if start != following or end < start:
            return False
        following = end + 1
    told = {n for one in catalogue.paragraphs() for n in range(one.start, one.end + 1)}
    for section in catalogue.sections:
        for answer in section.answers:
            told.update(range(answer.heading_start, answer.heading_end + 1))
    silent = [n for n, text in enumerate(catalogue.raw, start=1) if mend(text).strip() and n not in told]
    return following == len(catalogue.raw) + 1 and not silent


def word_bytes(rows: Sequence[tuple[str, str]]) -> bytes:
    """A .docx of (style, text) rows; the style «table» makes a row of two cells parted by «|»."""
    document = docx.Document()
    for style, text in rows:
        if style == "table":
            cells = document.add_table(rows=1, cols=2).rows[0].cells
            for cell, part in zip(cells, text.split("|"), strict=True):
                cell.text = part
        else:
            document.add_paragraph(text, style=style)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def pdf_bytes(pages: Sequence[Sequence[str]]) -> bytes:
    """A small PDF with one text line under another on each page."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * index} 0 R" for index in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for index, lines in enumerate(pages):
        shown = b"".join(b"(" + line.encode("cp1252") + b") Tj 0 -20 Td " for line in lines)
        stream = b"BT /F1 12 Tf 50 780 Td " + shown + b"ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * index} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    return _assembled(objects)


def _assembled(objects: Sequence[bytes]) -> bytes:
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return bytes(
        out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    )
