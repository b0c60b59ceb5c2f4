"""Import of project catalogues: a file in, sections with located paragraphs, flags and proposals out.

Typical use::

    from lovende.catalogue.parsing import Vocabulary, default_forms, parse, read_file

    catalogue = parse(read_file(path), default_forms(), vocabulary)
    catalogue.to_json()      # redacted; the unredacted lines are only in ``catalogue.raw``

Every failure that a user can cause is a ``CatalogueError`` with a code and a message that says what to do.
"""

from lovende.catalogue.parsing.errors import CatalogueError
from lovende.catalogue.parsing.forms import Form, Heading, default_forms, form_from_mapping
from lovende.catalogue.parsing.limits import Limits
from lovende.catalogue.parsing.parse import parse
from lovende.catalogue.parsing.reading import read_bytes, read_file
from lovende.catalogue.parsing.result import (
    Answer,
    Catalogue,
    Document,
    Flag,
    Line,
    Municipality,
    Paragraph,
    Part,
    Proposal,
    Section,
    Term,
    Vocabulary,
)

__all__ = [
    "Answer",
    "Catalogue",
    "CatalogueError",
    "Document",
    "Flag",
    "Form",
    "Heading",
    "Limits",
    "Line",
    "Municipality",
    "Paragraph",
    "Part",
    "Proposal",
    "Section",
    "Term",
    "Vocabulary",
    "default_forms",
    "form_from_mapping",
    "parse",
    "read_bytes",
    "read_file",
]
