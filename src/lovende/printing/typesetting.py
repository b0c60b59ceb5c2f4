"""PDF by Typst, from the templates beside this file, with the fonts that come with it.

A template reads its data as JSON from `sys.inputs`, so text in it is text whatever it looks like: no markup is put
together from strings anywhere. Nothing is fetched and no font of the machine is needed. The typesetter is loaded
with the first document, since few web workers ever make one.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from lovende.printing.wording import tidy

if TYPE_CHECKING:
    import typst

TEMPLATES = Path(__file__).resolve().parent / "templates"
# PDF/A-2a is what archives take, PDF/UA-1 what screen readers need; both at once.
STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]
LANGUAGES = ("nb", "nn", "en")
_kept = threading.local()


class PrintingError(ValueError):
    """The document could not be set; the message is the typesetter's and may hold words of the document."""


def pdf(template: str, data: Mapping[str, Any], *, language: str, at: datetime | None = None) -> bytes:
    """`templates/<template>.typ` with `data` as an archivable, tagged PDF.

    `data["title"]` is the document's title. `at` is its time of making: the same data and time give the same bytes.
    A script our own fonts lack is set with the machine's, and where these lack it too the PDF keeps to no standard,
    since losing a letter for a sign in it would be worse. Raises PrintingError.
    """
    import typst

    stamp = (at or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    last: Exception | None = None
    for machine_fonts, standards in ((False, STANDARDS), (True, STANDARDS), (True, [])):
        try:
            made = _compiler(machine_fonts).compile(
                _template(template),
                format="pdf",
                sys_inputs=_inputs(data, language),
                pdf_standards=list(standards),
                timestamp=stamp,
            )
        except typst.TypstError as error:
            last = error
            continue
        assert isinstance(made, bytes)
        return made
    raise PrintingError(str(last)) from last


def pictures(template: str, data: Mapping[str, Any], *, language: str, ppi: float = 96) -> list[bytes]:
    """The same document as PNG pictures, one a page. Raises PrintingError."""
    import typst

    try:
        made = _compiler(False).compile(
            _template(template), format="png", ppi=ppi, sys_inputs=_inputs(data, language)
        )
    except typst.TypstError as error:
        raise PrintingError(str(error)) from error
    # One page comes as bytes, several as a list.
    assert made is not None
    return made if isinstance(made, list) else [made]


def _template(name: str) -> Path:
    file = TEMPLATES / f"{name}.typ"
    if not file.is_file():
        raise PrintingError(f"no such template: {name}")
    return file


def _inputs(data: Mapping[str, Any], language: str) -> dict[str, str]:
    if language not in LANGUAGES:
        raise PrintingError(f"no such language: {language}")
    return {"data": json.dumps(tidy({**data, "language": language}), ensure_ascii=False)}


def _compiler(machine_fonts: bool) -> typst.Compiler:
    """One a thread: fonts are read once, and two threads never set with each other's data."""
    import typst

    name = "with_machine" if machine_fonts else "own"
    found = getattr(_kept, name, None)
    if found is None:
        fonts = typst.Fonts(include_system_fonts=machine_fonts)
        found = typst.Compiler(root=TEMPLATES, font_paths=fonts, ignore_system_fonts=not machine_fonts)
        setattr(_kept, name, found)
    return found
