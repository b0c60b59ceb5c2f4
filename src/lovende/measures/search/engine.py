"""Search with facets: words and filters in; ranked measures, counts by facet and their total out."""

import time
from collections import Counter, OrderedDict
from dataclasses import dataclass, field

import tantivy

from lovende.measures.documents import FACETS
from lovende.measures.search.index import Index, Mark, current_index
from lovende.measures.search.query import Filters, QueryBuilder, Width
from lovende.measures.search.schema import columns
from lovende.text.analyse import Query, analyser
from lovende.text.spelling import Speller

FACET_SIZE = 1000
#: With so many found, a search reaches no further.
ENOUGH = 30
ENOUGH_WHOLE = 12
STRICT = (Width(weakest=0.75, share=1.0), Width(weakest=0.0, share=1.0))
RELAXED = (Width(weakest=0.0, share=0.66), Width(weakest=0.0, share=0.3))
SORTS = {
    "relevance": None,
    "newest": ("sort_year", tantivy.Order.Desc),
    "title": ("sort_title", tantivy.Order.Asc),
}


@dataclass(frozen=True)
class Found:
    """A page of results. `hits` are (measure key, score); `relaxed` when not every word was asked for."""

    query: Query
    total: int
    hits: list[tuple[int, float]]
    facets: dict[str, dict[str, int]]
    seconds: float
    relaxed: bool = False


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

    def put(self, key, value) -> None:
        self.rows[key] = value
        if len(self.rows) > self.size:
            self.rows.popitem(last=False)


_facet_cache = Cache()
_width_cache = Cache(size=512)


def forget() -> None:
    """Empty this process's caches (for measuring)."""
    for cache in (_facet_cache, _width_cache):
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
    width = _width(builder, query, index.mark)
    matched = builder.text(query, width)
    result = _page(searcher, builder.filtered(matched, filters), sort, not query.is_empty, limit, offset)
    keys = searcher.fast_field_values("pk", [address for _, address in result.hits]) if result.hits else []
    scores = [float(score) if isinstance(score, float) else 0.0 for score, _ in result.hits]
    if not filters and result.count == len(keys):  # all of them are on this page: count these
        matched = builder.only(keys)
    facets = _facets(builder, matched, filters, index.mark, query)
    hits = list(zip(keys, scores, strict=True))
    return Found(query, result.count, hits, facets, time.perf_counter() - start, width.share < 1.0)


def _width(builder: QueryBuilder, query: Query, mark: Mark | None) -> Width:
    """The narrowest search that finds enough; the last one tried that finds anything more, when none does."""
    key = _identity(query)
    width = _width_cache.get(mark, key)
    if width is None:
        width = _narrowest(builder, query)
        _width_cache.put(key, width)
    return width


def _narrowest(builder: QueryBuilder, query: Query) -> Width:
    has_alternatives = any(word.alternatives for word in query.words)
    steps = [(width, ENOUGH) for width in STRICT[: 2 if has_alternatives else 1]]
    if len(query.words) > 1:
        enough = ENOUGH_WHOLE if len(query.words) > 2 else 1
        steps = steps[:-1] + [(steps[-1][0], enough)] + [(width, enough) for width in RELAXED]
    best, most = steps[0][0], 0
    for width, enough in steps:
        found = builder.count(builder.text(query, width))
        if found > most or not most:
            best, most = (width, found) if found else (best, 0)
        if found >= enough:
            break
    return best


def _identity(query: Query) -> tuple:
    """What makes two queries find the same."""
    return query.words, query.phrases, query.excluded


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
        _facet_cache.put(key, counts)
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
