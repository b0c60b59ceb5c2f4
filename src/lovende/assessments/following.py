"""What later rooms do when a decision is made: they register here, this room asks nobody.

A callback runs inside the transaction of the decision: when it raises, there is no decision either.
"""

from collections.abc import Callable

from lovende.assessments.models import Decision

Callback = Callable[[Decision], object]
_callbacks: list[Callback] = []


def on_decision(callback: Callback) -> Callback:
    """Have `callback(decision)` called after each decision; registering it again changes nothing."""
    if callback not in _callbacks:
        _callbacks.append(callback)
    return callback


def after_decision(decision: Decision) -> None:
    """Call what was registered, in the order of registration."""
    for callback in _callbacks:
        callback(decision)
