"""Server time and queries of every public page type over the reference portfolio.

In process, through the whole of Django (middleware, view, templates), as `Server-Timing` says it; the first visit of
each page is left out, since it fills caches of the process. The named baseline is the about page, which asks the
database for the list of sources alone; it is visited beside every other page.
"""

import gc
import time
from collections.abc import Iterator, Mapping, Sized
from dataclasses import dataclass, field
from importlib import import_module

from benchmarks.judged import judged_queries

BASELINE = "about (baseline)"
ABOUT = "/om/"
ROUNDS = 3
VISITS = 45  # at least, of each page type: of fewer, p95 is the single slowest
MOST = 30


@dataclass
class Page:
    """One page type: milliseconds of each visit (sorted at the end), and the most queries one visit asked."""

    times: list[float] = field(default_factory=list)
    queries: int = 0


def measure() -> dict[str, Page]:
    """Visit every page type, several addresses of each, as somebody not signed in."""
    from django.test import Client

    as_in_a_worker()
    client, found = Client(), {BASELINE: Page()}
    client.get(ABOUT)
    for name, addresses in page_types().items():
        page = found[name] = Page()
        for address in addresses:
            client.get(address)
            for _ in range(rounds(addresses)):
                visit(client, ABOUT, found[BASELINE])  # beside each: the machine's pace changes in a run
                visit(client, address, page)
    for page in found.values():
        page.times.sort()
    return found


def as_in_a_worker() -> None:
    """Set aside from collection what is there by now: a worker does so with what it loads, and what was generated
    here to be measured is in none."""
    import_module("lovende.web.wsgi")
    gc.collect()
    gc.freeze()


def rounds(addresses: Sized) -> int:
    """How often each address of a page type is visited.

    >>> rounds(["/", "/om/"]), rounds(["/"] * 40)
    (23, 3)
    """
    return max(ROUNDS, -(-VISITS // len(addresses)))


def visit(client, address: str, page: Page) -> None:
    """One visit, its time and queries noted. Raises AssertionError when the page is not there."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    start = time.perf_counter()
    answer = client.get(address)
    page.times.append((time.perf_counter() - start) * 1000)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    if len(page.times) % ROUNDS == 0:  # counted apart: keeping a log of them costs time
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        page.queries = max(page.queries, len(asked))


def page_types() -> Mapping[str, list[str]]:
    """Addresses by page type: the judged queries, and every measure, organisation and place there is, up to a bound."""
    from urllib.parse import urlencode

    from lovende.measures.models import Measure
    from lovende.people.models import Organisation
    from lovende.records.models import SourceDocument

    ids = list(Measure.objects.order_by("pk").values_list("public_id", flat=True))
    queries = [urlencode({"q": judged.query}) for judged in judged_queries()][:MOST]
    owners = Organisation.objects.filter(measures_owned__isnull=False).distinct().order_by("pk")
    return {
        "register, nothing asked": ["/", "/?sort=title", "/?page=2"],
        "register, list": [f"/?{query}" for query in queries],
        "register, table": [f"/?kind=table&{query}" for query in queries],
        "register, map": [f"/?kind=map&{query}" for query in queries],
        "measure": [f"/tiltak/{public_id}/" for public_id in ids],
        "compare four": list(fours(ids)),
        "organisation": [f"/organisasjon/{owner.slug}/" for owner in owners],
        "municipality": [
            f"/kommune/{number}/" for number in ("0301", "3103", "3105", "3107", "3101", "4204")
        ],
        "source": [f"/kilde/{key}/" for key in SourceDocument.objects.values_list("key", flat=True)],
    }


def fours(ids: list[str]) -> Iterator[str]:
    for start in range(0, min(len(ids), 4 * MOST) - 3, 4):
        yield "/sammenlign/?" + "&".join(f"tiltak={public_id}" for public_id in ids[start : start + 4])
