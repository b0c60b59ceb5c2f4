"""Statistics for everybody: a call area by area, schemes by year, municipalities; and the addresses of both pages."""

from collections.abc import Sequence

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lovende.reporting import statistics
from lovende.reporting.ceiling_views import ceiling, ceiling_file, ceiling_picture
from lovende.reporting.statistics import AreaLine, CallCount, Money
from lovende.reporting.statistics_files import KINDS, Cell, file_response

PAGE_SIZE = 50
Table = tuple[list[str], list[list[Cell]]]


@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """A call area by area, and every scheme by year."""
    found = statistics.calls_with_numbers()
    one = statistics.chosen(found, request.GET.get("utlysning", ""))
    rows = statistics.by_scheme_and_year(found)
    context = {
        "calls": [row.call for row in found],
        "count": statistics.count_of(one) if one else None,
        "rows": rows,
        "generated": any(row.applied.generated or row.granted.generated for row in rows),
    }
    return render(request, "reporting/statistics.html", context)


def _narrowed(request: HttpRequest) -> tuple[int | None, str]:
    """The year and the number of the county asked for."""
    year, county = request.GET.get("aar", ""), request.GET.get("fylke", "")
    sensible = year.isascii() and year.isdigit() and len(year) == 4
    return (int(year) if sensible else None), county[:6].replace("\0", "")


@require_safe
def municipalities(request: HttpRequest) -> HttpResponse:
    """Grants by municipality, across schemes."""
    year, county = _narrowed(request)
    rows = statistics.by_municipality(year=year, county=county)
    years, counties = statistics.choices()
    context = {
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("side", "1")),
        "total": len(rows),
        "years": years,
        "counties": counties,
        "year": year,
        "county": county,
        "generated": sum(row.granted.generated for row in rows),
    }
    return render(request, "reporting/statistics_places.html", context)


@require_safe
def table_file(request: HttpRequest, what: str, kind: str) -> HttpResponse:
    """One of the tables as CSV or Excel. 404 for a table or a kind there is none of."""
    if what not in TABLES or kind not in KINDS:
        raise Http404
    heads, rows = TABLES[what](request)
    return file_response(f"lovende-{what}", kind, heads, rows)


def _areas(request: HttpRequest) -> Table:
    heads = [
        _("Utlysning"), _("År"), _("Område"), _("Søknader talt her"), _("Avgjort her"), _("Tilsagn talt her"),
        _("Andel (prosent)"), _("Søknader oppgitt i kilden"), _("Tilsagn oppgitt i kilden"),
        _("Andel i kilden (prosent)"), _("Stemmer"), _("Kilde"), _("Generert for demoen"),
    ]  # fmt: skip
    key = request.GET.get("utlysning", "")
    found = statistics.chosen(statistics.calls_with_numbers(), key)
    if found is None:
        return heads, []
    count = statistics.count_of(found)
    named = [(row.rate.name or _("område ikke oppgitt"), row) for row in count.areas]
    return heads, [_area(count, name, row) for name, row in [*named, (_("I alt"), count.total)]]


def _area(count: CallCount, name: str, row: AreaLine) -> list[Cell]:
    call, rate = count.call, row.rate
    counted: list[Cell] = [rate.applications, rate.decided, rate.awards]
    agrees = {None: "", True: _("ja"), False: _("nei")}[row.agrees]
    return [
        call.title, call.year, name, *(counted if row.has_counted else [_("ingen her")] * 3),
        _("ingen avgjort") if rate.rate is None else rate.rate,
        rate.applications_stated, rate.awards_stated, rate.rate_stated, agrees, call.locator,
        _("ja") if count.generated else _("nei"),
    ]  # fmt: skip


def _schemes(request: HttpRequest) -> Table:
    heads = [
        _("Ordning"), _("År"), _("Søknader"), _("Søkt om (kroner)"), _("Søknader uten oppgitt beløp"),
        _("Tilsagn"), _("Tildelt (kroner)"), _("Tilsagn uten oppgitt beløp"), _("Herav generert for demoen"),
    ]  # fmt: skip
    return heads, [
        [
            row.scheme.name,
            row.year,
            *_sums(row.applied),
            *_sums(row.granted),
            _made_up(row.applied, row.granted),
        ]
        for row in statistics.by_scheme_and_year(statistics.calls_with_numbers())
    ]


def _places(request: HttpRequest) -> Table:
    heads = [
        _("Kommunenummer"), _("Kommune"), _("Fylke"), _("Ordninger"), _("Tilskudd"),
        _("År med tilsagn"), _("Tildelt (kroner)"), _("Uten oppgitt beløp"), _("Herav generert for demoen"),
    ]  # fmt: skip
    year, county = _narrowed(request)
    return heads, [
        [
            row.number or None, row.name or None, row.county or None, row.schemes, row.awards,
            *_sums(row.granted), row.granted.generated,
        ]
        for row in statistics.by_municipality(year=year, county=county)
    ]  # fmt: skip


def _sums(money: Money) -> Sequence[Cell]:
    """Count, kroner, without an amount. Where there is nothing at all there is no sum either, and that is said."""
    return [money.count, money.total if money.count else _("ingen"), money.without]


def _made_up(*money: Money) -> int:
    return sum(row.generated for row in money)


TABLES = {"omrader": _areas, "ordninger": _schemes, "kommuner": _places}

# To stand before a report's own address, which is any word.
urlpatterns_statistics: list[URLPattern] = [
    path("egenvurdering/", ceiling, name="ceiling"),
    path("egenvurdering/bilde.svg", ceiling_picture, name="ceiling_picture"),
    path("egenvurdering/tall.csv", ceiling_file, name="ceiling_file"),
    path("statistikk/", numbers, name="statistics"),
    path("statistikk/kommuner/", municipalities, name="statistics_places"),
    path("statistikk/<slug:what>.<slug:kind>", table_file, name="statistics_file"),
]
