"""A file becomes a ``Document``: kind found by content, guarded, every line numbered.

Guards come before any parsing: size before the file is read, kind by its first bytes, then each kind's own.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lovende.catalogue.parsing.errors import CatalogueError
from lovende.catalogue.parsing.limits import MEGABYTE, Limits
from lovende.catalogue.parsing.result import Document


def read_file(path: Path, limits: Limits | None = None) -> Document:
    """Read one file. Raises ``CatalogueError``; a file over the size limit is refused unread."""
    limits = limits or Limits()
    path = Path(path)
    try:
        if not path.exists():
            raise CatalogueError("not-found", name=path.name)
        if not path.is_file():
            raise CatalogueError("unreadable", name=path.name)
        size = path.stat().st_size
        _check_size(size, path.name, limits)
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        raise CatalogueError("unreadable", name=path.name) from error
    return read_bytes(data, path.name, limits)


def _check_size(size: int, name: str, limits: Limits) -> None:
    if size == 0:
        raise CatalogueError("empty", name=name)
    if size > limits.bytes:
        megabytes = -(-size // MEGABYTE)
        raise CatalogueError("too-large", name=name, megabytes=megabytes, limit=limits.bytes // MEGABYTE)


def read_bytes(data: bytes, name: str, limits: Limits | None = None) -> Document:
    """Read an uploaded file's bytes; ``name`` is only used in messages and to word them."""
    limits = limits or Limits()
    _check_size(len(data), name, limits)
    document = _reader(data, name)(data, name, limits)
    if len(document.lines) > limits.lines:
        raise CatalogueError("too-many-lines", name=name, lines=len(document.lines), limit=limits.lines)
    return document


def _reader(data: bytes, name: str) -> Callable[[bytes, str, Limits], Document]:
    # Here, since the readers' libraries are heavy and few commands and pages read a file.
    from lovende.catalogue.parsing import reading_pdf, reading_text, reading_word

    ending = Path(name).suffix.lower()
    if b"%PDF-" in data[:1024]:
        return reading_pdf.read
    if ending == ".pdf":
        raise CatalogueError("pdf-damaged", name=name)
    if data[:4] == b"PK\x03\x04":
        return reading_word.read
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise CatalogueError("old-word", name=name)
    if ending in (".docx", ".docm", ".dotx", ".dotm"):
        raise CatalogueError("word-damaged", name=name)
    return reading_text.read
