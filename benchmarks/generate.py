"""Registers of any size for timing: generated measures that read like the reference portfolio. Seeded.

Sentences are the portfolio's own with a part of their words exchanged, so that word frequencies fall off as they
do in text (Zipf 1949): some words stand in most measures, tens of thousands in few. A generated measure is
shorter than the portfolio's longest and about as long as its budget rows and short descriptions.
"""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from django.db import connection

from lovende.measures.documents import AGE_BANDS
from lovende.measures.models import SearchDocument
from lovende.people.models import County, Municipality, Organisation
from lovende.records.models import Term
from lovende.schemes.models import Scheme
from lovende.text.compounds import constituents

SEED = 20240601
SENTENCES = 60_000
EXCHANGED = 0.3  # share of a sentence's longer words that are exchanged
COMPOUNDS = 40_000
SOURCES = 60
YEARS = range(2008, 2026)
CHUNK = 4000
MEASURE = "(id, lines, as_of, public_id, title, aliases, summary, language, state, status_label, status_as_of, started,"
MEASURE += " ended, grant_years, contact_role, facts_hash, added_hashes, created_at, updated_at, kind_id)"
DOCUMENT = "(measure_id, public_id, revision, is_listed, title, words, body, facets, sort_year)"
_LONG = re.compile(r"\b[a-zæøå]{5,}")


@dataclass
class Ranked:
    """Things of which the first are drawn much more often than the last (weight 1 / (rank + flat))."""

    things: list
    flat: float = 5.0

    def __post_init__(self) -> None:
        self.weights = list(accumulate(1 / (rank + self.flat) for rank in range(1, len(self.things) + 1)))

    def draw(self, chance: random.Random, count: int = 1) -> list:
        return chance.choices(self.things, cum_weights=self.weights, k=count)


class Generator:
    """Draws measures from what the loaded reference portfolio holds."""

    def __init__(self, seed: int = SEED) -> None:
        self.chance = random.Random(seed)
        rows = list(SearchDocument.objects.filter(is_listed=True).values_list("title", "body"))
        self.words = Ranked(self._vocabulary([body for _, body in rows]), 20.0)
        said = [line for _, body in rows for line in re.split(r"(?<=[.!?])\s+|\n", body) if len(line) > 20]
        self.sentences = [self._vary(self.chance.choice(said)) for _ in range(SENTENCES)]
        self.titles = [title for title, _ in rows]
        self.counties = dict(County.objects.filter(valid_to=None).values_list("pk", "number"))
        places = Municipality.objects.filter(valid_to=None).order_by("number")
        self.places = Ranked(self._shuffled(places.values_list("number", "name", "county_id")), 10.0)
        self.owners = Ranked(
            self._shuffled(Organisation.objects.order_by("pk").values_list("name", "kind__key"))
        )
        self.schemes = Ranked(self._shuffled(Scheme.objects.order_by("key").values_list("key", "name")))
        self.terms = {name: self._terms(name) for name in ("target-group", "category", "method", "phase")}
        self.sources = Ranked([f"kilde-{number:02}" for number in range(SOURCES)])
        self.ages = Ranked(list(AGE_BANDS))

    def _shuffled(self, things) -> list:
        things = list(things)
        self.chance.shuffle(things)
        return things

    def _terms(self, vocabulary: str) -> Ranked:
        rows = Term.objects.filter(vocabulary=vocabulary).order_by("key").values_list("key", "names")
        return Ranked(self._shuffled((key, names.get("nb", key)) for key, names in rows))

    def _vocabulary(self, bodies: list[str]) -> list[str]:
        """The portfolio's words, the most frequent first, then compounds of the field's constituents."""
        counts: dict[str, int] = {}
        for word in _LONG.findall(" ".join(bodies).lower()):
            counts[word] = counts.get(word, 0) + 1
        known = sorted(counts, key=lambda word: (-counts[word], word))
        simple = sorted(constituents().lemmas)
        pairs = {self.chance.choice(simple) + self.chance.choice(simple) for _ in range(COMPOUNDS)}
        return list(dict.fromkeys(known + sorted(pairs, key=lambda word: hash_of(word))))

    def _vary(self, sentence: str) -> str:
        def other(match: re.Match) -> str:
            return self.words.draw(self.chance)[0] if self.chance.random() < EXCHANGED else match.group()

        return _LONG.sub(other, sentence)

    def measure(self, number: int) -> tuple[str, str, str, dict[str, list[str]], int]:
        """Title, names, text, facets and year of grant of measure `number`."""
        chance = self.chance
        place, place_name, county = self.places.draw(chance)[0]
        owner, kind = self.owners.draw(chance)[0]
        scheme, scheme_name = self.schemes.draw(chance)[0]
        drawn = {name: terms.draw(chance, chance.randint(1, 3)) for name, terms in self.terms.items()}
        years = sorted({chance.choice(YEARS) for _ in range(chance.randint(1, 3))})
        title = f"{' '.join(self.words.draw(chance, chance.randint(1, 3))).capitalize()} i {place_name}"
        if chance.random() < 0.2:
            title = chance.choice(self.titles)
        names = [owner, place_name, scheme_name, *(name for terms in drawn.values() for _, name in terms)]
        body = " ".join(chance.choices(self.sentences, k=min(24, 2 + int(chance.expovariate(0.4)))))
        facets = {
            "scheme": [scheme],
            "year": [str(year) for year in years],
            "county": [self.counties[county]],
            "municipality": [place],
            "organisation_kind": [kind],
            "target_group": unique(drawn["target-group"]),
            "age": sorted(set(self.ages.draw(chance, 2))),
            "category": unique(drawn["category"]),
            "method": unique(drawn["method"]),
            "phase": unique(drawn["phase"])[:1],
            "source": self.sources.draw(chance),
        }
        return title, "\n".join(names), body, facets, years[-1]


def hash_of(word: str) -> int:
    """A fixed shuffle of words, the same in every run (Knuth's multiplicative hash of a sum of letters)."""
    value = 0
    for letter in word:
        value = (value * 31 + ord(letter)) & 0xFFFFFFFF
    return (value * 2654435761) & 0xFFFFFFFF


def unique(terms: list[tuple[str, str]]) -> list[str]:
    return sorted({key for key, _ in terms})


def fill(count: int, generator: Generator | None = None) -> int:
    """Replace every measure of this database by `count` generated ones; → characters of text written."""
    generator = generator or Generator()
    kind = Term.objects.filter(vocabulary="measure-kind").order_by("pk").values_list("pk", flat=True)[0]
    written = 0
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE measures_measure CASCADE")
        for first in range(1, count + 1, CHUNK):
            numbers = range(first, min(first + CHUNK, count + 1))
            rows = [(number, *generator.measure(number)) for number in numbers]
            written += sum(len(row[1]) + len(row[2]) + len(row[3]) for row in rows)
            _copy(cursor, "measures_measure", MEASURE, (_measure(row, kind) for row in rows))
            _copy(cursor, "measures_searchdocument", DOCUMENT, map(_document, rows))
        cursor.execute("SELECT setval('measures_search_revision', %s)", [count])
        cursor.execute("SELECT setval(pg_get_serial_sequence('measures_measure', 'id'), %s)", [count])
        cursor.execute("UPDATE measures_searchepoch SET epoch = gen_random_uuid()")
        cursor.execute("ANALYZE measures_measure")
        cursor.execute("ANALYZE measures_searchdocument")
    return written


def _copy(cursor, table: str, columns: str, rows: Iterator[tuple]) -> None:
    with cursor.copy(f"COPY {table} {columns} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _measure(row: tuple, kind: int) -> tuple:
    number, title, *_ = row
    blank = ("nb", "published", "", "", "", "", "{}", "", "", "{}", "2024-06-01", "2024-06-01", kind)
    return (number, "", "", public_id(number), title[:250], "{}", "", *blank)


def _document(row: tuple) -> tuple:
    number, title, names, body, facets, year = row
    return (number, public_id(number), number, True, title, names, body, json.dumps(facets), year)


def public_id(number: int) -> str:
    return f"generert-{number:07}"
