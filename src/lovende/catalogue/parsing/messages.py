"""What an error or a flag says, in three languages, read from ``data/messages.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).resolve().parent / "data" / "messages.yaml"


@cache
def texts() -> dict[str, dict[str, dict[str, str]]]:
    """``errors``, ``flags`` and ``personal``: key → language → sentence."""
    loaded: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return loaded


def error_message(code: str, params: Mapping[str, Any], language: str = "nb") -> str:
    """The sentence for an error; an unknown language gives bokmål."""
    return _in(texts()["errors"][code], language).format(**params)


def flag_message(kind: str, params: Mapping[str, Any], language: str = "nb") -> str:
    """The sentence for a flag; lists are written with commas, kinds of personal data as words."""
    values = {key: _written(value) for key, value in params.items()}
    if kind == "personal-contact":
        values["what"] = ", ".join(_in(texts()["personal"][what], language) for what in params["kinds"])
    return _in(texts()["flags"][kind], language).format(**values)


def _in(sentences: Mapping[str, str], language: str) -> str:
    return sentences.get(language, sentences["nb"])


def _written(value: Any) -> Any:
    return ", ".join(map(str, value)) if isinstance(value, list) else value
