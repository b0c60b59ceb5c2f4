"""PDF by pypdf: text alone, page by page, with limits on pages and time."""

from __future__ import annotations

import io
import logging
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from lovende.catalogue.parsing.errors import CatalogueError
from lovende.catalogue.parsing.limits import Limits
from lovende.catalogue.parsing.reading_text import mend
from lovende.catalogue.parsing.result import Document, Line

# Fewer letters than this a page, over the whole file, means that the pages are pictures.
_LETTERS_A_PAGE = 10
# Fonts without a map to Unicode leave these behind; neither UTF-8 nor a database takes them.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def read(data: bytes, name: str, limits: Limits) -> Document:
    """Raises ``CatalogueError``: pdf-encrypted, pdf-damaged, pdf-without-text, pdf-too-long, pdf-too-slow."""
    with _quiet():
        try:
            pages = _pages(data, name, limits)
        except CatalogueError:
            raise
        except (PyPdfError, Exception) as error:  # pypdf lets many kinds through on damaged files
            raise CatalogueError("pdf-damaged", name=name) from error
    letters = sum(character.isalpha() for page in pages for character in page)
    if letters < _LETTERS_A_PAGE * max(1, len(pages)):
        raise CatalogueError("pdf-without-text", name=name)
    raw: list[str] = []
    lines: list[Line] = []
    for number, page in enumerate(pages, start=1):
        for text in page.replace("\r", "\n").split("\n"):
            raw.append(text)
            lines.append(Line(len(raw), mend(text), number))
    return Document(name=name, kind="pdf", lines=lines, raw=raw)


def _pages(data: bytes, name: str, limits: Limits) -> list[str]:
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted:
        raise CatalogueError("pdf-encrypted", name=name)
    count = len(reader.pages)
    if count == 0:
        raise CatalogueError("pdf-damaged", name=name)
    if count > limits.pages:
        raise CatalogueError("pdf-too-long", name=name, pages=count, limit=limits.pages)
    deadline = time.monotonic() + limits.seconds
    texts = []
    for page in reader.pages:
        texts.append(_UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", page.extract_text() or ""))
        if time.monotonic() > deadline:
            raise CatalogueError("pdf-too-slow", name=name, seconds=round(limits.seconds))
    return texts


@contextmanager
def _quiet() -> Iterator[None]:
    """pypdf logs a warning for each oddity of a file, and the text of one may quote the file."""
    logger = logging.getLogger("pypdf")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)
