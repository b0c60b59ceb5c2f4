"""Measures of the register like what is applied for, with what was learned: what did not work as well."""

from dataclasses import dataclass

from lovende.assessments.showing import Content, all_text
from lovende.measures.models import Learning, Measure
from lovende.measures.search.similar import similar_to_text

MOST = 5
LEARNED = 2
LONGEST = 20_000


@dataclass(frozen=True)
class Like:
    """A measure, the words it shares with the application, the first of what was learned."""

    measure: Measure
    words: tuple[str, ...]
    learned: list[Learning]


def similar_measures(content: Content) -> list[Like]:
    """The likest first. Those that stopped being public meanwhile are left out."""
    found = similar_to_text(all_text(content)[:LONGEST], MOST)
    rows = (
        Measure.objects.select_related("phase")
        .prefetch_related("learning")
        .in_bulk([row.pk for row in found])
    )
    return [
        Like(rows[row.pk], row.words, list(rows[row.pk].learning.all())[:LEARNED])
        for row in found
        if row.pk in rows
    ]
