"""What may be wrong with an act on an application."""

from lovende.records.errors import ConflictError, FieldsError, NotAllowedError

__all__ = ["ApplicationError", "ConflictError", "NotAllowedError"]


class ApplicationError(FieldsError):
    """Something does not fit. `fields` maps the key of a field, question or budget cell to what to do about it."""
