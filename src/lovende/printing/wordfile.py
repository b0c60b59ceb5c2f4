"""Word files from a template that anybody may change in Word; text is escaped, line ends stay."""

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from lovende.printing.typesetting import PrintingError
from lovende.printing.wording import tidy

if TYPE_CHECKING:
    from docx.document import Document

LETTER = Path(__file__).resolve().parent / "templates" / "letter.docx"
LOCALES = {"nb": "nb-NO", "nn": "nn-NO", "en": "en-GB"}
# The time a file in a zip bears; one for all, so that the same letter is the same file.
LONG_AGO = (1980, 1, 1, 0, 0, 0)


def word(template: Path, data: Mapping[str, Any], *, at: datetime | None = None) -> bytes:
    """`template` filled with `data` as a .docx. `data["language"]` and `data["title"]` are the document's own.

    The same data and time give the same bytes. Raises PrintingError for a template that asks for what is not there.
    """
    from docxtpl import DocxTemplate  # some 15 MB, which a worker that never writes a letter does without

    kept = tidy(data)
    document = DocxTemplate(template)
    try:
        document.render(kept, jinja_env=SandboxedEnvironment(autoescape=True, undefined=StrictUndefined))
    except TemplateError as error:
        raise PrintingError(str(error)) from error
    described(document.docx, kept, at)
    made = io.BytesIO()
    document.save(made)
    return with_fixed_times(made.getvalue())


def described(document: "Document", data: Mapping[str, Any], at: datetime | None) -> None:
    """Set title, language and time of making, as a reader's screen reader and an archive look for them."""
    from docx.oxml.ns import qn

    properties = document.core_properties
    properties.title = data.get("title", "")[:255]
    properties.author = properties.last_modified_by = data.get("author", "")[:255]
    language = LOCALES.get(data.get("language", "nb"), "nb-NO")
    properties.language = language
    if at is not None:
        properties.created = properties.modified = at.replace(tzinfo=None)
    for mark in document.styles.element.iter(qn("w:lang")):
        mark.set(qn("w:val"), language)


def with_fixed_times(content: bytes) -> bytes:
    """A zip whose files all bear the same time."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            row = zipfile.ZipInfo(name, LONG_AGO)
            row.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(row, old.read(name))
    return made.getvalue()
