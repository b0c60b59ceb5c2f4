"""Import of project catalogues: a file in, sections with located paragraphs, flags and proposals out.

Typical use::

    from lovende.measures.catalogue import Vocabulary, default_forms, parse, read_file

    catalogue = parse(read_file(path), default_forms(), vocabulary)
    catalogue.to_json()      # redacted; the unredacted lines are only in ``catalogue.raw``

Every failure that a user can cause is a ``CatalogueError`` with a code and a message that says what to do.
"""

from lovende.measures.catalogue.errors import CatalogueError
from lovende.measures.catalogue.forms import Form, Heading, default_forms, form_from_mapping
from lovende.measures.catalogue.parse import parse
from lovende.measures.catalogue.reading import Limits, read_bytes, read_file
from lovende.measures.catalogue.result import (
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
