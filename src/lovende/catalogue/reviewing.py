"""The review page of one section: seeing it, and what its buttons do."""

import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lovende.catalogue import decisions
from lovende.catalogue.checking import verdict
from lovende.catalogue.decisions import ConflictError, NotReadyError
from lovende.catalogue.editing import facts_from, without_nul
from lovende.catalogue.models import Decision, Section
from lovende.catalogue.queries import lookalikes, neighbours
from lovende.catalogue.showing import (
    field_names,
    form_of,
    problem_rows,
    shown_flags,
    vouchable,
)
from lovende.catalogue.source import source_groups
from lovende.catalogue.views import reviewer
from lovende.forms.actions import latest_version
from lovende.people.guard import actor_of

VERSION = re.compile(r"[0-9]{1,9}")


@reviewer
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, public_id: Any, position: int) -> HttpResponse:
    """Source left, proposal right; POST is one of the buttons, or the page saving itself."""
    found = (
        Section.objects.select_related("batch", "measure")
        .filter(batch__public_id=public_id, position=position)
        .first()
    )
    if found is None:
        raise Http404
    if request.method == "POST":
        return _posted(request, found)
    return _page(request, found)


def _page(
    request: HttpRequest, found: Section, status: int = 200, error: str = "", judged: bool = False
) -> HttpResponse:
    form = form_of(found)
    names = field_names(form["questions"])
    judgement = verdict(found, found.batch.known_names)
    labels = {row["key"]: row["label"] for row in form["questions"]}
    review = found.facts.get("review") or {}
    context = {
        "section": found,
        "batch": found.batch,
        "form": form,
        "flags": shown_flags(found),
        "groups": source_groups(found, labels),
        "problems": problem_rows(judgement, names) if judged else [],
        "field_errors": judgement.fields if judged else (review.get("unread") or {}),
        "vouch": vouchable(judgement, found.facts),
        "ready": judgement.ready,
        "error": error,
        "around": neighbours(found),
        "lookalikes": lookalikes(found),
        "last": decisions.last_decision(found),
        "decisions": list(found.decisions.all()[:12]),
        "waiting": found.state == Section.State.WAITING,
        "reason": _reason(found),
    }
    return render(request, "catalogue/section.html", context, status=status)


def _reason(found: Section) -> str:
    last = decisions.last_decision(found)
    return last.reason if last is not None and last.verb == Decision.Verb.REJECT else ""


def _posted(request: HttpRequest, found: Section) -> HttpResponse:
    request.POST = without_nul(request.POST)  # type: ignore[assignment]
    verb, version = request.POST.get("do", "save"), request.POST.get("version", "")
    here = redirect("catalogue:section", found.batch.public_id, found.position)
    if not VERSION.fullmatch(version):
        raise Http404
    try:
        if verb == "undo":
            decisions.undo(section=found, version=int(version), actor=actor_of(request))
            messages.success(request, _("Angret."))
            return here
        saved = _save(request, found, int(version))
        if verb == "save":
            return _saved(request, saved) or here
        return _decided(request, saved, verb) or here
    except ConflictError as problem:
        return _conflict(request, found, str(problem))
    except NotReadyError as problem:
        fresh = Section.objects.select_related("batch", "measure").get(pk=found.pk)
        return _page(request, fresh, status=422, error=str(problem), judged=verb == "accept")


def _save(request: HttpRequest, found: Section, version: int) -> Section:
    """Keep what the form has. A request that brings no form decides on the section as it was seen."""
    if "title" not in request.POST:
        found.version = version
        return found
    questions = [row.key for row in latest_version(found.facts["form"]).content.questions()]
    facts = facts_from(request.POST, found.facts, questions, found.batch.document_year)
    return decisions.edit_section(section=found, facts=facts, version=version, actor=actor_of(request))


def _saved(request: HttpRequest, saved: Section) -> HttpResponse | None:
    """For the page that saves itself: version and time. For a person's click: a message."""
    at = time_format(timezone.localtime(), "H:i:s")
    if _by_script(request):
        return JsonResponse({"version": saved.version, "saved": _("Lagret kl. %s") % at})
    messages.success(request, _("Lagret kl. %s") % at)
    return None


def _decided(request: HttpRequest, saved: Section, verb: str) -> HttpResponse | None:
    """Do it. None: the page itself then says how the section stands."""
    if verb == "accept":
        decisions.accept(section=saved, version=saved.version, actor=actor_of(request))
    elif verb == "reject":
        reason = request.POST.get("reason", "")
        decisions.reject(section=saved, version=saved.version, reason=reason, actor=actor_of(request))
    elif verb == "split":
        titles = (request.POST.get("split-first", ""), request.POST.get("split-second", ""))
        decisions.split(section=saved, version=saved.version, titles=titles, actor=actor_of(request))
        messages.success(request, _("Seksjonen er delt i to. Gå gjennom begge."))
        return None
    else:
        raise Http404
    return None


def _conflict(request: HttpRequest, found: Section, message: str) -> HttpResponse:
    """Somebody was first. What the person typed is shown beside, so that it can be copied; nothing is changed."""
    if _by_script(request):
        return JsonResponse({"message": message}, status=409)
    fresh = Section.objects.select_related("batch", "measure").get(pk=found.pk)
    return _page(request, fresh, status=409, error=message)


def _by_script(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")
