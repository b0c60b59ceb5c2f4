"""Similar measures, for a measure or for pasted text, saying why."""

import functools
import math
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import tantivy

from lovende.measures.models import SearchDocument
from lovende.measures.search.index import Index, current_index
from lovende.measures.search.query import QueryBuilder
from lovende.measures.search.schema import TEXT
from lovende.measures.search.terms import LISTS
from lovende.text.analyse import analyser
from lovende.text.compounds import constituents
from lovende.text.resources import load_yaml
from lovende.text.stem import stem
from lovende.text.thesaurus import stems_of
from lovende.text.tokens import tokenize

KEY_TERMS = 24
SHARED_FACETS = ("method", "target_group", "category", "scheme")
FACET_WEIGHT = 1.5
MAX_SHARE = 0.2
FIELD_SHARE = 0.5  # a word of the field may stand in more measures and still tell something
CHANCE = 0.35  # weight of any other word: in a small register many a rare word is shared by chance alone
CANDIDATES = 40


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


def key_terms(text: str, searcher: tantivy.Searcher, known_from: int = 1) -> dict[str, float]:
    """The most telling index terms of `text` by tf-idf (Spärck Jones 1972), weights scaled to at most 1.

    Terms that fewer than `known_from` measures have, or more than a fifth (a half for words of the field), tell
    nothing about likeness.
    """
    total = max(searcher.num_docs, 1)
    weights: dict[str, float] = {}
    for term, times in Counter(analyser().index_terms(text)).items():
        frequency = searcher.doc_freq(TEXT, term)
        most, weight = (FIELD_SHARE, 1.0) if term in field_terms() else (MAX_SHARE, CHANCE)
        if frequency >= known_from and (frequency / total <= most or total < 20):
            weights[term] = weight * (1 + math.log(times)) * math.log(1 + total / frequency)
    best = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))[:KEY_TERMS]
    top = best[0][1] if best else 1.0
    return {term: weight / top for term, weight in best}


@functools.cache
def field_terms() -> frozenset[str]:
    """Stems of the field's own words: what compounds of it are made of, and every term of the thesaurus."""
    words = {stem(word) for word in constituents().lemmas}
    groups = load_yaml("thesaurus.yaml")
    return frozenset(
        words.union(*(stems_of(term) for row in groups for name in LISTS for term in row.get(name, ())))
    )


def _similar(
    text: str, facets: Mapping[str, list[str]], limit: int, pk: int | None, index: Index | None
) -> list[Similar]:
    """Shared words find; among the best of these, shared method, target group … lift."""
    index = index or current_index()
    searcher = index.searcher()
    terms = key_terms(text, searcher, known_from=1 if pk is None else 2)
    if not terms:
        return []
    query = QueryBuilder(index.schema, searcher).weighted(terms.items())
    hits = searcher.search(query, limit=max(CANDIDATES, 2 * limit), count=False).hits
    keys = searcher.fast_field_values("pk", [address for _, address in hits]) if hits else []
    wanted = [key for key in keys if key != pk]
    rows = SearchDocument.objects.filter(is_listed=True).in_bulk(wanted)
    ranked = []
    for key, (score, _) in zip(keys, hits, strict=True):
        if key in rows:
            same = shared_facets(facets, rows[key].facets)
            ranked.append((score + FACET_WEIGHT * len(same), rows[key], same))
    ranked.sort(key=lambda entry: -entry[0])
    forms = first_words(text, terms) if ranked else {}
    return [_why(row, score, same, terms, forms) for score, row, same in ranked[:limit]]


def shared_facets(
    ours: Mapping[str, list[str]], theirs: Mapping[str, list[str]]
) -> tuple[tuple[str, str], ...]:
    """(facet, key) of what two measures share of method, target group, category and scheme."""
    return tuple(
        (name, key) for name in SHARED_FACETS for key in ours.get(name, ()) if key in theirs.get(name, ())
    )


def _why(
    row: SearchDocument,
    score: float,
    same: tuple[tuple[str, str], ...],
    terms: Mapping[str, float],
    forms: Mapping[str, str],
) -> Similar:
    theirs = set(analyser().index_terms(f"{row.title}\n{row.words}\n{row.body}"))
    shared = sorted((term for term in terms if term in theirs), key=lambda term: -terms[term])[:6]
    words = dict.fromkeys(forms[term] for term in shared if term in forms)
    return Similar(row.pk, row.public_id, float(score), tuple(words), same)


def first_words(text: str, terms: Collection[str]) -> dict[str, str]:
    """Index term → the first word of `text` behind it, for those of `terms` that are there."""
    wanted = set(terms)
    found: dict[str, str] = {}
    for token in tokenize(text):
        for term in wanted.intersection(analyser().token_terms(token.text)):
            found.setdefault(term, token.text.lower())
    return found
