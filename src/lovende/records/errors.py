"""Why an act was refused, the same in every room. Nothing was changed when one of these is raised."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied


class FieldsError(ValueError):
    """Something is missing or wrong: `fields` is field → message for the person who acted. Rooms raise their own."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = dict(fields)
        super().__init__(" ".join(self.fields.values()))


class ConflictError(ValueError):
    """What is acted on is not as the person saw it; the message says what happened and what to do."""


class NotAllowedError(PermissionDenied):
    """The act is not this person's; the message says why, or who may."""
