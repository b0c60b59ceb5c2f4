"""What a settled phase says: how far the raters agreed, and where they did not."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lovende import stats
from lovende.people.guard import actor_of, signed_in
from lovende.people.models import User
from lovende.selection import queries, splits
from lovende.selection.agreeing import Pair, agreed
from lovende.selection.bands import in_words
from lovende.selection.leading import words
from lovende.selection.leading.guard import frame, heard, settled
from lovende.selection.models import Candidate, Reading, Round, Tick
from lovende.selection.rules import leads

PAGE_SIZE = 20


@signed_in
@require_safe
def agreement(request: HttpRequest, public_id: str, phase: str) -> HttpResponse:
    """How far the raters agreed in a settled phase. 404 for any other."""
    user = actor_of(request)
    round_ = heard(public_id, user)
    found = settled(round_, phase)
    of = agreed(found)
    labels = {row.key: row for row in round_.criteria.all()}
    names = _names(round_, user)
    context = frame(round_, user, "round", _("Enighet")) | {
        "phase": found,
        "agreed": of,
        "overall": told(of.overall),
        "pooled": told(of.pooled) if of.pooled else None,
        "pairs": [_pair(one, names) for one in of.pairs],
        "criteria": [{"criterion": labels[key], **told(one)} for key, one in of.criteria],
        "order": [(value, Reading.Verdict(value).label) for value in ("out", "in")],
        "pairs_change": of.overall.n_raters > 2,
        "several": round_.per_measure > 2,
    }
    return render(request, "selection/leading/agreement.html", context)


def told(found: stats.agreement.Agreement) -> dict[str, Any]:
    """An agreement with its band and notes in the page's words; shares as per cent."""
    return {
        "found": found,
        "observed": None if found.observed is None else 100 * found.observed,
        "expected": None if found.expected is None else 100 * found.expected,
        "band": in_words(found.band),
        "notes": words.notes(found.notes),
    }


def _pair(one: Pair, names: dict[int, str]) -> dict[str, Any]:
    notes = one.found.note.split("; ") if one.found.note else ()
    return {
        "names": (names[one.first], names[one.second]),
        "found": one.found,
        "observed": None if one.found.observed is None else 100 * one.found.observed,
        "notes": words.notes(notes),
    }


def _names(round_: Round, user: User) -> dict[int, str]:
    """What raters are called: by name for those who lead, for others by number."""
    return queries.rater_names(round_, _("vurderer %s"), by_name=leads.test(user, round_))


KINDS = {"delte": splits.split, "enige": splits.all_in, "utelukket": splits.excluded}


@signed_in
@require_safe
def disagreements(request: HttpRequest, public_id: str, phase: str) -> HttpResponse:
    """Split verdicts of a settled phase with the reasons side by side, those all said in to, and those that went out by
    an absolute criterion whatever the verdicts. 404 for any other phase."""
    user = actor_of(request)
    round_ = heard(public_id, user)
    found = settled(round_, phase)
    kind = asked if (asked := request.GET.get("vis", "")) in KINDS else "delte"
    counts = dict(zip(KINDS, splits.counted(found), strict=True))
    paginator = Paginator(KINDS[kind](found), PAGE_SIZE)
    paginator.count = counts[kind]
    page = paginator.get_page(request.GET.get("side", "1"))
    names = _names(round_, user)
    why = queries.why_out(round_, page, [found]) if kind == "utelukket" else {}
    context = frame(round_, user, "round", _("Uenighet")) | {
        "phase": found,
        "kind": kind,
        "page": page,
        "rows": [_candidate(one, names) | {"why": why.get(one.pk, [])} for one in page],
        "counts": counts,
    }
    return render(request, "selection/leading/disagreements.html", context)


def _candidate(one: Candidate, names: dict[int, str]) -> dict[str, Any]:
    """A candidate with what each rater said, and the criteria they judged otherwise than each other."""
    readings: list[Reading] = one.said  # type: ignore[attr-defined]
    return {
        "candidate": one,
        "readings": [(names[row.rater_id], row) for row in readings],
        "ticks": _differing(readings),
    }


def _differing(readings: list[Reading]) -> list[tuple[str, list[str]]]:
    """(criterion, what each said of it) where not all said the same; "" for one who left it open."""
    said: dict[tuple[int, str], dict[int, str]] = {}
    for place, row in enumerate(readings):
        for one in row.judged:  # type: ignore[attr-defined]
            said.setdefault((one["number"], one["label"]), {})[place] = str(Tick.Value(one["value"]).label)
    places = range(len(readings))
    whole = [
        (label, [by.get(place, "") for place in places]) for (_number, label), by in sorted(said.items())
    ]
    return [row for row in whole if len(set(row[1])) > 1]
