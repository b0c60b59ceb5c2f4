"""What the register holds of the calls, organisations and grants that a file names. Reads only."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from lovende.applications.models import Application
from lovende.awards.models import Award, AwardYear
from lovende.measures.models import Measure
from lovende.people.models import Organisation
from lovende.reporting.importing.checking import Read
from lovende.reporting.models import Report
from lovende.schemes.models import Area, Call
from lovende.schemes.queries import handler_of

Key = tuple[int, int, str]  # call, organisation, title without case


class There:
    """What the register holds of the calls, organisations and grants that a file names. Nine queries."""

    def __init__(self, rows: Iterable[Read], may_handle: frozenset[int] | None) -> None:
        self.may_handle = may_handle
        self.calls = list(Call.objects.exclude(state=Call.State.DRAFT).select_related("administrator"))
        self.organisations = list(Organisation.objects.select_related("municipality", "kind"))
        self._call_names = _index((row, [row.key, row.title]) for row in self.calls)
        self._organisation_names = _index(
            (row, [row.slug, row.name, *row.aliases]) for row in self.organisations
        )
        self.areas: dict[int, list[Area]] = {}
        for area in Area.objects.all():
            self.areas.setdefault(area.call_id, []).append(area)
        measures = {str(row.values.get("measure") or "") for row in rows} - {""}
        self.measures = {row.public_id: row for row in Measure.objects.filter(public_id__in=measures)}
        self._load_grants({folded(row.values["title"] or "") for row in rows})
        self._handlers: dict[tuple[int, int], Organisation | None] = {}

    def _load_grants(self, titles: set[str]) -> None:
        """What is there under the titles of the file. Drafts are nobody's business here."""
        rows = Application.objects.alias(folded=Lower("title")).filter(folded__in=titles)
        rows = rows.exclude(state=Application.State.DRAFT)
        self.applications: dict[Key, Application] = {
            key_of(row): row for row in rows.select_related("area", "handler")
        }
        keys = {row.pk: key for key, row in self.applications.items()}
        awards = Award.objects.filter(application__in=keys).select_related("measure")
        self.awards = {keys[row.application_id]: row for row in awards}
        of_award = {row.pk: key for key, row in self.awards.items()}
        self.years = {
            (of_award[row.award_id], row.year): row
            for row in AwardYear.objects.filter(award__in=of_award, state=AwardYear.State.GRANTED)
        }
        self.reports = {
            (of_award[row.award_id], row.kind, row.year): row
            for row in Report.objects.filter(award__in=of_award).select_related("account")
            if row.award_id is not None
        }

    def call(self, name: str) -> Call | None:
        return _one(self._call_names, name)

    def organisation(self, name: str) -> Organisation | None:
        return _one(self._organisation_names, name)

    def near(self, kind: str, name: str) -> str:
        """What may have been meant, as a remedy."""
        index = self._call_names if kind == "call" else self._organisation_names
        several = index.get(folded(name), ())
        if len(several) > 1:
            return _("Flere har dette navnet. Skriv nøkkelen: %s.") % ", ".join(
                sorted(_short(row) for row in several)
            )
        names = get_close_matches(folded(name), index, n=3, cutoff=0.75)
        keys = sorted({_short(row) for found in names for row in index[found]})
        if keys:
            return _("Mente du %s?") % _(" eller ").join(keys)
        return _("Skriv nøkkelen slik den står i systemet.")

    def handler(self, call: Call, organisation: Organisation) -> Organisation | None:
        place = (call.pk, organisation.municipality_id or 0)
        if place not in self._handlers:
            self._handlers[place] = handler_of(call, organisation)
        return self._handlers[place]


def _index(rows: Iterable[tuple[Any, list[str]]]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row, names in rows:
        for name in {folded(name) for name in names if name}:
            found.setdefault(name, []).append(row)
    return found


def _one(index: dict[str, list[Any]], name: str) -> Any:
    rows = index.get(folded(name), [])
    return rows[0] if len(rows) == 1 else None


def folded(text: str) -> str:
    return " ".join(str(text).split()).casefold()


def _short(row: Any) -> str:
    return row.key if isinstance(row, Call) else row.slug


def key_of(row: Application) -> Key:
    """What a row is found again by."""
    return row.call_id, row.organisation_id, folded(row.title)
