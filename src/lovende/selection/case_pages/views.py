"""What there is to read after the readings: the candidates to discuss, a case, the methods that were chosen."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lovende.people.guard import actor_of, signed_in
from lovende.people.models import User
from lovende.selection.case_pages import guard, queries
from lovende.selection.leading.guard import frame, seen
from lovende.selection.models import (
    Case,
    CaseDocument,
    Criterion,
    Discussion,
    GroupView,
    Phase,
    Reading,
    Round,
)
from lovende.selection.queries import rater_names
from lovende.selection.rules import leads, owns

PAGE_SIZE = 20
# What one may ask to see of those that are left.
KINDS: dict[str, Callable[[queries.Standing], bool]] = {
    "alle": lambda row: True,
    "uenige": lambda row: row.is_split,
    "enige": lambda row: row.is_together,
    "gjenstaar": lambda row: row.outcome is None,
    "caser": lambda row: row.outcome == Discussion.Outcome.CASE,
}


def may_act(round_: Round, user: User) -> bool:
    return user.has_perm("selection.run", round_)


def around(round_: Round, user: User, here: str, part: str = "chosen") -> dict[str, Any]:
    """What every page after the readings shows around it; `part` is its place in the menu."""
    names = rater_names(round_, _("vurderer %s"), by_name=leads.test(user, round_))
    return frame(round_, user, part, here, is_over=True) | {"names": names, "may_act": may_act(round_, user)}


def _too_early(request: HttpRequest, round_: Round, user: User, here: str) -> HttpResponse:
    return render(request, "selection/cases/too_early.html", frame(round_, user, "", here, is_over=False))


@signed_in
@require_safe
def discussions(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everything that is left after the readings, with what each rater said and what was agreed so far."""
    user = actor_of(request)
    round_ = seen(public_id, user)
    if not guard.is_over(round_):
        return _too_early(request, round_, user, _("Fellesdrøfting"))
    last = last_read(round_)
    left = queries.standings(round_, last)
    kind = request.GET.get("vis", "")
    kind = kind if kind in KINDS else "alle"
    page = Paginator(list(filter(KINDS[kind], left)), PAGE_SIZE).get_page(request.GET.get("side", "1"))
    context = around(round_, user, _("Fellesdrøfting"), "discussions") | {
        "phase": last,
        "kind": kind,
        "page": page,
        "counts": queries.counted(left),
    }
    words = queries.with_words((one.pk for one in page), last)
    context["rows"] = [_left(words[one.pk], one, context["names"]) for one in page]
    return render(request, "selection/cases/discussions.html", context)


def last_read(round_: Round) -> Phase:
    """The last phase that was settled; where nobody was left to read after it, others were never opened."""
    phases = list(round_.phases.all())
    return next((one for one in reversed(phases) if one.state == Phase.State.SETTLED), phases[-1])


def _left(one: Any, standing: queries.Standing, names: dict[int, str]) -> dict[str, Any]:
    return {
        "candidate": one,
        "standing": standing,
        "readings": [(names[row.rater_id], row) for row in one.said],
        "agreed": with_people(one.agreed, names)[:1],
    }


def with_people(rows: Iterable[Discussion], names: dict[int, str]) -> list[dict[str, Any]]:
    """Discussions with what those who took part are called."""
    return [{"row": row, "people": [names[one.pk] for one in row.participants.all()]} for row in rows]


def discuss_context(round_: Round, user: User, candidate: Any, phases: Sequence[Phase]) -> dict[str, Any]:
    """What the page of one candidate shows: phase by phase what was said, and what was agreed."""
    here = around(round_, user, _("Kandidat %s") % candidate.number, "discussions")
    names = here["names"]
    made = queries.discussions().filter(candidate=candidate)
    return here | {
        "candidate": candidate,
        "phases": [_said(phase, rows, names) for phase, rows in queries.said_in(phases, candidate)],
        "agreed": with_people(made, names),
    }


def _said(phase: Phase, rows: list[Reading], names: dict[int, str]) -> dict[str, Any]:
    readings = [(names[row.rater_id], row) for row in rows]
    return {"phase": phase, "readings": readings, "criteria": _judged(readings)}


def _judged(readings: Sequence[tuple[str, Reading]]) -> list[dict[str, Any]]:
    """Every criterion that somebody judged, with (who, what they said, "" for one who left it), and do they differ."""
    said: dict[Criterion, dict[int, str]] = {}
    for _who, row in readings:
        for tick in row.ticks.all():
            said.setdefault(tick.criterion, {})[row.pk] = str(tick.get_value_display())
    found = []
    for one, by in sorted(said.items(), key=lambda pair: pair[0].number):
        each = [(who, by.get(row.pk, "")) for who, row in readings]
        found.append({"label": one.label, "said": each, "differ": len({value for _who, value in each}) > 1})
    return found


@signed_in
@require_safe
def case_page(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """One case: why it is one, interviews, the reference group, the choice with those before it, the follow-up."""
    user = actor_of(request)
    round_ = guard.read(public_id, user)
    case: Any = queries.studied(round_, number)
    if case is None:
        raise Http404
    context = around(round_, user, _("Case %s") % number)
    names = context["names"]
    choices = case.candidate.choices_made
    context |= {
        "case": case,
        "candidate": case.candidate,
        "is_open": is_open(case),
        "agreed": with_people(case.candidate.agreed, names),
        "talks": [
            {"row": row, "people": [names[one.pk] for one in row.interviewers.all()]} for row in case.talks
        ],
        "stances": _stances(case.views),
        "choice": choices[0] if choices else None,
        "dropped_before": [_dropped_before(row) for row in reversed(case.earlier_drops)],
        "documents": _documents(round_, case, user),
        "earlier": choices[1:],
        "follow_up": getattr(case.candidate, "follow_up", None),
        "may_follow_up": owns.test(user, round_) and is_waiting(case),
    }
    return render(request, "selection/cases/case.html", context)


def _dropped_before(row: dict[str, str]) -> dict[str, Any]:
    return {
        "at": datetime.fromisoformat(row["at"]),
        "because": Case.Drop(row["because"]).label,
        "note": row["note"],
    }


def _documents(round_: Round, case: Case, user: User) -> list[CaseDocument] | None:
    """The documents of the case; None for those who may not have them."""
    if not user.has_perm("selection.read-documents", round_):
        return None
    return list(case.documents.select_related("attachment"))


def is_open(case: Any) -> bool:
    """Is the case (of `queries.studied`) still being studied?"""
    agreed = case.candidate.agreed
    return case.dropped_at is None and bool(agreed) and agreed[0].outcome == Discussion.Outcome.CASE


def is_waiting(case: Any) -> bool:
    """Is the case chosen, and the follow-up not decided yet?"""
    choices = case.candidate.choices_made
    return bool(choices) and choices[0].is_chosen and getattr(case.candidate, "follow_up", None) is None


def _stances(views: Sequence[GroupView]) -> list[tuple[str, int]]:
    """(stance, how many kinds of member hold it), those that nobody holds left out."""
    counts = [(label, sum(one.stance == key for one in views)) for key, label in GroupView.Stance.choices]
    return [(str(label), n) for label, n in counts if n]


@signed_in
@require_safe
def chosen_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """The methods that were chosen, with why, and how the last steps led to them."""
    user = actor_of(request)
    round_ = seen(public_id, user)
    if not guard.is_over(round_):
        return _too_early(request, round_, user, _("Valgte metoder"))
    last = last_read(round_)
    context = frame(round_, user, "chosen", _("Valgte metoder"), is_over=True) | {
        "phase": last,
        "steps": queries.last_steps(round_, last),
        "owns": owns.test(user, round_),
    }
    return render(request, "selection/cases/chosen.html", context)
