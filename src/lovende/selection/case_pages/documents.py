"""The documents of a case: adding one, handing one out, taking one away; and taking back a view."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lovende.applications.actions.files import MAX_FILE_BYTES, too_large
from lovende.applications.pages.downloads import download
from lovende.people.guard import actor_of, signed_in
from lovende.people.uploads import takes_file
from lovende.selection.actions import add_document, remove_document, take_back_view
from lovende.selection.case_pages import guard
from lovende.selection.case_pages.acts import act_page, led_case, ways
from lovende.selection.case_pages.forms import DocumentForm
from lovende.selection.errors import ConflictError
from lovende.selection.leading.sending import Said, sent
from lovende.selection.models import CaseDocument, Round


def _too_large(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    round_, case, _user = led_case(request, public_id, number)
    form = DocumentForm({"title": "", "file": None})
    form.errors.clear()
    form.add_error("file", too_large())
    return act_page(request, round_, case, form, _("Nytt dokument"), _("Last opp"), 413)


@takes_file(guard=signed_in, most_bytes=lambda: MAX_FILE_BYTES, too_large=_too_large)
@ways
def document_page(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Add a document."""
    round_, case, user = led_case(request, public_id, number)
    is_sent = request.method == "POST"
    form = DocumentForm(request.POST if is_sent else None, request.FILES if is_sent else None)

    def act(said: Said) -> None:
        file = said["file"]
        add_document(
            round_=round_, number=number, title=said["title"], name=file.name or "", content=file.read(), actor=user
        )  # fmt: skip

    status = sent(request, form, act=act, is_there=lambda _said: False)
    if not status:
        messages.success(request, _("Dokumentet er lagret."))
        return redirect("selection:case", public_id, number)
    return act_page(request, round_, case, form, _("Nytt dokument"), _("Last opp"), status)


@signed_in
@require_safe
def document(request: HttpRequest, public_id: str, number: int, pk: int) -> HttpResponseBase:
    """A document of a case, as a download, for those who lead the round, its owner and auditors."""
    user = actor_of(request)
    round_ = guard.read(public_id, user)
    if not user.has_perm("selection.read-documents", round_):
        raise PermissionDenied
    rows = CaseDocument.objects.filter(case__candidate__round=round_, case__candidate__number=number)
    found = rows.select_related("attachment").filter(pk=pk).first()
    if found is None:
        raise Http404
    return download(found.attachment)


@signed_in
def remove(request: HttpRequest, public_id: str, number: int, pk: int) -> HttpResponseBase:
    """Take a document away. One that is gone already stays gone."""
    return _removed(request, guard.led_read(public_id, actor_of(request)), number, pk)


@require_POST
def _removed(request: HttpRequest, round_: Round, number: int, pk: int) -> HttpResponse:
    try:
        remove_document(round_=round_, number=number, document=pk, actor=actor_of(request))
    except ConflictError as conflict:
        messages.error(request, str(conflict))
    else:
        messages.success(request, _("Dokumentet er fjernet."))
    return redirect("selection:case", round_.public_id, number)


@signed_in
def take_back(request: HttpRequest, public_id: str, number: int, pk: int) -> HttpResponseBase:
    """Take back a view that was noted by mistake. One that is gone already stays gone."""
    return _taken_back(request, guard.led_read(public_id, actor_of(request)), number, pk)


@require_POST
def _taken_back(request: HttpRequest, round_: Round, number: int, pk: int) -> HttpResponse:
    try:
        take_back_view(round_=round_, number=number, view=pk, actor=actor_of(request))
    except ConflictError as conflict:
        messages.error(request, str(conflict))
    else:
        messages.success(request, _("Synet er fjernet."))
    return redirect("selection:case", round_.public_id, number)
