"""How complete a report is, and why one is called near-blank: pure.

Of 203 reports 22 were left out of the selection because the form was near blank, and others because the text was too
short or general (003, lines 912-918 and 1807-1811). The bounds here are ours: the source gives none.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SHORTEST = 40  # characters below which a free text says nothing that another office can use
NEAR_BLANK = 0.34  # share of the needed texts that say something, below which a report is near blank
COPIED = 0.9  # likeness to the plan from which on an answer tells what was planned, not what happened
EMPTY_WORDS = frozenset(
    "ingen intet nei ja ok se over vedlegg som før planlagt samme ikke aktuelt na n/a - .".split()
)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Asked:
    """A question as the check needs it: is it needed, and is it free text?"""

    key: str
    is_needed: bool
    is_text: bool


@dataclass(frozen=True)
class Gap:
    """One reason: `kind` is missing, short, says-nothing or copied."""

    question: str
    kind: str


@dataclass(frozen=True)
class Completeness:
    """`answered` of `needed` questions say something; `gaps` say which do not and why."""

    needed: int
    answered: int
    gaps: tuple[Gap, ...]

    @property
    def share(self) -> float:
        """1.0 for a form that needs nothing."""
        return self.answered / self.needed if self.needed else 1.0

    @property
    def is_near_blank(self) -> bool:
        return self.share < NEAR_BLANK

    @property
    def is_whole(self) -> bool:
        return not self.gaps


def assess(asked: Sequence[Asked], answers: Mapping[str, object], plan: Mapping[str, str]) -> Completeness:
    """Hold `answers` (question → value) against what was `asked`; `plan` is what the application said, by question."""
    needed = [question for question in asked if question.is_needed]
    gaps = tuple(
        Gap(question.key, kind)
        for question in needed
        if (kind := _gap(question, answers.get(question.key), plan))
    )
    return Completeness(len(needed), len(needed) - len(gaps), gaps)


def _gap(question: Asked, value: object, plan: Mapping[str, str]) -> str:
    """Why an answer says nothing, "" when it says something."""
    if value is None or value == "" or value == []:
        return "missing"
    if not question.is_text:
        return ""
    text = str(value).strip()
    if not text:
        return "missing"
    if says_nothing(text):
        return "says-nothing"
    if len(text) < SHORTEST:
        return "short"
    return "copied" if any(is_copy(text, planned) for planned in plan.values()) else ""


def says_nothing(text: str) -> bool:
    """Only filler words, or one sign over and over.

    >>> says_nothing("Se over."), says_nothing("-"), says_nothing("Ni av tretten kom i arbeid.")
    (True, True, False)
    """
    words = _WORD.findall(text.lower())
    return not words or all(word in EMPTY_WORDS for word in words) or len(set("".join(words))) < 3


def is_copy(text: str, planned: str) -> bool:
    """Is `text` what the plan said, word for word or nearly? Short texts may be alike by chance and are not."""
    if min(len(text), len(planned)) < SHORTEST:
        return False
    ours, theirs = _WORD.findall(text.lower()), _WORD.findall(planned.lower())
    return difflib.SequenceMatcher(None, ours, theirs, autojunk=False).ratio() >= COPIED
