"""Which characters of a text answer a query, and the passages that show it best."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .analyse import Analyser, Query, analyser

Span = tuple[int, int]
_SENTENCE = re.compile(r"(?:(?<=[.!?:])\s+|\n\s*\n\s*)(?=[^\W_])")
#: what a match of the query's own word weighs beside one of a compound part or a synonym
_OWN, _PART = 1.0, 0.6
_MOST_WINDOWS = 300


class Passage(NamedTuple):
    """A piece of a text. `start` is its place in the whole text, `spans` are places in the piece."""

    text: str
    start: int
    spans: list[Span]


class Hit(NamedTuple):
    """A run of characters that answers word number `word` of the query, with its weight."""

    start: int
    end: int
    word: int
    weight: float


@dataclass(frozen=True)
class _Wanted:
    """What to look for: single stems, and runs of stems by their first; each with query word and weight."""

    single: dict[str, tuple[int, float]]
    runs: dict[str, list[tuple[tuple[str, ...], int, float]]]


def _wanted(query: Query) -> _Wanted:
    wanted = _Wanted({}, {})
    for number, word in enumerate(query.words):
        _want(wanted, (word.stem,), number, _OWN)
        for part in word.parts:
            _want(wanted, (part,), number, _PART)
        for other in word.alternatives:
            _want(wanted, other.stems, number, other.weight * _PART)
    for number, phrase in enumerate(query.phrases, len(query.words)):
        _want(wanted, phrase.stems, number, _OWN)
    return wanted


def _want(wanted: _Wanted, stems: tuple[str, ...], number: int, weight: float) -> None:
    if len(stems) == 1:
        known = wanted.single.get(stems[0])
        if known is None or known[1] < weight:
            wanted.single[stems[0]] = (number, weight)
    elif stems:
        wanted.runs.setdefault(stems[0], []).append((stems, number, weight))


def hits(text: str, query: Query, using: Analyser | None = None) -> list[Hit]:
    """Everything in `text` that answers `query`, in order; a run of words that is one synonym is one hit."""
    analyse = using or analyser()
    wanted = _wanted(query)
    if not wanted.single and not wanted.runs:
        return []
    words = analyse.placed_terms(text)
    single, runs = wanted.single, wanted.runs
    found: list[Hit] = []
    for place, (start, end, terms) in enumerate(words):
        known = [single[term] for term in terms if term in single]
        if known:
            found.append(Hit(start, end, *max(known, key=_weight)))
        for stems, number, weight in runs.get(terms[0], ()):
            run = words[place : place + len(stems)]
            if len(run) == len(stems) and all(stem in own[2] for stem, own in zip(stems, run, strict=True)):
                found.append(Hit(start, run[-1][1], number, weight))
    return found


def _weight(wanted: tuple[int, float]) -> float:
    return wanted[1]


def _merged(found: Sequence[Hit]) -> list[Span]:
    """Ranges of `found` in order, overlapping ones joined."""
    spans: list[Span] = []
    for start, end in sorted((hit.start, hit.end) for hit in found):
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def spans(text: str, query: Query, using: Analyser | None = None) -> list[Span]:
    """Half-open ranges of `text` that a stem, part, synonym or phrase of `query` answers; disjoint."""
    return _merged(hits(text, query, using))


def passages(
    text: str, query: Query, length: int = 220, count: int = 2, using: Analyser | None = None
) -> list[Passage]:
    """At most `count` pieces of at most `length` characters that answer most words of the query, in text
    order.

    Pieces begin at a sentence where one is near, else at a word, and end at a word. A text without a hit
    gives its beginning, a blank one nothing.
    """
    found = hits(text, query, using)
    starts = _starts(text)
    chosen: list[tuple[int, int]] = []
    left = list(found)
    while left and len(chosen) < count:
        window = _best_window(text, left, starts, length, chosen)
        if window is None:
            break
        chosen.append(window)
        left = [hit for hit in left if hit.end <= window[0] or hit.start >= window[1]]
    if not chosen and text.strip():
        begin = len(text) - len(text.lstrip())
        chosen = [(begin, _word_end(text, begin, length))]
    return [_passage(text, start, end, found) for start, end in sorted(chosen)]


def _starts(text: str) -> list[int]:
    return [0, *(match.end() for match in _SENTENCE.finditer(text))]


def _best_window(
    text: str, found: list[Hit], starts: list[int], length: int, taken: list[tuple[int, int]]
) -> tuple[int, int] | None:
    """The window with most of the query in it that overlaps none of `taken`."""
    best: tuple[float, int, int] | None = None
    for place, hit in enumerate(found[:_MOST_WINDOWS]):
        for start, bonus in _candidates(text, hit, starts, length):
            end = _word_end(text, start, length)
            if end < hit.end or any(start < other_end and end > other for other, other_end in taken):
                continue
            inside = [
                other for other in found[place : place + 40] if other.start >= start and other.end <= end
            ]
            score = _score(inside) + bonus
            if best is None or score > best[0]:
                best = (score, start, end)
    return best[1:] if best else None


def _candidates(text: str, hit: Hit, starts: list[int], length: int) -> list[tuple[int, float]]:
    """Where a window that shows `hit` may begin: its sentence (preferred) or a word a little before it."""
    sentence = starts[bisect_right(starts, hit.start) - 1]
    found = [(sentence, 0.3)] if hit.end - sentence <= length else []
    back = max(sentence, hit.start - length // 4)
    if back > sentence:
        while back < hit.start and not (text[back - 1].isspace() and not text[back].isspace()):
            back += 1
    found.append((back, 0.0))
    return found


def _score(inside: list[Hit]) -> float:
    """Different words of the query count fully, repetitions little."""
    best: dict[int, float] = {}
    for hit in inside:
        best[hit.word] = max(hit.weight, best.get(hit.word, 0.0))
    return sum(best.values()) + 0.05 * min(len(inside), 10)


def _word_end(text: str, start: int, length: int) -> int:
    """The last end of a word no more than `length` after `start`."""
    end = min(len(text), start + length)
    if end < len(text) and not text[end].isspace():
        cut = end
        while cut > start and not text[cut - 1].isspace():
            cut -= 1
        end = cut if cut > start else end
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _passage(text: str, start: int, end: int, found: list[Hit]) -> Passage:
    inside = [hit for hit in found if hit.start >= start and hit.end <= end]
    return Passage(text[start:end], start, [(first - start, last - start) for first, last in _merged(inside)])
