"""The workspace page: one part of an application at a time, as it is stored or as it was typed and refused."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lovende.applications import actions, queries
from lovende.applications.models import Application, SimilarNote
from lovende.applications.pages import showing
from lovende.applications.pages.cited import cited_for
from lovende.applications.pages.finding import near, noted
from lovende.applications.pages.forms import BudgetForm, CommentForm, FactsForm, errors_of
from lovende.applications.pages.showing_budget import amount_typed, budget_table, budget_years, sums_of
from lovende.applications.pages.showing_places import broken_cells, findings_of
from lovende.applications.pages.views import find, found_for, kind_choices, may
from lovende.people.guard import actor_of, signed_in
from lovende.records.actions import MEDIA_TYPES


@signed_in
@require_GET
def application(request: HttpRequest, public_id: str) -> HttpResponse:
    """The workspace: one part of the application (`?del=`)."""
    return page(request, find(request, public_id), request.GET.get("del", ""))


def page(
    request: HttpRequest,
    row: Application,
    key: str,
    *,
    status: int = 200,
    typed: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
    form: Any = None,
    looking: bool = False,
) -> HttpResponse:
    """The workspace's page, with what was typed and what is wrong with it when something was refused."""
    desk = showing.load(row, actor_of(request))
    desk.typed, desk.problems = typed or {}, problems or {}
    keys = {part.key for part in desk.parts}
    key = key if key in keys else showing.FACTS
    context = {
        "application": row,
        "desk": desk,
        "part": next(part for part in desk.parts if part.key == key),
        "del": key,
        "next": desk.next_part(key),
        "may_write": may(request, "write", row),
        "closed": queries.closed_because(row),
        "problems": problems or {},
        **_part_context(request, desk, key, form, looking),
    }
    return render(request, "applications/workspace.html", context, status=status)


def _part_context(
    request: HttpRequest, desk: showing.Desk, key: str, form: Any, looking: bool
) -> dict[str, Any]:
    makers = {
        showing.FACTS: _facts_context,
        showing.BUDGET: _budget_context,
        showing.FILES: _files_context,
        showing.AUTHORS: _authors_context,
    }
    maker = makers.get(key)
    if maker is not None:  # comments stand beside answers: a refused one has no place here
        return maker(request, desk, None if isinstance(form, CommentForm) else form, looking)
    section = desk.section(key)
    assert section is not None
    return _section_context(request, desk, key, form)


def facts_form(row: Application, data: Any = None) -> FactsForm:
    """The facts as stored, as they would be typed."""
    initial = {
        "title": row.title,
        "kind": row.kind,
        "of": next((one.public_id for one in (row.replicates, row.measure) if one), ""),
        "area": row.area.key if row.area else "",
        "years": row.years,
        "positions": "" if row.positions is None else amount_typed(row.positions),
        "participants": "" if row.participants is None else row.participants,
    }
    return FactsForm(data, call=row.call, areas=row.call.areas.all(), initial=initial)


def _facts_context(request: HttpRequest, desk: showing.Desk, form: Any, looking: bool) -> dict[str, Any]:
    form = form or facts_form(desk.application)
    return {
        "form": form,
        "errors": {} if looking else errors_of(form),
        "kinds": kind_choices(form),
        "found": found_for(form, looking),
        "findings": findings_of(desk, showing.FACTS),
    }


def _budget_context(request: HttpRequest, desk: showing.Desk, form: Any, looking: bool) -> dict[str, Any]:
    years = budget_years(desk.application, desk.budget)
    form = form or BudgetForm(years=years)
    errors, findings = errors_of(form), findings_of(desk, showing.BUDGET)
    typed = form.data if form.is_bound else {}
    return {
        "years": years,
        "rows": budget_table(years, desk.budget, typed, errors, broken_cells(findings)),
        "sums": sums_of(years, desk.budget),
        "errors": errors,
        "form": form,
        "findings": findings,
    }


def _files_context(request: HttpRequest, desk: showing.Desk, form: Any, looking: bool) -> dict[str, Any]:
    return {
        "files": list(desk.application.files.select_related("attachment").order_by("pk")),
        "limit": actions.MAX_FILE_BYTES,
        "megabytes": actions.MAX_FILE_BYTES // (1024 * 1024),
        "ends": ", ".join(MEDIA_TYPES),
        "errors": form or {},
    }


def _authors_context(request: HttpRequest, desk: showing.Desk, form: Any, looking: bool) -> dict[str, Any]:
    return {
        "form": form,
        "errors": errors_of(form) if form is not None else {},
        "may_manage": may(request, "manage_authors", desk.application),
    }


def _section_context(request: HttpRequest, desk: showing.Desk, key: str, form: Any) -> dict[str, Any]:
    """`lignende=<question>` shows measures like its answer at once, for those without script."""
    section = desk.section(key)
    assert section is not None
    fields = desk.fields(section)
    beside = {part for field in fields for part in field.question.beside}
    cited = cited_for(desk.application) if "statistics" in beside else {}
    asked = request.GET.get("lignende", "")
    for field in fields:
        field.cited = cited.get(field.key, [])
    return {
        "fields": fields,
        "noted": noted(desk.application) if "similar" in beside else [],
        "comment": form if isinstance(form, CommentForm) else CommentForm(),
        "asked_near": asked,
        "near": near(desk.application, str(desk.answers.get(asked) or "")) if asked else None,
        "relations": SimilarNote.Relation.choices,
    }
