"""A rater's pages that show: the phases they read in, the queue of one, one candidate a screen."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lovende.people.guard import actor_of, signed_in
from lovende.selection.leading.guard import not_yet
from lovende.selection.models import Phase, Reading, Tick
from lovende.selection.ordering import choice
from lovende.selection.rating import Judged
from lovende.selection.rating_pages import forms, queries


@signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Every phase the person reads in, with how much is left and their own pace."""
    rows = queries.phases_of(actor_of(request), choice.phases_as_drawn(request))
    context = {
        "open": [row for row in rows if row.phase.state == Phase.State.OPEN],
        "settled": [row for row in rows if row.phase.state == Phase.State.SETTLED],
    }
    return render(request, "selection/rating/mine.html", context)


@signed_in
@require_safe
def queue(request: HttpRequest, public_id: str, phase: str) -> HttpResponse:
    """The person's own readings of a phase, in the order drawn for them or suggested to them."""
    user = actor_of(request)
    found = queries.phase_for(public_id, phase, user)
    own, protocol = own_queue(request, found), found.round.protocol or {}
    context = {
        "phase": found,
        "round": found.round,
        "queue": own,
        "next": own.unread_after(),
        "not_yet": not_yet(found.round, user) if found.state == Phase.State.SETTLED else "",
        "model": protocol.get("reading_model"),
        "as_drawn": found.pk in choice.phases_as_drawn(request),
    }
    return render(request, "selection/rating/queue.html", context)


def own_queue(request: HttpRequest, phase: Phase) -> queries.Queue:
    """The person's queue; in the drawn order when that is what they chose."""
    own = queries.queue_of(phase, actor_of(request))
    return own.as_drawn() if phase.pk in choice.phases_as_drawn(request) else own


@signed_in
@require_safe
def reading(request: HttpRequest, public_id: str, phase: str, number: int) -> HttpResponse:
    """One candidate: what is to be read left, the judgement right."""
    user = actor_of(request)
    found = queries.reading_of(queries.phase_for(public_id, phase, user), number, user)
    return page(request, found)


def page(
    request: HttpRequest,
    found: Reading,
    status: int = 200,
    typed: Judged | None = None,
    problems: Mapping[str, str] | None = None,
    conflict: str = "",
) -> HttpResponse:
    """The page of one reading; with what was `typed` when that was refused."""
    user = actor_of(request)
    own, criteria = own_queue(request, found.phase), forms.criteria_of(found.phase)
    withheld = not_yet(found.phase.round, user) if found.phase.state == Phase.State.SETTLED else ""
    number, parts = found.candidate.number, forms.parts_of(found.candidate.material)
    form = forms.form_of(found, criteria, {part.key for part in parts}, typed, problems)
    context = {
        "reading": found,
        "phase": found.phase,
        "round": found.phase.round,
        "candidate": found.candidate,
        "parts": parts,
        "form": form,
        "typed": forms.in_words(typed, criteria) if typed else [],
        "conflict": conflict,
        "verdicts": Reading.Verdict.choices,
        "values": Tick.Value.choices,
        "may_rate": user.has_perm("selection.rate", found),
        "others": () if withheld else queries.of_others(found, user),
        "queue": own,
        "place": own.place_of(number),
        "before": own.beside(number, -1),
        "after": own.beside(number, 1),
        "unread": own.unread_after(number),
        "not_yet": withheld,
    }
    return render(request, "selection/rating/reading.html", context, status=status)
