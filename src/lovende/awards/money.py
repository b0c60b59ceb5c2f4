"""Instalment arithmetic: pure, exact, in Decimal kroner. No Django, no database.

A year's grant falls due in parts (rater). A call's rule `instalments: [{share, due: "MM-DD"}]` says how large each is
in proportion to the others and which day of the year it is due; without one it is two equal parts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal, InvalidOperation
from typing import Any

KRONE = Decimal(1)
ZERO = Decimal(0)
# A day that has passed when the decision comes is put off by this many days, so that no rate is born overdue.
GRACE = timedelta(days=14)


@dataclass(frozen=True)
class Share:
    """One part of the plan: `weight` in proportion to the other parts, due on `month`/`day`."""

    weight: Decimal
    month: int
    day: int


@dataclass(frozen=True)
class Part:
    """One instalment to come: kroner and the day it is due."""

    amount: Decimal
    due_on: date


# No source says when the money is paid: two equal rates is an assumption (docs/decisions).
DEFAULT = (Share(Decimal(1), 3, 15), Share(Decimal(1), 9, 15))


def read_plan(rule: Any) -> tuple[Share, ...] | None:
    """The call's rule as shares; None when there is none or it cannot be read as one."""
    if not isinstance(rule, Sequence) or isinstance(rule, str) or not rule:
        return None
    try:
        return tuple(_share(row) for row in rule)
    except (InvalidOperation, KeyError, TypeError, ValueError):
        return None


def _share(row: Mapping[str, Any]) -> Share:
    month, day = (int(part) for part in str(row["due"]).split("-"))
    date(2001, month, day)  # a year without 29 February: a plan must hold in every year
    weight = Decimal(str(row["share"]).replace(",", "."))
    if not weight.is_finite() or weight <= 0:
        raise ValueError("a share is a number above 0")
    return Share(weight, month, day)


def split(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """`amount` parted by `weights` in whole kroner; what does not come out even falls to the last part.

    The parts are as many as the weights, none is negative, and their sum is `amount` exactly.
    Raises ValueError for a negative amount or no weights.

    >>> split(Decimal(100), [Decimal(1)] * 3)
    [Decimal('33'), Decimal('33'), Decimal('34')]
    """
    if amount < 0 or not weights:
        raise ValueError("an amount of at least 0 and one weight or more are needed")
    total = sum(weights, ZERO)
    parts = [(amount * weight / total).quantize(KRONE, ROUND_DOWN) for weight in weights[:-1]]
    return [*parts, amount - sum(parts, ZERO)]


def plan(amount: Decimal, year: int, decided_on: date, shares: Sequence[Share] = DEFAULT) -> list[Part]:
    """The instalments of a year's grant, in order of their days; parts of 0 kroner are left out.

    None is due before the decision, or at once: when the first must wait until `GRACE` after it, the others wait
    as long, though not beyond the year they are for.
    """
    ordered = sorted(shares, key=lambda share: (share.month, share.day))
    amounts = split(amount, [share.weight for share in ordered])
    soonest, planned = decided_on + GRACE, [date(year, share.month, share.day) for share in ordered]
    wait = max(soonest - planned[0], timedelta(0))
    days = [max(min(day + wait, date(year, 12, 31)), soonest) for day in planned]
    return [Part(part, day) for part, day in zip(amounts, days, strict=True) if part > 0]


def replan(
    granted: Decimal, paid: Decimal, open_parts: Sequence[Part], fallback: Sequence[Part]
) -> list[Part]:
    """What is to come after a new amount was granted: the rest, on the days and in the proportions it had.

    `open_parts` are the unpaid instalments; `fallback` is used when there are none. Nothing is to come when as much
    as is granted, or more, is paid already.
    """
    rest = granted - paid
    if rest <= 0:
        return []
    base = list(open_parts) or list(fallback)
    amounts = split(rest, [part.amount for part in base])
    return [Part(amount, part.due_on) for amount, part in zip(amounts, base, strict=True) if amount > 0]


def overpaid(granted: Decimal | None, paid: Decimal) -> Decimal:
    """Kroner paid beyond what is granted now; 0 when none are, or the grant is not known."""
    return max(paid - granted, ZERO) if granted is not None else ZERO
