"""Terms of several words (*housing first*, *unge utenfor*) as one index term each.

The thesaurus says which there are. Looking for words side by side costs some twenty times what looking for one term
costs, and a query may have dozens of such synonyms; so a document is given one joined term where their stems stand
close together, in any order.
"""

import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

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

Triggers = Mapping[str, Sequence[tuple[str, ...]]]


@functools.cache
def known() -> Triggers:
    """Every term of several stems, under the longest of them (which is the rarest, mostly)."""
    return by_trigger(load_yaml("thesaurus.yaml"))


def by_trigger(groups: Iterable[Mapping[str, Any]]) -> Triggers:
    """The terms of several stems of thesaurus `groups`, by their longest stem."""
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    every = {stems_of(term) for group in groups for name in LISTS for term in group.get(name, ())}
    for stems in sorted(every):
        if len(set(stems)) > 1:
            found[max(stems, key=len)].append(stems)
    return dict(found)


def joined(stems: Sequence[str]) -> str:
    """The index term of several stems."""
    return JOINT.join(stems)


def document_text(title: str, words: str, body: str) -> str:
    """What the index takes of a measure's texts: their terms with blanks between, the title's three times.

    `words` are names, one to a line; they come back from measure to measure and are remembered.
    """
    names = " ".join([index_terms(line) for line in words.split("\n")])
    parts = (
        [index_terms(title)] * TIMES["title"] + [names] * TIMES["words"] + [index_terms(body)] * TIMES["body"]
    )
    return BETWEEN.join(parts)


def document_texts(several: Iterable[tuple[str, str, str]]) -> list[str]:
    """`document_text` of many (title, words, body); this module needs no Django, so any process can do it."""
    return [document_text(*texts) for texts in several]


def index_terms(text: str) -> str:
    """The terms of a text for the index: those of the analysis, and joined ones at the end; blanks between."""
    return _name_terms(text) if len(text) < NAME_LENGTH else _terms(text)


def _terms(text: str) -> str:
    terms = analyser().index_terms(text)
    return " ".join(terms + joined_terms(terms, known()))


_name_terms = functools.lru_cache(maxsize=NAMES)(_terms)


def joined_terms(terms: list[str], triggers: Triggers) -> list[str]:
    """The joined term of each place where all stems of a term stand together.

    >>> joined_terms(["bolig", "først", "moss"], {"bolig": [("bolig", "først")]})
    ['bolig+først']
    """
    present = set(terms)
    found = []
    for trigger in triggers.keys() & present:
        for stems in triggers[trigger]:
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
