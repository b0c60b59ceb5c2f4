"""The register: search, choose, look, take along."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from lovende.measures.exports import FORMATS, WRITERS, rows_for
from lovende.measures.queries import register as queries
from lovende.measures.search.engine import Found, search
from lovende.measures.search.spelling import current_speller
from lovende.measures.views import picture
from lovende.measures.views.asked import KINDS, PAGE_SIZE, Asked

MOST_DOWNLOADED = 20_000


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The page; only its changing part when htmx asks for that."""
    asked = Asked.read(request.GET)
    found, asked = find(asked)
    is_part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    name = "measures/register_body.html" if is_part else "measures/register.html"
    response = render(request, name, context_of(asked, found))
    patch_vary_headers(response, ["HX-Request"])
    if is_part:
        response["HX-Push-Url"] = reverse("measures:register") + asked.address(page=asked.page)
    return response


def find(asked: Asked) -> tuple[Found, Asked]:
    """What was asked for; the last page when the one asked for lies behind it."""
    found = _search(asked)
    if not found.hits and found.total:
        last = Asked(asked.text, asked.filters, asked.sort, asked.kind, -(-found.total // PAGE_SIZE))
        return _search(last), last
    return found, asked


def _search(asked: Asked, limit: int = PAGE_SIZE) -> Found:
    speller = current_speller() if asked.text else None
    offset = asked.offset if limit == PAGE_SIZE else 0
    return search(asked.text, asked.filters, sort=asked.order, limit=limit, offset=offset, speller=speller)


def context_of(asked: Asked, found: Found) -> dict[str, object]:
    """Everything the page shows."""
    shown = queries.cards(found, with_passages=asked.kind == "list")
    facets = queries.facets(found, asked.filters)
    return {
        "asked": asked,
        "found": found,
        "cards": shown,
        "facets": facets,
        "open_facets": {facet.name for facet in facets if facet.chosen}
        | {facet.name for facet in facets[:2]},
        "chips": chips(asked),
        "understood": queries.understood(found, shown),
        # The first is what holds when nothing is chosen, and stays out of the address.
        "sorts": ["relevance", "newest", "title"] if asked.text else ["newest", "title"],
        "kinds": [(kind, asked.address(kind=kind)) for kind in KINDS],
        "pages": pages(asked, found.total),
        "previous": asked.address(page=asked.page - 1) if asked.page > 1 else "",
        "next": asked.address(page=asked.page + 1) if asked.page * PAGE_SIZE < found.total else "",
        "first": asked.offset + 1,
        "last": asked.offset + len(shown),
        "without_filters": asked.address(filters={}),
        "formats": [
            (format, reverse("measures:download", args=[format]) + asked.address()) for format in FORMATS
        ],
        **(map_context(asked, found) if asked.kind == "map" else {}),
    }


def chips(asked: Asked) -> list[tuple[str, str, str]]:
    """(facet's label, key's label, address without it) of every chosen filter."""
    return [
        (facet_label, label, asked.address(filters=asked.toggled(facet, key)))
        for facet, key, facet_label, label in queries.chosen_labels(asked.filters)
    ]


def pages(asked: Asked, total: int) -> list[tuple[int, str]]:
    """(number, address) of the pages to offer; (0, "") for a gap; nothing for a single page."""
    last = -(-total // PAGE_SIZE)
    if last < 2:
        return []
    wanted = sorted({1, last, *range(max(1, asked.page - 1), min(last, asked.page + 1) + 1)})
    offered: list[tuple[int, str]] = []
    for number in wanted:
        if offered and number > offered[-1][0] + 1:
            offered.append((0, ""))
        offered.append((number, asked.address(page=number)))
    return offered


def map_context(asked: Asked, found: Found) -> dict[str, object]:
    tiles = queries.map_tiles(found, asked.filters.get("county", ()))
    speller = current_speller() if asked.text else None
    return {
        "picture": picture.draw(
            [(tile, asked.address(filters=asked.toggled("county", tile.tile.number))) for tile in tiles]
        ),
        "without_place": queries.without_place(found, asked.text, asked.filters, speller=speller),
        "map_files": [
            (format, reverse("measures:map", args=[format]) + asked.address()) for format in picture.FORMATS
        ],
    }


@require_safe
def map_file(request: HttpRequest, format: str) -> HttpResponse:
    """The map of the current search as a picture or as its numbers."""
    if format not in picture.FORMATS:
        raise Http404
    asked = Asked.read(request.GET)
    found = _search(asked, limit=1)
    tiles = queries.map_tiles(found, asked.filters.get("county", ()))
    return picture.file_response(request, format, tiles)


@require_safe
def download(request: HttpRequest, format: str) -> HttpResponse:
    """The current search as a file, in the order of the page: every page of it, or 413 when that is too much."""
    if format not in FORMATS:
        raise Http404
    found = _search(Asked.read(request.GET), MOST_DOWNLOADED)
    if found.total > MOST_DOWNLOADED:
        return render(request, "413.html", {"most": MOST_DOWNLOADED}, status=413)
    content, _count = WRITERS[format](rows_for([key for key, _ in found.hits]))
    response = HttpResponse(content, content_type=FORMATS[format])
    response["Content-Disposition"] = f'attachment; filename="lovende-tiltak.{format}"'
    return response
