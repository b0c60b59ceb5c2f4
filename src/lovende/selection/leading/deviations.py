"""What is done otherwise than the locked protocol says, besides replacing a rater and putting one on."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lovende.people.guard import actor_of, signed_in
from lovende.people.models import User
from lovende.selection.actions import Found, find_conflict, note_deviation
from lovende.selection.leading.drafting import ways
from lovende.selection.leading.forms import ConflictForm, DeviationForm
from lovende.selection.leading.guard import frame, led, refused
from lovende.selection.leading.raters import rater_of
from lovende.selection.models import Round


def _is_out_of_time(request: HttpRequest, round_: Round) -> bool:
    return request.method != "POST" and round_.state != Round.State.LOCKED


def _elsewhere(request: HttpRequest, round_: Round, to: str) -> HttpResponse:
    is_draft = round_.state == Round.State.DRAFT
    words = (
        _("Protokollen er ikke låst ennå, og kan endres i stedet.")
        if is_draft
        else _("Utvelgelsen er avsluttet.")
    )
    messages.info(request, words)
    return redirect(to, round_.public_id)


def _page(
    request: HttpRequest, round_: Round, user: User, title: str, status: int, **more: Any
) -> HttpResponse:
    context = frame(round_, user, "protocol", title) | more
    return render(request, "selection/leading/deviation.html", context, status=status)


@signed_in
@ways
def deviation(request: HttpRequest, public_id: str) -> HttpResponse:
    """Note anything else that was done otherwise."""
    user = actor_of(request)
    round_ = led(public_id, user)
    if _is_out_of_time(request, round_):
        return _elsewhere(request, round_, "selection:protocol")
    data = request.POST if request.method == "POST" else None
    form, status = DeviationForm(data, phases=round_.phases.all()), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = form.cleaned_data
            status = refused(form, lambda: note_deviation(round_=round_, actor=user, **said))
        if not status:
            messages.success(request, _("Avviket er ført i protokollen."))
            return redirect("selection:protocol", public_id)
    return _page(
        request, round_, user, _("Før et avvik"), status, form=form, button=_("Før avviket"),
        lead=_("Det som er gjort annerledes enn protokollen sier, føres ved siden av den. Det kan ikke endres siden."),
        back=reverse("selection:protocol", args=[public_id]),
    )  # fmt: skip


@signed_in
@ways
def conflict(request: HttpRequest, public_id: str, pseudonym: UUID) -> HttpResponse:
    """A rater is found partial in a candidate after the protocol was locked."""
    user = actor_of(request)
    round_ = led(public_id, user)
    rater = rater_of(round_, pseudonym)
    if _is_out_of_time(request, round_):
        return _elsewhere(request, round_, "selection:raters")
    form, status = ConflictForm(request.POST if request.method == "POST" else None), 200
    found: list[Found] = []
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = form.cleaned_data
            status = refused(
                form, lambda: found.append(find_conflict(round_=round_, rater=rater, actor=user, **said))
            )
        if not status:
            messages.success(request, _done(found[0]))
            return redirect("selection:raters", public_id)
    return _page(
        request, round_, user, _("%s er inhabil") % rater.user, status, form=form, button=_("Meld inhabilitet"),
        lead=_(
            "Er vurderingen ikke låst, går den til en annen. En låst vurdering blir stående, og protokollen sier fra "
            "om den. Vurdereren får ikke kandidaten igjen."
        ),
        back=reverse("selection:raters", args=[public_id]),
    )  # fmt: skip


def _done(found: Found) -> str:
    if found.stands:
        return _("Inhabiliteten er ført. Vurderingen var alt låst, og blir stående.")
    return (
        _("Inhabiliteten er ført, og vurderingen er gitt til en annen.")
        if found.moved
        else _("Inhabiliteten er ført.")
    )
