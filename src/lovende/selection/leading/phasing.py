"""The phases of a draft: their titles, questions, gates and order."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lovende.people.guard import actor_of, signed_in
from lovende.selection.actions import add_phase, amend_phase, move_phase, remove_phase
from lovende.selection.errors import ConflictError, SelectionError
from lovende.selection.leading.draft_forms import PhaseForm, PlaceForm, known
from lovende.selection.leading.drafting import edit_page, is_too_late, saved, to_protocol, ways
from lovende.selection.leading.guard import frame, led, refused
from lovende.selection.models import Phase, Round


@signed_in
@ways
def phases(request: HttpRequest, public_id: str) -> HttpResponse:
    """The phases in their order, and another to add."""
    user = actor_of(request)
    round_ = led(public_id, user)
    if is_too_late(request, round_):
        return to_protocol(request, round_)
    form, status = PhaseForm(request.POST if request.method == "POST" else None), 200
    form.fields["gate"].initial = Phase.Gate.ALL_OUT
    if request.method == "POST":
        status = 422
        if form.is_valid():
            status = refused(form, lambda: add_phase(round_=round_, facts=form.facts(), actor=user))
        if not status:
            messages.success(request, _("Fasen er lagt til."))
            return redirect("selection:phases", public_id)
    context = frame(round_, user, "round", _("Faser")) | {"phases": list(round_.phases.all()), "form": form}
    return render(request, "selection/leading/phases.html", context, status=status)


@signed_in
@ways
def phase(request: HttpRequest, public_id: str, phase: str) -> HttpResponse:
    """Change one phase."""
    user = actor_of(request)
    round_ = led(public_id, user)
    if is_too_late(request, round_):
        return to_protocol(request, round_)
    found = _phase(round_, phase)
    form = PhaseForm(request.POST if request.method == "POST" else None, initial=known(found))

    def act() -> object:
        return amend_phase(
            round_=round_, key=phase, facts=form.facts(), seen=form.cleaned_data["seen"], actor=user
        )

    status, theirs = saved(request, form, act, lambda: round_.phases.filter(key=phase).first())
    if not status:
        messages.success(request, _("Fasen er lagret."))
        return redirect("selection:phases", public_id)
    return edit_page(
        request, round_, user, title=_("Endre «%s»") % found.title, form=form, theirs=theirs, status=status,
        back=reverse("selection:phases", args=[public_id]),
    )  # fmt: skip


def _phase(round_: Round, key: str) -> Phase:
    found = round_.phases.filter(key=key).first()
    if found is None:
        raise Http404
    return found


@signed_in
def move(request: HttpRequest, public_id: str, phase: str) -> HttpResponseBase:
    """Move a phase up or down. Pressed twice, or on an old page, it moves once."""
    return _moved(request, led(public_id, actor_of(request)), phase)


@require_POST
def _moved(request: HttpRequest, round_: Round, key: str) -> HttpResponse:
    form = PlaceForm(request.POST)
    if form.is_valid():
        try:
            move_phase(round_=round_, key=key, actor=actor_of(request), **form.cleaned_data)
        except ConflictError as conflict:
            messages.error(request, str(conflict))
    return redirect("selection:phases", round_.public_id)


@signed_in
def remove(request: HttpRequest, public_id: str, phase: str) -> HttpResponseBase:
    """Take a phase out. One that is gone already stays gone."""
    return _removed(request, led(public_id, actor_of(request)), phase)


@require_POST
def _removed(request: HttpRequest, round_: Round, key: str) -> HttpResponse:
    try:
        remove_phase(round_=round_, key=key, actor=actor_of(request))
    except (ConflictError, SelectionError) as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("Fasen er fjernet."))
    return redirect("selection:phases", round_.public_id)
