"""The page of a weighing, its files, and asking for it anew."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lovende.people.guard import actor_of, signed_in
from lovende.people.models import User
from lovende.reporting.statistics_files import file_response
from lovende.selection.errors import ConflictError, NotAllowedError
from lovende.selection.leading.guard import frame, heard, led, seen
from lovende.selection.leading.guard import settled as settled_phase
from lovende.selection.models import Phase, Round, Weighing
from lovende.selection.promise_pages import files, queries, showing, words
from lovende.selection.queries import rater_names
from lovende.selection.rules import leads
from lovende.selection.weighing import running

PAGE_SIZE = 50


@dataclass(frozen=True)
class Asked:
    """What a page was asked for: the settled phases, and the one that is looked at; None where there is none."""

    user: User
    round: Round
    settled: list[Phase]
    found: queries.Chosen | None

    @property
    def ready(self) -> Weighing | None:
        weighing = self.found.weighing if self.found is not None else None
        return weighing if weighing is not None and weighing.state == Weighing.State.READY else None


def _asked(request: HttpRequest, round_: Round) -> Asked:
    """For one who may read what was said. Raises Http404 for a phase that is not settled."""
    key, settled = request.GET.get("fase", ""), list(round_.phases.filter(state=Phase.State.SETTLED))
    found = queries.chosen(settled, key)
    if found is None and key:
        raise Http404
    return Asked(actor_of(request), round_, settled, found)


@signed_in
@require_safe
def promise(request: HttpRequest, public_id: str) -> HttpResponse:
    """How probable it is that a further reader lets each candidate in, as far as the phases are settled."""
    user = actor_of(request)
    round_ = seen(public_id, user)
    context = frame(round_, user, "promise", _("Sannsynlighet"))
    if context["not_yet"]:
        return render(request, "selection/promise/promise.html", context)
    asked = _asked(request, round_)
    weighing = asked.found.weighing if asked.found else None
    context |= {
        "settled": asked.settled,
        "phase": asked.found.phase if asked.found else None,
        "weighing": weighing,
        "is_stuck": weighing is None
        or weighing.state == Weighing.State.REFUSED
        or running.is_stalled(weighing),
    }
    if asked.ready is not None:
        context |= _told(request, asked, asked.ready)
    return render(request, "selection/promise/promise.html", context)


def _told(request: HttpRequest, asked: Asked, weighing: Weighing) -> dict[str, Any]:
    result = weighing.result or {}
    ordered = showing.best_first(result["measures"])
    page = Paginator(ordered, PAGE_SIZE).get_page(request.GET.get("side", "1"))
    rows = showing.page_of(list(page))
    first = showing.page_of(ordered[:1])
    following = result["next"]
    named = queries.candidates(
        asked.round, [row["number"] for row in following] + [one.number for one in [*rows, *first]]
    )
    return {
        "result": result,
        "page": page,
        "rows": [(one, named[one.number]) for one in rows],
        "example": (first[0], named[first[0].number]) if first else None,
        "ranking": showing.ranking(ordered, weighing.places),
        "following": [(named[row["number"]], row["gain"]) for row in following],
        "cautions": words.cautions(result["cautions"]),
        "raters": _raters(asked, weighing),
        "questions": _questions(asked, weighing),
        "in_fit": [one for one in asked.settled if asked.found and one.order <= asked.found.phase.order],
        "has_limit": asked.round.at_most is not None,
    }


def _raters(asked: Asked, weighing: Weighing) -> list[tuple[str, showing.Severity, str]]:
    """(what they are called, how strict, in words): by name for those who lead, for others by number."""
    by_name = leads.test(asked.user, asked.round)
    names = list(rater_names(asked.round, _("vurderer %s"), by_name=by_name).values())
    return [
        (names[one.key - 1], one, str(words.LEANINGS[one.leaning])) for one in showing.severities(weighing)
    ]


def _questions(asked: Asked, weighing: Weighing) -> list[tuple[Phase, list[dict[str, Any]]]]:
    """What was asked in each phase, the newest first: the verdict, then the criteria by number."""
    labels = {row.key: row for row in asked.round.criteria.all()}
    told: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for one in showing.questions(weighing):
        criterion = labels.get(one.key)
        row = {"told": one, "criterion": criterion, "word": str(words.TELLS[one.tells])}
        told.setdefault(one.phase, []).append((criterion.number if criterion else 0, row))
    return [
        (phase, [row for _number, row in sorted(told[phase.key], key=lambda pair: pair[0])])
        for phase in reversed(asked.settled)
        if phase.key in told
    ]


def _ready(request: HttpRequest, public_id: str) -> tuple[Asked, Weighing]:
    asked = _asked(request, heard(public_id, actor_of(request)))
    if asked.ready is None:
        raise Http404
    return asked, asked.ready


@signed_in
@require_safe
def promise_csv(request: HttpRequest, public_id: str) -> HttpResponse:
    """The candidates as a table to save; with ?tabell=vurderere or kriterier, those. 404 where there is no answer."""
    asked, weighing = _ready(request, public_id)
    kind = request.GET.get("tabell", "tiltak")
    if kind not in files.TABLES:
        raise Http404
    heads, rows = files.TABLES[kind](asked.round, weighing)
    return file_response(f"{public_id}-sannsynlighet-{weighing.phase.key}-{kind}", "csv", heads, rows)


@signed_in
@require_safe
def promise_json(request: HttpRequest, public_id: str) -> HttpResponse:
    """The whole result as JSON. 404 where there is no answer."""
    asked, weighing = _ready(request, public_id)
    content = json.dumps(files.document(asked.round, weighing), ensure_ascii=False, indent=1)
    response = HttpResponse(content.encode(), content_type="application/json")
    name = f"{public_id}-sannsynlighet-{weighing.phase.key}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@signed_in
@require_POST
def promise_again(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask for a weighing that has no answer. For those who lead, unless they rate and more is to be read: that there
    is no answer depends on what was said. 404 for a phase that is not settled."""
    user = actor_of(request)
    led(public_id, user)
    phase = settled_phase(heard(public_id, user), request.POST.get("fase", ""))
    try:
        running.ask_again(phase=phase, actor=user)
        messages.success(request, _("Den regnes ut på nytt. Det tar vanligvis under et minutt."))
    except NotAllowedError as no:
        raise PermissionDenied(str(no)) from no
    except ConflictError as conflict:
        messages.info(request, str(conflict))
    return redirect(f"{reverse('selection:promise', args=[public_id])}?fase={phase.key}")
