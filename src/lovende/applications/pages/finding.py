"""Finding measures of the register from the workspace: the one replicated or continued, and those that are similar."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from lovende.applications.models import Application, SimilarNote
from lovende.measures.models import Learning, Measure, State
from lovende.measures.search.engine import search
from lovende.measures.search.similar import Similar, similar_to_text

SHORTEST_WORDS = 8
LONGEST_TEXT = 20_000
MOST = 5
MOST_LOOKED_UP = 8
MOST_LEARNED = 2
# What went wrong stands first: it is what an applicant can spare others.
LEARNED_FIRST = (Learning.Kind.DID_NOT_WORK, Learning.Kind.BARRIER, Learning.Kind.ADVICE)


@dataclass(frozen=True)
class Found:
    """Measures to choose one of; `asked` when somebody looked, `chosen` is the public id chosen already."""

    rows: list[Measure]
    chosen: str
    asked: bool


@dataclass(frozen=True)
class Near:
    """A similar measure: words shared with the text, what was learned there, and what the applicant says of it."""

    measure: Measure
    words: tuple[str, ...]
    learned: list[Learning]
    note: SimilarNote | None


def chosen_measure(public_id: str) -> Measure | None:
    """The published measure with that id, None for none."""
    if not public_id:
        return None
    return Measure.objects.filter(public_id=public_id, state=State.PUBLISHED).first()


def look_up(words: str, chosen: str, *, asked: bool) -> Found:
    """Measures found by `words`, the chosen one first."""
    rows: list[Measure] = []
    if words.strip():
        keys = [key for key, _ in search(words[:200], {}, limit=MOST_LOOKED_UP).hits]
        there = _named().in_bulk(keys)
        rows = [there[key] for key in keys if key in there]
    if chosen and all(row.public_id != chosen for row in rows):
        rows = [*_named().filter(public_id=chosen), *rows]
    return Found(rows, chosen, asked)


def _named() -> QuerySet[Measure]:
    return Measure.objects.filter(state=State.PUBLISHED).select_related("owner", "phase")


def near(application: Application, text: str, limit: int = MOST) -> list[Near] | None:
    """Measures like the text, failures among them; None when the text is too short to compare."""
    text = text[:LONGEST_TEXT]
    if len(text.split()) < SHORTEST_WORDS:
        return None
    own = {application.measure_id}
    found = [row for row in similar_to_text(text, limit + 1) if row.pk not in own][:limit]
    return _near(application, found)


def _near(application: Application, found: list[Similar]) -> list[Near]:
    measures = _with_learning().in_bulk([row.pk for row in found])
    notes = {note.measure_id: note for note in application.similar.all()}
    return [
        Near(measures[row.pk], row.words, learned(measures[row.pk]), notes.get(row.pk))
        for row in found
        if row.pk in measures
    ]


def _with_learning() -> QuerySet[Measure]:
    rows = Learning.objects.order_by("order", "pk")
    return _named().prefetch_related(Prefetch("learning", rows))


def learned(measure: Measure) -> list[Learning]:
    """The two things learned that help another most: what did not work before what did."""
    rank = {kind: place for place, kind in enumerate(LEARNED_FIRST)}
    rows = sorted(measure.learning.all(), key=lambda row: rank.get(row.kind, len(rank)))  # type: ignore[call-overload]
    return rows[:MOST_LEARNED]


def noted(application: Application) -> list[SimilarNote]:
    """What the applicant has said of measures in the register."""
    return list(application.similar.select_related("measure").order_by("at", "pk"))
