"""The fields of the index and how one document fills them.

`text` holds title, names and body together, the title three times: one field with weighted
term frequencies ranks as well as three fields do and is searched in a third of the time (the simple BM25F of
Robertson, Zaragoza and Taylor, CIKM 2004).

A facet with several keys a measure is spread over columns of one key each (`category_0`, `category_1` …), because
single-valued columns are counted some thirty times faster than multi-valued ones (docs/decisions/search-engine.md).
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import tantivy

from lovende.measures.documents import FACETS
from lovende.measures.search.terms import TIMES

VERSION = 5
TEXT = "text"
COLUMNS = 6  # of a facet; keys beyond share the last one
PIECES = 50_000  # of facets' JSON that are remembered
FULL = {
    "year": 3,
    "target_group": 3,
    "age": 3,
    "category": 3,
    "method": 3,
}  # columns without gaps count faster


class Row(NamedTuple):
    """What the index takes of a search document."""

    pk: int
    title: str
    words: str
    body: str
    facets: str  # JSON of {facet: [key, …]} as PostgreSQL writes it
    sort_year: int


def columns(facet: str) -> list[str]:
    """The columns over which the keys of `facet` are spread."""
    return [f"{facet}_{place}" for place in range(COLUMNS)]


def build_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("pk", fast=True, indexed=True)
    builder.add_text_field(TEXT, tokenizer_name="whitespace", index_option="position")
    for facet in FACETS:
        for name in columns(facet):
            builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("sort_year", fast=True)
    builder.add_text_field("sort_title", fast=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def signature(analysis_version: str) -> str:
    """Names the shape of the index, so that another shape is another index."""
    shape = repr((VERSION, TIMES, COLUMNS, FULL, FACETS, analysis_version))
    return hashlib.sha256(shape.encode()).hexdigest()[:12]


def to_document(row: Row, text: str) -> tantivy.Document:
    """The index document of `row`, whose texts are analysed already (`terms.document_text`)."""
    document = tantivy.Document()
    add = document.add_text
    document.add_unsigned("pk", row.pk)
    add(TEXT, text)
    for places in placed(row.facets):
        for name, key in places:
            add(name, key)
    document.add_unsigned("sort_year", row.sort_year)
    add("sort_title", sort_key(row.title))
    return document


def spread(facet: str, keys: Sequence[str]) -> list[tuple[str, str]]:
    """(column, key) of each key of a facet; "" where a column that has no gaps would have one.

    >>> spread("category", ("bolig",))
    [('category_0', 'bolig'), ('category_1', ''), ('category_2', '')]
    """
    named = columns(facet)
    places = list(zip(named, keys, strict=False))
    places += [(named[-1], key) for key in keys[COLUMNS:]]
    return places + [(name, "") for name in named[len(keys) : FULL.get(facet, 1)]]


class _Placed(dict[str, list[tuple[str, str]]]):
    """`spread` of one facet's piece of JSON, ``"category": ["bolig"``, worked out once; emptied when full."""

    def __missing__(self, piece: str) -> list[tuple[str, str]]:
        if len(self) >= PIECES:
            self.clear()
        ((facet, keys),) = json.loads("{" + piece + "]}").items()
        found = self[piece] = spread(facet, keys)
        return found


_placed = _Placed()


def placed(facets: str) -> Iterator[list[tuple[str, str]]]:
    """`spread` of every facet in a row's JSON.

    Measures share their facets' keys, so a piece is cut out and remembered: a document is made in two fifths less time
    than when the JSON of each is read. What does not cut so (none, or a key with `], ` in it) is read as JSON.

    >>> list(placed('{"year": ["2020", "2021"], "county": []}'))
    [[('year_0', '2020'), ('year_1', '2021'), ('year_2', '')], [('county_0', '')]]
    """
    try:
        return iter([_placed[piece] for piece in facets[1:-2].split("], ")])
    except ValueError:
        return (spread(facet, keys) for facet, keys in json.loads(facets).items())


_NORWEGIAN_ORDER = str.maketrans({"æ": "{a", "ä": "{a", "ø": "{b", "ö": "{b", "å": "{c"})


def sort_key(title: str) -> str:
    """A key that sorts as Norwegian does: æ, ø, å after z; marks before letters do not count.

    >>> sorted(["Åpen", "Ærlig", "#Jobb", "Øst", "Zoo"], key=sort_key)
    ['#Jobb', 'Zoo', 'Ærlig', 'Øst', 'Åpen']
    """
    return title.lower().lstrip("#«\"' ").translate(_NORWEGIAN_ORDER)[:80]
