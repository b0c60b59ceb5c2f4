"""Reading the word lists that lie beside the code in ``data/``."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _text(name: str) -> str:
    return files(__package__).joinpath("data", name).read_text(encoding="utf-8")


def load_yaml(name: str) -> Any:
    """The YAML document ``data/<name>``."""
    return yaml.load(_text(name), Loader=_LOADER)  # noqa: S506 - safe loader, in C where libyaml is built in


def load_words(name: str) -> Iterator[str]:
    """Words of ``data/<name>``, separated by blanks; ``#`` begins a comment."""
    for line in _text(name).splitlines():
        yield from line.split("#", 1)[0].split()
