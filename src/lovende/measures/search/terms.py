"""Terms of several words (*housing first*, *unge utenfor*) as one index term each.

The thesaurus says which there are. Looking for words side by side costs some twenty times what looking for one term
costs, and a query may have dozens of such synonyms; so a document is given one joined term where their stems stand
close together, in any order.
"""

import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from lovende.text.analyse import analyser
from lovende.text.resources import load_yaml
from lovende.text.thesaurus import stems_of

JOINT = "+"
LISTS = ("same", "en", "narrower", "related")
NAME_LENGTH = 80  # a shorter text is a name that other measures have as well, mostly, and is remembered
NAMES = 50_000
SLACK = 2  # other terms that may stand between, for each stem: parts of compounds, mostly

TIMES = {"title": 3, "words": 1, "body": 1}
# A term nobody can type: keeps phrases from running from one part into the next.
BETWEEN = " \N{PILCROW SIGN} "


class Known(NamedTuple):
    """Terms of several stems."""

    by_trigger: Mapping[str, Sequence[tuple[str, ...]]]  # under the longest stem, which is the rarest, mostly
    stems: frozenset[str]  # of all of them: most words of a text are none


@functools.cache
def known() -> Known:
    """Those of the curated thesaurus."""
    return of_groups(load_yaml("thesaurus.yaml"))


def of_groups(groups: Iterable[Mapping[str, Any]]) -> Known:
    """The terms of several stems of thesaurus `groups`."""
    every = {stems_of(term) for group in groups for name in LISTS for term in group.get(name, ())}
    return of_stems(stems for stems in sorted(every) if len(set(stems)) > 1)


def of_stems(terms: Iterable[tuple[str, ...]]) -> Known:
    """Terms of several stems, ready to be looked for."""
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for stems in terms:
        found[max(stems, key=len)].append(stems)
    return Known(
        dict(found), frozenset(stem for several in found.values() for stems in several for stem in stems)
    )


def joined(stems: Sequence[str]) -> str:
    """The index term of several stems."""
    return JOINT.join(stems)


def document_text(title: str, words: str, body: str) -> str:
    """What the index takes of a measure's texts: their terms with blanks between, the title's three times.

    `words` are names, one to a line; they come back from measure to measure and are remembered.
    """
    names = " ".join(map(_names.__getitem__, words.split("\n")))
    parts = (
        [index_terms(title)] * TIMES["title"] + [names] * TIMES["words"] + [index_terms(body)] * TIMES["body"]
    )
    return BETWEEN.join(parts)


def document_texts(several: Iterable[tuple[str, str, str]]) -> list[str]:
    """`document_text` of many (title, words, body); this module needs no Django, so any process can do it."""
    return [document_text(*texts) for texts in several]


def index_terms(text: str) -> str:
    """The terms of a text for the index: those of the analysis, and joined ones at the end; blanks between."""
    terms = analyser().index_terms(text)
    return " ".join(terms + joined_terms(terms, known()))


class _Names(dict[str, str]):
    """`index_terms` of a name, worked out once; emptied when full. A long one is no name, and not remembered."""

    def __missing__(self, name: str) -> str:
        terms = index_terms(name)
        if len(name) < NAME_LENGTH:
            if len(self) >= NAMES:
                self.clear()
            self[name] = terms
        return terms


_names = _Names()


def joined_terms(terms: list[str], known: Known) -> list[str]:
    """The joined term of each place where all stems of a term stand together.

    >>> joined_terms(["bolig", "først", "moss"], of_stems([("bolig", "først")]))
    ['bolig+først']
    """
    present = known.stems.intersection(terms)
    found = []
    for trigger in known.by_trigger.keys() & present:
        for stems in known.by_trigger[trigger]:
            if present.issuperset(stems):
                found += [joined(stems)] * _times(terms, trigger, stems)
    return found


def _times(terms: list[str], trigger: str, stems: tuple[str, ...]) -> int:
    """How often `trigger` stands close to all of `stems`."""
    reach, times, place = len(stems) + SLACK, 0, terms.index(trigger)
    for _ in range(terms.count(trigger)):
        place = terms.index(trigger, place)
        window = terms[max(0, place - reach) : place + reach + 1]
        times += all(map(window.__contains__, stems))
        place += 1
    return times
