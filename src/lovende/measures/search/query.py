"""From what a person typed, and the filters chosen, to a query of the index."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import tantivy

from lovende.measures.search.schema import TEXT, columns
from lovende.measures.search.terms import joined
from lovende.text.analyse import Query, QueryWord

Occur = tantivy.Occur
TIE_BREAKER = 0.2  # what the second best way of saying a word adds
PARTS_TOGETHER = 0.8  # the parts of a compound side by side, in any order
PARTS_APART = 0.4
PAIR_LIFT = 0.3
MOST_CLOSE = 10_000  # measures with the rarer of two words, beyond which their closeness is not looked at
COMMON = 0.3  # share of the measures beyond which a word of a long query need not be there

Filters = Mapping[str, Sequence[str]]


class Width(NamedTuple):
    """How far a search reaches: synonyms from this weight on, and this share of the words needed."""

    weakest: float
    share: float


class QueryBuilder:
    """Builds index queries for one searcher."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher) -> None:
        self.schema = schema
        self.searcher = searcher
        self.total = max(searcher.num_docs, 1)

    def text(self, query: Query, width: Width) -> tantivy.Query:
        """The words needed, in themselves or by an alternative; words side by side lift."""
        parts = [(Occur.Must, self._phrase(phrase.stems, 0)) for phrase in query.phrases]
        parts += self._words(query.words, width)
        if not parts:
            parts.append((Occur.Must, tantivy.Query.all_query()))
        parts += self._lifts([word.stem for word in query.words])
        parts += [(Occur.MustNot, self._all_of(stems)) for stems in query.excluded]
        return parts[0][1] if len(parts) == 1 else tantivy.Query.boolean_query(parts)

    def filtered(self, query: tantivy.Query, filters: Filters, but: str = "") -> tantivy.Query:
        """`query` narrowed by `filters`: any of the keys within a facet, all facets together; `but` is left out."""
        chosen = [(facet, keys) for facet, keys in filters.items() if keys and facet != but]
        if not chosen:
            return query
        parts = [(Occur.Must, query)]
        for facet, keys in chosen:
            within = [
                (Occur.Should, tantivy.Query.term_set_query(self.schema, name, list(keys)))
                for name in columns(facet)
            ]
            parts.append(
                (Occur.Must, tantivy.Query.const_score_query(tantivy.Query.boolean_query(within), 0.0))
            )
        return tantivy.Query.boolean_query(parts)

    def count(self, query: tantivy.Query) -> int:
        """How many measures a query finds; not ranking them halves the time."""
        found: Any = self.searcher.search(tantivy.Query.const_score_query(query, 0.0), limit=1)
        return int(found.count)

    def weighted(self, terms: Iterable[tuple[str, float]]) -> tantivy.Query:
        """Any of the terms, each counting by its weight (for similar measures)."""
        parts = [(Occur.Should, boosted(self._term(term), weight)) for term, weight in terms]
        return tantivy.Query.boolean_query(parts) if parts else tantivy.Query.empty_query()

    def only(self, keys: Sequence[int]) -> tantivy.Query:
        return tantivy.Query.term_set_query(self.schema, "pk", list(keys))

    def _words(self, words: Sequence[QueryWord], width: Width) -> list[tuple[Occur, tantivy.Query]]:
        ways = [self._word(word, width.weakest) for word in words]
        if width.share == 1.0:
            return [(Occur.Must, way) for way in ways]
        rare = [self._frequency(word.stem) <= COMMON * self.total for word in words]
        if not any(rare):
            rare = [True] * len(words)
        counted = [(Occur.Should, way) for way, is_rare in zip(ways, rare, strict=True) if is_rare]
        needed = max(1, math.ceil(width.share * len(counted)))
        parts = [(Occur.Must, tantivy.Query.boolean_query(counted, needed))]
        return parts + [(Occur.Should, way) for way, is_rare in zip(ways, rare, strict=True) if not is_rare]

    def _word(self, word: QueryWord, weakest: float) -> tantivy.Query:
        """The word itself, the parts of a compound, or what else would do, each by its weight."""
        ways = [self._term(word.stem)]
        if word.parts:
            ways += self._together(word.parts)
        for other in word.alternatives:
            if other.weight >= weakest:
                term = joined(other.stems)
                ways.append(boosted(self._term(term), other.weight * self._no_rarer(word.stem, term)))
        return ways[0] if len(ways) == 1 else tantivy.Query.disjunction_max_query(ways, TIE_BREAKER)

    def _together(self, stems: Sequence[str]) -> list[tantivy.Query]:
        """The parts of a compound as words of their own: better side by side than anywhere in the measure."""
        ways = [boosted(self._all_of(stems), PARTS_APART)]
        if self._few(stems):
            ways.append(boosted(self._phrase(stems, len(stems)), PARTS_TOGETHER))
        return ways

    def _few(self, stems: Sequence[str]) -> bool:
        """Whether closeness of the stems can be looked at in reasonable time."""
        return min(self._frequency(stem) for stem in stems) <= MOST_CLOSE

    def _no_rarer(self, stem: str, other: str) -> float:
        """Scales a synonym's weight so that a rare one does not outweigh the word that was typed."""
        own = self._frequency(stem)
        return min(1.0, self._rarity(own) / self._rarity(self._frequency(other))) if own else 1.0

    def _frequency(self, stem: str) -> int:
        return self.searcher.doc_freq(TEXT, stem)

    def _rarity(self, frequency: int) -> float:
        return math.log(1 + (self.total + 1) / (frequency + 0.5))

    def _lifts(self, stems: Sequence[str]) -> list[tuple[Occur, tantivy.Query]]:
        """Pairs of words that stand together (Metzler and Croft, SIGIR 2005)."""
        pairs = [pair for pair in zip(stems, stems[1:], strict=False) if self._few(pair)]
        return [(Occur.Should, boosted(self._phrase(pair, 1), PAIR_LIFT)) for pair in pairs]

    def _all_of(self, stems: Sequence[str]) -> tantivy.Query:
        if len(stems) == 1:
            return self._term(stems[0])
        return tantivy.Query.boolean_query([(Occur.Must, self._term(stem)) for stem in stems])

    def _term(self, stem: str) -> tantivy.Query:
        # "freq": positions are not read, which they are unless one says so.
        return tantivy.Query.term_query(self.schema, TEXT, stem, "freq")

    def _phrase(self, stems: Sequence[str], slop: int) -> tantivy.Query:
        if len(set(stems)) == 1:
            return self._term(stems[0])
        return tantivy.Query.phrase_query(self.schema, TEXT, list(stems), slop)


def boosted(query: tantivy.Query, weight: float) -> tantivy.Query:
    return query if weight == 1.0 else tantivy.Query.boost_query(query, weight)
