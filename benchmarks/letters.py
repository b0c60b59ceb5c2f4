"""Letters of decisions, PDF and Word and kept: one by one, and five hundred of a run as the worker makes them."""

import time
from dataclasses import dataclass
from typing import Any

LETTERS = 500
LIMIT_MS = 1_000.0


@dataclass(frozen=True)
class Letters:
    """Milliseconds of each letter, sorted, and seconds of them all."""

    times: list[float]
    seconds: float
    failed: int


def measure(call: Any, actor: Any, letters: int = LETTERS) -> Letters:
    """Make the first letters of the call's decisions. Steps are the worker's own, without its queue."""
    from lovende.assessments.letters.runs import start_run, step

    run = start_run(call=call, handler=call.administrator, language="nb", actor=actor, defer=False)
    times, start = [], time.perf_counter()
    for _letter in range(min(letters, run.total)):
        before = time.perf_counter()
        step(run.pk)
        times.append((time.perf_counter() - before) * 1000)
    run.refresh_from_db()
    return Letters(sorted(times), time.perf_counter() - start, len(run.failed))
