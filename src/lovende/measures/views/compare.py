"""Two to four measures side by side: what they state, what they share, and what neither says."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lovende.measures.labels import field_label
from lovende.measures.models import Learning, Measure, Unknown
from lovende.measures.panels import overviews_for
from lovende.measures.queries.likeness import likenesses
from lovende.measures.queries.measure import Whole, wholes

LEAST, MOST = 2, 4
SUGGESTED = 6


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """`?tiltak=a&tiltak=b`: ids that are not there are named, more than four are left out and named too."""
    ids = (
        part.replace("\0", "") for part in request.GET.getlist("tiltak")
    )  # no text of a database holds a NUL
    asked = list(dict.fromkeys(part for part in ids if part))
    found = wholes(asked[:20])
    there = {one.measure.public_id for one in found}
    shown = found[:MOST]
    measures = [one.measure for one in shown]
    context = {
        "columns": [Column(one.measure, _address(measures, without=one.measure)) for one in shown],
        "missing": [public_id[:80] for public_id in asked[:20] if public_id not in there],
        "left_out": [one.measure for one in found[MOST:]],
        "rows": _rows(shown) if len(shown) >= LEAST else [],
        "overviews": overviews_for("compare", measures) if len(shown) >= LEAST else [],
        "unknowns": _row(_("Dette vet vi ikke"), shown, _unknowns) if len(shown) >= LEAST else None,
        "suggestions": _suggestions(shown),
        "room": MOST - len(shown),
    }
    return render(request, "measures/compare.html", context, status=404 if asked and not found else 200)


@dataclass(frozen=True)
class Column:
    """A measure being compared; `without` is the address of the comparison without it."""

    measure: Measure
    without: str


@dataclass(frozen=True)
class Item:
    """One value in a cell. `key` says when two are the same; "" is never the same as anything.

    `to` is the name of a page and its argument. `language` and `note_language` are of text in the source's own
    words; "" for words of the page.
    """

    key: str
    text: str
    to: tuple[str, str] | None = None
    note: str = ""
    shared: bool = False
    language: str = ""
    note_language: str = ""


@dataclass(frozen=True)
class Cell:
    """A measure's values in a row; without any, why there are none."""

    measure: Measure
    items: list[Item]
    unknown: Unknown | None


@dataclass(frozen=True)
class Row:
    """One thing compared; `is_date` values are partial dates, to be written as the page's language writes them."""

    label: str
    cells: list[Cell]
    is_date: bool = False


Reader = Callable[[Whole], Iterable[Item]]


def _row(label: str, found: Sequence[Whole], read: Reader, *fields: str, is_date: bool = False) -> Row:
    values = [list(read(one)) for one in found]
    times = Counter(key for items in values for key in {item.key for item in items if item.key})
    marked = [[replace(item, shared=times[item.key] > 1) for item in items] for items in values]
    cells = [Cell(one.measure, items, one.unknown(*fields)) for one, items in zip(found, marked, strict=True)]
    return Row(label, cells, is_date)


def _rows(found: Sequence[Whole]) -> list[Row]:
    rows = [
        _row(_("Type"), found, lambda one: [_term(one.measure.kind)]),
        _row(_("Eier"), found, lambda one: _organisation(one.measure.owner), "owner"),
        _row(
            _("Tilskuddsmottaker"),
            found,
            lambda one: _organisation(one.measure.grant_recipient),
            "grant_recipient",
        ),
        _row(_("Sted"), found, _places, "municipalities"),
        _row(_("Tilskuddsordning"), found, _schemes, "schemes"),
        _row(
            _("År med tilskudd"),
            found,
            lambda one: [_plain(year) for year in one.measure.grant_years],
            "grant_years",
        ),
        _row(_("Prosjektet startet"), found, lambda one: _date(one.measure.started), "started", is_date=True),
        _row(_("Prosjektet slutter"), found, lambda one: _date(one.measure.ended), "ended", is_date=True),
        _row(
            _("Status"), found, lambda one: [_term(one.measure.phase)] if one.measure.phase else [], "phase"
        ),
        _row(_("Målgruppe"), found, _group_terms, "target_groups"),
        _row(_("Målgruppen med kildens avgrensning"), found, _groups, "target_groups"),
        _row(_("Tema"), found, lambda one: [_term(term) for term in one.categories], "categories"),
        _row(_("Metoder"), found, _methods, "methods"),
        _row(_("Samarbeidspartnere"), found, _partners, "partners"),
    ]
    return rows + [
        _row(str(kind.label).capitalize(), found, _lessons(kind), "learning") for kind in Learning.Kind
    ]


def _plain(value: object) -> Item:
    return Item(str(value), str(value))


def _term(term) -> Item:
    return Item(term.key, str(term))


def _date(value: str) -> list[Item]:
    return [_plain(value)] if value else []


def _organisation(organisation) -> list[Item]:
    if organisation is None:
        return []
    return [Item(organisation.slug, organisation.name, ("measures:organisation", organisation.slug))]


def _places(one: Whole) -> list[Item]:
    rows = [Item(p.number, p.name, ("measures:municipality", p.number)) for p in one.municipalities]
    return rows + [Item(district.number, district.name) for district in one.districts]


def _schemes(one: Whole) -> list[Item]:
    return [Item(row.scheme.key, row.scheme.name, language="nb") for row in one.schemes]


def _group_terms(one: Whole) -> list[Item]:
    terms = {term.key: term for terms in one.group_terms.values() for term in terms}
    return [_term(term) for term in terms.values()]


def _groups(one: Whole) -> list[Item]:
    return [Item("", row.text, note=row.ages, language=one.measure.language) for row in one.groups]


def _methods(one: Whole) -> list[Item]:
    return [Item(row.method.key, str(row.method), note=str(row.get_use_display())) for row in one.methods]


def _partners(one: Whole) -> list[Item]:
    return [
        replace(_organisation(row.organisation)[0], note=row.role, note_language=one.measure.language)
        for row in one.partners
    ]


def _lessons(kind: Learning.Kind) -> Reader:
    return lambda one: [
        Item("", row.text, language=one.measure.language) for row in one.learning if row.kind == kind
    ]


def _unknowns(one: Whole) -> list[Item]:
    return [
        Item("", field_label(row.field, one.questions), note=str(row.get_kind_display()))
        for row in one.unknowns
    ]


def _address(measures: Iterable[Measure], *, without: Measure | None = None, more: str = "") -> str:
    ids = [measure.public_id for measure in measures if measure is not without] + ([more] if more else [])
    query = urlencode([("tiltak", public_id) for public_id in ids])
    return f"{reverse('measures:compare')}?{query}" if query else reverse("measures:compare")


def _suggestions(shown: Sequence[Whole]) -> list[tuple[Measure, str]]:
    """Measures like the first one that are not compared already, with the address that adds each."""
    if not shown or len(shown) >= MOST:
        return []
    measures = [one.measure for one in shown]
    likely = [row.measure for row in likenesses(shown[0], SUGGESTED)]
    return [(one, _address(measures, more=one.public_id)) for one in likely if one not in measures]
