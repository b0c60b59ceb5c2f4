"""Pages of letter runs: begin one, see how far it is, come back to it, send and take home what it made."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from lovende.assessments.letters import queries, runs
from lovende.assessments.letters.actions import LetterError, why
from lovende.assessments.letters.text import LANGUAGES
from lovende.assessments.letters.views import LANGUAGE_NAMES, person, user_of
from lovende.assessments.models import LetterRun


@person
def letter_runs(request: HttpRequest) -> HttpResponse:
    """The runs of the person's offices, and the form that starts one."""
    if not request.user.has_perm("assessments.open_letter_runs"):
        raise PermissionDenied
    problems: dict[str, str] = {}
    if request.method == "POST":
        if not request.user.has_perm("assessments.start_letter_run"):
            raise PermissionDenied
        started = _start(request, problems)
        if started is not None:
            return redirect("assessments:letter_run", started.pk)
    context = {
        "batches": queries.batches(user_of(request)),
        "runs": queries.runs_for(user_of(request)),
        "languages": LANGUAGE_NAMES.items(),
        "chosen": request.POST.get("batch", ""),
        "language": request.POST.get("language", "nb"),
        "again": bool(request.POST.get("again")),
        "problems": problems,
        "may_start": request.user.has_perm("assessments.start_letter_run"),
    }
    return render(request, "assessments/letter_runs.html", context, status=422 if problems else 200)


def _start(request: HttpRequest, problems: dict[str, str]) -> LetterRun | None:
    """Start what the form asks for; what is wrong with it goes into `problems`, by field."""
    found = {batch.key: batch for batch in queries.batches(user_of(request))}
    batch, language = found.get(request.POST.get("batch", "")), request.POST.get("language", "")
    if batch is None:
        problems["batch"] = _("Velg en utlysning.")
    if language not in LANGUAGES:
        problems["language"] = _("Velg bokmål eller nynorsk.")
    if problems or batch is None:
        return None
    again = bool(request.POST.get("again"))
    try:
        return runs.start_run(
            call=batch.call, handler=batch.handler, language=language, actor=user_of(request), again=again
        )
    except LetterError:
        problems["batch"] = _("Alle vedtakene har allerede brev på denne målformen.")
        return None


def _run(request: HttpRequest, pk: int) -> LetterRun:
    try:
        run = queries.run_of(pk)
    except LetterRun.DoesNotExist:
        raise Http404 from None
    if not request.user.has_perm("assessments.see_letter_run", run):
        raise Http404
    return run


@person
@require_GET
def letter_run(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a run is; asked again by the page itself until it ends."""
    run = _run(request, pk)
    if request.headers.get("HX-Request") and run.ended_at is not None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    mine = runs.letters_of(run, user_of(request))
    context = {
        "run": run,
        "at": run.done + len(run.failed),
        "failures": queries.failures_of(run),
        "language_name": LANGUAGE_NAMES.get(run.language, run.language),
        "unsent": mine.filter(sent_at__isnull=True).count(),
        "made": mine.count(),
        "may_move": request.user.has_perm("assessments.move_letter_run", run),
    }
    return render(request, "assessments/letter_run.html", context)


@person
@require_POST
def letter_run_resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Take up a run that stands still, or try again what failed."""
    run = _run(request, pk)
    try:
        run = runs.resume_run(run=run, actor=user_of(request))
    except LetterError as error:
        messages.info(request, str(error))
    return redirect("assessments:letter_run", run.pk)


@person
@require_POST
def letter_run_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the run's letters, once the person has said that they have looked."""
    run = _run(request, pk)
    if not request.POST.get("looked"):
        messages.error(request, _("Kryss av for at du har sett gjennom brevene før du sender dem."))
        return redirect("assessments:letter_run", run.pk)
    told = runs.send_run(run=run, actor=user_of(request))
    messages.success(request, ngettext("%d brev er sendt.", "%d brev er sendt.", told["sent"]) % told["sent"])
    for public_id, code in told["failed"]:
        messages.warning(request, f"{public_id}: {why(code)}")
    return redirect("assessments:letter_run", run.pk)


@person
@require_GET
def letter_run_zip(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """All letters of a run, sent as they are read: the whole is never in memory."""
    run = _run(request, pk)
    rows = list(runs.letters_of(run, user_of(request)))
    response = StreamingHttpResponse(_zipped(queries.files_of(rows)), content_type="application/zip")
    response["Content-Disposition"] = (
        f'attachment; filename="brev-{run.call.key}-{run.language}-{run.pk}.zip"'
    )
    return response


class _Outlet(io.RawIOBase):
    """Where the zip writes: kept until it is handed on; nobody can go back in it."""

    def __init__(self) -> None:
        self.kept = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.kept += data
        return len(data)

    def take(self) -> bytes:
        taken, self.kept = bytes(self.kept), bytearray()
        return taken


def _zipped(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
            yield outlet.take()
    yield outlet.take()
