"""Analysing many texts in processes of their own: building an index spends most of its time there."""

import gc
import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from typing import NamedTuple

from lovende.measures.search.schema import Row
from lovende.measures.search.terms import document_text, document_texts

CHUNK = 1000
AHEAD = 3  # chunks waiting, for each process: enough to keep them busy, few enough to hold in memory
FEWEST_AHEAD = 8  # one process alone runs dry with three, while its own are taken here


class Change(NamedTuple):
    """A search document that changed: its revision, whether it is listed, what the index takes of it."""

    revision: int
    is_listed: bool
    row: Row


Waiting = deque[tuple[list[Change], Future[list[str]]]]  # chunks and what their texts will be, in order


def analysed(changes: Iterable[Change], several: bool) -> Iterator[tuple[Change, str]]:
    """Each change with its text as the index takes it, in the order given; `several`: in processes beside this one."""
    if not several or multiprocessing.current_process().daemon:  # which may have no processes of its own
        for change in changes:
            yield change, document_text(*_texts(change))
        return
    processes = max(1, (os.cpu_count() or 2) - 1)  # one is left for reading and for the index itself
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, spawn, initializer=gc.disable) as pool, collecting_seldom():
        waiting: Waiting = deque()
        rows = iter(changes)
        while chunk := list(islice(rows, CHUNK)):
            waiting.append((chunk, pool.submit(document_texts, [_texts(change) for change in chunk])))
            if len(waiting) > max(FEWEST_AHEAD, AHEAD * processes):
                yield from _done(waiting)
        while waiting:
            yield from _done(waiting)


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Look for circles of garbage a hundred times less often: millions of short-lived rows make none.

    Not never: other threads of the process go on serving meanwhile. The processes beside have nothing else to do.
    """
    before = gc.get_threshold()
    gc.set_threshold(before[0] * 100, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _lend_a_hand(waiting: Waiting) -> None:
    """Analyse the last chunks here, those that nobody has begun, until the first is done."""
    place = len(waiting)
    while place and not waiting[0][1].done():
        place -= 1
        chunk, future = waiting[place]
        if future.cancel():
            own: Future[list[str]] = Future()
            own.set_result(document_texts([_texts(change) for change in chunk]))
            waiting[place] = chunk, own


def _done(waiting: Waiting) -> Iterator[tuple[Change, str]]:
    """The first chunk; while it is not ready, the last ones are analysed here."""
    _lend_a_hand(waiting)
    chunk, future = waiting.popleft()
    yield from zip(chunk, future.result(), strict=True)


def _texts(change: Change) -> tuple[str, str, str]:
    return change.row.title, change.row.words, change.row.body
