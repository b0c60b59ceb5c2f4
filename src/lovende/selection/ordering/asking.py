"""Leaving a new order to the worker, each time a reading is locked."""

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from lovende.selection.models import Reading, Round

TASK = "selection.suggest"
QUEUE = "selection"


def ask(reading: Reading) -> None:
    """Have the rater's order in the phase made anew, in the caller's transaction; one job a rater and phase waits.

    By the task's name, since `tasks` leans on this room and not the other way. Every lock asks, whatever it said.
    """
    if reading.phase.round.reading_order != Round.Order.SUGGESTED:
        return
    name = f"{TASK}:{reading.phase_id}:{reading.rater_id}"
    waiting = app.configure_task(TASK, queue=QUEUE, lock=name, queueing_lock=name)
    try:
        with transaction.atomic():
            waiting.defer(phase=reading.phase_id, rater=reading.rater_id)
    except AlreadyEnqueued:
        return
