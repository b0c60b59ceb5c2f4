"""From what a person typed, and the filters chosen, to a query of the index."""

from collections.abc import Iterable, Mapping, Sequence

import tantivy

from lovende.measures.search.schema import TEXTS, WEIGHTS
from lovende.text.analyse import Query, QueryWord

Occur = tantivy.Occur
TIE_BREAKER = 0.3
PARTS_WEIGHT = 0.8
RELAX_FROM = 3

Filters = Mapping[str, Sequence[str]]


class QueryBuilder:
    """Builds index queries against one schema."""

    def __init__(self, schema: tantivy.Schema) -> None:
        self.schema = schema

    def text(self, query: Query, relaxed: bool = False) -> tantivy.Query:
        """Every word must be there, in itself or by an alternative; `relaxed`: all but about a third of them."""
        words = [self._word(word) for word in query.words]
        phrases = [self._phrase(phrase.stems) for phrase in query.phrases]
        if query.is_empty and not query.excluded:
            return tantivy.Query.all_query()
        needed = max(1, (2 * len(words) + 2) // 3) if relaxed else len(words)
        parts: list[tuple[Occur, tantivy.Query]] = [(Occur.Must, phrase) for phrase in phrases]
        if words:
            some = tantivy.Query.boolean_query([(Occur.Should, word) for word in words], needed)
            parts.append((Occur.Must, some))
        if not parts:
            parts.append((Occur.Must, tantivy.Query.all_query()))
        parts += [(Occur.MustNot, self._all_of(stems, 1.0)) for stems in query.excluded]
        return tantivy.Query.boolean_query(parts)

    def filtered(self, query: tantivy.Query, filters: Filters, but: str = "") -> tantivy.Query:
        """`query` narrowed by `filters`: any of the keys within a facet, all facets together; `but` is left out."""
        chosen = [(facet, keys) for facet, keys in filters.items() if keys and facet != but]
        if not chosen:
            return query
        parts = [(Occur.Must, query)]
        for facet, keys in chosen:
            within = tantivy.Query.term_set_query(self.schema, facet, list(keys))
            parts.append((Occur.Must, tantivy.Query.const_score_query(within, 0.0)))
        return tantivy.Query.boolean_query(parts)

    def weighted(self, terms: Iterable[tuple[str, float]]) -> tantivy.Query:
        """Any of the terms, each counting by its weight (for similar measures)."""
        parts = [
            (Occur.Should, tantivy.Query.boost_query(self._everywhere(term), weight)) for term, weight in terms
        ]
        return tantivy.Query.boolean_query(parts) if parts else tantivy.Query.empty_query()

    def without(self, query: tantivy.Query, pk: int) -> tantivy.Query:
        itself = tantivy.Query.term_query(self.schema, "pk", pk)
        return tantivy.Query.boolean_query([(Occur.Must, query), (Occur.MustNot, itself)])

    def _word(self, word: QueryWord) -> tantivy.Query:
        """The word itself, the parts of a compound together, or what else would do, each by its weight."""
        ways = [self._everywhere(word.stem)]
        if word.parts:
            ways.append(self._all_of(word.parts, PARTS_WEIGHT))
        ways += [self._all_of(other.stems, other.weight) for other in word.alternatives]
        return ways[0] if len(ways) == 1 else tantivy.Query.disjunction_max_query(ways, TIE_BREAKER)

    def _all_of(self, stems: Sequence[str], weight: float) -> tantivy.Query:
        if len(stems) == 1:
            query = self._everywhere(stems[0])
        else:
            query = tantivy.Query.boolean_query([(Occur.Must, self._everywhere(stem)) for stem in stems])
        return query if weight == 1.0 else tantivy.Query.boost_query(query, weight)

    def _everywhere(self, stem: str) -> tantivy.Query:
        fields = [
            tantivy.Query.boost_query(tantivy.Query.term_query(self.schema, name, stem), WEIGHTS[name])
            for name in TEXTS
        ]
        return tantivy.Query.disjunction_max_query(fields, TIE_BREAKER)

    def _phrase(self, stems: Sequence[str]) -> tantivy.Query:
        if len(stems) == 1:
            return self._everywhere(stems[0])
        slop = 2 * len(stems)
        parts = [(Occur.Should, tantivy.Query.phrase_query(self.schema, name, list(stems), slop)) for name in TEXTS]
        return tantivy.Query.boolean_query(parts)
