"""Similar measures, for a measure or for pasted text, saying why."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import tantivy

from lovende.measures.models import SearchDocument
from lovende.measures.search.index import Index, current_index
from lovende.measures.search.query import Occur, QueryBuilder
from lovende.measures.search.schema import TEXT, columns
from lovende.text.analyse import analyser
from lovende.text.tokens import tokenize

KEY_TERMS = 24
SHARED_FACETS = ("method", "target_group", "category", "scheme")
FACET_WEIGHT = 1.5
MAX_SHARE = 0.2


@dataclass(frozen=True)
class Similar:
    """One similar measure: what it shares in words and in metadata ((facet, key) pairs)."""

    pk: int
    public_id: str
    score: float
    words: tuple[str, ...]
    facets: tuple[tuple[str, str], ...]


def similar_to_measure(pk: int, limit: int = 10, index: Index | None = None) -> list[Similar]:
    """Measures most like a published one. Raises SearchDocument.DoesNotExist."""
    row = SearchDocument.objects.get(pk=pk)
    return _similar(f"{row.title}\n{row.words}\n{row.body}", row.facets, limit, pk, index)


def similar_to_text(text: str, limit: int = 10, index: Index | None = None) -> list[Similar]:
    """Measures most like a pasted text; empty for a text without a telling word."""
    return _similar(text, {}, limit, None, index)


def key_terms(text: str, searcher: tantivy.Searcher) -> dict[str, float]:
    """The most telling index terms of `text` by tf-idf (Spärck Jones 1972), weights scaled to at most 1.

    Terms that no other measure has, or that more than a fifth have, tell nothing about likeness.
    """
    total = max(searcher.num_docs, 1)
    weights: dict[str, float] = {}
    for term, times in Counter(analyser().index_terms(text)).items():
        frequency = searcher.doc_freq(TEXT, term)
        if frequency and (frequency / total <= MAX_SHARE or total < 20):
            weights[term] = (1 + math.log(times)) * math.log(1 + total / frequency)
    best = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))[:KEY_TERMS]
    top = best[0][1] if best else 1.0
    return {term: weight / top for term, weight in best}


def _similar(
    text: str, facets: Mapping[str, list[str]], limit: int, pk: int | None, index: Index | None
) -> list[Similar]:
    index = index or current_index()
    searcher = index.searcher()
    builder = QueryBuilder(index.schema, searcher)
    terms = key_terms(text, searcher)
    if not terms:
        return []
    query = _with_facets(builder, builder.weighted(terms.items()), facets)
    if pk is not None:
        query = builder.without(query, pk)
    hits = searcher.search(query, limit=limit, count=False).hits
    keys = searcher.fast_field_values("pk", [address for _, address in hits]) if hits else []
    rows = SearchDocument.objects.in_bulk(keys)
    scored = [(rows[key], score) for key, (score, _) in zip(keys, hits, strict=True) if key in rows]
    return [_why(row, score, terms, text, facets) for row, score in scored]


def _with_facets(
    builder: QueryBuilder, query: tantivy.Query, facets: Mapping[str, list[str]]
) -> tantivy.Query:
    """Shared method, target group … lift a measure that shares words; they find none on their own."""
    parts = [(Occur.Must, query)]
    for name in SHARED_FACETS:
        for key in facets.get(name, ()):
            for column in columns(name):
                same = tantivy.Query.term_query(builder.schema, column, key)
                parts.append((Occur.Should, tantivy.Query.const_score_query(same, FACET_WEIGHT)))
    return tantivy.Query.boolean_query(parts)


def _why(
    row: SearchDocument, score: float, terms: Mapping[str, float], text: str, facets: Mapping[str, list[str]]
) -> Similar:
    theirs = set(analyser().index_terms(f"{row.title}\n{row.words}\n{row.body}"))
    shared = sorted((term for term in terms if term in theirs), key=lambda term: -terms[term])[:6]
    surfaces = surface_forms(text, shared)
    same = [
        (name, key)
        for name in SHARED_FACETS
        for key in facets.get(name, ())
        if key in row.facets.get(name, ())
    ]
    return Similar(row.pk, row.public_id, float(score), tuple(surfaces), tuple(same))


def surface_forms(text: str, terms: Sequence[str]) -> list[str]:
    """The words of `text` that stand behind index terms, in the order of the terms, each word once."""
    wanted = set(terms)
    found: dict[str, str] = {}
    for token in tokenize(text):
        for term in wanted.intersection(analyser().token_terms(token.text)):
            found.setdefault(term, token.text.lower())
    return list(dict.fromkeys(found[term] for term in terms if term in found))
