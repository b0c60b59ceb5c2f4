"""Writing a report: its page part by part, answers as they are typed (a whole part without script), the accounts."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lovende.applications.pages.forms import add_errors, errors_of
from lovende.applications.pages.showing import saved_now
from lovende.applications.pages.showing_wire import to_wire
from lovende.applications.pages.writing import first, wants_json, whole_number
from lovende.awards.errors import ConflictError
from lovende.forms.definition import Question
from lovende.people.guard import actor_of, signed_in
from lovende.records.words import in_language
from lovende.reporting import actions, queries
from lovende.reporting.answering import LONGEST, Kept, ReportError
from lovende.reporting.forms import AccountForm
from lovende.reporting.models import Report
from lovende.reporting.showing import ACCOUNT, RATING, Desk
from lovende.reporting.showing_account import figures_of, findings_of, rest_of
from lovende.reporting.views import find, must


def closed() -> JsonResponse:
    told = _("Rapporten kan ikke endres nå. Det du skrev, ligger i denne nettleseren.")
    return JsonResponse({"message": told}, status=403)


@signed_in
@require_safe
def write(request: HttpRequest, public_id: str) -> HttpResponse:
    """One part of the report (`?del=`)."""
    row = find(request, public_id)
    must(request, "write", row)
    if row.answers is None:
        return redirect("reporting:report", public_id)
    return _page(request, Desk(row, actor_of(request)), request.GET.get("del", ""))


def _page(
    request: HttpRequest, desk: Desk, key: str, *, status: int = 200, form: AccountForm | None = None
) -> HttpResponse:
    """The page of one part, with what was typed and what is wrong with it when something was refused."""
    part = desk.part(key)
    context: dict[str, Any] = {
        "report": desk.report,
        "title": queries.title_of(desk.report),
        "desk": desk,
        "part": part,
        "next": desk.next_part(part.key),
        "problems": desk.problems,
        "longest": LONGEST,
        "is_rating": part.key == RATING,
    }
    if part.key == ACCOUNT:
        context |= _account_context(desk, form)
    else:
        context["sections"] = desk.fields(part.key)
    return render(request, "reporting/write.html", context, status=status)


def _account_context(desk: Desk, form: AccountForm | None) -> dict[str, Any]:
    errors = errors_of(form) if form is not None else {}
    typed = {name: form.data[name] for name in form.fields if name in form.data} if form is not None else {}
    return {
        "figures": figures_of(desk.books, desk.known, typed, errors),
        "note": typed.get("note", desk.account.note),
        "version": form.data.get("version", 0) if form is not None else desk.account.version,
        "errors": errors,
        **_check(desk),
    }


def _check(desk: Desk) -> dict[str, Any]:
    return {"findings": findings_of(desk.books, desk.known), "rest": rest_of(desk.books)}


@signed_in
@require_POST
def save_answer(request: HttpRequest, public_id: str, question: str) -> HttpResponse:
    """One answer as it is typed: `value`, `base` (what the writer began from), `sent` (sent, never acknowledged)."""
    row = find(request, public_id)
    if not request.user.has_perm("reporting.write", row) or row.answers is None:
        return closed()
    try:
        kept = actions.save_answer(
            report=row,
            question=question,
            value=request.POST.get("value", ""),
            was=request.POST.get("base", ""),
            sent=request.POST.get("sent"),
            actor=actor_of(request),
        )
    except ReportError as refused:
        return JsonResponse({"message": first(refused.fields)}, status=422)
    value = to_wire(kept.value)
    told = {"base": value, "value": value, "merged": kept.merged, "kept_both": kept.kept_both}
    return JsonResponse({**told, "saved": saved_now()})


@signed_in
@require_POST
def save_part(request: HttpRequest, public_id: str) -> HttpResponse:
    """All answers of a part at once, for those without script; then the next part when that was asked for."""
    row = find(request, public_id)
    must(request, "write", row)
    desk, key = Desk(row, actor_of(request)), request.POST.get("del", "")
    if row.answers is None or key == ACCOUNT or key not in {part.key for part in desk.parts}:
        raise Http404
    problems: dict[str, str] = {}
    for question in desk.questions_of(key):
        if f"base-{question.key}" in request.POST:
            _save_one(request, row, question, problems)
    if problems:
        typed = {name[7:]: request.POST[name] for name in request.POST if name.startswith("answer-")}
        again = Desk(row, actor_of(request), typed, problems)
        return _page(request, again, key, status=422)
    return redirect(_onward(request, desk, key))


def _onward(request: HttpRequest, desk: Desk, key: str) -> str:
    """The part after this one, or the review after the last, when that was asked for; else this part."""
    if request.POST.get("do") != "next":
        return desk.part(key).address
    following = desk.next_part(key)
    return following.address if following else reverse("reporting:review", args=[desk.report.public_id])


def _save_one(request: HttpRequest, row: Report, question: Question, problems: dict[str, str]) -> None:
    try:
        kept = actions.save_answer(
            report=row,
            question=question.key,
            value=request.POST.get(f"answer-{question.key}", ""),
            was=request.POST.get(f"base-{question.key}", ""),
            actor=actor_of(request),
        )
    except ReportError as refused:
        problems[question.key] = first(refused.fields)
        return
    _tell(request, question, kept)


def _tell(request: HttpRequest, question: Question, kept: Kept) -> None:
    label = in_language(question.label)
    if kept.kept_both:
        words = _("«%s»: To av dere endret det samme stedet. Begge tekstene står der; les over.")
        messages.warning(request, words % label)
    elif kept.merged:
        words = _("«%s»: Det du skrev, er satt sammen med det en annen skrev samtidig.")
        messages.info(request, words % label)


@signed_in
@require_POST
def save_account(request: HttpRequest, public_id: str) -> HttpResponse:
    """The whole of the accounts, as stated."""
    row = find(request, public_id)
    if not request.user.has_perm("reporting.write", row) or row.answers is None:
        if wants_json(request):
            return closed()
        raise PermissionDenied
    form, desk = AccountForm(request.POST), Desk(row, actor_of(request))
    if not form.is_valid():
        return _wrong(request, desk, form)
    try:
        account = actions.save_account(
            report=row,
            amounts=form.amounts(),
            note=form.cleaned_data["note"],
            version=whole_number(request.POST.get("version")),
            actor=actor_of(request),
        )
    except ReportError as refused:
        add_errors(form, refused.fields)
        return _wrong(request, desk, form)
    except ConflictError as conflict:
        return _conflict(request, desk, form, str(conflict))
    if wants_json(request):
        return JsonResponse({"version": account.version, "saved": saved_now()})
    return redirect(_onward(request, Desk(row, actor_of(request)), ACCOUNT))


def _wrong(request: HttpRequest, desk: Desk, form: AccountForm) -> HttpResponse:
    if wants_json(request):
        told = _("Noe må rettes før dette kan lagres.")
        return JsonResponse({"message": told, "errors": errors_of(form)}, status=422)
    return _page(request, desk, ACCOUNT, status=422, form=form)


def _conflict(request: HttpRequest, desk: Desk, form: AccountForm, told: str) -> HttpResponse:
    """What was typed stays, with the version that stands there now: saved again, it is meant."""
    if wants_json(request):
        return JsonResponse({"message": told}, status=409)
    messages.error(request, told)
    form.data = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict
    form.data["version"] = str(desk.account.version)  # type: ignore[index]
    return _page(request, desk, ACCOUNT, status=409, form=form)


@signed_in
@require_safe
def check(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the accounts as saved add up to, beside the figures."""
    row = find(request, public_id)
    must(request, "write", row)
    return render(request, "reporting/account_check.html", _check(Desk(row, actor_of(request))))
