"""What may be wrong with an act on an application."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied


class ApplicationError(ValueError):
    """Something does not fit. `fields` maps the key of a field, question or budget cell to what to do about it."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = dict(fields)
        super().__init__(" ".join(self.fields.values()))


class NotAllowedError(PermissionDenied):
    """The act is not this person's."""


class ConflictError(ValueError):
    """Somebody else changed the same since it was opened. Nothing was changed; the message says what to do."""
