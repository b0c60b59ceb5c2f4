"""The cases of a call in the order they are prioritised, with a running total against the frame; and its outcomes.

Ongoing projects come first within the frame (003 L1503-1515); then prioritised areas, then the share of criteria
judged met, then the time of handing in. The chance of effect or of continuation has no say (003 L1322-1334).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, count
from typing import Any

from django.db.models import Case, Count, DecimalField, F, Q, Sum, Value, When
from django.db.models.functions import Coalesce

from lovende.applications.models import Application
from lovende.assessments.finding import cases_for, shown_to, turned
from lovende.assessments.frames import NOTHING
from lovende.assessments.listed import Listed, listed
from lovende.assessments.models import AWARDING, Standing
from lovende.people.models import User
from lovende.schemes.models import Area, Call

PAGE = 100
COUNTED = ("submitted", "decided")
KRONER: DecimalField = DecimalField(max_digits=16, decimal_places=2)


def _claimed() -> Case:
    """Kroner a case takes of the frame: as decided, else as recommended, else nothing yet."""
    return Case(
        When(decision__isnull=False, then=Coalesce("decided_amount", NOTHING)),
        When(recommended_outcome__in=AWARDING, then=Coalesce("recommended_amount", NOTHING)),
        default=Value(NOTHING),
        output_field=KRONER,
    )


ORDER = (
    Case(When(kind=Application.Kind.CONTINUATION, then=0), default=1).asc(),
    Case(When(area__is_prioritised=True, then=0), default=1).asc(),
    F("met").desc(nulls_last=True),
    F("submitted_at").asc(nulls_last=True),
    F("pk").asc(),
)


@dataclass(frozen=True)
class Place:
    """One row of the list. `is_beyond`: with it the total is beyond the frame."""

    rank: int
    case: Listed
    claimed: Decimal
    running: Decimal
    is_beyond: bool


class Ranking:
    """The call's cases that the user may know of, withdrawn ones left out, in their order, page by page from 1.

    `total` is how many they are; `seen` and `unseen` are the kroner that they take, and those of the call that the
    user may not know of: one sum, so that it tells of none of them. A page costs the same at either end.
    """

    def __init__(self, user: User, call: Call) -> None:
        self.call = call
        shown = shown_to(user)
        counted = Standing.objects.filter(call=call, state__in=COUNTED)
        self._rows = counted.filter(shown)
        of_all = counted.aggregate(
            total=Count("pk", filter=shown),
            seen=Sum(_claimed(), filter=shown, default=NOTHING, output_field=KRONER),
            all=Sum(_claimed(), default=NOTHING, output_field=KRONER),
        )
        self.total: int = of_all["total"]
        self.seen: Decimal = of_all["seen"]
        self.unseen: Decimal = of_all["all"] - of_all["seen"]
        self.pages = max(1, -(-self.total // PAGE))

    def places(self, page: int) -> list[Place]:
        """Two queries at the first and the last page, else three. Raises ValueError for a page that is not there.

        The total starts from what is `unseen`, as if those came first, whatever their own places are: one that rose
        between two seen cases would show them.
        """
        if not 1 <= page <= self.pages:
            raise ValueError(f"no page {page} of {self.pages}")
        start = (page - 1) * PAGE
        found = self._slice(start, min(start + PAGE, self.total))
        running = list(accumulate((claimed for _pk, claimed in found), initial=self._before(start, found)))
        cases, frame = listed([pk for pk, _claimed in found]), self.call.frame
        return [
            Place(rank, cases[pk], claimed, total, frame is not None and total > frame)
            for rank, (pk, claimed), total in zip(count(start + 1), found, running[1:], strict=False)
            if pk in cases
        ]

    def _slice(self, start: int, end: int) -> list[tuple[int, Any]]:
        """(key, kroner) of the places from `start` on, from 0, read from the end that is nearer."""
        columns = self._rows.values_list("pk", _claimed())
        if start <= self.total // 2:
            return list(columns.order_by(*ORDER)[start:end])
        return list(columns.order_by(*map(turned, ORDER))[self.total - end : self.total - start])[::-1]

    def _before(self, start: int, found: Sequence[tuple[int, Any]]) -> Decimal:
        """Kroner taken before the place `start`, where `found` begin."""
        if start + len(found) == self.total:
            return self.unseen + self.seen - sum((claimed for _pk, claimed in found), NOTHING)
        if not start:
            return self.unseen
        first = self._rows.order_by(*ORDER).values(claimed=_claimed())[:start]
        total: Decimal = first.aggregate(total=Sum("claimed", default=NOTHING))["total"]
        return self.unseen + total


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
