"""The catalogue room's pages: what came in, one import, one section. Only for those who may review."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lovende.catalogue import actions, decisions, queries
from lovende.catalogue.forms import SourceForm, UploadForm, too_large
from lovende.catalogue.models import CatalogueImport, Section
from lovende.catalogue.reading import error_text
from lovende.catalogue.source import part_label
from lovende.people.guard import actor_of, needs
from lovende.people.uploads import size_of, takes_file

reviewer = needs("catalogue.review")
BUSY = (CatalogueImport.State.WAITING, CatalogueImport.State.READING)


def find_batch(public_id: Any) -> CatalogueImport:
    """Raises Http404."""
    try:
        return queries.batch_of(str(public_id))
    except CatalogueImport.DoesNotExist:
        raise Http404 from None


def _too_large(request: HttpRequest) -> HttpResponse:
    form = UploadForm()
    page = _upload_page(request, form, {"too_large": too_large(size_of(request))})
    page.status_code = 413
    return page


@takes_file(guard=reviewer, most_bytes=lambda: settings.CATALOGUE_MAX_BYTES, too_large=_too_large)
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """The imports and the form for a new one."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        page = _upload_page(request, form)
        page.status_code = 422 if request.method == "POST" else 200
        return page
    file, source = form.cleaned_data["file"], form.cleaned_data
    batch = actions.start_import(
        name=file.name,
        content=file.read(),
        key=source["key"],
        title=source["title"],
        year=source["year"],
        actor=actor_of(request),
    )
    return redirect("catalogue:batch", batch.public_id)


def _upload_page(request: HttpRequest, form: UploadForm, more: dict[str, Any] | None = None) -> HttpResponse:
    rows = queries.imports()
    context = {"form": form, "rows": rows, "limit": settings.CATALOGUE_MAX_BYTES, **(more or {})}
    return render(request, "catalogue/imports.html", context)


@reviewer
@require_GET
def batch(request: HttpRequest, public_id: Any) -> HttpResponse:
    """One import: how far it is, its sections, what could not be placed."""
    found = find_batch(public_id)
    if request.headers.get("HX-Request") and found.state not in BUSY:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return _batch_page(request, found)


def _batch_page(
    request: HttpRequest, found: CatalogueImport, source: SourceForm | None = None
) -> HttpResponse:
    rows = queries.rows_of(found)
    counts = queries.states(rows)
    chosen = request.GET.get("vis", "")
    outline = found.outline or {}
    context = {
        "batch": found,
        "rows": [row for row in rows if _shown(row, chosen)],
        "chosen": chosen,
        "filters": _filters(rows, counts),
        "counts": counts,
        "total": len(rows),
        "decided": len(rows) - counts["waiting"],
        "busy": found.state in BUSY,
        "error": error_text(found.error, get_language() or "nb") if found.error else "",
        "loose": [{**part, "label": part_label(part["kind"])} for part in outline.get("unplaced", ())],
        "front": outline.get("front", ()),
        "source": source or _source_form(found),
        "undecided": counts["waiting"] == len(rows),
    }
    return render(request, "catalogue/batch.html", context)


def _source_form(found: CatalogueImport) -> SourceForm:
    initial = {"title": found.document_title, "year": found.document_year, "key": found.document_key}
    return SourceForm(initial=initial)


def _filters(rows: list[queries.Row], counts: dict[str, int]) -> list[tuple[str, str, int]]:
    settle = sum(1 for row in rows if row.settle and row.section.state == Section.State.WAITING)
    return [
        ("", _("Alle"), len(rows)),
        ("waiting", _("Ikke gjennomgått"), counts["waiting"]),
        ("settle", _("Må avklares"), settle),
        ("accepted", _("Godtatt"), counts["accepted"]),
        ("rejected", _("Avvist"), counts["rejected"]),
    ]


def _shown(row: queries.Row, chosen: str) -> bool:
    if chosen == "settle":
        return bool(row.settle) and row.section.state == Section.State.WAITING
    return chosen not in Section.State.values or row.section.state == chosen


@reviewer
@require_POST
def read_again(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Have a failed or stranded import read anew."""
    found = find_batch(public_id)
    try:
        actions.read_again(batch=found, actor=actor_of(request))
    except actions.UnderReviewError:
        messages.warning(request, _("Filen er allerede lest."))
    return redirect("catalogue:batch", found.public_id)


@reviewer
@require_POST
def accept_clean(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Publish every section that nothing holds back, once the person has said that they have looked."""
    found = find_batch(public_id)
    if not request.POST.get("looked"):
        messages.error(request, _("Kryss av for at du har sett gjennom seksjonene før du godtar dem samlet."))
        return redirect("catalogue:batch", found.public_id)
    swept = decisions.accept_clean(batch=found, actor=actor_of(request))
    told = ngettext(
        "%d seksjon er godtatt og publisert.", "%d seksjoner er godtatt og publisert.", swept.accepted
    )
    messages.success(request, told % swept.accepted)
    if swept.left:
        left = ngettext("%d seksjon må du se på selv.", "%d seksjoner må du se på selv.", len(swept.left))
        messages.info(request, left % len(swept.left))
    return redirect("catalogue:batch", found.public_id)


@reviewer
@require_POST
def name_source(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Say what document the file is; it is read anew."""
    found, form = find_batch(public_id), SourceForm(request.POST)
    if not form.is_valid():
        page = _batch_page(request, found, form)
        page.status_code = 422
        return page
    source = form.cleaned_data
    try:
        actions.name_source(
            batch=found,
            key=source["key"],
            title=source["title"],
            year=source["year"],
            actor=actor_of(request),
        )
    except actions.UnderReviewError:
        messages.error(request, _("Kilden kan ikke endres etter at en seksjon er endret eller avgjort."))
    return redirect("catalogue:batch", found.public_id)
