"""Words of a text with their places.

A word is a run of letters and digits of any script, with the combining marks and soft hyphens that PDF
extraction leaves inside it. A hyphen separates (``Place-Train-Maintain`` is three words, ``språk- og
arbeidstrening`` gives ``språk``), except that a code of digits such as a project number (``2021-38``,
source 001) is also one token.
"""

from __future__ import annotations

import re
from typing import NamedTuple

#: characters inside a word beside letters and digits: combining accents and the soft hyphen
INSIDE = "\u0300-\u036f\xad"
WORD = rf"(?:[^\W_][{INSIDE}]*)+"
CODE = r"(?<![\w-])\d+(?:-\d+\b)+"
_TOKEN = re.compile(rf"{CODE}|{WORD}")
_WORD = re.compile(WORD)


class Token(NamedTuple):
    """A word as it stands, and the half-open range of characters it covers."""

    text: str
    start: int
    end: int


def tokenize(text: str) -> list[Token]:
    """All tokens in order of their start; a code comes before its own parts.

    >>> [token.text for token in tokenize("#Jobbskap: Place-Train i 2021-38")]
    ['Jobbskap', 'Place', 'Train', 'i', '2021-38', '2021', '38']
    """
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        found.append(Token(match.group(), start, end))
        if "-" in match.group():
            found.extend(
                Token(part.group(), part.start(), part.end()) for part in _WORD.finditer(text, start, end)
            )
    return found
