"""Reads of applications worth a name."""

from lovende.applications.queries.answers import answers_of, definition_of, is_answered, ruleset_of
from lovende.applications.queries.checking import (
    Facts,
    facts_of,
    findings,
    missing,
    obstacles,
    proposal_of,
)
from lovende.applications.queries.rows import (
    HANDED_IN,
    application_of,
    applies_from,
    call_is_open,
    closed_because,
    latest_submission,
    newest_revisions,
    readable_by,
    submitted_to,
    where_others_write,
    written_by,
)
from lovende.applications.queries.searching import Stems, matching, search_terms, vector_of, vector_of_texts
from lovende.applications.queries.snapshots import has_unsent_changes, own_digest, snapshot

__all__ = [
    "Stems",
    "HANDED_IN", "Facts", "answers_of", "application_of", "applies_from", "call_is_open", "closed_because",
    "definition_of", "facts_of", "findings", "has_unsent_changes", "is_answered", "latest_submission",
    "matching", "missing", "newest_revisions", "obstacles", "own_digest", "proposal_of", "readable_by",
    "ruleset_of", "search_terms", "snapshot", "submitted_to", "vector_of", "vector_of_texts",
    "where_others_write", "written_by",
]  # fmt: skip
