"""The criteria of a draft: what each means, what it is held against, where it is judged, and whether it excludes."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lovende.people.guard import actor_of, signed_in
from lovende.selection.actions import add_criterion, amend_criterion, remove_criterion
from lovende.selection.errors import ConflictError
from lovende.selection.leading.criteria import criteria_of
from lovende.selection.leading.draft_forms import CriterionForm, known
from lovende.selection.leading.drafting import edit_page, is_too_late, saved, to_protocol, ways
from lovende.selection.leading.guard import frame, led, refused
from lovende.selection.models import Round


@signed_in
@require_safe
def criteria(request: HttpRequest, public_id: str) -> HttpResponse:
    """The criteria, each with a way to change it and to take it out."""
    user = actor_of(request)
    round_ = led(public_id, user)
    if is_too_late(request, round_):
        return to_protocol(request, round_)
    titles = {one.key: one.title for one in round_.phases.all()}
    context = frame(round_, user, "round", _("Kriterier")) | {"criteria": criteria_of(round_, titles)}
    return render(request, "selection/leading/criteria_list.html", context)


@signed_in
@ways
def new(request: HttpRequest, public_id: str) -> HttpResponse:
    """A criterion of the round's own."""
    user = actor_of(request)
    round_ = led(public_id, user)
    if is_too_late(request, round_):
        return to_protocol(request, round_)
    form = CriterionForm(request.POST if request.method == "POST" else None, phases=round_.phases.all())
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            status = refused(form, lambda: add_criterion(round_=round_, facts=form.facts(), actor=user))
        if not status:
            messages.success(request, _("Kriteriet er lagt til."))
            return redirect("selection:criteria", public_id)
    return edit_page(
        request, round_, user, title=_("Nytt kriterium"), form=form, theirs=[], status=status,
        back=reverse("selection:criteria", args=[public_id]),
    )  # fmt: skip


@signed_in
@ways
def criterion(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    """Change one criterion."""
    user = actor_of(request)
    round_ = led(public_id, user)
    if is_too_late(request, round_):
        return to_protocol(request, round_)
    found = round_.criteria.filter(key=key).first()
    if found is None:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = CriterionForm(data, phases=round_.phases.all(), initial=known(found))

    def act() -> object:
        return amend_criterion(
            round_=round_, key=key, facts=form.facts(), seen=form.cleaned_data["seen"], actor=user
        )

    status, theirs = saved(request, form, act, lambda: round_.criteria.filter(key=key).first())
    if not status:
        messages.success(request, _("Kriteriet er lagret."))
        return redirect("selection:criteria", public_id)
    return edit_page(
        request, round_, user, title=_("Endre kriterium %s") % found.number, form=form, theirs=theirs,
        status=status, back=reverse("selection:criteria", args=[public_id]), criterion=found,
    )  # fmt: skip


@signed_in
def remove(request: HttpRequest, public_id: str, key: str) -> HttpResponseBase:
    """Take a criterion out. One that is gone already stays gone."""
    return _removed(request, led(public_id, actor_of(request)), key)


@require_POST
def _removed(request: HttpRequest, round_: Round, key: str) -> HttpResponse:
    try:
        remove_criterion(round_=round_, key=key, actor=actor_of(request))
    except ConflictError as conflict:
        messages.error(request, str(conflict))
    else:
        messages.success(request, _("Kriteriet er fjernet."))
    return redirect("selection:criteria", round_.public_id)
