"""What may be wrong with an act on an award. Nothing was changed when one of these is raised."""

from collections.abc import Mapping

from lovende.assessments.errors import ConflictError, NotAllowedError

__all__ = ["AwardError", "ConflictError", "NotAllowedError"]


class AwardError(ValueError):
    """Something is missing or wrong: `fields` is field → message for the person who acted."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = dict(fields)
        super().__init__(" ".join(self.fields.values()))
