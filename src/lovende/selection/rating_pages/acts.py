"""Saving a reading, as a page that saves itself or by a click, locking it, and choosing the order to read in."""

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lovende.people.guard import actor_of, signed_in
from lovende.selection import actions
from lovende.selection.errors import ConflictError, NotAllowedError, SelectionError
from lovende.selection.models import Phase, Reading, Round
from lovende.selection.ordering import choice
from lovende.selection.rating import Judged
from lovende.selection.rating_pages import forms, queries, views


def _own(request: HttpRequest, public_id: str, phase: str, number: int) -> Reading:
    user = actor_of(request)
    return queries.reading_of(queries.phase_for(public_id, phase, user), number, user)


def _typed(request: HttpRequest, found: Reading) -> Judged:
    return forms.read(request.POST, forms.criteria_of(found.phase))


def _kept(request: HttpRequest, found: Reading, typed: Judged) -> Reading:
    """The reading with what was typed saved. What is saved already is no change: sent twice is once.

    Raises ConflictError, SelectionError, NotAllowedError; BadRequest without a version.
    """
    if forms.same(forms.kept(found), typed):
        return found
    version = request.POST.get("version", "")
    if not (version.isascii() and version.isdigit() and len(version) < 9):
        raise BadRequest
    return actions.save_reading(reading=found, judged=typed, version=int(version), actor=actor_of(request))


@signed_in
@require_POST
def save(request: HttpRequest, public_id: str, phase: str, number: int) -> HttpResponse:
    """Keep what is typed: JSON for a page that saves itself, else on to where the button leads."""
    found = _own(request, public_id, phase, number)
    typed = _typed(request, found)
    if request.headers.get("Accept") == "application/json":
        return _by_script(request, found, typed)
    try:
        _kept(request, found, typed)
    except (ConflictError, SelectionError, NotAllowedError) as problem:
        return _refused(request, found, typed, problem)
    return _onward(request, found)


def _onward(request: HttpRequest, found: Reading) -> HttpResponse:
    """To the candidate that the button names: previous, next, or the next that is not locked."""
    key, number = found.phase.key, found.candidate.number
    own, where = views.own_queue(request, found.phase), request.POST.get("go", "")
    leads = {
        "previous": own.beside(number, -1),
        "next": own.beside(number, 1),
        "skip": own.unread_after(number),
    }
    if where not in leads:
        messages.success(request, _("Vurderingen er lagret."))
    return redirect("selection:reading", found.phase.round.public_id, key, leads.get(where) or number)


def _by_script(request: HttpRequest, found: Reading, typed: Judged) -> JsonResponse:
    try:
        saved = _kept(request, found, typed)
    except NotAllowedError as problem:
        return JsonResponse({"message": str(problem)}, status=403)
    except ConflictError as problem:
        return JsonResponse({"message": _told(found, problem)}, status=409)
    except SelectionError as problem:
        return JsonResponse({"message": str(problem), "errors": problem.fields}, status=422)
    at = time_format(timezone.localtime(), "H:i:s")
    return JsonResponse({"version": saved.version, "saved": _("Lagret kl. %s") % at})


def _told(found: Reading, problem: ConflictError) -> str:
    """A conflict in words, with what to do: nothing typed is gone."""
    found.refresh_from_db(fields=["locked_at"])
    found.phase.refresh_from_db(fields=["state"])
    if found.locked_at is not None:
        return _("Vurderingen er låst i et annet vindu. Det du har skrevet her, er ikke lagret.")
    if found.phase.state != Phase.State.OPEN:
        return str(problem)
    return _("Lagret i et annet vindu imens. Trykk «Lagre» for å se begge og velge.")


def _refused(request: HttpRequest, found: Reading, typed: Judged, problem: Exception) -> HttpResponse:
    """The page again with what was typed: beside it what is wrong (422), or what another window saved (409)."""
    if isinstance(problem, NotAllowedError):
        raise PermissionDenied(str(problem)) from problem
    fresh = _own(request, found.phase.round.public_id, found.phase.key, found.candidate.number)
    if isinstance(problem, SelectionError):
        return views.page(request, fresh, 422, typed, problem.fields)
    return views.page(request, fresh, 409, typed, conflict=str(problem))


@signed_in
@require_POST
def lock(request: HttpRequest, public_id: str, phase: str, number: int) -> HttpResponse:
    """Save and give the verdict for good, then on to the next; or say beside the fields what is missing."""
    found = _own(request, public_id, phase, number)
    typed = _typed(request, found)
    try:
        saved = _kept(request, found, typed)
        actions.lock_reading(reading=saved, actor=actor_of(request))
    except (ConflictError, SelectionError, NotAllowedError) as problem:
        return _refused(request, found, typed, problem)
    following = views.own_queue(request, found.phase).unread_after(number)
    if following is None:
        messages.success(request, _("Vurderingen er låst. Du har lest alt du fikk i denne fasen."))
        return redirect("selection:queue", public_id, phase)
    messages.success(request, _("Vurderingen er låst. Her er den neste."))
    return redirect("selection:reading", public_id, phase, following)


@signed_in
@require_POST
def order(request: HttpRequest, public_id: str, phase: str) -> HttpResponse:
    """Read the phase in the drawn order, or in the suggested one again. 404 where none is suggested."""
    found = queries.phase_for(public_id, phase, actor_of(request))
    if found.round.reading_order != Round.Order.SUGGESTED:
        raise Http404
    choice.choose(request, found, as_drawn=request.POST.get("order") == "drawn")
    return redirect("selection:queue", public_id, phase)
