"""What may be wrong with an act on an award."""

from lovende.records.errors import ConflictError, FieldsError, NotAllowedError

__all__ = ["AwardError", "ConflictError", "NotAllowedError"]


class AwardError(FieldsError):
    """Something of an act on an award, or on a report it owes, is missing or wrong."""
