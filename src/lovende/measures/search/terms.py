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


def index_terms(text: str) -> str:
    """The terms of a text for the index: those of the analysis, and joined ones at the end; blanks between."""
    return _name_terms(text) if len(text) < NAME_LENGTH else _terms(text)


def _terms(text: str) -> str:
    terms = analyser().index_terms(text)
    return " ".join(terms + joined_terms(terms, known()))


_name_terms = functools.lru_cache(maxsize=NAMES)(_terms)


def joined_terms(terms: Sequence[str], triggers: Triggers) -> list[str]:
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


def _times(terms: Sequence[str], trigger: str, stems: tuple[str, ...]) -> int:
    """How often `trigger` stands close to all of `stems`."""
    reach = len(stems) + SLACK
    places = (place for place, term in enumerate(terms) if term == trigger)
    windows = (terms[max(0, place - reach) : place + reach + 1] for place in places)
    return sum(all(stem in window for stem in stems) for window in windows)
