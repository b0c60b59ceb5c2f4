"""Why a change to a call was refused."""

from lovende.records.errors import ConflictError, FieldsError

__all__ = ["CallError", "ConflictError"]


class CallError(FieldsError):
    """A call cannot be saved or published as it stands."""
