"""Saving: answers as they are typed (and whole sections without script), facts, budget, who is where."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lovende.applications import actions, queries
from lovende.applications.models import Application
from lovende.applications.pages import showing
from lovende.applications.pages.finding import chosen_measure
from lovende.applications.pages.forms import BudgetForm, FactsForm, add_errors, errors_of
from lovende.applications.pages.showing import saved_now
from lovende.applications.pages.showing_budget import budget_table, budget_years, sums_of
from lovende.applications.pages.showing_places import broken_cells, findings_of
from lovende.applications.pages.showing_wire import base_after, changed_since, from_wire, to_wire
from lovende.applications.pages.views import find, may, must, of_kind
from lovende.applications.pages.workspace import facts_form, page
from lovende.forms.definition import Question
from lovende.people.guard import actor_of, signed_in
from lovende.records.words import in_language


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def whole_number(text: Any) -> int:
    """The number of a revision or version; 0 for anything else."""
    text = str(text or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def closed() -> JsonResponse:
    return JsonResponse(
        {"message": _("Søknaden kan ikke endres nå. Det du skrev, ligger i denne nettleseren.")}, status=403
    )


@signed_in
@require_POST
def save_answer(request: HttpRequest, public_id: str, question: str) -> HttpResponse:
    """One answer as it is typed: `value`, `base` (revision begun from), `sent` (sent before, never acknowledged)."""
    row = find(request, public_id)
    if not may(request, "write", row):
        return closed()
    asked = _question(row, question)
    value, sent = request.POST.get("value", ""), request.POST.get("sent")
    base = whole_number(request.POST.get("base"))
    if sent is not None:
        base = base_after(row, asked, base, from_wire(asked, sent), actor_of(request))
    try:
        saved = actions.save_answer(
            application=row,
            question=question,
            value=from_wire(asked, value),
            base=base,
            actor=actor_of(request),
        )
    except actions.ApplicationError as refused:
        return JsonResponse({"message": first(refused.fields)}, status=422)
    except actions.ConflictError as conflict:
        return JsonResponse({"message": str(conflict)}, status=409)
    return JsonResponse(
        {
            "number": saved.number,
            "value": to_wire(saved.value),
            "merged": saved.merged,
            "kept_both": saved.kept_both,
            "saved": saved_now(),
        }
    )


def first(fields: Mapping[str, str]) -> str:
    return next(iter(fields.values()), "")


def _question(row: Application, key: str) -> Question:
    try:
        return queries.definition_of(row).question(key)
    except KeyError:
        raise Http404 from None


@signed_in
@require_POST
def save_section(request: HttpRequest, public_id: str) -> HttpResponse:
    """All answers of a part at once, for those without script; then the next part when that was asked for."""
    row = find(request, public_id)
    must(request, "write", row)
    key = request.POST.get("del", "")
    desk = showing.load(row, actor_of(request))
    section = desk.section(key)
    if section is None:
        raise Http404
    problems: dict[str, str] = {}
    for question in desk.asked(section):
        if f"base-{question.key}" in request.POST:
            _save_one(request, row, question, problems)
    if problems:
        typed = {name[7:]: request.POST[name] for name in request.POST if name.startswith("answer-")}
        return page(request, row, key, status=422, typed=typed, problems=problems)
    following = desk.next_part(key)
    if request.POST.get("do") == "next" and following is not None:
        return redirect(following.address)
    return redirect(f"{reverse('applications:application', args=[public_id])}?del={key}")


def _save_one(request: HttpRequest, row: Application, question: Question, problems: dict[str, str]) -> None:
    wire = "\n".join(request.POST.getlist(f"answer-{question.key}"))
    label = in_language(question.label)
    try:
        saved = actions.save_answer(
            application=row,
            question=question.key,
            value=from_wire(question, wire),
            base=whole_number(request.POST.get(f"base-{question.key}")),
            actor=actor_of(request),
        )
    except actions.ApplicationError as refused:
        problems[question.key] = first(refused.fields)
        return
    except actions.ConflictError as conflict:
        problems[question.key] = str(conflict)
        return
    if saved.kept_both:
        messages.warning(
            request, _("«%s»: To av dere endret det samme stedet. Begge tekstene står der; les over.") % label
        )
    elif saved.merged:
        messages.info(
            request, _("«%s»: Det du skrev, er satt sammen med det en annen skrev samtidig.") % label
        )


@signed_in
@require_POST
def presence(request: HttpRequest, public_id: str) -> HttpResponse:
    """I am here, in this question; who else is where, and answers others saved since the page's revisions."""
    row = find(request, public_id)
    user = actor_of(request)
    where = request.POST.get("question", "")[:60]
    actions.seen(application=row, user=user, question=where)
    bases = {
        name[5:]: whole_number(value) for name, value in request.POST.items() if name.startswith("base-")
    }
    desk = showing.load(row, user)
    here = [(key, desk.writers.get(key, ())) for key in bases]
    context = {"desk": desk, "changed": changed_since(desk, bases), "here": here}
    return render(request, "applications/presence.html", context)


@signed_in
@require_POST
def save_facts(request: HttpRequest, public_id: str) -> HttpResponse:
    """Facts beside the answers. `do=look` looks measures up and keeps what is typed."""
    row = find(request, public_id)
    if not may(request, "write", row):
        return _refused(request)
    form = facts_form(row, request.POST)
    if request.POST.get("do") == "look":
        return page(request, row, showing.FACTS, form=form, looking=True)
    if form.is_valid():
        facts = _facts(row, form)
        if facts is not None:
            return _save(
                request, row, form, showing.FACTS, lambda version: _keep_facts(request, row, facts, version)
            )
    return _wrong(request, row, form, showing.FACTS)


def _refused(request: HttpRequest) -> HttpResponse:
    if wants_json(request):
        return closed()
    raise PermissionDenied


def _facts(row: Application, form: FactsForm) -> dict[str, Any] | None:
    """What the action takes; None when the measure named is not in the register."""
    data = form.cleaned_data
    measure = chosen_measure(data["of"])
    if data["of"] and measure is None:
        form.add_error("of", _("Fant ikke tiltaket i registeret. Søk det opp på nytt."))
        return None
    area = next((one for one in row.call.areas.all() if one.key == data["area"]), None)
    names = ("title", "kind", "years", "positions", "participants")
    return {**{name: data[name] for name in names}, "area": area, **of_kind(data["kind"], measure)}


def _keep_facts(request: HttpRequest, row: Application, facts: dict[str, Any], version: int) -> int:
    return actions.save_facts(application=row, facts=facts, version=version, actor=actor_of(request)).version


@signed_in
@require_POST
def save_budget(request: HttpRequest, public_id: str) -> HttpResponse:
    """The whole budget table."""
    row = find(request, public_id)
    if not may(request, "write", row):
        return _refused(request)
    form = BudgetForm(request.POST, years=budget_years(row, row.budget.all()))
    if form.is_valid():
        rows = form.rows()
        return _save(
            request, row, form, showing.BUDGET, lambda version: _keep_budget(request, row, rows, version)
        )
    return _wrong(request, row, form, showing.BUDGET)


def _keep_budget(request: HttpRequest, row: Application, rows: list[dict[str, Any]], version: int) -> int:
    return actions.save_budget(application=row, rows=rows, version=version, actor=actor_of(request)).version


def _save(request: HttpRequest, row: Application, form: Any, key: str, keep: Any) -> HttpResponse:
    """Have it saved and say so; what is refused stands beside the fields, a conflict on top."""
    try:
        version = keep(whole_number(request.POST.get("version")))
    except actions.ApplicationError as refused:
        add_errors(form, {_field(where): told for where, told in refused.fields.items()})
        return _wrong(request, row, form, key)
    except actions.ConflictError as conflict:
        return _conflict(request, row, form, key, str(conflict))
    if wants_json(request):
        return JsonResponse({"version": version, "saved": saved_now()})
    following = _next(row, key) if request.POST.get("do") == "next" else key
    return redirect(f"{reverse('applications:application', args=[row.public_id])}?del={following}")


def _field(where: str) -> str:
    """«budget.2026.salaries» → the field «salaries-2026»; «replicates» → the one that names a measure."""
    parts = where.split(".")
    if len(parts) == 3:
        return f"{parts[2]}-{parts[1]}"
    return "of" if where in ("replicates", "measure") else where


def _next(row: Application, key: str) -> str:
    """The part after this one, by its key."""
    if key == showing.BUDGET:
        return showing.FILES
    return queries.definition_of(row).sections[0].key


def _wrong(request: HttpRequest, row: Application, form: Any, key: str) -> HttpResponse:
    if wants_json(request):
        return JsonResponse(
            {"message": _("Noe må rettes før dette kan lagres."), "errors": errors_of(form)}, status=422
        )
    return page(request, row, key, form=form, status=422)


def _conflict(request: HttpRequest, row: Application, form: Any, key: str, told: str) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"message": told}, status=409)
    messages.error(request, told)
    return page(request, row, key, form=form, status=409)


@signed_in
@require_GET
def check(request: HttpRequest, public_id: str) -> HttpResponse:
    """The sums and what the call's rules say of what is saved, beside the budget and the facts."""
    row = find(request, public_id)
    desk, key = showing.load(row, actor_of(request)), request.GET.get("del", "")
    findings = findings_of(desk, key)
    context = {"application": row, "findings": findings, "oob": True}
    if key == showing.BUDGET:
        years = budget_years(row, desk.budget)
        context["sums"] = sums_of(years, desk.budget)
        context["rows"] = budget_table(years, desk.budget, {}, {}, broken_cells(findings))
    return render(request, "applications/check.html", context)
