"""From what was found to the register's cards, facets and map."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lovende.measures.documents import AGE_BANDS
from lovende.measures.models import Measure
from lovende.measures.queries.labels import FACET_HELP, FACET_LABELS, Labels, Tile, current_labels
from lovende.measures.queries.listed import Listed, listed
from lovende.measures.search.engine import Found, search
from lovende.measures.search.similar import first_words
from lovende.text.analyse import Query, QueryWord
from lovende.text.highlight import passages

SHOWN_CHOICES = 8
PASSAGE_LENGTH = 220
SUMMARY_LENGTH = 320
MOST_OTHER_WORDS = 8
STEPS = 4

Spans = list[tuple[str, bool]]


@dataclass(frozen=True)
class Card:
    """One measure in the list, with its summary or the passages that answer the query: (text, hit) pairs."""

    row: Listed
    passages: list[Spans]

    @property
    def measure(self) -> Measure:
        return self.row.measure


@dataclass(frozen=True)
class Choice:
    """One key of a facet: how many measures there are, and whether it is chosen."""

    key: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """A facet with its `shown` choices and those that stand behind «vis alle»."""

    name: str
    label: str
    help: str
    shown: list[Choice]
    more: list[Choice]

    @property
    def chosen(self) -> int:
        return sum(choice.chosen for choice in (*self.shown, *self.more))

    @property
    def size(self) -> int:
        return len(self.shown) + len(self.more)


@dataclass(frozen=True)
class MapTile:
    """A county on the map: measures found there, and how dark it is drawn (0–4)."""

    tile: Tile
    count: int
    step: int
    chosen: bool


@dataclass(frozen=True)
class Understood:
    """How the query was read: corrections (typed, looked for) and words that mean the same."""

    corrected: list[tuple[str, str]]
    others: list[str]


def cards(found: Found, *, with_passages: bool = True) -> list[Card]:
    """The cards of a page of results, in the order found. One query."""
    rows = listed([key for key, _ in found.hits])
    return [
        Card(rows[key], shown_passages(rows[key].measure, found.query) if with_passages else [])
        for key, _ in found.hits
        if key in rows
    ]


def shown_passages(measure: Measure, query: Query) -> list[Spans]:
    """Two passages that answer the query; without a query the beginning of the summary."""
    if query.is_empty:
        return [[(shortened(measure.summary, SUMMARY_LENGTH), False)]] if measure.summary else []
    body = measure.document.body or measure.summary
    return [_framed(pieces(found.text, found.spans)) for found in passages(body, query, PASSAGE_LENGTH, 2)]


def _framed(spans: Spans) -> Spans:
    """With an ellipsis where a sentence is cut."""
    if not spans:
        return spans
    before = [("… ", False)] if spans[0][0][:1].islower() else []
    after = [(" …", False)] if spans[-1][0].rstrip()[-1:] not in ".!?»" else []
    return [*before, *spans, *after]


def pieces(text: str, spans: Iterable[tuple[int, int]]) -> Spans:
    """Cut `text` at `spans`: (text, hit) pairs with white space made single, and a dot between two texts.

    >>> pieces("en to tre", [(3, 5)])
    [('en ', False), ('to', True), (' tre', False)]
    """
    found: Spans = []
    end = 0
    for start, stop in spans:
        found += [(text[end:start], False), (text[start:stop], True)]
        end = stop
    found.append((text[end:], False))
    return [(re.sub(r"\s+", " ", re.sub(r"\s*\n\s*", " · ", part)), hit) for part, hit in found if part]


def shortened(text: str, length: int) -> str:
    """At most `length` characters, ended at a word and with an ellipsis when something is left out."""
    text = " ".join(text.split())
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0].rstrip(",;:–") + " …"


def facets(found: Found, filters: Mapping[str, Sequence[str]]) -> list[Facet]:
    """Every facet that has something to choose, in the order of `FACET_LABELS`."""
    labels = current_labels()
    all_facets = (
        _facet(name, found.facets.get(name, {}), filters.get(name, ()), labels) for name in FACET_LABELS
    )
    return [facet for facet in all_facets if facet.size]


def _facet(name: str, counts: Mapping[str, int], chosen: Sequence[str], labels: Labels) -> Facet:
    keys = {**counts, **{key: counts.get(key, 0) for key in chosen}}
    choices = [Choice(key, labels.label(name, key), count, key in chosen) for key, count in keys.items()]
    if name == "year":
        choices.sort(key=lambda choice: choice.key, reverse=True)
    elif name == "age":
        bands = list(AGE_BANDS)
        choices.sort(key=lambda choice: bands.index(choice.key) if choice.key in bands else len(bands))
    else:
        choices.sort(key=lambda choice: (not choice.chosen, -choice.count, choice.label.casefold()))
    text = str(FACET_HELP.get(name, ""))
    return Facet(name, str(FACET_LABELS[name]), text, choices[:SHOWN_CHOICES], choices[SHOWN_CHOICES:])


def chosen_labels(filters: Mapping[str, Sequence[str]]) -> list[tuple[str, str, str, str]]:
    """(facet, key, facet's label, key's label) of every chosen filter, in the order of the facets."""
    labels = current_labels()
    return [
        (name, key, str(label), labels.label(name, key))
        for name, label in FACET_LABELS.items()
        for key in filters.get(name, ())
    ]


def map_tiles(found: Found, chosen: Sequence[str]) -> list[MapTile]:
    """Every county of today with its count. Darkness goes by the square root, so that Oslo leaves some for others."""
    counts = found.facets.get("county", {})
    most = max(counts.values(), default=0)
    return [
        MapTile(tile, count := counts.get(tile.number, 0), step_of(count, most), tile.number in chosen)
        for tile in current_labels().tiles
    ]


def step_of(count: int, most: int) -> int:
    """0 for none, else 1–4 by the square root of the share of the largest.

    >>> [step_of(n, 55) for n in (0, 1, 5, 23, 55)]
    [0, 1, 2, 3, 4]
    """
    return 0 if not count else max(1, round(STEPS * (count / most) ** 0.5))


def without_place(found: Found, text: str, filters: Mapping[str, Sequence[str]], **options) -> int:
    """How many of the measures found, before a county was chosen, have none known, and so stand nowhere on the map."""
    others = {name: list(keys) for name, keys in filters.items() if name != "county"}
    everywhere = [tile.number for tile in current_labels().tiles]
    if filters.get("county"):
        found = search(text, others, limit=1, **options)
    placed = search(text, {**others, "county": everywhere}, limit=1, **options)
    return found.total - placed.total if found.relaxed == placed.relaxed else 0


def understood(found: Found, shown: Sequence[Card]) -> Understood:
    """Corrections as words that stand in the results, and what else was looked for and stands there."""
    corrected = [(word.surface, _surface(word, shown)) for word in found.query.words if word.corrected_from]
    others = [
        other.why.partition(": ")[2]
        for word in found.query.words
        if not word.corrected_from
        for other in word.alternatives
    ]
    texts = [f"{card.measure.title}\n{card.measure.document.body}" for card in shown] if any(others) else []
    text = "\n".join(texts).casefold()
    met = (other for other in others if other and other.casefold() in text)
    return Understood(corrected, list(dict.fromkeys(met))[:MOST_OTHER_WORDS])


def _surface(word: QueryWord, shown: Sequence[Card]) -> str:
    """A word of the results that stands behind the stem a word was corrected to; else the stem."""
    for card in shown:
        text = f"{card.measure.title}\n{card.measure.document.words}\n{card.measure.document.body}"
        forms = first_words(text, [word.stem])
        if forms:
            return forms[word.stem]
    return word.stem
