"""Pages of published rounds: for everybody. A round that is rated here has no such page."""

import json

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from lovende.reporting.statistics_files import file_response
from lovende.selection.models import Round
from lovende.selection.published.files import document, flow_rows
from lovende.selection.published.showing import Shown


def published() -> QuerySet[Round]:
    """The rounds that were published elsewhere, with what their pages name."""
    rows = Round.objects.filter(kind=Round.Kind.PUBLISHED)
    return rows.select_related("institute", "owner", "scheme", "source")


def _shown(public_id: str) -> Shown:
    return Shown(get_object_or_404(published(), public_id=public_id))


@require_safe
def printed(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is printed of the round, beside what follows from it."""
    shown = _shown(public_id)
    return render(
        request,
        "selection/published/printed.html",
        {"shown": shown, "round": shown.round, "picture": shown.picture},
    )


@require_safe
def picture(request: HttpRequest, public_id: str) -> HttpResponse:
    """The flow as a picture to save."""
    shown = _shown(public_id)
    context = {"picture": shown.picture, "shown": shown, "round": shown.round, "is_file": True}
    content = render_to_string("selection/published/flow.svg", context, request)
    return _saved(content.encode(), "image/svg+xml", f"{public_id}-flyt.svg")


@require_safe
def table(request: HttpRequest, public_id: str) -> HttpResponse:
    """The flow as a table to save: CSV as a Norwegian Excel reads it."""
    heads, rows = flow_rows(_shown(public_id))
    return file_response(f"{public_id}-flyt", "csv", heads, rows)


@require_safe
def data(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everything printed, worked out and found, as JSON."""
    content = json.dumps(document(_shown(public_id)), ensure_ascii=False, indent=1)
    return _saved(content.encode(), "application/json", f"{public_id}.json")


def _saved(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
