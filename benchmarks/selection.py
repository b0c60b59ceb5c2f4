"""Server time and queries of every page of a round: 203 candidates, six raters, at its end and while it is read.

The rounds are those of the tests, taken through the product by its own actions (tests/making/simulated_round.py). Each
page is visited by whoever has it as their work: the rater, the lead or the owner; the baseline is the about page,
visited by the same person beside every other page.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.pages import ABOUT, BASELINE, Page, as_in_a_worker, rounds, visit

SEED = 20240609
LIMIT = 100.0
DOCUMENT_LIMIT = 3_000.0
DOCUMENTS = ("pdf", "word")
TESTS = Path(__file__).resolve().parent.parent / "tests"


def finished() -> dict[str, Page]:
    """Pages of a round that has come to its end; times sorted."""
    return _measure(lambda made, world: made.play(world))


def reading() -> dict[str, Page]:
    """Pages of a round whose raters have locked half of their first readings; times sorted."""
    return _measure(lambda made, world: made.halfway(world))


def limits(pages: Iterable[str]) -> dict[str, float]:
    """Milliseconds by page; a document is typeset when it is asked for.

    >>> limits(["round", "report_pdf", "report_word"])
    {'round': 100.0, 'report_pdf': 3000.0, 'report_word': 3000.0}
    """
    return {name: DOCUMENT_LIMIT if name.endswith(DOCUMENTS) else LIMIT for name in pages}


def _measure(play: Callable[[Any, Any], Any]) -> dict[str, Page]:
    from benchmarks.grants import settle

    if str(TESTS) not in sys.path:
        sys.path.append(str(TESTS))
    simulated, made = import_module("making.simulated"), import_module("making.simulated_round")
    start = import_module("lovende.selection.protocol").start()
    criteria = {row["key"]: row["phases"] for row in start["criteria"]}
    now = play(made, simulated.World(SEED, criteria, difficulties=simulated.AS_STERN_AS_003))
    settle()
    as_in_a_worker()
    return _visit(import_module("making.round_pages").pages(now))


def _visit(there: dict[str, Any]) -> dict[str, Page]:
    found = {BASELINE: Page()}
    for name, visited in there.items():
        page = found[name] = Page()
        visited.client.get(ABOUT)
        for address in visited.addresses:
            visited.client.get(address)
            for _round in range(_times(name, visited.addresses)):
                visit(visited.client, ABOUT, found[BASELINE])
                visit(visited.client, address, page)
    for page in found.values():
        page.times.sort()
    return found


def _times(name: str, addresses: list[str]) -> int:
    """A document takes seconds: it is asked for a few times."""
    return 3 if name.endswith(DOCUMENTS) else rounds(addresses)
