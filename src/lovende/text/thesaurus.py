"""Synonyms of the field, typed and weighted, found by their stems.

``data/thesaurus.yaml`` is a list of groups. In a group the terms of ``same`` (bokmål and nynorsk) and
``en`` (English) mean one thing; ``narrower`` and ``related`` terms lie beside it; ``keys`` are understood
in a query but never searched for, because they are ambiguous in running text (SE is also the verb *se*).
Weights, unless a group gives its own: same 0.9, en 0.8, narrower 0.7, related 0.4, and 0.35 from a
narrower term up to its broader one.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from .normalise import fold
from .resources import load_words, load_yaml
from .stem import stem
from .tokens import tokenize

WEIGHTS = {"same": 0.9, "en": 0.8, "narrower": 0.7, "related": 0.4, "broader": 0.35}
LONGEST_KEY = 6
INSIDE_LONGER = 0.6  # share of the weight that the synonyms of a word inside a longer key keep


class Expansion(NamedTuple):
    """Another way to say words ``start … start + length`` of the query."""

    stems: tuple[str, ...]
    weight: float
    kind: str  # same | narrower | broader | related
    via: str  # the other term as it is printed in the thesaurus
    start: int = 0
    length: int = 1


class Target(NamedTuple):
    """What a key leads to, before it is placed in a query."""

    stems: tuple[str, ...]
    weight: float
    kind: str
    term: str


@functools.cache
def stop_words() -> frozenset[str]:
    """Folded stop words of bokmål and nynorsk, and a few of English."""
    return frozenset(fold(word) for word in load_words("stopwords.txt"))


def stems_of(text: str) -> tuple[str, ...]:
    """The stems of a term in order, without stop words."""
    folded = (fold(token.text) for token in tokenize(text))
    return tuple(stem(word) for word in folded if word not in stop_words())


class Thesaurus:
    """The groups as one look-up from a tuple of stems to its targets."""

    def __init__(self, groups: Iterable[Mapping[str, Any]]) -> None:
        self._targets: dict[tuple[str, ...], dict[tuple[str, ...], Target]] = {}
        self.size = 0
        for group in groups:
            self.size += 1
            self._add(group)

    def _add(self, group: Mapping[str, Any]) -> None:
        weights = {**WEIGHTS, **group.get("weights", {})}
        core = [(term, "same", weights["same"]) for term in group.get("same", ())]
        core += [(term, "same", weights["en"]) for term in group.get("en", ())]
        beside = [
            (term, kind, weights[kind]) for kind in ("narrower", "related") for term in group.get(kind, ())
        ]
        entries = [term for term, _, _ in core] + list(group.get("keys", ()))
        for entry in entries + [f"{term}s" for term in group.get("en", ())]:
            self._link(entry, core + beside)
        for term, kind, _ in beside:
            upward = "broader" if kind == "narrower" else "related"
            self._link(term, [(target, upward, weights[upward]) for target, _, _ in core])

    def _link(self, entry: str, targets: Iterable[tuple[str, str, float]]) -> None:
        key = stems_of(entry)
        if not 0 < len(key) <= LONGEST_KEY:
            raise ValueError(f"thesaurus term {entry!r} has no stem or more than {LONGEST_KEY}")
        known = self._targets.setdefault(key, {})
        for term, kind, weight in targets:
            stems = stems_of(term)
            if not stems or set(key) <= set(stems):  # found by the key itself
                continue
            if stems not in known or known[stems].weight < weight:
                known[stems] = Target(stems, weight, kind, term)

    def expand(self, stems: Sequence[str]) -> list[Expansion]:
        """Every synonym of every run of `stems` that is a key, by place, heaviest first.

        The longest key at a place is taken; words inside it give their own synonyms as well, at a lower
        weight (*løslatelse fra fengsel* also reaches *soning*).
        """
        found: list[Expansion] = []
        start = 0
        while start < len(stems):
            length = self._longest(stems, start)
            found += self._placed(stems, start, length, 1.0)
            if length > 1:
                for inside in range(start, start + length):
                    found += self._placed(stems, inside, 1, INSIDE_LONGER)
            start += length
        return found

    def _longest(self, stems: Sequence[str], start: int) -> int:
        for length in range(min(LONGEST_KEY, len(stems) - start), 1, -1):
            if tuple(stems[start : start + length]) in self._targets:
                return length
        return 1

    def _placed(self, stems: Sequence[str], start: int, length: int, share: float) -> list[Expansion]:
        targets = self._targets.get(tuple(stems[start : start + length]), {})
        ordered = sorted(targets.values(), key=lambda target: -target.weight)
        return [
            Expansion(t.stems, round(t.weight * share, 3), t.kind, t.term, start, length) for t in ordered
        ]


@functools.cache
def thesaurus() -> Thesaurus:
    """The curated thesaurus, read once in a process."""
    return Thesaurus(load_yaml("thesaurus.yaml"))


def expand(stems: Sequence[str]) -> list[Expansion]:
    """Synonyms of a query's `stems` (see :meth:`Thesaurus.expand`)."""
    return thesaurus().expand(stems)
