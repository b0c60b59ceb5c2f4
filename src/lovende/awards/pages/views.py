"""The awards' pages that only show: the list, one award, the money side, a person's dates."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lovende.awards import overview, queries
from lovende.awards.dates import dates_between, once
from lovende.awards.models import Award
from lovende.awards.pages.guard import find_award
from lovende.awards.pages.showing import shown
from lovende.awards.panels import panels_for
from lovende.people.guard import actor_of, needs, signed_in

BACK, AHEAD, DAY = timedelta(days=365), timedelta(days=365), timedelta(days=1)
MOST = 200


@needs("awards.list")
@require_safe
def awards(request: HttpRequest) -> HttpResponse:
    """The person's awards: their organisation's own, those they follow up, or all for an auditor."""
    user, asked = actor_of(request), queries.Asked.of(request.GET)
    rows, page = queries.listed(user, asked)
    schemes, years = queries.schemes_and_years(user)
    context = {
        "rows": rows,
        "page": page,
        "asked": asked,
        "schemes": schemes,
        "years": years,
        "states": Award.State.choices,
        "counts": queries.counts(user, asked),
        "sees_money": user.has_perm("awards.see_money"),
        "any": bool(years),
    }
    return render(request, "awards/awards.html", context)


@signed_in
@require_safe
def award(request: HttpRequest, public_id: str) -> HttpResponse:
    """One award with all that belongs to it."""
    user = actor_of(request)
    found = find_award(public_id, user)
    context: dict[str, Any] = {**shown(found, user), "panels": panels_for(found, user)}
    return render(request, "awards/award.html", context)


@needs("awards.see_money")
@require_safe
def money(request: HttpRequest) -> HttpResponse:
    """Frames and commitments, award rates, and schemes with what is not known."""
    typed = request.GET.get("aar", "")
    year = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else None
    calls, schemes = overview.calls(), overview.by_scheme()
    chosen = [call for call in calls if year is None or call.year == year]
    years, scheme_years = overview.scheme_years([row.scheme for row in schemes])
    context = {
        "calls": overview.by_call(chosen),
        "by_year": overview.by_year(),
        "areas": overview.by_area(chosen),
        "schemes": schemes,
        "years": years,
        "scheme_years": scheme_years,
        "call_years": sorted({call.year for call in calls}, reverse=True),
        "year": year,
    }
    return render(request, "awards/money.html", context)


@signed_in
@require_safe
def deadlines(request: HttpRequest) -> HttpResponse:
    """A person's dates: those that have passed and are still open, and those to come within a year."""
    today, user = timezone.localdate(), actor_of(request)
    late = dates_between(today - BACK, today - DAY, user, MOST)
    coming = dates_between(today, today + AHEAD, user, MOST)
    context = {"late": once(late), "coming": once(coming), "most": MOST}
    context |= {"more_late": len(late) >= MOST, "more_coming": len(coming) >= MOST}
    return render(request, "awards/deadlines.html", context)
