"""The one exception of the importer, with its messages in three languages."""

from __future__ import annotations

from lovende.catalogue.parsing.messages import error_message


class CatalogueError(Exception):
    """The file cannot be imported. ``code`` names a sentence in ``data/messages.yaml``; ``params`` fill
    it."""

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params = params
        super().__init__(self.message("en"))

    def message(self, language: str = "nb") -> str:
        """What is wrong and what to do, in ``nb``, ``nn`` or ``en``."""
        return error_message(self.code, self.params, language)

    @property
    def message_nb(self) -> str:
        return self.message("nb")

    @property
    def message_nn(self) -> str:
        return self.message("nn")

    @property
    def message_en(self) -> str:
        return self.message("en")
