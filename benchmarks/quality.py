"""Search quality: nDCG@10 on the judged queries, ours and the two baselines, by kind and by part."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from statistics import mean

from benchmarks.baselines import icontains, prepare_text_search, text_search
from benchmarks.judged import PARTS, Judged, judged_queries
from benchmarks.ndcg import ndcg
from lovende.measures.models import SearchDocument
from lovende.measures.search.engine import search
from lovende.measures.search.spelling import current_speller

REQUIRED = 0.85
OURS = "ours"
Finder = Callable[[str], list[str]]


def ours(text: str, limit: int = 10) -> list[str]:
    """Public ids as the register shows them: with spelling correction, by relevance."""
    keys = [key for key, _ in search(text, limit=limit, speller=current_speller()).hits]
    names = dict(SearchDocument.objects.filter(pk__in=keys).values_list("pk", "public_id"))
    return [names[key] for key in keys]


def finders() -> dict[str, Finder]:
    """The three ways of searching, by name; makes ready what they need."""
    prepare_text_search()
    return {OURS: ours, "icontains": icontains, "pg text search": text_search}


def scores(queries: Iterable[Judged], ways: Mapping[str, Finder]) -> dict[str, dict[str, float]]:
    """Query id → way → nDCG@10."""
    return {
        row.id: {name: ndcg(find(row.query), row.judgements) for name, find in ways.items()}
        for row in queries
    }


def averages(
    queries: Iterable[Judged], found: Mapping[str, Mapping[str, float]]
) -> dict[str, dict[str, float]]:
    """Mean by "all", by part and by kind: label → way → nDCG@10."""
    groups: dict[str, list[str]] = defaultdict(list)
    for row in queries:
        for label in ("all", row.part, row.kind):
            groups[label].append(row.id)
    ways = list(next(iter(found.values())))
    first = ["all", *PARTS]
    order = first + sorted(set(groups) - set(first))
    return {
        f"{label} ({len(groups[label])})": {way: mean(found[id][way] for id in groups[label]) for way in ways}
        for label in order
        if groups[label]
    }


def measure() -> dict[str, dict[str, float]]:
    """All averages over the loaded reference portfolio."""
    queries = judged_queries()
    return averages(queries, scores(queries, finders()))
