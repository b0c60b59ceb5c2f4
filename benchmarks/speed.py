"""Speed at a size: building the index, searching with all facets, similar measures, and the two baselines."""

import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db import OperationalError, connection

from benchmarks.baselines import icontains, prepare_text_search, text_search
from benchmarks.generate import Generator, fill
from benchmarks.judged import judged_queries
from lovende.measures.models import SearchDocument
from lovende.measures.search import engine, similar
from lovende.measures.search.index import current_index
from lovende.measures.search.spelling import current_speller

SEED = 7
FILTERS: tuple[dict[str, list[str]], ...] = (
    {},
    {"county": ["03", "46"]},
    {"category": ["arbeid", "bolig"], "year": ["2020"]},
)
SIMILAR_MEASURES, SIMILAR_TEXTS = 70, 30
BASELINE_QUERIES = 20
PATIENCE = 20_000  # milliseconds that a baseline may take for one query
Asked = tuple[str, dict[str, list[str]]]


@dataclass
class Speed:
    """What was measured at one size; times in milliseconds, sorted."""

    size: int
    characters: int
    build_seconds: float
    build_processor: float  # seconds of all threads of this process
    search: list[float] = field(default_factory=list)
    similar: list[float] = field(default_factory=list)
    baselines: dict[str, list[float]] = field(default_factory=dict)
    same_queries: list[float] = field(default_factory=list)
    disk: int = 0

    @property
    def rate(self) -> float:
        """Measures put into the index in a second, reading and text analysis included."""
        return self.size / self.build_seconds


def percentile(sorted_times: Sequence[float], share: float) -> float:
    """The nearest-rank percentile of times in order.

    >>> percentile([1.0, 2.0, 3.0, 4.0], 0.5), percentile([1.0, 2.0, 3.0, 4.0], 0.95)
    (2.0, 4.0)
    """
    return sorted_times[max(0, -(-len(sorted_times) * round(share * 1000) // 1000) - 1)]


def measure(size: int, generator: Generator) -> Speed:
    """Fill the database with `size` generated measures and time everything."""
    characters = fill(size, generator)
    start, used = time.perf_counter(), time.process_time()
    index = current_index()
    index.searcher()
    speed = Speed(size, characters, time.perf_counter() - start, time.process_time() - used)
    speed.disk = sum(file.stat().st_size for file in Path(index.folder, "segments").iterdir())
    speed.search = timed(search_cold, queries())
    speed.similar = timed(lambda call: call(), similar_calls(size))
    compare(speed)
    return speed


def queries() -> list[Asked]:
    """The judged queries without and with filters, and the empty query with each: some 390, in a fixed shuffle."""
    texts = [row.query for row in judged_queries()] + [""]
    asked = [(text, filters) for text in texts for filters in FILTERS]
    random.Random(SEED).shuffle(asked)
    return asked


def search_cold(asked: Asked) -> None:
    """A search as the register makes it, with every facet counted anew."""
    engine.forget()
    engine.search(asked[0], asked[1], speller=current_speller() if asked[0] else None)


def similar_calls(size: int) -> list[Callable[[], object]]:
    """Similar to measures drawn at random, and to pasted texts."""
    chance = random.Random(SEED)
    keys = [chance.randint(1, size) for _ in range(SIMILAR_MEASURES)]
    texts = [SearchDocument.objects.get(pk=chance.randint(1, size)).body for _ in range(SIMILAR_TEXTS)]
    calls: list[Callable[[], object]] = [lambda key=key: similar.similar_to_measure(key) for key in keys]
    return calls + [lambda text=text: similar.similar_to_text(text) for text in texts]


def timed(call: Callable, arguments: Iterable) -> list[float]:
    """Milliseconds of each call, sorted; the first call is made twice and counted once, warm."""
    arguments = list(arguments)
    call(arguments[0])
    times = []
    for argument in arguments:
        start = time.perf_counter()
        call(argument)
        times.append((time.perf_counter() - start) * 1000)
    return sorted(times)


def compare(speed: Speed) -> None:
    """The same texts, unfiltered and without facets, by both baselines; ours with all facets beside them."""
    texts = [row.query for row in judged_queries()]
    texts = random.Random(SEED).sample(texts, BASELINE_QUERIES)
    speed.same_queries = timed(search_cold, [(text, {}) for text in texts])
    prepare_text_search()
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = %s", [PATIENCE])
    for name, way in (("icontains", icontains), ("pg text search", text_search)):
        speed.baselines[name] = timed(lambda text, way=way: patiently(way, text), texts)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("DROP TABLE bench_text")


def patiently(way: Callable[[str, int], object], text: str) -> None:
    """A query that is given up after PATIENCE counts as having taken that long."""
    try:
        way(text, 20)
    except OperationalError:
        connection.rollback() if connection.in_atomic_block else None
