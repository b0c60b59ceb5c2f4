"""Everything that changes a round: making it ready, giving out and settling its phases, and reading."""

from lovende.selection.errors import ConflictError, NotAllowedError, SelectionError
from lovende.selection.phases import open_phase, replace_rater, settle_phase
from lovende.selection.preparing import (
    drop_rater,
    lock_protocol,
    make_round,
    mark_complete,
    save_rater,
    take_in,
)
from lovende.selection.rating import Judged, lock_reading, save_reading

__all__ = [
    "ConflictError",
    "Judged",
    "NotAllowedError",
    "SelectionError",
    "drop_rater",
    "lock_protocol",
    "lock_reading",
    "make_round",
    "mark_complete",
    "open_phase",
    "replace_rater",
    "save_rater",
    "save_reading",
    "settle_phase",
    "take_in",
]
