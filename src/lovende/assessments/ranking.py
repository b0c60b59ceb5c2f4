"""The cases of a call in the order they are prioritised, with a running total against the frame; and its outcomes.

Ongoing projects come first within the frame (003 L1503-1515); then prioritised areas, then the share of criteria
judged met, then the time of handing in. The chance of effect or of continuation has no say (003 L1322-1334).
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, DecimalField, F, Q, QuerySet, Sum, Value, When, Window
from django.db.models.functions import Coalesce

from lovende.applications.models import Application
from lovende.assessments.frames import NOTHING
from lovende.assessments.listed import Listed, listed
from lovende.assessments.models import AWARDING, Standing
from lovende.assessments.queue import cases_for
from lovende.people.models import User
from lovende.schemes.models import Area, Call

PAGE = 100
COUNTED = ("submitted", "decided")
KRONER: DecimalField = DecimalField(max_digits=16, decimal_places=2)


def _claimed() -> Case:
    """Kroner a case takes of the frame: as decided, else as recommended, else nothing yet."""
    return Case(
        When(decision__isnull=False, then=Coalesce("decided_amount", NOTHING)),
        When(recommended_outcome__in=AWARDING, then="recommended_amount"),
        default=Value(NOTHING),
        output_field=KRONER,
    )


def ranked(user: User, call: Call) -> QuerySet[Standing]:
    """The call's cases that the user may know of, withdrawn ones left out, in their order.

    `claimed` is what each takes, `running` the total down to and with it.
    """
    order = (
        Case(When(kind=Application.Kind.CONTINUATION, then=0), default=1).asc(),
        Case(When(area__is_prioritised=True, then=0), default=1).asc(),
        F("met").desc(nulls_last=True),
        F("submitted_at").asc(nulls_last=True),
        F("pk").asc(),
    )
    rows = cases_for(user).filter(call=call, state__in=COUNTED)
    running = Window(Sum(_claimed(), output_field=KRONER), order_by=order)
    return rows.annotate(claimed=_claimed(), running=running).order_by(*order)


def unseen(user: User, call: Call) -> Decimal:
    """Kroner that the call's cases take which the user may not know of: one sum, so that it tells of none of them."""
    seen = cases_for(user).filter(call=call).order_by().values("pk")
    rows = Standing.objects.filter(call=call, state__in=COUNTED).exclude(pk__in=seen)
    total: Decimal = rows.order_by().aggregate(total=Sum(_claimed(), default=NOTHING, output_field=KRONER))[
        "total"
    ]
    return total


@dataclass(frozen=True)
class Place:
    """One row of the list. `is_beyond`: with it the total is beyond the frame."""

    rank: int
    case: Listed
    claimed: Decimal
    running: Decimal
    is_beyond: bool


def places(user: User, call: Call, page: int, taken: Decimal = NOTHING) -> list[Place]:
    """One page of the list, from 1. Two queries. `taken` is what the total starts from: what is `unseen`.

    Unseen cases come first, whatever their own places are: a total that rose between two seen ones would show them.
    """
    start = (page - 1) * PAGE
    rows: Any = ranked(user, call)
    sums = rows.values("pk", "claimed", "running")[start : start + PAGE]
    found = {row["pk"]: (row["claimed"], row["running"] + taken) for row in sums}
    cases = listed(list(found))
    return [
        Place(rank, cases[pk], claimed, running, call.frame is not None and running > call.frame)
        for rank, (pk, (claimed, running)) in enumerate(found.items(), start + 1)
        if pk in cases
    ]


@dataclass(frozen=True)
class Tally:
    """Outcomes of one area (None: no area stated), or of all. Kroner of those that state them, and how many do not."""

    area: Area | None
    received: int
    awarded: int
    rejected: int
    open: int
    withdrawn: int
    applied: Decimal
    applied_unknown: int
    granted: Decimal

    @property
    def rate(self) -> Decimal | None:
        """Awarded in percent of the received, withdrawn ones left out; None of none."""
        return Decimal(100 * self.awarded) / self.received if self.received else None


def outcomes(user: User, call: Call) -> tuple[list[Tally], Tally]:
    """(by area in the call's order, all together) of the cases the user may know of. Two queries."""
    rows = cases_for(user).filter(call=call).order_by().values_list("area")
    there = ~Q(state="withdrawn")
    decided = Q(decision__isnull=False) & there
    awarded = decided & Q(decided_outcome__in=AWARDING)
    counted = rows.annotate(
        received=Count("pk", filter=there),
        awarded=Count("pk", filter=awarded),
        rejected=Count("pk", filter=decided & Q(decided_outcome="rejected")),
        waiting=Count("pk", filter=there & Q(decision__isnull=True)),
        withdrawn=Count("pk", filter=~there),
        asked=Sum("applied", filter=there, default=NOTHING, output_field=KRONER),
        unknown=Count("pk", filter=there & Q(applied__isnull=True)),
        granted=Sum("decided_amount", filter=awarded, default=NOTHING, output_field=KRONER),
    )
    found = {row[0]: row[1:] for row in counted}
    areas = [*Area.objects.filter(call=call)]
    tallies = [Tally(area, *found.get(area.pk, (0, 0, 0, 0, 0, NOTHING, 0, NOTHING))) for area in areas]
    if None in found:
        tallies.append(Tally(None, *found[None]))
    columns = list(zip(*found.values(), strict=True)) or [(0,)] * 5 + [(NOTHING,), (0,), (NOTHING,)]
    return tallies, Tally(None, *(sum(column) for column in columns))
