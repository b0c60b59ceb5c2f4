"""Pages that belong to no room: what this is, and whether it lives."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lovende.records.models import SourceDocument


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What Lovende is, the rules that make it honest, and the sources."""
    return render(request, "about.html", {"sources": SourceDocument.objects.all()})


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, else 503; nothing that tells of the inside."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "down"}, status=503)
    return JsonResponse({"status": "ok"})
