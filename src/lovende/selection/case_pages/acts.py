"""The acts of those who lead on a case, each with its form: interview, a member's view, drop, choose."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lovende.people.guard import actor_of, signed_in
from lovende.people.models import User
from lovende.records.digest import digest
from lovende.selection.actions import add_interview, choose, drop_case, say_view
from lovende.selection.case_pages import guard, queries
from lovende.selection.case_pages.forms import (
    ChoiceForm,
    DropForm,
    GroupViewForm,
    InterviewForm,
    is_same,
    with_raters,
)
from lovende.selection.case_pages.views import around, is_open
from lovende.selection.leading.sending import Said, sent
from lovende.selection.models import Case, Choice, GroupView, Round

ways = require_http_methods(["GET", "HEAD", "POST"])


def led_case(request: HttpRequest, public_id: str, number: int) -> tuple[Round, Case, User]:
    """The round, its case, and who leads it. Raises Http404, PermissionDenied."""
    user = actor_of(request)
    round_ = guard.led_read(public_id, user)
    case = queries.studied(round_, number)
    if case is None:
        raise Http404
    return round_, case, user


def act_page(
    request: HttpRequest, round_: Round, case: Case, form: forms.Form, title: str, button: str, status: int,
    **more: Any,
) -> HttpResponse:  # fmt: skip
    """The form of an act; one that comes too late leads to the case."""
    if request.method != "POST" and (round_.state == Round.State.CLOSED or not is_open(case)):
        messages.info(request, _("Det er for sent: casen studeres ikke lenger."))
        return redirect("selection:case", round_.public_id, case.candidate.number)
    context = around(round_, actor_of(request), title) | {
        "case": case, "candidate": case.candidate, "form": form, "button": button, **more,
    }  # fmt: skip
    return render(request, "selection/cases/act.html", context, status=status)


def _done(request: HttpRequest, public_id: str, number: int, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("selection:case", public_id, number)


@signed_in
@ways
def interview_page(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Note an interview. The page asks for no name."""
    round_, case, user = led_case(request, public_id, number)
    rows = case.interviews.order_by("pk")
    shown = len(case.talks)  # type: ignore[attr-defined]
    form = InterviewForm(request.POST if request.method == "POST" else None, initial={"shown": shown})
    with_raters(form, "interviewers", round_)
    facts = ("held_on", "role", "people", "consent", "topics", "notes")

    def is_there(said: Said) -> bool:
        return any(is_same(row, said, facts) for row in rows.all()[said["shown"] :])

    def act(said: Said) -> None:
        guard.unless_newer(
            round_, user, shown=0, there=lambda: int(is_there(said)), message=_("Intervjuet er alt lagret."),
            act=lambda: add_interview(
                round_=round_, number=number, interviewers=said["interviewers"],
                facts={name: said[name] for name in facts}, actor=user,
            ),
        )  # fmt: skip

    status = sent(request, form, act=act, is_there=is_there)
    if not status:
        return _done(request, public_id, number, _("Intervjuet er lagret."))
    return act_page(request, round_, case, form, _("Nytt intervju"), _("Lagre intervjuet"), status)


def _signature(row: GroupView | None) -> str:
    said = {} if row is None else {"member": row.member, "stance": row.stance, "words": row.words}
    return digest(said) if said else ""


@signed_in
@ways
def group_view_page(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """What a kind of member of the reference group thinks; `?medlem=` changes what one has said."""
    round_, case, user = led_case(request, public_id, number)
    asked = request.GET.get("medlem", "")
    row = next((one for one in case.group_views.all() if str(one.pk) == asked), None)
    known = {} if row is None else {"member": row.member, "stance": row.stance, "words": row.words}
    form = GroupViewForm(
        request.POST if request.method == "POST" else None, initial=known | {"replaces": _signature(row)}
    )
    if row is not None:
        form.keep_member()

    def now(said: Said) -> GroupView | None:
        return GroupView.objects.filter(case=case, member=said["member"].strip()).first()

    def act(said: Said) -> None:
        guard.unless_newer(
            round_, user, shown=0, there=lambda: int(_signature(now(said)) != said["replaces"]),
            message=_("Det står alt et annet syn fra dette medlemmet. Lagre igjen for å erstatte det."),
            act=lambda: say_view(
                round_=round_, number=number, member=said["member"], stance=said["stance"],
                words=said["words"], actor=user,
            ),
        )  # fmt: skip

    def is_there(said: Said) -> bool:
        there = now(said)
        return there is not None and is_same(there, said, ("stance", "words"))

    status = sent(
        request, form, act=act, is_there=is_there, newest=lambda said: {"replaces": _signature(now(said))}
    )
    if not status:
        return _done(request, public_id, number, _("Synet er lagret."))
    title = _("Syn fra referansegruppen")
    return act_page(request, round_, case, form, title, _("Lagre synet"), status, members=member_kinds())


def member_kinds() -> list[str]:
    """The kinds of members that the reference group of 003 had (L401–426), to choose among or write another."""
    return [
        _("Arbeids- og velferdsdirektoratet"), _("Statsforvalteren"), _("NAV Fylke"), _("NAV-kontor"),
        _("Kommune"), _("Brukerrepresentant"),
    ]  # fmt: skip


@signed_in
@ways
def drop_page(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """End a case before the choice, with why."""
    round_, case, user = led_case(request, public_id, number)
    form = DropForm(request.POST if request.method == "POST" else None)

    def act(said: Said) -> None:
        guard.unless_newer(
            round_, user, shown=0, there=lambda: int(_is_chosen(case)),
            message=_("Metoden er valgt. Ta valget om igjen før casen avsluttes."),
            act=lambda: drop_case(round_=round_, number=number, actor=user, **said),
        )  # fmt: skip

    def is_there(said: Said) -> bool:
        there = Case.objects.get(pk=case.pk)
        return there.dropped_because == said["because"] and there.dropped_note == said["note"].strip()

    status = sent(request, form, act=act, is_there=is_there)
    if not status:
        return _done(request, public_id, number, _("Casen er avsluttet."))
    return act_page(
        request, round_, case, form, _("Avslutt casen"), _("Avslutt casen"), status, is_ending=True
    )


def _newest_choice(case: Case) -> Choice | None:
    return Choice.objects.filter(candidate=case.candidate_id).order_by("-number").first()


def _is_chosen(case: Case) -> bool:
    newest = _newest_choice(case)
    return newest is not None and newest.is_chosen


@signed_in
@ways
def choose_page(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Say whether the case is a promising method. Said again, it supersedes what was said."""
    round_, case, user = led_case(request, public_id, number)
    made = Choice.objects.filter(candidate=case.candidate_id)
    form = ChoiceForm(request.POST if request.method == "POST" else None, initial={"shown": made.count()})

    def act(said: Said) -> None:
        facts = {name: said[name] for name in ("is_chosen", "reason")}
        guard.unless_newer(
            round_, user, shown=said["shown"], there=made.count,
            message=_("Noen har tatt et valg mens du skrev. Se over det, og lagre igjen hvis du fortsatt mener "
                      "det samme."),
            act=lambda: choose(round_=round_, number=number, actor=user, **facts),
        )  # fmt: skip

    def is_there(said: Said) -> bool:
        newest = _newest_choice(case)
        return newest is not None and is_same(newest, said, ("is_chosen", "reason"))

    status = sent(request, form, act=act, is_there=is_there, newest=lambda said: {"shown": made.count()})
    if not status:
        return _done(request, public_id, number, _("Valget er lagret."))
    return act_page(request, round_, case, form, _("Velg eller velg bort"), _("Lagre valget"), status)
