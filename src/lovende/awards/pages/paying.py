"""The acts on the money and the conditions: who may, the form, the words, and the action each calls."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lovende.awards import actions
from lovende.awards.models import Award, AwardYear, Instalment
from lovende.awards.money import ZERO
from lovende.awards.pages import forms as f
from lovende.awards.pages.acts import Act, Doing, always, part_of, plain
from lovende.awards.undoing import undo_payment
from lovende.awards.words import kroner


def _instalment(award: Award, key: int) -> Instalment:
    rows = Instalment.objects.select_related("award_year__award")
    found = rows.filter(pk=key, award_year__award=award).first()
    if found is None:
        raise Http404
    return found


def _rate(doing: Doing) -> str:
    row: Instalment = doing.thing
    words = _("Rate %(number)d for %(year)d: %(amount)s, forfaller %(day)s.")
    day = f"{row.due_on.day}.{row.due_on.month}.{row.due_on.year}"
    return words % {
        "number": row.number,
        "year": row.award_year.year,
        "amount": kroner(row.amount),
        "day": day,
    }


def _pay(doing: Doing, form: Any) -> str:
    actions.pay_instalment(instalment=doing.thing, paid_on=form.cleaned_data["paid_on"], actor=doing.actor)
    return ""


def _undo(doing: Doing, form: Any) -> str:
    undo_payment(instalment=doing.thing, reason=form.cleaned_data["reason"], actor=doing.actor)
    return ""


def _paid(doing: Doing) -> str:
    """The rate and the day it was marked as paid."""
    row: Instalment = doing.thing
    if row.paid_on is None:
        return _("Raten er ikke merket som utbetalt.")
    words = _("Rate %(number)d for %(year)d: %(amount)s, merket som utbetalt %(day)s.")
    day = f"{row.paid_on.day}.{row.paid_on.month}.{row.paid_on.year}"
    return (
        words
        % {
            "number": row.number,
            "year": row.award_year.year,
            "amount": kroner(row.amount),
            "day": day,
        }
        + "\n"
        + _("Er pengene gått ut, skal merket stå. Angre bare når de ikke er utbetalt.")
    )


def _hold(doing: Doing, form: Any) -> str:
    actions.hold_instalment(instalment=doing.thing, reason=form.cleaned_data["reason"], actor=doing.actor)
    return ""


def _release(doing: Doing, form: Any) -> str:
    actions.release_instalment(instalment=doing.thing, actor=doing.actor)
    return ""


def _year(award: Award, year: int) -> AwardYear:
    found = award.years.filter(year=year, state=AwardYear.State.GRANTED).first()
    if found is None:
        raise Http404
    found.award = award
    return found


def _plan_form(data: Any, doing: Doing) -> f.PlanForm:
    waiting = doing.thing.instalments.exclude(state=Instalment.State.PAID).order_by("due_on", "number")
    return f.PlanForm(data, waiting=list(waiting), version=doing.award.version)


def _plan_lead(doing: Doing) -> str:
    year: AwardYear = doing.thing
    if year.amount is None:
        return _("Beløpet for %d er ikke oppgitt.") % year.year
    paid = sum((row.amount for row in year.instalments.all() if row.state == "paid"), ZERO)
    words = _(
        "For %(year)d er det tildelt %(granted)s. %(paid)s er utbetalt. Ratene under skal til sammen være %(rest)s."
    )
    rest = max(year.amount - paid, ZERO)
    return words % {
        "year": year.year,
        "granted": kroner(year.amount),
        "paid": kroner(paid),
        "rest": kroner(rest),
    }


def _plan(doing: Doing, form: Any) -> str:
    actions.plan_instalments(
        year=doing.thing, parts=form.parts(), version=form.cleaned_data["version"], actor=doing.actor
    )
    return ""


def _condition_text(doing: Doing) -> str:
    return doing.thing.text


def _meet(doing: Doing, form: Any) -> str:
    actions.meet_condition(condition=doing.thing, actor=doing.actor, **form.cleaned_data)
    return ""


def _date(doing: Doing, form: Any) -> str:
    actions.date_condition(condition=doing.thing, actor=doing.actor, **form.cleaned_data)
    return ""


def _condition(award: Award, key: int) -> Any:
    return part_of(award, "conditions", key)


def _date_form(data: Any, doing: Doing) -> f.ConditionDateForm:
    return f.ConditionDateForm(data, initial={"due_on": doing.thing.due_on})


PAY = Act(
    "pay",
    always("awards.pay"),
    gettext_lazy("Merk raten som utbetalt"),
    gettext_lazy("Merk som utbetalt"),
    gettext_lazy("Raten er merket som utbetalt."),
    "rater",
    plain(f.PayForm),
    _pay,
    _instalment,
    _rate,
)
UNDO = Act(
    "undo_payment",
    always("awards.pay"),
    gettext_lazy("Angre utbetaling"),
    gettext_lazy("Angre utbetaling"),
    gettext_lazy("Utbetalingen er angret. Raten er ikke lenger merket som utbetalt."),
    "rater",
    plain(f.UndoForm),
    _undo,
    _instalment,
    _paid,
    danger=True,
    opens=lambda doing: doing.thing.state == Instalment.State.PAID,
)
HOLD = Act(
    "hold",
    always("awards.pay"),
    gettext_lazy("Hold raten tilbake"),
    gettext_lazy("Hold tilbake"),
    gettext_lazy("Raten er holdt tilbake."),
    "rater",
    plain(f.HoldForm),
    _hold,
    _instalment,
    _rate,
    danger=True,
)
RELEASE = Act(
    "release",
    always("awards.pay"),
    gettext_lazy("Frigi raten"),
    gettext_lazy("Frigi"),
    gettext_lazy("Raten er frigitt."),
    "rater",
    plain(f.EmptyForm),
    _release,
    _instalment,
    _rate,
)
PLAN = Act(
    "plan",
    always("awards.pay"),
    gettext_lazy("Endre ratene"),
    gettext_lazy("Lagre ratene"),
    gettext_lazy("Ratene er lagret."),
    "rater",
    _plan_form,
    _plan,
    _year,
    _plan_lead,
    "awards/plan.html",
)
MEET = Act(
    "meet",
    always("awards.follow_up"),
    gettext_lazy("Merk vilkåret som oppfylt"),
    gettext_lazy("Merk som oppfylt"),
    gettext_lazy("Vilkåret er merket som oppfylt."),
    "vilkar",
    plain(f.MeetForm),
    _meet,
    _condition,
    _condition_text,
)
DATE = Act(
    "date_condition",
    always("awards.follow_up"),
    gettext_lazy("Sett frist for vilkåret"),
    gettext_lazy("Lagre fristen"),
    gettext_lazy("Fristen er lagret."),
    "vilkar",
    _date_form,
    _date,
    _condition,
    _condition_text,
)
