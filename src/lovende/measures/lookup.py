"""From the keys in a record to the rows they mean, read once for many records."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from lovende.people.models import CityDistrict, Municipality, Organisation
from lovende.records.models import SourceDocument, Term
from lovende.schemes.models import Scheme


class UnknownKeyError(LookupError):
    """A record names something that is not there; the message says what and where."""


@dataclass
class Lookup:
    """Rows by their public keys. `load()` reads them all: six queries however many records follow."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    schemes: dict[str, Scheme] = field(default_factory=dict)
    sources: dict[str, SourceDocument] = field(default_factory=dict)
    districts: dict[str, CityDistrict] = field(default_factory=dict)
    terms: dict[tuple[str, str], Term] = field(default_factory=dict)
    places: dict[str, list[Municipality]] = field(default_factory=dict)

    @classmethod
    def load(cls) -> "Lookup":
        places: dict[str, list[Municipality]] = defaultdict(list)
        for place in Municipality.objects.order_by("valid_from", "pk"):
            places[place.number].append(place)
        return cls(
            organisations={row.slug: row for row in Organisation.objects.all()},
            schemes={row.key: row for row in Scheme.objects.all()},
            sources={row.key: row for row in SourceDocument.objects.all()},
            districts={row.number: row for row in CityDistrict.objects.all()},
            terms={(row.vocabulary, row.key): row for row in Term.objects.all()},
            places=dict(places),
        )

    def organisation(self, slug: str) -> Organisation:
        return self._get(self.organisations, slug, "organisation")

    def scheme(self, key: str) -> Scheme:
        return self._get(self.schemes, key, "scheme")

    def source(self, key: str) -> SourceDocument:
        return self._get(self.sources, key, "source document")

    def district(self, number: str) -> CityDistrict:
        return self._get(self.districts, number, "city district")

    def term(self, vocabulary: str, key: str) -> Term:
        return self._get(self.terms, (vocabulary, key), "term")

    def all_terms(self, vocabulary: str, keys: Iterable[str]) -> list[Term]:
        return [self.term(vocabulary, key) for key in keys]

    def municipality(self, number: str, year: int | None) -> Municipality:
        """The one that bore `number` in the middle of `year`; without a year, or outside all periods, the last."""
        rows = self._get(self.places, number, "municipality")
        for row in rows:
            if year and row.valid_from.year <= year and (row.valid_to is None or row.valid_to.year > year):
                return row
        return rows[-1]

    @staticmethod
    def _get(rows: dict, key, what: str):
        try:
            return rows[key]
        except KeyError:
            raise UnknownKeyError(f"{what} {key!r} is not in the register") from None
