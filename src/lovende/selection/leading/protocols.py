"""The protocol for people and as the very bytes whose SHA-256 is shown."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lovende.people.guard import actor_of, signed_in
from lovende.records.digest import canonical
from lovende.selection.leading.criteria import criteria_of
from lovende.selection.leading.guard import frame, seen
from lovende.selection.models import Round
from lovende.selection.protocol import protocol_of
from lovende.selection.queries import deviations, rater_names
from lovende.selection.rules import leads


@signed_in
@require_safe
def protocol(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is locked, or what would be if it were locked now."""
    user = actor_of(request)
    round_ = seen(public_id, user)
    content: dict[str, Any] = round_.protocol or protocol_of(round_)
    phases = list(round_.phases.all())
    context = frame(round_, user, "protocol", _("Protokoll")) | {
        "protocol": content,
        "departments": _departments(content),
        "read": sum(row["is_complete"] is True for row in content["candidates"]),
        "not_read": [row for row in content["candidates"] if row["is_complete"] is not True],
        "criteria": criteria_of(round_, {phase.key: phase.title for phase in phases}),
        "phases": phases,
        "may_deviate": round_.state == Round.State.LOCKED and leads.test(user, round_),
    }
    names = rater_names(round_, _("vurderer %s"), by_name=leads.test(user, round_))
    context["deviations"] = [(row, names.get(row.rater_id or 0, "")) for row in deviations(round_)]
    return render(request, "selection/leading/protocol.html", context)


def _departments(content: dict[str, Any]) -> list[tuple[str, int]]:
    counted: dict[str, int] = {}
    for row in content["raters"]:
        counted[row["department"]] = counted.get(row["department"], 0) + 1
    return sorted(counted.items())


@signed_in
@require_safe
def protocol_json(request: HttpRequest, public_id: str) -> HttpResponse:
    """The locked protocol as canonical JSON in UTF-8: its SHA-256 is the one shown. 404 before it is locked."""
    round_ = seen(public_id, actor_of(request))
    if round_.state == Round.State.DRAFT or round_.protocol is None:
        raise Http404
    response = HttpResponse(canonical(round_.protocol), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{round_.public_id}-protokoll.json"'
    return response
