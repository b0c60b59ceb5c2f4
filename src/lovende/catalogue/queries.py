"""Reads of imports and sections, each shaped for one page."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, Q, When

from lovende.catalogue.checking import flag_id, weight
from lovende.catalogue.models import CatalogueImport, Section
from lovende.measures.models import Measure, State
from lovende.measures.search.similar import similar_to_text

HEAVY = ("raw_lines", "known_names", "outline")
DECIDED = (Section.State.ACCEPTED, Section.State.REJECTED)


def imports() -> list[CatalogueImport]:
    """All imports, newest first, with how many sections each has and how many are decided."""
    decided = Count("sections", filter=Q(sections__state__in=DECIDED))
    rows = CatalogueImport.objects.defer(*HEAVY).select_related("attachment")
    return list(rows.annotate(total=Count("sections"), decided=decided))


def batch_of(public_id: str) -> CatalogueImport:
    """Raises CatalogueImport.DoesNotExist."""
    rows = CatalogueImport.objects.defer("raw_lines", "known_names").select_related("attachment")
    return rows.get(public_id=public_id)


@dataclass(frozen=True)
class Row:
    """A section in the list: flags counted by weight, those to settle that are still open apart."""

    section: Section
    headings: int
    of: int
    municipality: str
    settle: int
    look: int
    note: int


def rows_of(batch: CatalogueImport) -> list[Row]:
    """The list's rows. What is large in a section (its text, twice) stays in the database."""
    sections = batch.sections.defer("parsed", "proposal", "edited").annotate(
        found=F("parsed__headings_found"),
        missing=F("parsed__headings_missing"),
        place=F("parsed__municipality"),
        seen=Case(
            When(edited__isnull=False, then=F("edited__review__seen")), default=F("proposal__review__seen")
        ),
    )
    return [_row(section) for section in sections]


def _row(section: Any) -> Row:
    weights = Counter(weight(flag) for flag in section.flags)
    seen = set(section.seen or ())
    unsettled = [flag for flag in section.flags if weight(flag) == "settle" and flag_id(flag) not in seen]
    found, missing = len(section.found or ()), len(section.missing or ())
    return Row(
        section=section,
        headings=found,
        of=found + missing,
        municipality=section.place or "",
        settle=len(unsettled),
        look=weights["look"],
        note=weights["note"],
    )


def states(rows: list[Row]) -> dict[str, int]:
    counts: dict[str, int] = {state: 0 for state in Section.State.values}
    for row in rows:
        counts[row.section.state] += 1
    return counts


def neighbours(section: Section) -> dict[str, Any]:
    """Positions before and after in the list, the next that waits, and where in it this one stands."""
    rows = list(Section.objects.filter(batch_id=section.batch_id).values_list("position", "state"))
    order = [position for position, _state in rows]
    at = order.index(section.position)
    waiting = [
        position for position, state in [*rows[at + 1 :], *rows[:at]] if state == Section.State.WAITING
    ]
    return {
        "before": order[at - 1] if at else None,
        "after": order[at + 1] if at + 1 < len(order) else None,
        "waiting": waiting[0] if waiting else None,
        "number": at + 1,
        "total": len(order),
    }


@dataclass(frozen=True)
class Lookalike:
    """A published measure that resembles a section, and telling words both use."""

    measure: Measure
    words: tuple[str, ...]


def lookalikes(section: Section, limit: int = 3) -> list[Lookalike]:
    """What is in the register already and resembles the section: the same project may have come in before."""
    facts = section.facts
    texts = [
        answer.get("text") for answer in (facts.get("answers") or {}).values() if isinstance(answer, dict)
    ]
    text = "\n".join([section.title, *(part for part in texts if part)])
    found = [row for row in similar_to_text(text, limit + 1) if row.pk != section.measure_id][:limit]
    rows = (
        Measure.objects.filter(state=State.PUBLISHED)
        .select_related("owner")
        .in_bulk([row.pk for row in found])
    )
    return [Lookalike(rows[row.pk], row.words) for row in found if row.pk in rows]
