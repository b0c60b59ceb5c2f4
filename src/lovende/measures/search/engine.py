"""Search with facets: words and filters in; ranked measures, counts by facet and their total out."""

import time
from collections import Counter, OrderedDict
from dataclasses import dataclass, field
from typing import NamedTuple

import tantivy

from lovende.measures.documents import FACETS
from lovende.measures.search.index import Index, Mark, current_index
from lovende.measures.search.query import Filters, QueryBuilder, Width
from lovende.measures.search.schema import columns
from lovende.text.analyse import Query, analyser
from lovende.text.spelling import Speller

FACET_SIZE = 1000
ENOUGH = 30  # with so many found, words less closely related are not looked for
ENOUGH_WHOLE = 12  # with so many that have all of three words or more, those with most of them are not either
STRICT = (Width(weakest=0.75, share=1.0), Width(weakest=0.0, share=1.0))
RELAXED = (Width(weakest=0.0, share=0.66), Width(weakest=0.0, share=0.3))
SORTS = {
    "relevance": None,
    "newest": ("sort_year", tantivy.Order.Desc),
    "title": ("sort_title", tantivy.Order.Asc),
}


@dataclass(frozen=True)
class Found:
    """A page of results. `hits` are (measure key, score).

    `whole` of the measures found (before filters) have every word, the others most of them; `relaxed` when none has.
    """

    query: Query
    total: int
    hits: list[tuple[int, float]]
    facets: dict[str, dict[str, int]]
    seconds: float
    relaxed: bool = False
    whole: int = 0


class Reach(NamedTuple):
    """How far a search goes, and how many measures have every word."""

    width: Width
    whole: int


@dataclass
class Cache:
    """What was worked out for the newest state of the index; the empty query is asked for all the time."""

    size: int = 64
    mark: Mark | None = None
    rows: OrderedDict = field(default_factory=OrderedDict)

    def get(self, mark: Mark | None, key):
        if mark != self.mark:
            self.mark, self.rows = mark, OrderedDict()
        return self.rows.get(key)

    def put(self, mark: Mark | None, key, value) -> None:
        if mark != self.mark:  # another thread has seen a newer state meanwhile
            return
        self.rows[key] = value
        if len(self.rows) > self.size:
            self.rows.popitem(last=False)


_facet_cache = Cache()
_reach_cache = Cache(size=512)


def forget() -> None:
    """Empty this process's caches (for measuring)."""
    for cache in (_facet_cache, _reach_cache):
        cache.rows.clear()


def search(
    text: str = "",
    filters: Filters | None = None,
    *,
    sort: str = "relevance",
    limit: int = 20,
    offset: int = 0,
    speller: Speller | None = None,
    index: Index | None = None,
) -> Found:
    """Search the published measures.

    `filters` maps facets (see `FACETS`) to keys. A search that finds little reaches further: to words less closely
    related, then, for several words, to measures that have most of them (`relaxed`). How far does not depend on the
    filters, so that a facet's count is what choosing it finds. Raises ValueError for an unknown facet or sort.
    """
    start = time.perf_counter()
    filters = {facet: keys for facet, keys in (filters or {}).items() if keys}
    unknown = set(filters) - set(FACETS)
    if unknown or sort not in SORTS:
        raise ValueError(f"unknown facet or sort: {', '.join(sorted(unknown)) or sort}")
    index = index or current_index()
    searcher = index.searcher()
    query = analyser().query(text, speller)
    builder = QueryBuilder(index.schema, searcher)
    reach = _reach(builder, query, index.mark)
    matched = builder.text(query, reach.width)
    result = _page(searcher, builder.filtered(matched, filters), sort, not query.is_empty, limit, offset)
    keys = _keys(searcher, result.hits)
    scores = [float(score) if isinstance(score, float) else 0.0 for score, _ in result.hits]
    if not filters and result.count == len(keys):  # all of them are on this page: count these
        matched = builder.only(keys)
    facets = _facets(builder, matched, filters, index.mark, query)
    hits = list(zip(keys, scores, strict=True))
    relaxed = reach.width.share < 1.0 and not reach.whole
    return Found(query, result.count, hits, facets, time.perf_counter() - start, relaxed, reach.whole)


def _reach(builder: QueryBuilder, query: Query, mark: Mark | None) -> Reach:
    """The narrowest search that finds enough; when none does, the narrowest of those that find most."""
    key = _identity(query)
    reach = _reach_cache.get(mark, key)
    if reach is None:
        reach = _narrowest(builder, query)
        _reach_cache.put(mark, key, reach)
    return reach


def _narrowest(builder: QueryBuilder, query: Query) -> Reach:
    best, most, whole = STRICT[0], 0, 0
    for width, enough in _steps(query):
        found = builder.count(builder.text(query, width))
        if width.share == 1.0:
            whole = found
        if found > most:
            best, most = width, found
        if found >= enough:
            break
    return Reach(best, whole)


def _steps(query: Query) -> list[tuple[Width, int]]:
    """The searches to try, each with the number of measures at which it will do."""
    has_alternatives = any(word.alternatives for word in query.words)
    steps = [(width, ENOUGH) for width in STRICT[: 2 if has_alternatives else 1]]
    if len(query.words) > 1:
        enough = ENOUGH_WHOLE if len(query.words) > 2 else 1
        steps = steps[:-1] + [(width, enough) for width in (steps[-1][0], *RELAXED)]
    return steps


def _identity(query: Query) -> tuple:
    """What makes two queries find the same."""
    return query.words, query.phrases, query.excluded


def _keys(searcher, hits) -> list[int]:
    """Measure keys of hits, in their order."""
    return searcher.fast_field_values("pk", [address for _, address in hits]) if hits else []


def _page(searcher, query, sort: str, has_text: bool, limit: int, offset: int):
    order = SORTS[sort]
    if order is None and not has_text:
        order = SORTS["newest"]
    if order is None:
        return searcher.search(query, limit=limit, offset=offset)
    name, direction = order
    return searcher.search(query, limit=limit, offset=offset, order_by_field=name, order=direction)


def _facets(builder: QueryBuilder, matched, filters: Filters, mark: Mark | None, query: Query):
    """Counts by facet; a facet that is filtered is counted as if it were not, so that one can widen the choice."""
    key = (_identity(query), tuple(sorted((name, tuple(keys)) for name, keys in filters.items())))
    counts = _facet_cache.get(mark, key)
    if counts is None:
        counts = _count(
            builder, builder.filtered(matched, filters), [name for name in FACETS if name not in filters]
        )
        for name in filters:
            counts |= _count(builder, builder.filtered(matched, filters, but=name), [name])
        counts = {name: counts[name] for name in FACETS}
        _facet_cache.put(mark, key, counts)
    return counts


def _count(builder: QueryBuilder, query, facets: list[str]) -> dict[str, dict[str, int]]:
    used = [
        (name, column) for name in facets for column in columns(name) if _is_used(builder.searcher, column)
    ]
    counts: dict[str, Counter[str]] = {name: Counter() for name in facets}
    if not used:
        return {name: {} for name in facets}
    wanted = {column: {"terms": {"field": column, "size": FACET_SIZE}} for _, column in used}
    answer = builder.searcher.aggregate(query, wanted)
    for name, column in used:
        for row in answer[column]["buckets"]:
            counts[name][row["key"]] += row["doc_count"]
    return {name: {key: count for key, count in counts[name].most_common() if key} for name in facets}


def _is_used(searcher, column: str) -> bool:
    """Whether any measure has a key there: columns that none has are not worth counting."""
    return any(key for key, _ in searcher.terms_with_prefix(column, "", limit=2))
