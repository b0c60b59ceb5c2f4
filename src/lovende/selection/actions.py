"""Everything that changes a round: making it ready, its phases, reading, discussion, cases and the choice."""

from lovende.selection.amending import (
    add_phase,
    amend_phase,
    amend_round,
    delete_round,
    drop_candidates,
    move_phase,
    remove_phase,
)
from lovende.selection.amending_criteria import add_criterion, amend_criterion, remove_criterion
from lovende.selection.choosing import choose, follow_up
from lovende.selection.closing import close_round
from lovende.selection.deviating import Found, find_conflict, note_deviation, put_on, replace_rater
from lovende.selection.discussing import add_interview, discuss, drop_case, say_view, take_back_view
from lovende.selection.documents import add_document, remove_document
from lovende.selection.errors import ConflictError, NotAllowedError, SelectionError
from lovende.selection.phases import open_phase, settle_phase
from lovende.selection.preparing import (
    drop_rater,
    lock_protocol,
    make_round,
    mark_complete,
    save_rater,
    take_in,
)
from lovende.selection.profiles import save_profile
from lovende.selection.rating import Judged, lock_reading, save_reading

__all__ = [
    "ConflictError",
    "Found",
    "Judged",
    "NotAllowedError",
    "SelectionError",
    "add_criterion",
    "add_document",
    "add_interview",
    "add_phase",
    "amend_criterion",
    "amend_phase",
    "amend_round",
    "choose",
    "close_round",
    "delete_round",
    "discuss",
    "drop_candidates",
    "drop_case",
    "drop_rater",
    "find_conflict",
    "follow_up",
    "lock_protocol",
    "lock_reading",
    "make_round",
    "mark_complete",
    "move_phase",
    "note_deviation",
    "open_phase",
    "put_on",
    "remove_criterion",
    "remove_document",
    "remove_phase",
    "replace_rater",
    "save_profile",
    "save_rater",
    "save_reading",
    "say_view",
    "settle_phase",
    "take_back_view",
    "take_in",
]
