"""What may be wrong with an act. Nothing was changed when one of these is raised."""

from collections.abc import Mapping
from decimal import Decimal


class NotAllowedError(Exception):
    """The person may not do this; the message says why and who may."""


class ConflictError(ValueError):
    """The case is not as the person saw it; the message says what happened and what to do."""


class AssessmentError(ValueError):
    """Something is missing or wrong: `fields` is field → message."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = dict(fields)
        super().__init__(" ".join(self.fields.values()))


class BeyondFrameError(AssessmentError):
    """The award goes `by` kroner beyond the call's frame, and nobody has said that it may."""

    def __init__(self, message: str, by: Decimal) -> None:
        self.by = by
        super().__init__({"beyond_frame": message})
