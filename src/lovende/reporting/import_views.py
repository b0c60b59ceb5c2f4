"""Historic grants brought in from a workbook, and all of it taken out for an auditor."""

import tempfile

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lovende.people.guard import actor_of, needs
from lovende.people.uploads import size_of, takes_file
from lovende.reporting import exporting
from lovende.reporting.importing import rules as rules  # says who may
from lovende.reporting.importing.actions import Result, import_grants
from lovende.reporting.importing.files import MOST_BYTES, FileError, check_size, read
from lovende.reporting.importing.template import NAME, build

MOST_SHOWN = 500


importer, auditor = needs("reporting.import_history"), needs("reporting.export_all")


def _too_large(request: HttpRequest) -> HttpResponse:
    try:
        check_size(size_of(request))
    except FileError as wrong:
        return _page(request, wrong=str(wrong), status=413)
    return _page(request)


@takes_file(guard=importer, most_bytes=lambda: MOST_BYTES, too_large=_too_large)
@require_http_methods(["GET", "HEAD", "POST"])
def history(request: HttpRequest) -> HttpResponse:
    """Choose a file; check it, or bring it in. Nothing is kept of a file that is only checked."""
    if request.method != "POST":
        return _page(request)
    file = request.FILES.get("file")
    if file is None:
        return _page(request, wrong=_("Velg en fil."), status=422)
    dry_run = request.POST.get("do") != "import"
    try:
        check_size(file.size or 0)
        content = file.read()
        tables = read(content, file.name or "")
        result = import_grants(tables=tables, content=content, actor=actor_of(request), dry_run=dry_run)
    except FileError as wrong:
        return _page(request, wrong=str(wrong), status=422)
    if result.errors:
        return _page(request, result=result, name=file.name or "", status=422)
    if dry_run or not result.is_written:
        return _page(request, result=result, name=file.name or "")
    count = sum(result.new.values())
    messages.success(
        request, ngettext("%d ny rad er importert.", "%d nye rader er importert.", count) % count
    )
    return redirect("reporting:import")


def _page(
    request: HttpRequest, *, result: Result | None = None, wrong: str = "", name: str = "", status: int = 200
) -> HttpResponse:
    names = {
        "applications": _("Søknader"),
        "awards": _("Tilskudd"),
        "award_years": _("Beløp for et år"),
        "reports": _("Rapporter"),
    }
    context = {
        "result": result,
        "wrong": wrong,
        "name": name,
        "limit": MOST_BYTES,
        "counts": [(names[key], new, result.unchanged.get(key)) for key, new in result.new.items()]
        if result
        else [],
        "errors": result.errors[:MOST_SHOWN] if result else [],
        "hidden": max(0, len(result.errors) - MOST_SHOWN) if result else 0,
    }
    return render(request, "reporting/history_import.html", context, status=status)


@importer
@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """The workbook to fill in."""
    answer = HttpResponse(build(), content_type=exporting.KINDS["xlsx"])
    answer["Content-Disposition"] = f'attachment; filename="{NAME}"'
    return answer


@auditor
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """What an auditor may take out, and what is in it."""
    return render(request, "reporting/export.html", {"parts": exporting.parts()})


@auditor
@require_POST
def take_out(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The export as a file; that it was taken stands in the trail, so it takes POST."""
    if kind not in exporting.KINDS:
        raise Http404
    out = tempfile.TemporaryFile()  # closed by the response
    exporting.export_all(kind=kind, out=out, actor=actor_of(request))
    out.seek(0)
    name = f"lovende-revisjon-{timezone.localdate():%Y-%m-%d}.{kind}"
    return FileResponse(out, as_attachment=True, filename=name, content_type=exporting.KINDS[kind])


urlpatterns_history = [
    path("import/", history, name="import"),
    path("import/mal/", template, name="import_template"),
    path("eksport/", export, name="export"),
    path("eksport/<slug:kind>/", take_out, name="take_out"),
]
