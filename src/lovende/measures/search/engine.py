"""Search with facets: words and filters in; ranked measures, counts by facet and their total out."""

import time
from collections import OrderedDict
from dataclasses import dataclass, field

import tantivy

from lovende.measures.documents import FACETS
from lovende.measures.search.index import Index, Mark, current_index
from lovende.measures.search.query import RELAX_FROM, Filters, QueryBuilder
from lovende.text.analyse import Query, analyser
from lovende.text.spelling import Speller

FACET_SIZE = 400
MIN_EXACT = 1
SORTS = {"relevance": None, "newest": ("sort_year", tantivy.Order.Desc), "title": ("sort_title", tantivy.Order.Asc)}


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
class FacetCache:
    """Counts by facet for the newest state of the index; the empty query's are asked for all the time."""

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


_cache = FacetCache()


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

    `filters` maps facets (see `FACETS`) to keys. Where a query of three words or more finds nothing with all its
    words, measures with most of them are found instead. Raises ValueError for an unknown facet or sort.
    """
    start = time.perf_counter()
    filters = filters or {}
    unknown = set(filters) - set(FACETS)
    if unknown or sort not in SORTS:
        raise ValueError(f"unknown facet or sort: {', '.join(sorted(unknown)) or sort}")
    index = index or current_index()
    searcher = index.searcher()
    builder = QueryBuilder(index.schema)
    query = analyser().query(text, speller)
    matched, relaxed = builder.text(query), False
    result = _page(searcher, builder.filtered(matched, filters), sort, bool(text.strip()), limit, offset)
    if result.count < MIN_EXACT and len(query.words) >= RELAX_FROM:
        matched, relaxed = builder.text(query, relaxed=True), True
        result = _page(searcher, builder.filtered(matched, filters), sort, True, limit, offset)
    addresses = [address for _, address in result.hits]
    keys = searcher.fast_field_values("pk", addresses) if addresses else []
    scores = [float(score) if isinstance(score, float) else 0.0 for score, _ in result.hits]
    key = (text.strip(), tuple(sorted((name, tuple(keys_)) for name, keys_ in filters.items())), relaxed)
    facets = _cache.get(index.mark, key)
    if facets is None:
        facets = _facets(searcher, builder, matched, filters)
        _cache.put(key, facets)
    seconds = time.perf_counter() - start
    return Found(query, result.count, list(zip(keys, scores, strict=True)), facets, seconds, relaxed)


def _page(searcher, query, sort: str, has_text: bool, limit: int, offset: int):
    order = SORTS[sort]
    if order is None and not has_text:
        order = SORTS["newest"]
    if order is None:
        return searcher.search(query, limit=limit, offset=offset)
    name, direction = order
    return searcher.search(query, limit=limit, offset=offset, order_by_field=name, order=direction)


def _facets(searcher, builder: QueryBuilder, matched, filters: Filters) -> dict[str, dict[str, int]]:
    """Counts by facet; a facet that is filtered is counted as if it were not, so that one can widen the choice."""
    chosen = [name for name in FACETS if filters.get(name)]
    counts = _count(searcher, builder.filtered(matched, filters), [name for name in FACETS if name not in chosen])
    for name in chosen:
        counts |= _count(searcher, builder.filtered(matched, filters, but=name), [name])
    return {name: counts[name] for name in FACETS}


def _count(searcher, query, names: list[str]) -> dict[str, dict[str, int]]:
    if not names:
        return {}
    wanted = {name: {"terms": {"field": name, "size": FACET_SIZE}} for name in names}
    answer = searcher.aggregate(query, wanted)
    return {name: {row["key"]: row["doc_count"] for row in answer[name]["buckets"]} for name in names}
