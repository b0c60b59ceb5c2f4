"""The fields of the index and how one document fills them."""

import hashlib
from collections.abc import Callable, Mapping
from typing import NamedTuple

import tantivy

from lovende.measures.documents import FACETS

VERSION = 1
WEIGHTS = {"title": 3.0, "words": 1.6, "body": 1.0}
TEXTS = tuple(WEIGHTS)


class Row(NamedTuple):
    """What the index takes of a search document."""

    pk: int
    title: str
    words: str
    body: str
    facets: Mapping[str, list[str]]
    sort_year: int


def build_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("pk", fast=True, indexed=True)
    for name in TEXTS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in FACETS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("sort_year", fast=True)
    builder.add_text_field("sort_title", fast=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def signature(analysis_version: str) -> str:
    """Names the shape of the index, so that another shape is another index."""
    shape = repr((VERSION, TEXTS, FACETS, analysis_version))
    return hashlib.sha256(shape.encode()).hexdigest()[:12]


def to_document(row: Row, terms: Callable[[str], list[str]]) -> tantivy.Document:
    """The index document of `row`; `terms` analyses text into index terms."""
    document = tantivy.Document()
    document.add_unsigned("pk", row.pk)
    document.add_text("title", " ".join(terms(row.title)))
    document.add_text("words", " ".join(terms(row.words)))
    document.add_text("body", " ".join(terms(row.body)))
    for name, keys in row.facets.items():
        for key in keys:
            document.add_text(name, key)
    document.add_unsigned("sort_year", row.sort_year)
    document.add_text("sort_title", sort_key(row.title))
    return document


_NORWEGIAN_ORDER = str.maketrans({"æ": "{a", "ä": "{a", "ø": "{b", "ö": "{b", "å": "{c"})


def sort_key(title: str) -> str:
    """A key that sorts as Norwegian does: æ, ø, å after z; marks before letters do not count.

    >>> sorted(["Åpen", "Ærlig", "#Jobb", "Øst", "Zoo"], key=sort_key)
    ['#Jobb', 'Zoo', 'Ærlig', 'Øst', 'Åpen']
    """
    return title.lower().lstrip("#«\"' ").translate(_NORWEGIAN_ORDER)[:80]
