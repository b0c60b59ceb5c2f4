"""From text to search terms, for documents and for queries.

A document gives, for each word that is no stop word, its stem and, for a compound, the stem of every part
as well. A query gives, word by word, what to look for and what else would do: parts of a compound,
synonyms, corrections.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from .compounds import split
from .normalise import fold
from .spelling import Speller
from .stem import stem
from .thesaurus import Thesaurus, stop_words, thesaurus
from .tokens import INSIDE, places, tokenize

#: one alternative more than so many says nothing new
MOST_ALTERNATIVES = 24
MEMO_SIZE = 200_000
# What a document is cut into before the memo looks each piece up: a word, or digits joined by hyphens.
_PIECES = re.compile(rf"\w[\w{INSIDE}]*(?:-\d+\b)*").findall
_PHRASE = re.compile(r'(-?)["“”«»]([^"“”«»]+)["“”«»]')
_EXCLUDED = re.compile(r"(?:(?<=\s)|^)-(\w[\w-]*)")


class Alternative(NamedTuple):
    """Something else to look for in place of a word: all `stems`, at `weight`, and why (``same: NEET``)."""

    stems: tuple[str, ...]
    weight: float
    why: str


class QueryWord(NamedTuple):
    """One word of a query that is looked for."""

    surface: str
    stem: str
    parts: tuple[str, ...] = ()  # stems of a compound's parts
    alternatives: tuple[Alternative, ...] = ()
    corrected_from: str | None = None


class Phrase(NamedTuple):
    """Words in quotation marks: their stems stand side by side (stop words between them do not count)."""

    surface: str
    stems: tuple[str, ...]


@dataclass(frozen=True)
class Query:
    """A query taken apart. ``excluded`` are stems that must not occur."""

    text: str
    words: tuple[QueryWord, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()

    @property
    def is_empty(self) -> bool:
        """True when nothing is left to look for (only stop words, or only exclusions)."""
        return not self.words and not self.phrases


class _Memo(dict[str, tuple[str, ...]]):
    """Index terms of a piece of text, worked out once; emptied when full so that memory is bounded."""

    def __missing__(self, piece: str) -> tuple[str, ...]:
        if len(self) >= MEMO_SIZE:
            self.clear()
        terms = self[piece] = tuple(
            term for token in tokenize(piece) for term in _word_terms(fold(token.text))
        )  # fmt: skip
        return terms


def _word_terms(folded: str) -> tuple[str, ...]:
    """The stem of a folded word and the stems of its parts; () for a stop word."""
    if not folded or folded in stop_words():
        return ()
    own = stem(folded)
    return tuple(dict.fromkeys((own, *(stem(part) for part in split(folded)))))


class Analyser:
    """Stateless but for its memo; one is enough for a process (:func:`analyser`)."""

    def __init__(self, synonyms: Thesaurus | None = None) -> None:
        self._memo = _Memo()
        self._terms = self._memo.__getitem__
        self._synonyms = synonyms

    def index_terms(self, text: str) -> list[str]:
        """Every term of a document in order, repeated as often as it occurs.

        >>> Analyser().index_terms("Språkmentorer på arbeidsplassen")
        ['språkmentor', 'språk', 'mentor', 'arbeidsplass', 'arbeid', 'plass']
        """
        return list(chain.from_iterable(map(self._terms, _PIECES(text.lower()))))

    def token_terms(self, token: str) -> tuple[str, ...]:
        """The index terms of one token of :func:`lovende.text.tokens.tokenize`."""
        return self._terms(token.lower())

    def placed_terms(self, text: str) -> list[tuple[int, int, tuple[str, ...]]]:
        """(start, end, terms) of every word of `text` that is no stop word, in order.

        >>> Analyser().placed_terms("På språkkurs")
        [(3, 12, ('språkkurs', 'språk', 'kurs'))]
        """
        terms = self._terms
        return [(start, end, found) for start, end, word in places(text) if (found := terms(word.lower()))]

    def query(self, text: str, speller: Speller | None = None) -> Query:
        """Take a query apart. With `speller`, words that it does not know are corrected and say so."""
        phrases = [(minus, phrase) for minus, phrase in _PHRASE.findall(text)]
        rest = _PHRASE.sub(" ", text)
        excluded = [*_EXCLUDED.findall(rest), *(phrase for minus, phrase in phrases if minus)]
        rest = _EXCLUDED.sub(" ", rest)
        return Query(
            text=text,
            words=self._expanded(self._words(rest, speller)),
            phrases=tuple(
                Phrase(phrase, stems) for minus, phrase in phrases if not minus and (stems := _stems(phrase))
            ),
            excluded=tuple(dict.fromkeys(stems for word in excluded if (stems := _stems(word)))),
        )

    def _words(self, text: str, speller: Speller | None) -> list[QueryWord]:
        words = []
        for token in tokenize(text):
            folded = fold(token.text)
            terms = _word_terms(folded)
            if terms:
                word = QueryWord(token.text, terms[0], terms[1:])
                words.append(_corrected(word, folded, speller) if speller else word)
        return words

    def _expanded(self, words: list[QueryWord]) -> tuple[QueryWord, ...]:
        """Synonyms for every word; those of a term of several words go to each of its words."""
        synonyms = self._synonyms or thesaurus()
        found: list[list[Alternative]] = [list(word.alternatives) for word in words]
        for other in synonyms.expand([word.stem for word in words]):
            for place in range(other.start, other.start + other.length):
                if words[place].stem not in other.stems:  # else the word itself finds it
                    found[place].append(Alternative(other.stems, other.weight, f"{other.kind}: {other.via}"))
        return tuple(word._replace(alternatives=_best(more)) for word, more in zip(words, found, strict=True))


def _best(alternatives: list[Alternative]) -> tuple[Alternative, ...]:
    """The heaviest of each, heaviest first, no more than :data:`MOST_ALTERNATIVES`."""
    kept: dict[tuple[str, ...], Alternative] = {}
    for alternative in sorted(alternatives, key=lambda a: -a.weight):
        kept.setdefault(alternative.stems, alternative)
    return tuple(kept.values())[:MOST_ALTERNATIVES]


def _stems(text: str) -> tuple[str, ...]:
    stops = stop_words()
    return tuple(stem(word) for token in tokenize(text) if (word := fold(token.text)) not in stops)


def _corrected(word: QueryWord, folded: str, speller: Speller) -> QueryWord:
    """`word` itself when the register knows it or all its parts, else its best correction and the next."""
    lexicon = speller.lexicon
    if (
        folded in lexicon
        or word.stem in lexicon
        or (word.parts and all(part in lexicon for part in word.parts))
    ):
        return word
    weights: dict[str, float] = {}
    for found, weight in (*speller.correct(folded), *speller.correct(word.stem)):
        weights[found] = max(weight, weights.get(found, 0.0))
    ranked = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))
    terms = [(found, weight, _word_terms(found)) for found, weight in ranked]
    terms = [entry for entry in terms if entry[2]]
    if not terms:
        return word
    best = terms[0][2]
    others = {entry[2][0]: entry for entry in reversed(terms[1:]) if entry[2][0] != best[0]}
    alternatives = tuple(
        Alternative((own,), weight, f"spelling: {found}") for own, (found, weight, _) in others.items()
    )
    return QueryWord(word.surface, best[0], best[1:], alternatives, corrected_from=folded)


@functools.cache
def analyser() -> Analyser:
    """The analyser of this process, with the curated thesaurus."""
    return Analyser()
