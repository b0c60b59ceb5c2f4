"""Measures like one that is read already, with what they share in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import F, QuerySet

from lovende.measures.models import Measure, SearchDocument
from lovende.measures.queries.measure import Whole, published
from lovende.measures.search.index import Mark, current_index
from lovende.measures.search.similar import Similar, similar_to_measure
from lovende.people.models import Organisation
from lovende.records.kept import AnyOf, Kept, Shape, Slot

NAMED = Shape(Measure, "id", "public_id", "title", "language", "owner_id")
OWNER = Shape(Organisation, "id", "slug", "name")


@dataclass(frozen=True)
class Likeness:
    """A similar measure, what both are (method, target group …), and telling words both use."""

    measure: Measure
    shared: tuple[str, ...]
    words: tuple[str, ...]


def likenesses(found: Whole, limit: int) -> list[Likeness]:
    """The published measures most like `found`, best first; none for a measure that search does not know."""
    index = current_index()
    index.searcher()
    rows = _rows(found.measure.pk, limit, index.mark)
    others = _named([row.pk for row in rows]) if rows else {}
    names = _names(found)
    return [
        Likeness(others[row.pk], _shared(row, names), tuple(row.words)) for row in rows if row.pk in others
    ]


def _named(keys: list[int]) -> dict[int, Measure]:
    """Those of the measures that are published, with their owners, by key."""
    return {
        row["id"]: NAMED.of(row, owner=OWNER.of(row["owner"]) if row["owner_id"] else None)
        for row in _NAMED.read(keys=keys)
    }


def _query() -> QuerySet:
    return (
        published()
        .filter(AnyOf(F("pk"), Slot("keys")))
        .order_by()
        .values_list(NAMED.json(owner=OWNER.json("owner__")))
    )


_NAMED = Kept(_query)


@lru_cache(maxsize=2048)
def _rows(pk: int, limit: int, mark: Mark | None) -> tuple[Similar, ...]:
    """Kept for one state of the index (`mark`): likeness changes only when the register does."""
    try:
        return tuple(similar_to_measure(pk, limit=limit))
    except SearchDocument.DoesNotExist:
        return ()


def _shared(row: Similar, names: Mapping[tuple[str, str], str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names[pair] for pair in row.facets if pair in names))


def _names(found: Whole) -> dict[tuple[str, str], str]:
    """Names of what this measure may share with others, by facet and key."""
    names = {("method", row.method.key): str(row.method) for row in found.methods}
    names |= {("category", term.key): str(term) for term in found.categories}
    names |= {("scheme", row.scheme.key): row.scheme.name for row in found.schemes}
    terms = [term for terms in found.group_terms.values() for term in terms]
    return names | {("target_group", term.key): str(term) for term in terms}
