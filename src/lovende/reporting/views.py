"""The reports' pages: the list, one report to read, handing it in, and what an officer answers."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lovende.applications.pages.forms import add_errors, errors_of
from lovende.awards.changes import max_years, years_of
from lovende.awards.errors import NotAllowedError
from lovende.awards.models import Award
from lovende.people.guard import actor_of, needs, signed_in
from lovende.records.words import in_language
from lovende.reporting import actions, queries, reading
from lovende.reporting.accounting import FIELDS
from lovende.reporting.answering import ReportError
from lovende.reporting.forms import ApproveForm, ReturnForm, label_of
from lovende.reporting.models import Report
from lovende.reporting.rules import OPEN
from lovende.reporting.showing import ACCOUNT, Desk
from lovende.reporting.showing_reading import shown


def find(request: HttpRequest, public_id: str) -> Report:
    """Raises Http404 for a report that is not there, or not theirs to know of."""
    try:
        return queries.report_of(public_id, actor_of(request))
    except Report.DoesNotExist:
        raise Http404 from None


def must(request: HttpRequest, act: str, report: Report) -> None:
    """Raises PermissionDenied."""
    if not request.user.has_perm(f"reporting.{act}", report):
        raise PermissionDenied


@needs("reporting.list")
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """The person's reports: their own project's, those they follow up, or all for an auditor."""
    user, asked = actor_of(request), queries.Asked.of(request.GET)
    rows, page, counts = queries.listed(user, asked)
    context = {
        "rows": rows,
        "page": page,
        "asked": asked,
        "counts": counts,
        "years": queries.years_of(user),
        "chips": [
            ("", _("Alle"), counts["all"]),
            (queries.TO_WRITE, _("Ikke levert"), counts[queries.TO_WRITE]),
            (queries.LATE, _("Frist passert"), counts[queries.LATE]),
            (queries.TO_ANSWER, _("Til behandling"), counts[queries.TO_ANSWER]),
            (queries.FOLLOW_UP, _("Trenger oppfølging"), counts[queries.FOLLOW_UP]),
            (queries.DONE, _("Godkjent"), counts[queries.DONE]),
        ],
        "sees_ratings": user.has_perm("reporting.see_self_evaluations"),
    }
    return render(request, "reporting/reports.html", context)


@signed_in
@require_safe
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """One report: what was handed in, or that it is still to be written."""
    row = find(request, public_id)
    must(request, "read", row)
    return page_of(request, row)


def page_of(
    request: HttpRequest, row: Report, *, status: int = 200, form: forms.Form | None = None
) -> HttpResponse:
    """The report's page, with the form that was refused."""
    user = actor_of(request)
    may_write = user.has_perm("reporting.write", row)
    answering = row.state == Report.State.SUBMITTED and user.has_perm("reporting.answer", row)
    context: dict[str, Any] = {
        "report": row,
        "title": queries.title_of(row),
        "late": queries.is_late(row, timezone.localdate()),
        "may_write": may_write,
        "shown": shown(row) if row.content or row.is_historic or row.state not in OPEN else None,
        "may_answer": answering,
        "approve_form": form if isinstance(form, ApproveForm) else ApproveForm(),
        "return_form": form if isinstance(form, ReturnForm) else ReturnForm(),
        "errors": errors_of(form) if form is not None else {},
        "may_continue": _may_continue(request, row),
    }
    return render(request, "reporting/report.html", context, status=status)


def _may_continue(request: HttpRequest, row: Report) -> bool:
    """An approved final report leads to the application for another year, where the award gives one."""
    award = row.award
    if row.kind != Report.Kind.FINAL or row.state != Report.State.APPROVED or award is None:
        return False
    if award.is_historic or award.state == Award.State.STOPPED:
        return False
    return request.user.has_perm("awards.ask", award) and len(years_of(award)) < max_years(award.call)


@signed_in
@require_POST
def begin(request: HttpRequest, public_id: str) -> HttpResponse:
    """Begin to write: the form is the report's from now on."""
    row = find(request, public_id)
    must(request, "write", row)
    actions.open_report(report=row, actor=actor_of(request))
    return redirect("reporting:write", public_id)


@signed_in
@require_safe
def review(request: HttpRequest, public_id: str) -> HttpResponse:
    """The report as it would be handed in, and what is missing."""
    row = find(request, public_id)
    must(request, "write", row)
    if row.answers is None:
        return redirect("reporting:report", public_id)
    return _review(request, row)


def _review(request: HttpRequest, row: Report, *, status: int = 200, error: str = "") -> HttpResponse:
    desk = Desk(row, actor_of(request))
    context = {
        "report": row,
        "title": queries.title_of(row),
        "desk": desk,
        "shown": shown(row, reading.snapshot(row, desk.held)),
        "missing": _missing(desk),
        "error": error,
        "late": queries.is_late(row, timezone.localdate()),
    }
    return render(request, "reporting/review.html", context, status=status)


def _missing(desk: Desk) -> list[dict[str, str]]:
    """What keeps the report from being handed in: where, what it is called, what to do."""
    found = []
    for part in desk.parts:
        found += [
            {
                "address": f"{part.address}#s-{one.key}",
                "label": in_language(one.label),
                "told": desk.missing[one.key],
            }
            for one in desk.questions_of(part.key)
            if one.key in desk.missing
        ]
        if part.key == ACCOUNT:
            found += [
                {"address": f"{part.address}#f-{name}", "label": label_of(name), "told": told}
                for name, told in desk.missing.items()
                if name in FIELDS
            ]
    return found


@signed_in
@require_POST
def submit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Hand the report in. A second click finds it handed in."""
    row = find(request, public_id)
    if row.state != Report.State.SUBMITTED:
        must(request, "write", row)
    must(request, "read", row)
    try:
        actions.submit(report=row, actor=actor_of(request))
    except ReportError:
        return _review(request, row, status=422, error=_("Rapporten kan ikke leveres ennå"))
    except NotAllowedError as refused:
        raise PermissionDenied(str(refused)) from refused
    messages.success(request, _("Rapporten er levert."))
    return redirect("reporting:report", public_id)


@signed_in
@require_POST
def approve(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take the report as it is, and say whether it calls for follow-up."""
    return _answer(
        request,
        public_id,
        ApproveForm(request.POST),
        lambda row, data: actions.approve(
            report=row, needs_follow_up=data["needs_follow_up"], note=data["note"], actor=actor_of(request)
        ),
        _("Rapporten er godkjent."),
    )


@signed_in
@require_POST
def send_back(request: HttpRequest, public_id: str) -> HttpResponse:
    """Send the report back to the project, with what must be put right."""
    return _answer(
        request,
        public_id,
        ReturnForm(request.POST),
        lambda row, data: actions.return_report(report=row, reason=data["reason"], actor=actor_of(request)),
        _("Rapporten er sendt tilbake til prosjektet."),
    )


def _answer(request: HttpRequest, public_id: str, form: forms.Form, act: Any, done: str) -> HttpResponse:
    row = find(request, public_id)
    must(request, "answer", row)
    if not form.is_valid():
        return page_of(request, row, status=422, form=form)
    try:
        act(row, form.cleaned_data)
    except ReportError as refused:
        if row.state != Report.State.SUBMITTED:
            messages.info(request, refused.fields.get("", str(refused)))
            return redirect("reporting:report", public_id)
        add_errors(form, refused.fields)
        return page_of(request, row, status=422, form=form)
    except NotAllowedError as refused:
        raise PermissionDenied(str(refused)) from refused
    messages.success(request, done)
    return redirect("reporting:report", public_id)
