"""The money of a call: what its frame (ramme) is, what is awarded, what an award would make of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, Sum

from lovende.assessments.models import AWARDING, Decision, Stage, Standing
from lovende.schemes.models import Call

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Frame:
    """Kroner of a call. `frame` and `left` are None where the frame is not stated; `left` is negative beyond it."""

    frame: Decimal | None
    awarded: Decimal
    recommended: Decimal = NOTHING

    @property
    def left(self) -> Decimal | None:
        return None if self.frame is None else self.frame - self.awarded

    @property
    def left_as_recommended(self) -> Decimal | None:
        """What would be left when all that is recommended, and not yet decided, is awarded."""
        return None if self.left is None else self.left - self.recommended

    def beyond(self, amount: Decimal | None, instead_of: Decimal | None = None) -> Decimal:
        """How far beyond the frame an award of `amount` in place of `instead_of` goes; 0 when it does not.

        An award that takes no more than the one it replaces goes no further than it went already.
        """
        added = (amount or NOTHING) - (instead_of or NOTHING)
        if self.left is None or added <= 0:
            return NOTHING
        return max(NOTHING, added - self.left)


def running(amounts: Iterable[Decimal | None], frame: Decimal | None) -> Iterator[tuple[Decimal, bool]]:
    """(total so far, whether it is beyond the frame) by row; a row without an amount adds nothing."""
    total = NOTHING
    for amount in amounts:
        total += amount or NOTHING
        yield total, frame is not None and total > frame


def frame_of(call: Call) -> Frame:
    """The call's money by decisions and recommendations in force. One query."""
    waits = Q(stage=Stage.RECOMMENDED, decision=None, recommended_outcome__in=AWARDING)
    sums = Standing.objects.filter(call=call).aggregate(
        awarded=Sum("decided_amount", filter=Q(decided_outcome__in=AWARDING), default=NOTHING),
        recommended=Sum("recommended_amount", filter=waits, default=NOTHING),
    )
    return Frame(call.frame, sums["awarded"], sums["recommended"])


def replications_awarded(call: Call, but: Decision | None = None) -> int:
    """How many replications the call has awarded, the case of `but` not counted."""
    cases = Standing.objects.filter(application__call=call, kind="replication", decided_outcome__in=AWARDING)
    return (cases.exclude(decision=but) if but is not None else cases).count()
