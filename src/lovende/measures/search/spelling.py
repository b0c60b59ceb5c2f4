"""Correcting what people type against the words the register holds now."""

import time

from lovende.measures.search.index import Index, current_index
from lovende.measures.search.schema import TEXT
from lovende.measures.search.terms import BETWEEN
from lovende.text.spelling import Speller

LONGEST_AGE = 60.0
MOST_WORDS = 100_000
RARE = 2

_kept: dict[int, tuple[object, float, Speller]] = {}


def current_speller(index: Index | None = None) -> Speller:
    """The speller of the index's words; made anew when the register has changed, at most once a minute."""
    index = index or current_index()
    searcher = index.searcher()
    kept = _kept.get(id(index))
    if kept is not None and (kept[0] == index.mark or time.monotonic() - kept[1] < LONGEST_AGE):
        return kept[2]
    counts = dict(searcher.terms_with_prefix(TEXT, "", limit=MOST_WORDS))
    counts.pop(BETWEEN.strip(), None)
    if searcher.num_docs > 1000:
        counts = {term: count for term, count in counts.items() if count >= RARE}
    speller = Speller(counts)
    _kept[id(index)] = (index.mark, time.monotonic(), speller)
    return speller
