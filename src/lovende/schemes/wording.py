"""What the checks and the rules say, in bokmål, nynorsk and English, from `data/rules.yaml`. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).resolve().parent / "data" / "rules.yaml"
_NO_BREAK = "\N{NO-BREAK SPACE}"


@cache
def texts() -> dict[str, Any]:
    """`findings`: code → {message, remedy}; `plain` and `names`: rule → sentence; `errors`; each by language."""
    loaded: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return loaded


def said(sentences: Mapping[str, str], params: Mapping[str, Any], language: str) -> str:
    """The sentence in `language` (bokmål for one that is not there) with its parameters, numbers as it writes them."""
    sentence = sentences.get(language[:2], sentences["nb"])
    return sentence.format(**{key: written(value, language) for key, value in params.items()})


def written(value: Any, language: str) -> Any:
    """Numbers with the language's decimal sign and grouping; several values with commas; the rest as it is."""
    if isinstance(value, bool | Year):
        return value
    if isinstance(value, int | Decimal):
        return number(Decimal(value), language)
    if isinstance(value, Signer):
        names = texts()["signers"].get(str(value), {})
        return names.get(language[:2], names.get("nb", str(value)))
    if isinstance(value, list | tuple):
        return ", ".join(str(written(one, language) if isinstance(one, Signer) else one) for one in value)
    return value


def number(value: Decimal, language: str) -> str:
    """«1 036 000,5», in English «1,036,000.5»; as many decimals as there are, two where øre are not whole tens.

    >>> number(Decimal("1036000.50"), "en"), number(Decimal("610000"), "en")
    ('1,036,000.50', '610,000')
    """
    exact = value.normalize() if value else Decimal(0)
    places = max(0, -int(exact.as_tuple().exponent))
    if value == value.quantize(Decimal("0.01")) and abs(value) >= 1000 and places:
        places = 2
    text = f"{exact:,.{places}f}"
    if language.startswith("en"):
        return text
    return text.replace(",", _NO_BREAK).replace(".", ",")


class Year(int):
    """A year or another number that is a name: written without grouping."""

    def __format__(self, spec: str) -> str:
        return str(int(self))


class Signer(str):
    """A role that signs: written by its name where it has one."""
