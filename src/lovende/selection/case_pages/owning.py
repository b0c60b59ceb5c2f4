"""The follow-up: what the owner of a round takes further of what was chosen."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lovende.people.guard import actor_of, signed_in
from lovende.selection.actions import follow_up
from lovende.selection.case_pages import guard, queries
from lovende.selection.case_pages.forms import FollowUpForm
from lovende.selection.case_pages.views import around, is_waiting
from lovende.selection.leading.sending import Said, sent


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up_page(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Say why a chosen method is taken further, and at which offices it is to be tried. Once a method."""
    user = actor_of(request)
    round_ = guard.owned_read(public_id, user)
    case = queries.studied(round_, number)
    if case is None:
        raise Http404
    if request.method != "POST" and not is_waiting(case):
        messages.info(
            request, _("Det er ikke noe å bestemme her: metoden er ikke valgt, eller alt fulgt opp.")
        )
        return redirect("selection:case", public_id, number)
    form = FollowUpForm(
        request.POST if request.method == "POST" else None,
        rows=queries.offices(),
        own=case.candidate.organisation_id,
    )

    def act(said: Said) -> None:
        follow_up(round_=round_, number=number, reason=said["reason"], offices=said["offices"], actor=user)

    def is_there(said: Said) -> bool:
        found = queries.follow_up_of(case.candidate)
        if found is None or found.reason != said["reason"].strip():
            return False
        return set(found.offices.all()) == set(said["offices"])

    status = sent(request, form, act=act, is_there=is_there)
    if not status:
        messages.success(request, _("Oppfølgingen er lagret."))
        return redirect("selection:case", public_id, number)
    context = around(round_, user, _("Følg opp metoden")) | {
        "case": case,
        "candidate": case.candidate,
        "form": form,
        "button": _("Lagre oppfølgingen"),
        "offices": form.names(),
    }
    return render(request, "selection/cases/act.html", context, status=status)
