"""One way of writing content as JSON, so that the same content has the same SHA-256 everywhere."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def canonical(content: Mapping[str, Any]) -> str:
    """Keys in order, no blanks, letters as they are.

    >>> canonical({"b": 1, "a": "å"})
    '{"a":"å","b":1}'
    """
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(content: Mapping[str, Any], after: str = "") -> str:
    """SHA-256 in hex of the canonical JSON of `content`, chained to the hash `after`."""
    return hashlib.sha256((after + canonical(content)).encode()).hexdigest()
