"""Words of a text with their places.

A word is a run of letters and digits of any script, with the combining marks and soft hyphens that PDF
extraction leaves inside it. A hyphen separates (``Place-Train-Maintain`` is three words, ``språk- og
arbeidstrening`` gives ``språk``), except that a code of digits such as a project number (``2021-38``,
source 001) is also one token.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
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


def places(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, word) of every token in order of its start, a code before its own parts."""
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        word = match.group()
        yield start, end, word
        if "-" in word:
            for part in _WORD.finditer(text, start, end):
                yield part.start(), part.end(), part.group()


def tokenize(text: str) -> list[Token]:
    """All tokens in order of their start; a code comes before its own parts.

    >>> [token.text for token in tokenize("#Jobbskap: Place-Train i 2021-38")]
    ['Jobbskap', 'Place', 'Train', 'i', '2021-38', '2021', '38']
    """
    return [Token(word, start, end) for start, end, word in places(text)]
