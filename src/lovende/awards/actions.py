"""The money and the conditions of an award: who pays, holds, plans and sees that conditions are met.

Each verb is one transaction with its audit event. The award's row is locked first, so that two who act on one award
queue; `version` is what the person saw when they opened a form.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lovende.awards import register
from lovende.awards.errors import AwardError, ConflictError, NotAllowedError
from lovende.awards.following import after_change
from lovende.awards.models import Award, AwardYear, Condition, Instalment
from lovende.awards.money import ZERO, Part
from lovende.awards.starting import write_parts
from lovende.awards.words import kroner
from lovende.people.models import User
from lovende.records.audit import queue, record

LONGEST_NOTE = 300


def locked(award: Award, actor: User, permission: str, version: int | None = None) -> Award:
    """The award with its row locked, when `actor` may. Raises NotAllowedError, ConflictError.

    History is queued for first, as a decision has it before it comes to the award: two orders would be a deadlock.
    """
    queue()
    row = (
        Award.objects.select_for_update(of=("self",))
        .select_related("call", "measure", "application", "organisation")
        .get(pk=award.pk)
    )
    if not actor.has_perm(permission, row):
        raise NotAllowedError(_("Du har ikke rett til å gjøre dette med tilskuddet."))
    if version is not None and row.version != version:
        raise ConflictError(
            _("Noen har endret tilskuddet siden du åpnet siden. Last den på nytt og se hva som er endret.")
        )
    return row


def changed(row: Award, actor: User, verb: str, **facts: object) -> None:
    """One more version of the award, and the event that says what happened."""
    row.version += 1
    row.save(update_fields=["version"])
    record(actor=actor, verb=f"awards.{verb}", about=row.public_id, facts=facts)


def need_running(row: Award) -> None:
    if row.state != Award.State.RUNNING:
        raise ConflictError(_("Tilskuddet er %s og kan ikke endres.") % row.get_state_display())


def _instalment(row: Award, instalment: Instalment) -> Instalment:
    return (
        Instalment.objects.select_for_update(of=("self",))
        .select_related("award_year")
        .get(pk=instalment.pk, award_year__award=row)
    )


def _named(instalment: Instalment) -> str:
    return f"{instalment.award_year.year}/{instalment.number}"


@transaction.atomic
def pay_instalment(*, instalment: Instalment, paid_on: date, actor: User) -> Instalment:
    """Note that an instalment was paid on a day. Once paid, a second call changes nothing.

    Raises NotAllowedError; ConflictError when it is held or the award does not run; AwardError for a day to come.
    """
    row = locked(instalment.award_year.award, actor, "awards.pay")
    found = _instalment(row, instalment)
    if found.state == Instalment.State.PAID:
        return found
    need_running(row)
    if found.state == Instalment.State.HELD:
        raise ConflictError(_("Raten er holdt tilbake. Frigi den før du betaler den ut."))
    if paid_on > timezone.localdate():
        raise AwardError({"paid_on": _("Datoen er ikke kommet ennå. Skriv dagen raten ble betalt.")})
    found.state, found.paid_on = Instalment.State.PAID, paid_on
    found.save(update_fields=["state", "paid_on"])
    if _is_starting(row):
        register.set_phase(row.measure, register.RUNNING, paid_on, actor)
    changed(row, actor, "paid", instalment=_named(found), amount=found.amount, on=paid_on)
    return found


def _is_starting(row: Award) -> bool:
    phase = row.measure.phase if row.measure is not None else None
    return phase is not None and phase.key == register.STARTING


@transaction.atomic
def hold_instalment(*, instalment: Instalment, reason: str, actor: User) -> Instalment:
    """Hold an instalment back, for a reason. Raises NotAllowedError, ConflictError (paid), AwardError (no reason)."""
    row = locked(instalment.award_year.award, actor, "awards.pay")
    found, reason = _instalment(row, instalment), " ".join(reason.split())
    if found.state == Instalment.State.PAID:
        raise ConflictError(_("Raten er alt utbetalt og kan ikke holdes tilbake."))
    if not reason:
        raise AwardError({"reason": _("Skriv hvorfor raten holdes tilbake.")})
    found.state, found.held_because = Instalment.State.HELD, reason[:LONGEST_NOTE]
    found.save(update_fields=["state", "held_because"])
    changed(row, actor, "held", instalment=_named(found), amount=found.amount)
    return found


@transaction.atomic
def release_instalment(*, instalment: Instalment, actor: User) -> Instalment:
    """Let a held instalment be paid after all; one that is not held stays as it is. Raises as `hold_instalment`."""
    row = locked(instalment.award_year.award, actor, "awards.pay")
    found = _instalment(row, instalment)
    if found.state != Instalment.State.HELD:
        return found
    need_running(row)
    found.state, found.held_because = Instalment.State.PLANNED, ""
    found.save(update_fields=["state", "held_because"])
    changed(row, actor, "released", instalment=_named(found), amount=found.amount)
    return found


@transaction.atomic
def plan_instalments(*, year: AwardYear, parts: Sequence[Part], version: int, actor: User) -> AwardYear:
    """Put other instalments in place of those not paid. Their sum is what is granted and not yet paid.

    Raises NotAllowedError, ConflictError, AwardError naming the row (`amount_1` …) or the sum (`parts`).
    """
    row = locked(year.award, actor, "awards.pay", version)
    need_running(row)
    found = AwardYear.objects.select_for_update().get(pk=year.pk, award=row, state=AwardYear.State.GRANTED)
    if found.amount is None:
        raise ConflictError(_("Beløpet for året er ikke kjent, så det kan ikke deles i rater."))
    paid = list(found.instalments.filter(state=Instalment.State.PAID))
    _check_parts(parts, found.amount - sum((one.amount for one in paid), ZERO))
    found.instalments.exclude(state=Instalment.State.PAID).delete()
    ordered = sorted(parts, key=lambda part: part.due_on)
    write_parts(found, ordered, first=max((one.number for one in paid), default=0) + 1)
    changed(row, actor, "planned", year=found.year, instalments=len(parts))
    return found


def _check_parts(parts: Sequence[Part], rest: Decimal) -> None:
    wrong = {
        f"amount_{number}": _("Skriv et beløp over 0 kroner.")
        for number, part in enumerate(parts, start=1)
        if part.amount <= 0
    }
    if wrong:
        raise AwardError(wrong)
    total = sum((part.amount for part in parts), ZERO)
    if total != rest:
        words = _(
            "Ratene er %(total)s til sammen. De skal være %(rest)s: det som er tildelt og ikke utbetalt."
        )
        raise AwardError({"parts": words % {"total": kroner(total), "rest": kroner(rest)}})


def _condition(row: Award, condition: Condition) -> Condition:
    return Condition.objects.select_for_update().get(pk=condition.pk, award=row)


@transaction.atomic
def meet_condition(*, condition: Condition, met_on: date, note: str, actor: User) -> Condition:
    """Note that a condition is met. Met already, it stays as it was noted. Raises NotAllowedError, AwardError."""
    row = locked(condition.award, actor, "awards.follow_up")
    found = _condition(row, condition)
    if found.met_on is not None:
        return found
    if met_on > timezone.localdate():
        raise AwardError({"met_on": _("Datoen er ikke kommet ennå. Skriv dagen vilkåret ble oppfylt.")})
    found.met_on, found.met_note = met_on, " ".join(note.split())[:LONGEST_NOTE]
    found.met_by = str(actor.pseudonym)
    found.save(update_fields=["met_on", "met_note", "met_by"])
    changed(row, actor, "condition-met", on=met_on)
    return found


@transaction.atomic
def date_condition(*, condition: Condition, due_on: date | None, actor: User) -> Condition:
    """Say when a condition is to be met by; None takes the day away. Raises NotAllowedError, ConflictError (met)."""
    row = locked(condition.award, actor, "awards.follow_up")
    found = _condition(row, condition)
    if found.met_on is not None:
        raise ConflictError(_("Vilkåret er alt oppfylt."))
    if found.due_on == due_on:
        return found
    found.due_on = due_on
    found.save(update_fields=["due_on"])
    changed(row, actor, "condition-dated", on=due_on or "")
    return found


@transaction.atomic
def finish_award(*, award: Award, actor: User) -> Award:
    """The project is over. Finished already, nothing happens.

    Raises NotAllowedError; ConflictError while something granted is neither paid nor given up.
    """
    row = locked(award, actor, "awards.follow_up")
    if row.state == Award.State.FINISHED:
        return row
    need_running(row)
    if Instalment.objects.filter(award_year__award=row).exclude(state=Instalment.State.PAID).exists():
        raise ConflictError(
            _("Det er rater som ikke er utbetalt. Betal dem ut først, eller la beslutter stanse tilskuddet.")
        )
    row.state = Award.State.FINISHED
    row.save(update_fields=["state"])
    if not row.continued_by.exists():
        register.set_phase(row.measure, register.ENDED, timezone.localdate(), actor)
    changed(row, actor, "finished")
    after_change(row)
    return row
