"""What changes an application: keyword-only verbs, each one transaction and one audit event.

Errors: ApplicationError (fields to mend), NotAllowedError (403), ConflictError (somebody was first).
"""

from lovende.applications.actions.answering import Saved, save_answer, seen
from lovende.applications.actions.authors import add_author, remove_author
from lovende.applications.actions.beside import (
    add_comment,
    attach,
    cite,
    detach,
    note_similar,
    remove_similar,
    resolve_comment,
    uncite,
)
from lovende.applications.actions.files import MAX_FILE_BYTES
from lovende.applications.actions.handing_in import sign_off, submit, withdraw
from lovende.applications.actions.starting import save_budget, save_facts, start_application
from lovende.applications.errors import ApplicationError, ConflictError, NotAllowedError

__all__ = [
    "MAX_FILE_BYTES", "ApplicationError", "ConflictError", "NotAllowedError", "Saved", "add_author", "add_comment",
    "attach", "cite", "detach", "note_similar", "remove_author", "remove_similar",
    "resolve_comment", "save_answer", "save_budget", "save_facts", "seen", "sign_off", "start_application",
    "submit", "uncite", "withdraw",
]  # fmt: skip
