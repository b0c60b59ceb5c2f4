"""The raters of a round: who they are, which department they come from, what they are partial in."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lovende.people.guard import actor_of, signed_in
from lovende.people.models import User
from lovende.selection import queries
from lovende.selection.actions import drop_rater, put_on, save_rater
from lovende.selection.errors import ConflictError
from lovende.selection.leading.forms import RaterForm, SubstituteForm
from lovende.selection.leading.guard import frame, led, refused
from lovende.selection.models import Rater, Round


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def raters(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who rates, and another to put on the list."""
    user = actor_of(request)
    round_ = led(public_id, user)
    rows = list(queries.raters(round_))
    is_draft = round_.state == Round.State.DRAFT
    there = {row.user_id for row in rows}
    may_add = round_.state != Round.State.CLOSED
    people = [row for row in queries.rating_people() if row[0].pk not in there] if may_add else []
    asked = RaterForm if is_draft else SubstituteForm
    form, status = asked(request.POST if request.method == "POST" else None, people=people), 200
    if request.method == "POST":
        again = next((row for row in rows if str(row.user.pseudonym) == request.POST.get("person")), None)
        if again is not None and again.absent_since is None:
            messages.info(request, _("%s står på listen alt.") % again.user)
            return redirect("selection:raters", public_id)
        status = _put_on(form, round_, user)
        if not status:
            messages.success(request, _("Vurdereren er satt opp."))
            return redirect("selection:raters", public_id)
    context = frame(round_, user, "raters", _("Vurderere"))
    context |= {"raters": rows, "form": form, "people": people, "is_draft": is_draft}
    return render(request, "selection/leading/raters.html", context, status=status)


def _put_on(form: RaterForm, round_: Round, user: User) -> int:
    if not form.is_valid():
        return 422
    said = dict(form.cleaned_data)
    person = form.people.get(said.pop("person", ""))
    if person is None:
        form.add_error(None, _("Det er ingen flere å sette opp."))
        return 422
    act = put_on if isinstance(form, SubstituteForm) else save_rater
    return refused(form, lambda: act(round_=round_, user=person, actor=user, **said))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def rater(request: HttpRequest, public_id: str, pseudonym: UUID) -> HttpResponse:
    """Change one rater's department, limit and conflicts."""
    user = actor_of(request)
    round_ = led(public_id, user)
    found = rater_of(round_, pseudonym)
    form, status = RaterForm.of(request.POST if request.method == "POST" else None, found), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = form.cleaned_data
            status = refused(form, lambda: save_rater(round_=round_, user=found.user, actor=user, **said))
        if not status:
            messages.success(request, _("Vurdereren er lagret."))
            return redirect("selection:raters", public_id)
    context = frame(round_, user, "raters", str(found.user))
    partial = found.conflicts.order_by("candidate__number").values_list("candidate__number", "why")
    context |= {
        "rater": found,
        "form": form,
        "is_draft": round_.state == Round.State.DRAFT,
        "partial": partial,
    }
    return render(request, "selection/leading/rater.html", context, status=status)


def rater_of(round_: Round, pseudonym: UUID) -> Rater:
    """Raises Http404."""
    found = round_.raters.select_related("user").filter(user__pseudonym=pseudonym).first()
    if found is None:
        raise Http404
    return found


@signed_in
def drop(request: HttpRequest, public_id: str, pseudonym: UUID) -> HttpResponseBase:
    """Take a rater off the list. Those who were taken off already stay off."""
    return _dropped(request, led(public_id, actor_of(request)), pseudonym)


@require_POST
def _dropped(request: HttpRequest, round_: Round, pseudonym: UUID) -> HttpResponse:
    found = round_.raters.select_related("user").filter(user__pseudonym=pseudonym).first()
    if found is not None:
        try:
            drop_rater(round_=round_, user=found.user, actor=actor_of(request))
        except ConflictError as conflict:
            messages.error(request, str(conflict))
        else:
            messages.success(request, _("%s er tatt av listen.") % found.user)
    return redirect("selection:raters", round_.public_id)
