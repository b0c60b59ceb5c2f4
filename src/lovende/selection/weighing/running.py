"""Weighing in the worker: asked for when a phase is settled, begun anew when a worker was lost or there was no answer.

The worker holds the row's lock while it works. So two workers never weigh one phase at a time, and when one is killed
the database lets the lock go and the row still waits.
"""

import logging
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from lovende import stats
from lovende.people.models import User
from lovende.records.audit import queue, record
from lovende.selection.errors import ConflictError, NotAllowedError
from lovende.selection.models import Phase, Weighing
from lovende.selection.rules import leads
from lovende.selection.weighing import kept

TASK = "selection.weigh"
QUEUE = "selection"
MOST_CHOSEN = 9  # where the protocol sets no limit: as 003 chose (L327)
STALLED = timedelta(minutes=5)
SEEDS = 2**31
NOT_CONVERGED, FAILED = "not-converged", "failed"
log = logging.getLogger(__name__)


def ask(phase: Phase) -> Weighing:
    """Have a settled phase weighed, in the caller's transaction: the job is there when the phase is settled."""
    row = Weighing.objects.create(
        phase=phase,
        seed=(phase.round.seed * 100 + phase.order) % SEEDS,
        places=phase.round.at_most or MOST_CHOSEN,
    )
    _defer(row)
    return row


def _defer(row: Weighing) -> None:
    """By the task's name, since `tasks` leans on this module."""
    app.configure_task(TASK, queue=QUEUE).defer(weighing=row.pk)


@transaction.atomic
def ask_again(*, phase: Phase, actor: User) -> Weighing:
    """Weigh a phase that has no answer. Asked for twice is once.

    A fit that did not converge is tried with another seed, since the same would end the same way.
    Raises NotAllowedError for who does not lead the round; ConflictError when there is an answer, or soon will be.
    """
    if not leads.test(actor, phase.round):
        raise NotAllowedError(_("Du leder ikke denne utvelgelsen."))
    queue()
    if phase.state != Phase.State.SETTLED:
        raise ConflictError(_("Fasen er ikke avgjort."))
    there = Weighing.objects.filter(phase=phase).first()
    row = ask(phase) if there is None else _waiting_again(there)
    facts = {"phase": phase.key, "seed": row.seed}
    record(actor=actor, verb="selection.weighing-asked", about=phase.round.public_id, facts=facts)
    return row


def _waiting_again(there: Weighing) -> Weighing:
    row = Weighing.objects.select_for_update(skip_locked=True).filter(pk=there.pk).first()
    if row is not None and row.state == Weighing.State.READY:
        raise ConflictError(_("Den er regnet ut. De samme svarene gir de samme tallene."))
    if row is None or (row.state == Weighing.State.WAITING and not is_stalled(row)):
        raise ConflictError(_("Den regnes ut nå. Se siden på nytt om litt."))
    if row.why == NOT_CONVERGED:
        row.seed = (row.seed + 1) % SEEDS
    row.state, row.why, row.result, row.ended_at = Weighing.State.WAITING, "", None, None
    row.asked_at = timezone.now()
    row.save()
    _defer(row)
    return row


def is_stalled(row: Weighing) -> bool:
    """Has it waited for longer than a worker should let it?"""
    return row.state == Weighing.State.WAITING and row.asked_at < timezone.now() - STALLED


def take_up_stalled() -> int:
    """Defer anew what has waited for long and no worker is at; → how many."""
    with transaction.atomic():
        rows = Weighing.objects.select_for_update(skip_locked=True).filter(
            state=Weighing.State.WAITING, asked_at__lt=timezone.now() - STALLED
        )
        for row in rows:
            row.asked_at = timezone.now()
            row.save(update_fields=["asked_at"])
            _defer(row)
    return len(rows)


@transaction.atomic
def work(weighing: int) -> None:
    """Weigh, unless another worker is at it or it is done. What goes wrong in the model stands on the row."""
    rows = Weighing.objects.select_for_update(skip_locked=True, of=("self",)).select_related("phase__round")
    row = rows.filter(pk=weighing, state=Weighing.State.WAITING).first()
    if row is None:
        return
    row.state, row.why, row.result = _tried(row)
    row.ended_at = timezone.now()
    row.save(update_fields=["state", "why", "result", "ended_at"])
    facts = {"phase": row.phase.key, "seed": row.seed, "state": str(row.state)}
    record(actor=None, verb="selection.weighed", about=row.phase.round.public_id, facts=facts)


def _tried(row: Weighing) -> tuple[str, str, dict[str, Any] | None]:
    """(state, why, result): how it went. What the database refuses is raised, so that the task is tried again."""
    said, measures = kept.judgements(row.phase), kept.numbers_of(row.phase)
    try:
        found = kept.weighed(said, measures, phase=row.phase.key, seed=row.seed, places=row.places)
    except stats.promise.NotConverged as far:
        return Weighing.State.REFUSED, NOT_CONVERGED, {"diagnostics": kept.diagnostics(far.diagnostics)}
    except Exception as error:
        # By kind alone: the message may hold what was said.
        log.error("not weighed: %s", type(error).__name__)
        return Weighing.State.REFUSED, FAILED, None
    return Weighing.State.READY, "", found
