"""Closing a round: what is missing, each with where it is done; and the button when nothing is."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lovende.people.guard import actor_of, signed_in
from lovende.selection.actions import close_round
from lovende.selection.closing import Lack, Step, lacking
from lovende.selection.leading.forms import StepForm
from lovende.selection.leading.guard import frame, led, refused
from lovende.selection.models import Round


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, public_id: str) -> HttpResponse:
    """End the round, after which nothing in it changes but the owner's follow-up."""
    user = actor_of(request)
    round_ = led(public_id, user)
    if round_.state != Round.State.LOCKED:
        over = {
            Round.State.DRAFT: _(
                "Protokollen er ikke låst ennå. Et utkast slettes i stedet for å avsluttes."
            ),
            Round.State.CLOSED: _("Utvelgelsen er avsluttet."),
        }
        messages.info(request, over[Round.State(round_.state)])
        return redirect("selection:round", public_id)
    form, status = StepForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST" and form.is_valid():
        status = refused(form, lambda: close_round(round_=round_, actor=user))
        if not status:
            messages.success(request, _("Utvelgelsen er avsluttet."))
            return redirect("selection:round", public_id)
    lacks = lacking(round_)
    context = frame(round_, user, "round", _("Avslutt utvelgelsen"))
    context |= {"form": form, "lacks": [(one, _where(round_, one)) for one in lacks]}
    return render(request, "selection/leading/close.html", context, status=status)


def _where(round_: Round, lack: Lack) -> str:
    """Where what is lacking is done."""
    if lack.step is Step.READING:
        return reverse("selection:round", args=[round_.public_id])
    if lack.step is Step.DISCUSSION:
        return reverse("selection:discussions", args=[round_.public_id]) + "?vis=gjenstaar"
    name = "case" if lack.step is Step.CHOICE else "write_profile"
    return reverse(f"selection:{name}", args=[round_.public_id, lack.number])
