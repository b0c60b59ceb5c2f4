"""What may be wrong with an act. Nothing was changed when one of these is raised."""

from collections.abc import Mapping


class NotAllowedError(Exception):
    """The person may not do this; the message says why."""


class ConflictError(ValueError):
    """The round or the reading is not as the person saw it; the message says what to do."""


class SelectionError(ValueError):
    """Something is missing or wrong: `fields` is field → message."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = dict(fields)
        super().__init__(" ".join(self.fields.values()))
