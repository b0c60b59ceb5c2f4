"""Plain text: encodings, line numbers as an editor counts them, bullets of converted Word files."""

from __future__ import annotations

import codecs
import re

from lovende.catalogue.parsing.errors import CatalogueError
from lovende.catalogue.parsing.result import Document, Line

_BREAK = re.compile(r"\r\n|\n|\r")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# Symbol and Wingdings glyphs end up in the private use area when Word's bullets are extracted from a PDF.
_LEADING_SYMBOL = re.compile(r"^(\s*)[\uf000-\uf0ff\u00b7](?=\s|\w|$)")
_SYMBOL = re.compile(r"[\ue000-\uf8ff]")


def read(data: bytes, name: str, limits: object = None) -> Document:
    """Decode and split. Raises ``CatalogueError`` ``not-text`` for noise, ``empty`` for blanks alone."""
    text, encoding = decode(data, name)
    raw = _BREAK.split(text)
    if raw and raw[-1] == "":
        raw.pop()
    lines = _lines(raw)
    if all(line.blank for line in lines):
        raise CatalogueError("empty", name=name)
    return Document(name=name, kind="text", lines=lines, raw=raw, encoding=encoding)


def decode(data: bytes, name: str) -> tuple[str, str]:
    """Text and the name of its encoding: byte-order mark first, then UTF-8, then Windows-1252."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _checked(_strict(data, encoding, name), name), encoding
    try:
        return _checked(data.decode("utf-8"), name), "utf-8"
    except UnicodeDecodeError:
        return _checked(_strict(data, "cp1252", name), name), "windows-1252"


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise CatalogueError("not-text", name=name) from error


def _checked(text: str, name: str) -> str:
    """Text is refused as noise when it holds NUL or more than one control character in two hundred."""
    controls = len(_CONTROL.findall(text))
    if "\x00" in text or controls * 200 > len(text):
        raise CatalogueError("not-text", name=name)
    return text


def _lines(raw: list[str]) -> list[Line]:
    """A form feed at the start of a line begins a new page; without any, pages are unknown."""
    paged = any("\f" in text for text in raw)
    page = 1
    lines = []
    for number, text in enumerate(raw, start=1):
        page += text.count("\f")
        lines.append(Line(number, mend(text.replace("\f", "")), page if paged else None))
    return lines


def mend(text: str) -> str:
    """Private-use bullets become «•»; other private-use signs and no-break spaces become blanks."""
    text = _LEADING_SYMBOL.sub(r"\1• ", text.replace("\u00a0", " ").replace("\u00ad", ""))
    return _SYMBOL.sub(" ", _CONTROL.sub(" ", text)).rstrip()
