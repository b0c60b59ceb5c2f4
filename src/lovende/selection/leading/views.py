"""The rounds a person may know of, a new one, and a round's own page."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lovende.people.guard import actor_of, needs, signed_in
from lovende.people.models import User
from lovende.selection import queries
from lovende.selection.actions import make_round
from lovende.selection.leading.criteria import criteria_of
from lovende.selection.leading.forms import RoundForm
from lovende.selection.leading.guard import frame, refused, seen
from lovende.selection.leading.standing import next_step, standing
from lovende.selection.models import Round

PAGE_SIZE = 25


@signed_in
@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """The rounds a person may know of; published ones are everybody's."""
    user = actor_of(request)
    rows = queries.listed(user)
    context = {
        "page": Paginator(rows.filter(kind=Round.Kind.LIVE), PAGE_SIZE).get_page(
            request.GET.get("side", "1")
        ),
        "published": rows.filter(kind=Round.Kind.PUBLISHED),
        "may_start": user.has_perm("selection.start"),
    }
    return render(request, "selection/leading/rounds.html", context)


@needs("selection.start")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new round, with the phases and criteria of 003 to start from."""
    user, made = actor_of(request), []
    form = RoundForm(request.POST if request.method == "POST" else None, user=user)
    if request.method != "POST":
        return render(request, "selection/leading/new.html", {"form": form})
    status = 422
    if form.is_valid():
        status = refused(form, lambda: made.append(make_round(actor=user, **form.cleaned_data)))
    if made:
        return redirect("selection:round", made[0].public_id)
    return render(request, "selection/leading/new.html", {"form": form}, status=status)


@signed_in
@require_safe
def round_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """A round: where it stands, what to do next, its phases, criteria and funnel."""
    user = actor_of(request)
    return render(request, "selection/leading/round.html", context_of(seen(public_id, user), user))


def context_of(round_: Round, user: User) -> dict[str, Any]:
    """What the round's page shows this person; progress is for those who lead it."""
    around = frame(round_, user, "round", _("Oversikt"))
    now = standing(round_, tells=not around["not_yet"])
    return around | {
        "now": now,
        "may_edit": around["is_lead"] and round_.state == Round.State.DRAFT,
        "next": next_step(now) if around["is_lead"] else None,
        "criteria": criteria_of(round_, {phase.key: phase.title for phase in now.phases}),
    }
