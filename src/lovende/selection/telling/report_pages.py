"""The report of a round as a page, a PDF and a Word file, for those who may be told what settled phases say."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lovende.people.guard import actor_of, signed_in
from lovende.people.models import User
from lovende.selection.leading.guard import frame, heard
from lovende.selection.models import Round
from lovende.selection.published.showing import Shown
from lovende.selection.published.views import published
from lovende.selection.telling.document import Document, plain
from lovende.selection.telling.gathered import gather
from lovende.selection.telling.printed_report import printed_report
from lovende.selection.telling.report import report, report_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _told(public_id: str, user: User) -> Round:
    """A round whose protocol is locked. Raises Http404 before that; PermissionDenied for one who is to rate more."""
    found = heard(public_id, user)
    if found.state == Round.State.DRAFT or found.protocol is None:
        raise Http404
    return found


@signed_in
@require_safe
def report_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """The report to read; of a round under way it is what stands so far."""
    user = actor_of(request)
    round_ = _told(public_id, user)
    found = gather(round_)
    context = frame(round_, user, "report", _("Rapport"), is_over=found.is_read)
    context |= {"report": report_of(found)}
    return render(request, "selection/telling/report.html", context)


@signed_in
@require_safe
def report_pdf(request: HttpRequest, public_id: str) -> HttpResponse:
    """The same as an archivable, tagged PDF."""
    return _pdf(report(_told(public_id, actor_of(request))), public_id)


@signed_in
@require_safe
def report_word(request: HttpRequest, public_id: str) -> HttpResponse:
    """The same as a Word file."""
    return _word(report(_told(public_id, actor_of(request))), public_id)


@require_safe
def printed_pdf(request: HttpRequest, public_id: str) -> HttpResponse:
    """The report of a published round as an archivable, tagged PDF, for everybody."""
    return _pdf(_printed(public_id), public_id)


@require_safe
def printed_word(request: HttpRequest, public_id: str) -> HttpResponse:
    """The same as a Word file."""
    return _word(_printed(public_id), public_id)


def _printed(public_id: str) -> Document:
    return printed_report(Shown(get_object_or_404(published(), public_id=public_id)))


def _pdf(made: Document, public_id: str) -> HttpResponse:
    from lovende.printing.typesetting import pdf

    content = pdf("round", plain(made), language=made.language, at=timezone.now())
    return _saved(content, "application/pdf", f"{public_id}-rapport.pdf")


def _word(made: Document, public_id: str) -> HttpResponse:
    from lovende.printing.reportfile import report_file

    content = report_file(plain(made), language=made.language, at=timezone.now())
    return _saved(content, DOCX, f"{public_id}-rapport.docx")


def _saved(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
