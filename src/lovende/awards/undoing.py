"""Taking back that an instalment was paid, when it was marked by mistake. What was marked stays on record beside it."""

from django.contrib.postgres.functions import TransactionNow
from django.db import transaction
from django.utils.translation import gettext as _

from lovende.awards import register
from lovende.awards.actions import LONGEST_NOTE, changed, locked
from lovende.awards.errors import AwardError
from lovende.awards.models import Award, Instalment, UndonePayment
from lovende.awards.money import ZERO
from lovende.people.models import User


@transaction.atomic
def undo_payment(*, instalment: Instalment, reason: str, actor: User) -> Instalment | None:
    """Say that an instalment was not paid after all; → the instalment, which is to be paid again.

    What was marked becomes an `UndonePayment`. Of an award that is stopped or finished the instalment is held. It is
    what is left of the year's grant, so None when a later decision left nothing. Not paid, nothing happens.

    Raises NotAllowedError, AwardError without a reason.
    """
    row = locked(instalment.award_year.award, actor, "awards.pay")
    mine = Instalment.objects.select_for_update(of=("self",)).select_related("award_year")
    found = mine.get(pk=instalment.pk, award_year__award=row)
    reason = " ".join(reason.split())[:LONGEST_NOTE]
    if found.state != Instalment.State.PAID or found.paid_on is None:
        return found
    if not reason:
        raise AwardError({"reason": _("Skriv hvorfor utbetalingen angres.")})
    undone = UndonePayment.objects.create(
        award=row,
        year=found.award_year.year,
        number=found.number,
        amount=found.amount,
        paid_on=found.paid_on,
        reason=reason,
        by=str(actor.pseudonym),
        at=TransactionNow(),
    )
    _open_again(row, found)
    _not_running(row, undone, actor)
    number = f"{undone.year}/{undone.number}"
    changed(row, actor, "payment-undone", instalment=number, amount=undone.amount, on=undone.paid_on)
    return _to_what_is_left(found)


def _open_again(row: Award, found: Instalment) -> None:
    """To be paid; held where the award does not run, since nothing more is paid there as it is."""
    found.state, found.paid_on = Instalment.State.PLANNED, None
    if row.state != Award.State.RUNNING:
        found.state = Instalment.State.HELD
        found.held_because = (_("Tilskuddet er %s.") % row.get_state_display())[:LONGEST_NOTE]
    found.save(update_fields=["state", "paid_on", "held_because"])


def _to_what_is_left(found: Instalment) -> Instalment | None:
    """A later decision may have granted less than was marked as paid: the year's instalments are to be its grant."""
    year = found.award_year
    others = sum((one.amount for one in year.instalments.exclude(pk=found.pk)), ZERO)
    left = (year.amount or ZERO) - others
    if left <= ZERO:
        found.delete()
        return None
    if left != found.amount:
        found.amount = left
        found.save(update_fields=["amount"])
    return found


def _not_running(row: Award, undone: UndonePayment, actor: User) -> None:
    """A measure that was said to run because of this payment alone is starting again."""
    measure = row.measure
    if measure is None or measure.phase is None or measure.phase.key != register.RUNNING:
        return
    paid = Instalment.objects.filter(award_year__award=row, state=Instalment.State.PAID)
    if measure.status_as_of == undone.paid_on.isoformat() and row.follows_id is None and not paid.exists():
        register.set_phase(measure, register.STARTING, undone.paid_on, actor)
