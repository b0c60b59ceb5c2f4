"""What the rows of measures point at (sources, terms, organisations, schemes, forms), read by key in one query."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.expressions import Combinable

from lovende.forms.models import Form, FormVersion
from lovende.people.models import Organisation
from lovende.records.kept import AnyOf, Kept, Read, Shape, Slot
from lovende.records.models import SourceDocument, Term
from lovende.schemes.models import Scheme

SOURCE = Shape(SourceDocument, "id", "key", "title", "publisher", "year", "language")
TERM = Shape(Term, "id", "vocabulary", "key", "names")
BODY = Shape(Organisation, "id", "slug", "name", "kind_id", "is_pseudonym")
SCHEME = Shape(Scheme, "id", "key", "name", "chapter_post", "owner_id", "administrator_id")
FORM = Shape(Form, "id", "key")
VERSION = Shape(FormVersion, "id", "form_id", "number", "title", "definition")

# The foreign keys of a row, and where what they point at is.
KEYS = {
    "source_id": "sources",
    "kind_id": "terms",
    "phase_id": "terms",
    "method_id": "terms",
    "owner_id": "organisations",
    "grant_recipient_id": "organisations",
    "organisation_id": "organisations",
    "scheme_id": "schemes",
    "version_id": "versions",
}


@dataclass(frozen=True)
class Pointed:
    """Objects by key. A column that is not read here is asked for when it is used."""

    sources: Mapping[int, SourceDocument]
    terms: Mapping[int, Term]
    organisations: Mapping[int, Organisation]
    schemes: Mapping[int, Scheme]
    versions: Mapping[int, FormVersion]

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]]) -> "Pointed":
        """What JSON rows point at by the names of `KEYS`, and by `term_ids`."""
        keys: dict[str, set[int]] = {name: set() for name in KEYS.values()}
        for row in rows:
            for name, where in KEYS.items():
                if row.get(name) is not None:
                    keys[where].add(row[name])
            keys["terms"].update(row.get("term_ids") or ())
        found: dict[str, list[Read]] = defaultdict(list)
        for one in _POINTED.read(**{name: list(wanted) for name, wanted in keys.items()}):
            found[one["is"]].append(one)
        return cls(
            sources={one["id"]: SOURCE.of(one) for one in found["source"]},
            terms={one["id"]: TERM.of(one) for one in found["term"]},
            organisations={one["id"]: BODY.of(one, kind=TERM.of(one["kind"])) for one in found["body"]},
            schemes={one["id"]: _scheme(one) for one in found["scheme"]},
            versions={one["id"]: VERSION.of(one, form=FORM.of(one["form"])) for one in found["version"]},
        )

    def source(self, row: Mapping[str, Any]) -> SourceDocument | None:
        return self.sources.get(row["source_id"])

    def terms_of(self, row: Mapping[str, Any]) -> list[Term]:
        return [self.terms[key] for key in row["term_ids"]]


def _bodies(row: Mapping[str, Any]) -> Iterator[tuple[str, Organisation | None]]:
    for role in ("owner", "administrator"):
        yield role, BODY.of(row[role]) if row[f"{role}_id"] else None


def _scheme(row: Mapping[str, Any]) -> Scheme:
    return SCHEME.of(row, **dict(_bodies(row)))


def _pointed() -> QuerySet:
    """Every kind of row in one query, told apart by `is`."""
    owner, administrator = BODY.json("owner__"), BODY.json("administrator__")
    parts: list[tuple[str, str, Shape, dict[str, Combinable]]] = [
        ("source", "sources", SOURCE, {}),
        ("term", "terms", TERM, {}),
        ("body", "organisations", BODY, {"kind": TERM.json("kind__")}),
        ("scheme", "schemes", SCHEME, {"owner": owner, "administrator": administrator}),
        ("version", "versions", VERSION, {"form": FORM.json("form__")}),
    ]
    first, *others = [
        shape.model._default_manager.filter(AnyOf(F("pk"), Slot(slot)))
        .order_by()
        .values_list(shape.json(**more, **{"is": Value(name)}))
        for name, slot, shape, more in parts
    ]
    return first.union(*others, all=True)


_POINTED = Kept(_pointed)
