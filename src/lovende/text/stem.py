"""One stem for every inflected form of a Norwegian word, in bokmål and nynorsk.

The Snowball stemmer for Norwegian does the regular endings. Around it stand what it lacks for this field:
nynorsk roots and words mapped to bokmål (so that a nynorsk text is found by a bokmål word and the other
way round), irregular and syncopated nouns (``midler``/``middel``), agent nouns in all their forms
(``veileder``/``veilederne``), the neuter *t* of adjectives, and *m* doubled before an ending. The word
lists are data: ``data/forms.yaml``.
"""

from __future__ import annotations

import functools
import re
import threading
from collections.abc import Mapping, Sequence
from typing import Any

import Stemmer

from .normalise import fold
from .resources import load_yaml

#: the longest compound ending in ``endings`` of forms.yaml that is tried
_LONGEST_ENDING = 12
_SHORTEST_ENDING = 4
_SHORTEST_START = 3
_SHORTEST_INFLECTED = 5  # shorter nynorsk stems are too often bokmål words (stad, stadig)
_REMEMBERED = 65_536  # stems kept: texts repeat their words, compounds their parts
_AGENTS = re.compile(r"(?<=[a-zæøå]{3})(?:er|ar)(?:ne|nes|ane|ar|anes)$")
_GENITIVE = re.compile(r"(?<=[a-zæøå]{3})(er|en|et|ne|ane|ar)s$")
_AFTER: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<=[unrtai])elt$"), "ell"),
    (re.compile(r"(?<=[a-zæøå]{3})(al|som|bar|løs|full|siv|tiv)t$"), r"\1"),
    (re.compile(r"(?<=[a-zæøå]{4})ering$"), ""),
    (re.compile(r"(?<=[a-zæøå])mm$"), "m"),
    (re.compile(r"dd?omm?$"), "dom"),
)
# What the patterns end in: most words do not, and asking costs a tenth of trying.
_AGENT_ENDS = ("ne", "s", "ar")
_AFTER_ENDS = ("t", "ering", "m")
_local = threading.local()


def _snowball(word: str) -> str:
    """Strip regular endings until nothing more goes: ``veilederen`` → ``veileder`` → ``veiled``."""
    stemmer = getattr(_local, "stemmer", None)
    if stemmer is None:  # one for each thread: the C object keeps a buffer of its own
        stemmer = _local.stemmer = Stemmer.Stemmer("norwegian", 0)
    for _ in range(6):
        shorter: str = stemmer.stemWord(word)
        if shorter == word:
            break
        word = shorter
    return word


def _regular(word: str) -> str:
    if word.endswith(_AGENT_ENDS):
        word = _AGENTS.sub("er", _GENITIVE.sub(r"\1", word))
    for _ in range(4):
        before = word
        word = _snowball(word)
        if word.endswith(_AFTER_ENDS):
            for pattern, replacement in _AFTER:
                word = pattern.sub(replacement, word)
        if word == before:
            break
    return word


class Forms:
    """The tables of ``forms.yaml``, folded and stemmed once."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        roots = {root: fold(str(target)) for root, target in data["roots"].items()}
        self._targets = list(roots.values())
        self._roots = re.compile("|".join(f"({root})" for root in roots))
        self._any_root = re.compile("|".join(roots)).search  # many times faster where nothing is found
        self._ends = _table(data["endings"])
        agents = data["agents"].split()
        self._ends.update(
            _table({agent: _agent_forms(agent) for agent in agents + data["agent_endings"].split()})
        )
        self._whole = {**_table(data["endings"]), **_table({agent: _agent_forms(agent) for agent in agents})}
        self._irregular = _table(data["irregular"])
        self.pairs = {fold(nn): fold(nb) for nn, nb in data["nynorsk"].items()}
        self._stems: dict[str, str] = {}
        for nynorsk, bokmaal in self.pairs.items():
            regular = _regular(nynorsk)
            if len(regular) >= _SHORTEST_INFLECTED and not (
                self._whole.get(bokmaal) or self._compound(bokmaal)
            ):
                self._stems.setdefault(regular, self._stem(bokmaal))

    def stem(self, word: str) -> str:
        """The stem of a folded word of letters."""
        pair = self.pairs.get(word)
        if pair is not None:
            return self._stem(pair)
        found = self._stem(word)
        return self._stems.get(found, found)

    def _stem(self, word: str) -> str:
        """The stem without the nynorsk word list. Lemmas of `endings` and agents are stems as they stand."""
        for candidate in (word, word := self.to_bokmaal(word)):
            lemma = self._whole.get(candidate)
            if lemma is not None:
                return lemma
            irregular = self._irregular.get(candidate)
            if irregular is not None:
                return self._whole.get(irregular) or _regular(irregular)
        return self._compound(word) or _regular(word)

    def _compound(self, word: str) -> str | None:
        """`word` with the irregular noun at its end brought to the lemma; None when there is none."""
        longest = min(_LONGEST_ENDING, len(word) - _SHORTEST_START)
        for length in range(longest, _SHORTEST_ENDING - 1, -1):
            lemma = self._ends.get(word[-length:])
            if lemma is not None:
                return word[:-length] + lemma
        return None

    def to_bokmaal(self, word: str) -> str:
        """`word` with its nynorsk roots replaced, endings left as they are."""
        return self._roots.sub(self._replace, word) if self._any_root(word) else word

    def _replace(self, match: re.Match[str]) -> str:
        return self._targets[(match.lastindex or 1) - 1]


def _table(lemmas: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Every form, and the lemma itself, to the lemma."""
    table: dict[str, str] = {}
    for lemma, listed in lemmas.items():
        target = fold(lemma)
        table[target] = target
        table.update({fold(form): target for form in listed})
    return table


def _agent_forms(agent: str) -> list[str]:
    root = agent.removesuffix("er")
    endings = "er ers ere eres eren erens erne ernes ar arar aren arane arene erar erane".split()
    return [root + ending for ending in endings]


@functools.cache
def forms() -> Forms:
    """The tables, read once in a process."""
    return Forms(load_yaml("forms.yaml"))


@functools.lru_cache(maxsize=_REMEMBERED)
def stem(folded: str) -> str:
    """The stem of one folded word (see :func:`lovende.text.normalise.fold`).

    Words with a digit and words of one or two letters are their own stems.

    >>> stem("flyktningane") == stem("flyktninger") == stem("flyktning")
    True
    >>> stem("rettleiarar") == stem("veilederne")
    True
    """
    if len(folded) < 3 or not folded.isalpha():
        return folded
    return forms().stem(folded)


def to_bokmaal(folded: str) -> str:
    """A folded word with its nynorsk roots replaced by those of bokmål, endings kept.

    >>> to_bokmaal("skulefråvær")
    'skolefravær'
    """
    return forms().to_bokmaal(folded)
