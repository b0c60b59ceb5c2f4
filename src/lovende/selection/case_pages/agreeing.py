"""One candidate with all that was said of it, and what the raters agree on together."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lovende.people.guard import actor_of, signed_in
from lovende.people.models import User
from lovende.selection.actions import discuss
from lovende.selection.case_pages import guard, queries
from lovende.selection.case_pages.forms import DiscussionForm, is_same, with_raters
from lovende.selection.case_pages.views import discuss_context, may_act
from lovende.selection.leading.sending import Said, sent
from lovende.selection.models import Candidate, Discussion, Round
from lovende.selection.rules import leads


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def discuss_page(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """What was said of a candidate that is left, for all who may see the round; the form for those who lead it."""
    user = actor_of(request)
    round_ = guard.read(public_id, user)
    phases = list(round_.phases.all())
    rows = queries.left_in(round_, phases[-1]).select_related("measure", "organisation", "case")
    agreed = Discussion.objects.filter(candidate=OuterRef("pk")).order_by("-number")
    found = rows.filter(number=number).annotate(newest=Subquery(agreed.values("number")[:1])).first()
    if found is None:
        raise Http404
    form, status = None, 200
    if may_act(round_, user) or (request.method == "POST" and leads.test(user, round_)):
        form = _form(request, round_, found)
        status = _sent(request, form, round_, found, user)
        if not status:
            messages.success(request, _("Drøftingen av kandidat %s er lagret.") % number)
            return redirect("selection:discussions", public_id)
    elif request.method == "POST":
        raise PermissionDenied
    context = discuss_context(round_, user, found, phases)
    is_over = found.is_chosen is not None and not _is_dropped(found)
    context |= {"form": None if is_over and status == 200 else form, "is_dropped": _is_dropped(found)}
    return render(request, "selection/cases/discuss.html", context, status=status)


def _is_dropped(candidate: Any) -> bool:
    case = getattr(candidate, "case", None)
    return case is not None and case.dropped_at is not None


def _form(request: HttpRequest, round_: Round, candidate: Any) -> DiscussionForm:
    initial = {
        "shown": candidate.newest or 0,
        "participants": _likely(round_),
    }
    form = DiscussionForm(request.POST if request.method == "POST" else None, initial=initial)
    with_raters(form, "participants", round_)
    return form


def _likely(round_: Round) -> list[int]:
    """Who was at the newest discussion of the round, or all who have not left: they are likely to be there again."""
    newest = Discussion.objects.filter(candidate__round=round_).order_by("-at", "-pk").values("pk")[:1]
    there = list(round_.raters.filter(discussions=Subquery(newest)).values_list("pk", flat=True))
    return there or list(round_.raters.filter(absent_since__isnull=True).values_list("pk", flat=True))


def _sent(request: HttpRequest, form: DiscussionForm, round_: Round, candidate: Candidate, user: User) -> int:
    made = Discussion.objects.filter(candidate=candidate)

    def act(said: Said) -> None:
        facts = {name: said[name] for name in ("participants", "outcome", "reason", "held_on")}
        guard.unless_newer(
            round_,
            user,
            shown=said["shown"],
            there=made.count,
            message=_(
                "Noen har lagret en drøfting mens du skrev. Se over den, og lagre igjen hvis du står ved ditt."
            ),
            act=lambda: discuss(round_=round_, number=candidate.number, actor=user, **facts),
        )

    def is_there(said: Said) -> bool:
        newest = made.order_by("-number").first()
        return newest is not None and is_same(newest, said, ("outcome", "reason", "held_on"))

    return sent(request, form, act=act, is_there=is_there, newest=lambda _said: {"shown": made.count()})
