"""Correcting a mistyped query word against the words that the register holds."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

LONGEST = 40
MOST = 4  # suggestions returned
_SHORTEST = 4
_TWO_EDITS_FROM = 8  # letters


class Speller:
    """Finds known words within one or two edits (insertion, deletion, substitution, transposition).

    `lexicon` maps folded words, or stems, to how often they occur. Words are kept by first letter and
    length; the first letter is taken as right, or as the second one (letter missing, doubled or
    transposed at the start). Only when that finds nothing is a wrong first letter considered, with one
    edit.
    """

    def __init__(self, lexicon: Mapping[str, int]) -> None:
        self.lexicon = lexicon
        self._buckets: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
        self._by_end: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
        for word in lexicon:
            if _SHORTEST - 1 <= len(word) <= LONGEST and word.isalpha():
                self._buckets[word[0], len(word)].append(word)
                self._by_end[word[-3:], len(word)].append(word)
        self._most = math.log(2 + max(lexicon.values(), default=0))

    def correct(self, folded: str) -> list[tuple[str, float]]:
        """Likely words for `folded`, weight in (0, 1), best first; [] when it is known, short or no word."""
        if folded in self.lexicon or not _SHORTEST <= len(folded) <= LONGEST or not folded.isalpha():
            return []
        found = self._found(folded, 1)
        if not found and len(folded) >= _TWO_EDITS_FROM:
            found = self._found(folded, 2)
        ranked = sorted(((word, self._weight(folded, word, distance)) for word, distance in found.items()),
                        key=lambda pair: (-pair[1], pair[0]))  # fmt: skip
        return ranked[:MOST]

    def _found(self, folded: str, edits: int) -> dict[str, int]:
        """Known words within `edits` of `folded`, with their distance."""
        found: dict[str, int] = {}
        for bucket in self._near(folded, edits):
            for word, distance, _ in extract(
                folded, bucket, scorer=OSA.distance, score_cutoff=edits, limit=None
            ):
                found[word] = int(distance)
        if not found and edits == 1:
            same_end = self._by_end.get((folded[-3:], len(folded)), ())
            found = {word: 1 for word in same_end if word[1:] == folded[1:]}
        return found

    def _near(self, folded: str, edits: int) -> Iterator[list[str]]:
        for letter in dict.fromkeys(folded[:2]):
            for length in range(len(folded) - edits, len(folded) + edits + 1):
                bucket = self._buckets.get((letter, length))
                if bucket:
                    yield bucket

    def _weight(self, folded: str, word: str, distance: int) -> float:
        """Edits count most, slips and doubled consonants less; frequency decides between equals."""
        cost = float(distance)
        if distance == 1 and (_undoubled(folded) == _undoubled(word) or sorted(folded) == sorted(word)):
            cost = 0.6
        frequency = math.log(1 + self.lexicon[word]) / self._most
        return round(0.95 - 0.28 * cost + 0.2 * (frequency - 1) * min(cost, 1.0), 4)


def _undoubled(word: str) -> str:
    return "".join(letter for letter, after in zip(word, [*word[1:], ""], strict=True) if letter != after)
