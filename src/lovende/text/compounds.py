"""Taking Norwegian compounds apart: ``ungdomsoppfølging`` → ``ungdom``, ``oppfølging``.

A curated list of constituents of the field (``data/constituents.txt``) and dynamic programming over the
word: every part but the last is a constituent with or without a linking *s* or *e*, the last may carry
any ending. Of several covers the cheapest wins: few parts, long parts, no linking letter where none is
needed. A word that is not covered from end to end is left whole, so that names and rare words give no
rubbish parts.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import NamedTuple

from .normalise import fold
from .resources import load_words
from .stem import stem, to_bokmaal

SHORTEST_PART = 3
SHORTEST_COMPOUND = 6
LONGEST_PART = 26
LONGEST_WORD = 60
_REMEMBERED = 50_000
_PART = 10
_SHORT = 3  # for each letter a part lacks to five
_LINK = {"": 0, "s": 1, "e": 4}
_VOWELS = frozenset("aeiouyæøå")


class _Cover(NamedTuple):
    """The cheapest way found to cover the word up to some point."""

    cost: int
    parts: tuple[str, ...]


class Constituents:
    """The word list as look-ups: forms that may stand first, stems that may stand last, words left whole."""

    def __init__(self) -> None:
        self.lemmas = {fold(word) for word in load_words("constituents.txt")}
        self.whole = {stem(fold(word)) for word in load_words("unsplit.txt")}
        self.first: dict[str, tuple[str, int]] = {}
        self.starts: set[str] = set()  # every beginning of a form that may stand first: where to stop looking
        self.last: dict[str, str] = {}
        self._endings: dict[str, str | None] = {}
        for lemma in sorted(self.lemmas, key=lambda word: (len(word), word)):
            self.last.setdefault(stem(lemma), lemma)
            for link, cost in _LINK.items():
                if link and (lemma[-1] == link or (link == "e" and lemma[-1] in _VOWELS)):
                    continue
                self._offer(lemma + link, lemma, cost)

    def _offer(self, form: str, lemma: str, cost: int) -> None:
        known = self.first.get(form)
        if known is None or cost < known[1]:
            self.first[form] = (lemma, cost)
            self.starts.update(form[:end] for end in range(SHORTEST_PART, len(form) + 1))

    def ending(self, piece: str) -> str | None:
        """`piece` when it is a constituent in any inflection, else None."""
        if piece in self._endings:
            return self._endings[piece]
        if len(self._endings) >= _REMEMBERED:
            self._endings.clear()
        lemma = piece if piece in self.lemmas else self.last.get(stem(piece))
        found = piece if lemma is not None and piece[0] == lemma[0] else None
        self._endings[piece] = found
        return found


@functools.cache
def constituents() -> Constituents:
    """The word list, read once in a process."""
    return Constituents()


def split(word: str) -> tuple[str, ...]:
    """Parts of a folded compound, without linking letters; () for a word that is no compound we know.

    The last part keeps its ending, nynorsk roots become bokmål.

    >>> split("språkmentorer"), split("ungdomsoppfølging"), split("skulefråvær"), split("sammen")
    (('språk', 'mentorer'), ('ungdom', 'oppfølging'), ('skole', 'fravær'), ())
    """
    if not SHORTEST_COMPOUND <= len(word) <= LONGEST_WORD or not word.isalpha():
        return ()
    known = constituents()
    word = to_bokmaal(word)
    whole = stem(word)
    if word in known.lemmas or whole in known.whole or known.ending(word):
        return ()
    parts = _cheapest(word, known)
    return parts if len(parts) > 1 and max(map(len, parts)) > SHORTEST_PART else ()


def _cheapest(word: str, known: Constituents) -> tuple[str, ...]:
    size = len(word)
    best: list[_Cover | None] = [None] * (size + 1)
    best[0] = _Cover(0, ())
    for start in range(size - SHORTEST_PART + 1):
        here = best[start]
        if here is None:
            continue
        for end, part, extra in _pieces(word, start, known):
            cost = here.cost + _PART + extra + _SHORT * max(0, 5 - len(part))
            there = best[end]
            if there is None or cost < there.cost:
                best[end] = _Cover(cost, (*here.parts, part))
    last = best[size]
    return last.parts if last is not None else ()


def _pieces(word: str, start: int, known: Constituents) -> Iterator[tuple[int, str, int]]:
    """(end, part, extra cost) of every part that may begin at `start`."""
    for end in range(start + SHORTEST_PART, len(word) - SHORTEST_PART + 1):
        piece = word[start:end]
        if piece not in known.starts:
            break
        found = known.first.get(piece)
        if found is None and piece[-1] == word[end]:  # grunn + nivå is written grunnivå
            found = known.first.get(piece + piece[-1])
        if found is not None:
            yield end, *found
    if start and len(word) - start <= LONGEST_PART:
        ending = known.ending(word[start:])
        if ending is not None:
            yield len(word), ending, 0
