"""What a rater reads of their own: the phases, the queue, one reading with its neighbours.

Every read here is of the rater's own rows; `of_others` alone is not, and answers only when every phase is settled.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import Http404

from lovende.people.models import User
from lovende.selection.models import Phase, Reading, Tick
from lovende.selection.rating_pages.pace import Pace, pace
from lovende.selection.rules import said_may_be_read, visible


def phase_for(public_id: str, key: str, user: User) -> Phase:
    """The phase, for one who rates in its round. Raises Http404 when the person may not know of it, PermissionDenied
    for those who may know of the round and do not rate in it."""
    phase = (
        Phase.objects.select_related("round", "round__institute")
        .filter(round__in=visible(user), round__public_id=public_id, key=key)
        .first()
    )
    if phase is None:
        raise Http404
    if not phase.round.raters.filter(user=user).exists():
        raise PermissionDenied
    return phase


def own(user: User) -> QuerySet[Reading]:
    """The person's readings that were not taken from them, in the person's own order."""
    return Reading.objects.filter(rater__user=user, withdrawn_at__isnull=True).order_by("phase", "place")


def reading_of(phase: Phase, number: int, user: User) -> Reading:
    """The person's own reading of candidate `number`. Raises Http404 for one that is somebody else's or nobody's."""
    found = (
        own(user)
        .filter(phase=phase, candidate__number=number)
        .select_related("candidate", "candidate__organisation", "rater", "phase", "phase__round")
        .first()
    )
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Row:
    """One line of the queue."""

    number: int
    title: str
    verdict: str
    version: int
    locked_at: datetime | None
    drawn: int = 0  # readings are made in the order drawn

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None

    @property
    def is_begun(self) -> bool:
        return self.version > 0 and not self.is_locked


@dataclass(frozen=True)
class Queue:
    """A rater's own readings of a phase, in the order suggested or drawn for them."""

    rows: list[Row]

    def as_drawn(self) -> "Queue":
        """The same in the order drawn."""
        return Queue(sorted(self.rows, key=lambda row: row.drawn))

    @property
    def is_rearranged(self) -> bool:
        """Has a model suggested another order than the one drawn?"""
        return self.rows != self.as_drawn().rows

    @property
    def locked(self) -> list[Row]:
        return [row for row in self.rows if row.is_locked]

    @property
    def left(self) -> list[Row]:
        return [row for row in self.rows if not row.is_locked]

    @property
    def pace(self) -> Pace | None:
        times = [row.locked_at for row in self.rows if row.locked_at is not None]
        return pace(times, len(self.rows) - len(times))

    def unread_after(self, number: int = 0) -> int | None:
        """The next that is not locked after `number` in the own order, from the start again when none is left there."""
        place = self.place_of(number)
        later = [row.number for row in self.rows[place:] if not row.is_locked]
        earlier = [row.number for row in self.rows[:place] if not row.is_locked and row.number != number]
        return next(iter(later or earlier), None)

    def place_of(self, number: int) -> int:
        """Where it stands, from 1; 0 when it does not."""
        return next((place for place, row in enumerate(self.rows, 1) if row.number == number), 0)

    def beside(self, number: int, step: int) -> int | None:
        """The one before (step -1) or after (step 1) it."""
        wanted = self.place_of(number) - 1 + step
        return self.rows[wanted].number if 0 <= wanted < len(self.rows) else None


COLUMNS = ("candidate__number", "candidate__title", "verdict", "version", "locked_at", "pk")


def queue_of(phase: Phase, user: User) -> Queue:
    """The person's queue in the phase, by place."""
    return Queue([Row(*values) for values in own(user).filter(phase=phase).values_list(*COLUMNS)])


@dataclass(frozen=True)
class Listed:
    """A phase the person reads in, with their own queue."""

    phase: Phase
    queue: Queue


def phases_of(user: User, as_drawn: Container[int] = ()) -> list[Listed]:
    """The phases in which the person has readings: open ones first, then the newest. `as_drawn`: keys of those
    that they read in the drawn order by choice."""
    rows: dict[int, list[Row]] = {}
    for phase, *values in own(user).values_list("phase", *COLUMNS):
        rows.setdefault(phase, []).append(Row(*values))
    phases = Phase.objects.filter(pk__in=rows).select_related("round", "round__institute")
    order = sorted(phases, key=lambda one: (one.state != Phase.State.OPEN, -one.pk))
    queues = {key: Queue(several) for key, several in rows.items()}
    return [
        Listed(phase, queues[phase.pk].as_drawn() if phase.pk in as_drawn else queues[phase.pk])
        for phase in order
    ]


def of_others(reading: Reading, user: User) -> Iterable[Reading]:
    """How others judged the same candidate: nobody before every phase is settled (product rule 6)."""
    if reading.phase.state != Phase.State.SETTLED or not said_may_be_read.test(user, reading.phase.round):
        return []
    ticks = Prefetch("ticks", Tick.objects.select_related("criterion").order_by("criterion__number"))
    rows = Reading.objects.filter(phase=reading.phase, candidate=reading.candidate, withdrawn_at__isnull=True)
    return rows.exclude(pk=reading.pk).defer("notes").prefetch_related(ticks).order_by("rater")
