"""Why a change to a call was refused."""

from collections.abc import Mapping


class CallError(ValueError):
    """A call cannot be saved or published as it stands; `fields`: field → what is wrong. Nothing was changed."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = dict(fields)
        super().__init__(" ".join(self.fields.values()))


class ConflictError(ValueError):
    """The call is not as the person saw it; the message says what to do. Nothing was changed."""
