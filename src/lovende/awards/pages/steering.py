"""The acts on where the project goes: changes, meetings, a later end, a stop, going on; and what each calls."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lovende.awards import actions, changes
from lovende.awards.links import application_path
from lovende.awards.models import Award, Change
from lovende.awards.pages import forms as f
from lovende.awards.pages.acts import Act, Doing, always, part_of, plain
from lovende.schemes.models import Call


def _ask(doing: Doing, form: Any) -> str:
    changes.ask_for_change(award=doing.award, actor=doing.actor, **form.cleaned_data)
    return ""


def _answer(doing: Doing, form: Any) -> str:
    changes.answer_change(change=doing.thing, actor=doing.actor, **form.cleaned_data)
    return ""


def _answer_permission(doing: Doing) -> str:
    return changes.permission_for(doing.thing.kind)


def _extend(doing: Doing, form: Any) -> str:
    changes.extend(award=doing.award, actor=doing.actor, **form.cleaned_data)
    return ""


def _stop(doing: Doing, form: Any) -> str:
    changes.stop(award=doing.award, actor=doing.actor, **form.cleaned_data)
    return ""


def _finish(doing: Doing, form: Any) -> str:
    actions.finish_award(award=doing.award, actor=doing.actor)
    return ""


def _meeting_form(data: Any, doing: Doing) -> f.MeetingForm:
    names = ("held_on", "place", "agenda", "notes", "agreed")
    meeting = doing.thing
    return f.MeetingForm(data, initial={name: getattr(meeting, name) for name in names} if meeting else None)


def _meeting(doing: Doing, form: Any) -> str:
    changes.save_meeting(award=doing.award, meeting=doing.thing, actor=doing.actor, **form.cleaned_data)
    return ""


def _open_calls(award: Award):
    """Calls of the same scheme that take applications now."""
    now = timezone.now()
    rows = Call.objects.filter(scheme=award.call.scheme_id, state=Call.State.PUBLISHED, deadline__gte=now)
    return rows.exclude(opens_at__gt=now).order_by("deadline", "title", "pk")


def _continue_form(data: Any, doing: Doing) -> f.ContinueForm:
    return f.ContinueForm(data, calls=_open_calls(doing.award))


def _continue_lead(doing: Doing) -> str:
    if not _open_calls(doing.award).exists():
        return _("Ordningen har ingen åpen utlysning nå. Kom tilbake når neste utlysning er kunngjort.")
    return _(
        "Dere søker om tilskudd for ett nytt år til det samme tiltaket. Det som er kjent, fylles ut for dere."
    )


def _continue(doing: Doing, form: Any) -> str:
    application = changes.continue_award(award=doing.award, call=form.cleaned_data["call"], actor=doing.actor)
    return application_path(application.public_id)


ASK = Act(
    "ask",
    always("awards.ask"),
    gettext_lazy("Søk om eller meld en endring"),
    gettext_lazy("Send"),
    gettext_lazy("Endringen er sendt."),
    "endringer",
    plain(f.ChangeForm),
    _ask,
)
ANSWER = Act(
    "answer",
    _answer_permission,
    gettext_lazy("Svar på endringen"),
    gettext_lazy("Send svaret"),
    gettext_lazy("Svaret er sendt."),
    "endringer",
    plain(f.AnswerForm),
    _answer,
    lambda award, key: part_of(award, "changes", key, state=Change.State.APPLIED),
    template="awards/answer.html",
)
EXTEND = Act(
    "extend",
    always("awards.decide"),
    gettext_lazy("Forleng tiden"),
    gettext_lazy("Forleng"),
    gettext_lazy("Tiden er forlenget."),
    "endringer",
    plain(f.ExtendForm),
    _extend,
)
STOP = Act(
    "stop",
    always("awards.decide"),
    gettext_lazy("Stans tilskuddet"),
    gettext_lazy("Stans tilskuddet"),
    gettext_lazy("Tilskuddet er stanset."),
    "endringer",
    plain(f.StopForm),
    _stop,
    lead=lambda doing: _("Rater som ikke er utbetalt, holdes tilbake. Det som er utbetalt, står."),
    danger=True,
)
FINISH = Act(
    "finish",
    always("awards.follow_up"),
    gettext_lazy("Avslutt tilskuddet"),
    gettext_lazy("Avslutt"),
    gettext_lazy("Tilskuddet er avsluttet."),
    "historikk",
    plain(f.EmptyForm),
    _finish,
    lead=lambda doing: _("Prosjektet er ferdig, og alle rater er utbetalt."),
)
MEETING = Act(
    "meeting",
    always("awards.follow_up"),
    gettext_lazy("Nytt møte"),
    gettext_lazy("Lagre møtet"),
    gettext_lazy("Møtet er lagret."),
    "moter",
    _meeting_form,
    _meeting,
)
MEETING_AGAIN = Act(
    "meeting_again",
    always("awards.follow_up"),
    gettext_lazy("Møte"),
    gettext_lazy("Lagre møtet"),
    gettext_lazy("Møtet er lagret."),
    "moter",
    _meeting_form,
    _meeting,
    lambda award, key: part_of(award, "meetings", key),
)
CONTINUE = Act(
    "continue",
    always("awards.ask"),
    gettext_lazy("Søk om videreføring"),
    gettext_lazy("Start søknaden"),
    gettext_lazy("Søknaden er påbegynt."),
    "oversikt",
    _continue_form,
    _continue,
    lead=_continue_lead,
    opens=lambda doing: _open_calls(doing.award).exists(),
)
