"""The pages that change a draft's frame, and that take a draft away. Locked, they lead to the protocol."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lovende.people.guard import actor_of, signed_in
from lovende.people.models import User
from lovende.selection.actions import amend_round, delete_round
from lovende.selection.amending import signature
from lovende.selection.leading.draft_forms import FrameForm, Seen, differing, known
from lovende.selection.leading.forms import StepForm
from lovende.selection.leading.guard import frame, led, refused
from lovende.selection.leading.sending import Said, sent
from lovende.selection.models import Criterion, Phase, Round

ways = require_http_methods(["GET", "HEAD", "POST"])
Row = Round | Phase | Criterion


def is_too_late(request: HttpRequest, round_: Round) -> bool:
    """Is the page asked for after the protocol was locked? What is sent then is refused by the act, in words."""
    return request.method != "POST" and round_.state != Round.State.DRAFT


def to_protocol(request: HttpRequest, round_: Round) -> HttpResponse:
    messages.info(request, _("Protokollen er låst. Den kan ikke endres."))
    return redirect("selection:protocol", round_.public_id)


def saved(
    request: HttpRequest, form: Seen, act: Callable[[], object], newest: Callable[[], Row | None]
) -> tuple[int, list[tuple[str, str]]]:
    """Do what the form says. → 0 when it is done, else the status of the page; and how it stands now where somebody has
    changed it meanwhile: sent again from that page, what was typed is what stands."""

    def there(_said: Said) -> bool:
        row = newest()
        return row is not None and not differing(form, row)

    def seen(_said: Said) -> Said:
        row = newest()
        return {"seen": signature(row)} if row is not None else {}

    status = sent(request, form, act=lambda _said: act(), is_there=there, newest=seen)
    row = newest() if status == 409 else None
    return status, differing(form, row) if row is not None else []


def edit_page(
    request: HttpRequest, round_: Round, user: User, *, title: str, form: Seen, theirs: list[tuple[str, str]],
    status: int, back: str, part: str = "round", **more: Any,
) -> HttpResponse:  # fmt: skip
    """A form with «Lagre» and a way back; `theirs` is how it stands now where another has changed it."""
    context = frame(round_, user, part, title) | {"form": form, "theirs": theirs, "back": back, **more}
    return render(request, "selection/leading/edit.html", context, status=status)


@signed_in
@ways
def edit_round(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change the frame of a draft."""
    user = actor_of(request)
    round_ = led(public_id, user)
    if is_too_late(request, round_):
        return to_protocol(request, round_)
    data = request.POST if request.method == "POST" else None
    form = FrameForm(data, user=user, owner=round_.owner_id, initial=known(round_))

    def act() -> object:
        return amend_round(round_=round_, facts=form.facts(), seen=form.cleaned_data["seen"], actor=user)

    def newest() -> Round:
        return Round.objects.select_related("owner", "scheme").get(pk=round_.pk)

    status, theirs = saved(request, form, act, newest)
    if not status:
        messages.success(request, _("Rammene er lagret."))
        return redirect("selection:round", public_id)
    return edit_page(
        request, round_, user, title=_("Endre rammene"), form=form, theirs=theirs, status=status,
        back=reverse("selection:round", args=[public_id]),
    )  # fmt: skip


@signed_in
@ways
def delete(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take away a draft, after a page that says what goes."""
    user = actor_of(request)
    round_ = led(public_id, user)
    if is_too_late(request, round_):
        return to_protocol(request, round_)
    form, status = StepForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST" and form.is_valid():
        status = refused(form, lambda: delete_round(round_=round_, actor=user))
        if not status:
            messages.success(request, _("Utkastet «%s» er slettet.") % round_.title)
            return redirect("selection:rounds")
    context = frame(round_, user, "round", _("Slett utkastet")) | {
        "form": form,
        "n_candidates": round_.candidates.count(),
        "n_raters": round_.raters.count(),
    }
    return render(request, "selection/leading/delete.html", context, status=status)
