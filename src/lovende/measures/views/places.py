"""Organisation, municipality and source: what the register holds about each."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lovende.measures.panels import overviews_for
from lovende.measures.queries import places
from lovende.people.models import Municipality, Organisation
from lovende.records.models import SourceDocument


@require_safe
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """Who it is, the measures it has part in, and the schemes it owns or administers."""
    try:
        page = places.organisation(slug)
    except Organisation.DoesNotExist:
        raise Http404(f"no organisation {slug}") from None
    return render(request, "measures/organisation.html", {"page": page, "organisation": page.organisation})


@require_safe
def municipality(request: HttpRequest, number: str) -> HttpResponse:
    """Everything in one municipality, across schemes and through its history."""
    try:
        page = places.municipality(number)
    except Municipality.DoesNotExist:
        raise Http404(f"no municipality {number}") from None
    context = {
        "page": page,
        "municipality": page.municipality,
        "overviews": overviews_for("municipality", page.measures) if page.measures else [],
    }
    return render(request, "measures/municipality.html", context)


@require_safe
def source(request: HttpRequest, key: str) -> HttpResponse:
    """A source document and what is taken from it."""
    try:
        page = places.source(key)
    except SourceDocument.DoesNotExist:
        raise Http404(f"no source {key}") from None
    return render(request, "measures/source.html", {"page": page, "document": page.document})
