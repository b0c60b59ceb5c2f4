"""What later rooms do when a decision is made and when it is announced: they register here, this room asks nobody.

A callback runs inside the transaction of what it follows: when it raises, there is no decision (no announcement)
either.
"""

from collections.abc import Callable

from lovende.assessments.models import Decision
from lovende.records.audit import Actor

Callback = Callable[[Decision], object]
_callbacks: list[Callback] = []
Told = Callable[[Decision, Actor | None], object]
_announced: list[Told] = []


def on_decision(callback: Callback) -> Callback:
    """Have `callback(decision)` called after each decision; registering it again changes nothing."""
    if callback not in _callbacks:
        _callbacks.append(callback)
    return callback


def after_decision(decision: Decision) -> None:
    """Call what was registered, in the order of registration."""
    for callback in _callbacks:
        callback(decision)


def on_announcement(callback: Told) -> Told:
    """Have `callback(decision, who told)` called when the applicant is told of a decision: once for each letter."""
    if callback not in _announced:
        _announced.append(callback)
    return callback


def after_announcement(decision: Decision, actor: Actor | None) -> None:
    """Call what was registered with `on_announcement`, in the order of registration."""
    for callback in _announced:
        callback(decision, actor)
