"""Answers that say nearly the same: copied between entries, or filler under several headings of one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from lovende.catalogue.parsing.result import Answer, Section

_WORD = re.compile(r"[^\W_]+")
_SHINGLE = 4  # words
_SHORTEST = 14  # words of an answer that can be a copy
_SHARED = 0.6  # of the shorter answer's shingles
_COMMON = 60  # answers; a shingle in more than these tells nothing and would cost time
# A municipality is described alike in each of its entries, and contacts recur: neither is a fault.
_EXEMPT = frozenset({"kommune", "kontakt", "hvor"})


@dataclass(frozen=True)
class Copy:
    """Two answers that share most of the shorter one's text; the earlier first."""

    section: Section
    answer: Answer
    other_section: Section
    other: Answer


def copies(sections: Sequence[Section]) -> list[Copy]:
    """Pairs of near-duplicate answers in the document, within an entry or between two."""
    answers = [
        (section, answer) for section in sections for answer in section.answers if answer.key not in _EXEMPT
    ]
    shingles = [_shingles(answer.text) for _, answer in answers]
    index: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, found in enumerate(shingles):
        for shingle in found:
            index[shingle].append(place)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for places in index.values():
        if 1 < len(places) <= _COMMON:
            for position, first in enumerate(places):
                for second in places[position + 1 :]:
                    shared[first, second] += 1
    pairs = [
        pair
        for pair, count in shared.items()
        if count >= _SHARED * min(len(shingles[pair[0]]), len(shingles[pair[1]]))
    ]
    return [Copy(*answers[first], *answers[second]) for first, second in sorted(pairs)]


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(re.sub(r"(\w)-\s?(?=\w)", r"\1", text).casefold())
    if len(words) < _SHORTEST:
        return set()
    return {tuple(words[start : start + _SHINGLE]) for start in range(len(words) - _SHINGLE + 1)}


def filler(answers: Iterable[Answer]) -> list[tuple[Answer, Answer]]:
    """Pairs of short answers under different headings of one entry that are the same sentence."""
    short = [one for one in answers if 15 <= len(one.text) <= 240 and one.key not in _EXEMPT]
    return [
        (first, second)
        for position, first in enumerate(short)
        for second in short[position + 1 :]
        if first.key != second.key and fuzz.ratio(first.text.casefold(), second.text.casefold()) >= 95
    ]
