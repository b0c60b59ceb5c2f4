"""Filters as people write them (`county=Oslo`, `county=03`) → keys of the index."""

from collections.abc import Iterable

from django.db.models import Q

from lovende.measures.documents import AGE_BANDS, FACETS
from lovende.people.models import County, Municipality
from lovende.records.models import SourceDocument, Term
from lovende.schemes.models import Scheme

VOCABULARIES = {
    "organisation_kind": "organisation-kind",
    "target_group": "target-group",
    "category": "category",
    "method": "method",
    "phase": "phase",
}


def read_filters(pairs: Iterable[str]) -> dict[str, list[str]]:
    """Read `facet=value` pairs; a value is a key or a name or an alias, in any case of letters.

    Raises ValueError naming the facets there are, or the value that none of them has.
    """
    filters: dict[str, list[str]] = {}
    for pair in pairs:
        facet, _, value = pair.partition("=")
        facet = facet.strip().replace("-", "_")
        if facet not in FACETS or not value.strip():
            raise ValueError(f"{pair!r} is not key=value with a key of {', '.join(FACETS)}")
        filters.setdefault(facet, []).append(_key(facet, value.strip()))
    return filters


def _key(facet: str, value: str) -> str:
    keys = names_of(facet)
    if value in keys:
        return value
    wanted = value.casefold()
    for key, names in keys.items():
        if wanted in (name.casefold() for name in names):
            return key
    if facet == "year" and value.isascii() and value.isdigit():
        return value
    raise ValueError(f"{facet} has no value {value!r}")


def names_of(facet: str) -> dict[str, list[str]]:
    """Keys of a facet with their names and aliases."""
    if facet == "scheme":
        return {row.key: [row.name, *row.aliases] for row in Scheme.objects.all()}
    if facet == "county":
        return {row.number: [row.name] for row in County.objects.filter(valid_to__isnull=True)}
    if facet == "municipality":
        places = Municipality.objects.filter(Q(valid_to__isnull=True))
        return {row.number: [row.name, *row.other_names] for row in places}
    if facet == "source":
        return {row.key: [row.title] for row in SourceDocument.objects.all()}
    if facet == "age":
        return {band: [] for band in AGE_BANDS}
    if facet in VOCABULARIES:
        terms = Term.objects.filter(vocabulary=VOCABULARIES[facet])
        return {row.key: [*row.names.values(), *row.aliases] for row in terms}
    return {}
