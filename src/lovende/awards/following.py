"""What follows an award: later rooms register, this room asks nobody."""

from collections.abc import Callable

from lovende.awards.models import Award

Follow = Callable[[Award], object]
_started: list[Follow] = []
_changed: list[Follow] = []


def on_award(callback: Follow) -> Follow:
    """Have `callback(award)` called once an award, inside the transaction in which it starts."""
    if callback not in _started:
        _started.append(callback)
    return callback


def on_change(callback: Follow) -> Follow:
    """Have `callback(award)` called inside the transaction in which its years, its end or its state change."""
    if callback not in _changed:
        _changed.append(callback)
    return callback


def after_award(award: Award) -> None:
    """Tell everybody who registered with `on_award`; what one of them raises undoes the award too."""
    for callback in _started:
        callback(award)


def after_change(award: Award) -> None:
    """Tell everybody who registered with `on_change`."""
    for callback in _changed:
        callback(award)
