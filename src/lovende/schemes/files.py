"""Reading YAML and JSON as nested text. Pure: no Django, no database.

Nothing is guessed by the parser, so that «610.000» is six hundred and ten thousand here too, not 610.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

MOST_BYTES = 1024 * 1024


class FileError(ValueError):
    """A file that cannot be read as an application or a call: what is wrong, where, how to mend it. English."""


class _Text(yaml.BaseLoader):
    """Every scalar is text; a key twice is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice is not None:
            raise FileError(f"line {node.start_mark.line + 1}: the key {twice!r} is there twice: keep one")
        return super().construct_mapping(node, deep)


def read_file(path: Path) -> dict[str, Any]:
    """The document of a YAML or JSON file as nested text. Raises FileError naming file and line."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise FileError(f"{path}: is larger than 1 MB: give one application or call")
        raw = path.read_bytes()
    except OSError as wrong:
        raise FileError(f"{path}: {wrong.strerror or wrong}: check the name and your access") from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("windows-1252", errors="replace")
    try:
        found = _parsed(text, path.suffix.lower() == ".json")
    except FileError as wrong:
        raise FileError(f"{path}: {wrong}") from None
    if not isinstance(found, dict):
        raise FileError(f"{path}: holds no keys with values: write it as “title: …”, one a line")
    return found


def _parsed(text: str, is_json: bool) -> Any:
    try:
        if is_json:
            return json.loads(text, parse_float=str, parse_int=str)
        return yaml.load(text, Loader=_Text)  # noqa: S506  # a BaseLoader makes nothing but text
    except json.JSONDecodeError as wrong:
        raise FileError(f"line {wrong.lineno}: not JSON ({wrong.msg}): mend it there") from None
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark is not None else ""
        why = getattr(wrong, "problem", None) or "cannot be parsed"
        raise FileError(f"{where}not YAML ({why}): mend it there") from None
    except RecursionError:
        raise FileError("is nested too deep: an application is a few levels") from None
