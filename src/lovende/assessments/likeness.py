"""Measures of the register like what is applied for, with what was learned: what did not work as well."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lovende.applications.models import Application
from lovende.assessments.showing import Content, all_text
from lovende.measures.models import Learning, Measure
from lovende.measures.search.similar import similar_to_text

MOST = 5
LEARNED = 2
LONGEST = 20_000
Knows = Callable[[Application], Iterable[int]]
_knows: list[Knows] = []


@dataclass(frozen=True)
class Like:
    """A measure, the words it shares with the application, the first of what was learned."""

    measure: Measure
    words: tuple[str, ...]
    learned: list[Learning]


def on_own_measures(callback: Knows) -> Knows:
    """A later room tells the keys of the measures that an application led to; registering again changes nothing."""
    if callback not in _knows:
        _knows.append(callback)
    return callback


def own_measures(case: Application) -> set[int]:
    """Keys of the measures that the case is about itself: what goes on, and what began with it."""
    found = {key for callback in _knows for key in callback(case)}
    return found if case.measure_id is None else found | {case.measure_id}


def similar_measures(case: Application, content: Content) -> list[Like]:
    """The likest first, the case's own left out, and those that stopped being public meanwhile."""
    own = own_measures(case)
    near = similar_to_text(all_text(content)[:LONGEST], MOST + len(own))
    found = [row for row in near if row.pk not in own][:MOST]
    shown = ("public_id", "title", "language", "phase__key", "phase__names")
    rows = (
        Measure.objects.select_related("phase")
        .only(*shown)
        .prefetch_related("learning")
        .in_bulk([row.pk for row in found])
    )
    return [
        Like(rows[row.pk], row.words, list(rows[row.pk].learning.all())[:LEARNED])
        for row in found
        if row.pk in rows
    ]
