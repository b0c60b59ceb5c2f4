"""What may be wrong with an act on a round."""

from lovende.records.errors import ConflictError, FieldsError, NotAllowedError

__all__ = ["ConflictError", "NotAllowedError", "SelectionError"]


class SelectionError(FieldsError):
    """Something of a round, a reading or a choice is missing or wrong."""
