"""Pages for everybody: the calls, one call, one scheme."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lovende.people.models import User
from lovende.schemes import queries
from lovende.schemes.models import Call, Scheme
from lovende.schemes.ruledata import Ruleset
from lovende.schemes.rules import places_of


@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """Open first, then coming, closed and historic; drafts of the reader's own organisation on top."""
    found = queries.public_calls()
    own = places_of(request.user) if isinstance(request.user, User) else set()
    groups = [
        ("open", _("Åpne nå"), found["open"]),
        ("coming", _("Kommer"), found["coming"]),
        ("closed", _("Avsluttet"), found["closed"]),
        ("historic", _("Historiske"), found["historic"]),
    ]
    context = {
        "groups": [group for group in groups if group[2] or group[0] == "open"],
        "drafts": queries.drafts(own) if own else [],
        "may_make": bool(own),
        "schemes": queries.schemes(),
    }
    return render(request, "schemes/calls.html", context)


def visible_call(request: HttpRequest, key: str) -> Call:
    """The call, for those who may know that it is there. Raises Http404."""
    try:
        found = queries.call_of(key)
    except Call.DoesNotExist:
        raise Http404(f"no call {key}") from None
    if not request.user.has_perm("schemes.see_call", found):
        raise Http404(f"no call {key}")
    return found


@require_safe
def call(request: HttpRequest, key: str) -> HttpResponse:
    """What, for whom, when, by which rules and criteria; what its administrator can do with it."""
    return call_page(request, visible_call(request, key))


def call_page(
    request: HttpRequest, found: Call, problems: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    """The page of a call; with `problems`, why it could not be published."""
    language = get_language() or "nb"
    context = {
        "call": found,
        "standing": found.standing,
        "rules": found.ruleset.in_words(language),
        "areas": _areas(found, language),
        "start": start_address(request, found),
        "may_change": request.user.has_perm("schemes.change_call", found),
        "may_publish": request.user.has_perm("schemes.publish_call", found),
        "handlers": sorted(found.handlers.all(), key=lambda row: (row.county is None, row.organisation.name)),
        "problems": problems or {},
    }
    return render(request, "schemes/call.html", context, status=status)


def _areas(found: Call, language: str) -> dict[str, Any]:
    """The areas with their counts, and what each demands beyond the call, in words."""
    counted = queries.counted(found)
    rows = [
        {"row": row, "rules": [told for _key, told in Ruleset().with_area(row.area.rules).in_words(language)]}
        for row in counted.rows
    ]
    has_counts = any(row.area.applications_stated is not None for row in counted.rows)
    return {"rows": rows, "sums": counted, "has_counts": has_counts}


def start_address(request: HttpRequest, found: Call) -> str:
    """Where an application to the call is begun: for those who may, and for strangers, who may be such once signed
    in; "" for others, and while it is not open."""
    if not found.is_open:
        return ""
    if request.user.is_authenticated and not request.user.has_perm("applications.start"):
        return ""
    try:
        return reverse("applications:start", args=[found.key])
    except NoReverseMatch:
        return ""


@require_safe
def scheme(request: HttpRequest, key: str) -> HttpResponse:
    """What the scheme is, whose, what it was before, and its calls."""
    try:
        found = queries.scheme_of(key)
    except Scheme.DoesNotExist:
        raise Http404(f"no scheme {key}") from None
    return render(request, "schemes/scheme.html", {"scheme": found})
