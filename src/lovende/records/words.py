"""Names that come in several languages."""

from collections.abc import Mapping

from django.utils.translation import get_language

FALLBACK = ("nb", "nn", "en")


def in_language(names: Mapping[str, str], language: str | None = None) -> str:
    """The name in the language of the page, else in bokmål, else in whatever there is; "" for none."""
    wanted = (language or get_language() or "nb")[:2]
    for code in (wanted, *FALLBACK):
        if names.get(code):
            return names[code]
    return next(iter(names.values()), "")
