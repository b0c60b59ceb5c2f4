"""What the keys of facets are called, and where counties lie on the tile map."""

import time
from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from lovende.measures.documents import AGE_BANDS
from lovende.measures.search.filters import VOCABULARIES
from lovende.measures.search.index import Mark, current_index
from lovende.people.models import County, Municipality
from lovende.records.models import SourceDocument, Term
from lovende.records.words import in_language
from lovende.schemes.models import Scheme

LONGEST_AGE = 60.0
FACET_LABELS = {
    "target_group": _("Målgruppe"),
    "category": _("Tema"),
    "method": _("Metode"),
    "scheme": _("Tilskuddsordning"),
    "county": _("Fylke"),
    "municipality": _("Kommune"),
    "year": _("År"),
    "age": _("Alder"),
    "phase": _("Fase"),
    "organisation_kind": _("Hvem som eier tiltaket"),
    "source": _("Kilde"),
}
FACET_HELP = {
    "year": _("Tilskuddsår. Der de ikke er oppgitt, år vi vet noe om tiltaket fra."),
    "county": _("Fylkene slik de er i dag."),
    "municipality": _("Kommunene slik de er i dag. Rygge står under Moss."),
}


@dataclass(frozen=True)
class Tile:
    """A county's place on the tile map, counted from the upper left."""

    number: str
    name: str
    column: int
    row: int


@dataclass(frozen=True)
class Labels:
    """Names by facet and key, each a mapping from language to name."""

    names: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    tiles: tuple[Tile, ...] = ()

    def label(self, facet: str, key: str) -> str:
        """The name in the page's language; the key itself when there is no name."""
        if facet == "age":
            return age_label(key)
        return in_language(self.names.get(facet, {}).get(key, {})) or key


_kept: tuple[Mark | None, float, Labels] | None = None


def current_labels() -> Labels:
    """The labels of this process, read anew when the register has changed, and at least once a minute."""
    global _kept
    mark = current_index().mark
    if _kept is None or _kept[0] != mark or time.monotonic() - _kept[1] > LONGEST_AGE:
        _kept = (mark, time.monotonic(), _read())
    return _kept[2]


def _read() -> Labels:
    names: dict[str, dict[str, dict[str, str]]] = {facet: {} for facet in FACET_LABELS}
    facets = {vocabulary: facet for facet, vocabulary in VOCABULARIES.items()}
    for term in Term.objects.filter(vocabulary__in=facets):
        names[facets[term.vocabulary]][term.key] = term.names
    names["scheme"] = {row.key: {"nb": row.name} for row in Scheme.objects.all()}
    names["source"] = {row.key: {"nb": row.title} for row in SourceDocument.objects.all()}
    names["municipality"] = _municipalities()
    counties = list(County.objects.filter(valid_to__isnull=True))
    names["county"] = {row.number: {"nb": row.name} for row in counties}
    tiles = (
        Tile(row.number, row.name, row.tile_column, row.tile_row or 0)
        for row in counties
        if row.tile_column is not None
    )
    return Labels(names, tuple(sorted(tiles, key=lambda tile: (tile.row, tile.column))))


def _municipalities() -> dict[str, dict[str, str]]:
    """Today's municipalities; where two bear one name, with the county behind."""
    rows = list(
        Municipality.objects.filter(valid_to__isnull=True).values_list("number", "name", "county__name")
    )
    bearers = Counter(name for _number, name, _county in rows)
    return {
        number: {"nb": f"{name} ({county})" if bearers[name] > 1 else name} for number, name, county in rows
    }


def age_label(band: str) -> str:
    """«18-24» → «18–24 år», «67-» → «67 år og eldre»; a band that there is not as it stands."""
    if band not in AGE_BANDS:
        return band
    low, _dash, high = band.partition("-")
    return str(_("%(low)s–%(high)s år") % {"low": low, "high": high} if high else _("%s år og eldre") % low)
