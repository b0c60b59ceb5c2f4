"""What may be wrong with an act on a case."""

from decimal import Decimal

from lovende.records.errors import ConflictError, FieldsError, NotAllowedError

__all__ = ["AssessmentError", "BeyondFrameError", "ConflictError", "NotAllowedError"]


class AssessmentError(FieldsError):
    """Something of an assessment, a recommendation or a decision is missing or wrong."""


class BeyondFrameError(AssessmentError):
    """The award goes `by` kroner beyond the call's frame, and nobody has said that it may."""

    def __init__(self, message: str, by: Decimal) -> None:
        self.by = by
        super().__init__({"beyond_frame": message})
