"""What we know of the bank without asking it: the curated tables, and which municipalities a figure is for."""

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

import yaml
from django.db.models import Q

from lovende.people.models import Municipality
from lovende.people.queries import family
from lovende.records.words import in_language
from lovende.text.analyse import analyser

TABLES = Path(__file__).parent / "data" / "tables.yaml"
TABLE_ID = re.compile(r"[0-9]{5}")
# The list of municipalities begins here; what bore a number then is taken to have borne it before.
FIRST_DAY = date(2013, 1, 1)


@dataclass(frozen=True)
class Table:
    """A table as it is asked: which variable is region, contents and period, and what is fixed."""

    id: str
    names: dict[str, str]
    about: dict[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    region: str = "Region"
    contents: str = "ContentsCode"
    period: str = "Tid"
    fixed: dict[str, str] = field(default_factory=dict)
    country: str = ""
    checked: str = ""

    @property
    def name(self) -> str:
        return in_language(self.names)

    @property
    def description(self) -> str:
        return in_language(self.about)


@cache
def curated() -> tuple[Table, ...]:
    """The tables applicants use most, in the order they are offered."""
    rows = yaml.safe_load(TABLES.read_text(encoding="utf-8"))
    return tuple(Table(**{**row, "words": tuple(row.get("words") or ())}) for row in rows)


def table_of(number: str) -> Table | None:
    return next((table for table in curated() if table.id == number), None)


def tables_for(words: str) -> list[Table]:
    """The curated tables that `words` point to, best first; all of them when the words point nowhere.

    >>> [table.id for table in tables_for("hvor mange barn lever i fattigdom?")][:1]
    ['08764']
    """
    wanted, known = _stems(words), _known()
    scored = [(len(wanted & known[table.id]), table) for table in curated()]
    found = sorted((row for row in scored if row[0]), key=lambda row: -row[0])
    return [table for _, table in found] or [table for _, table in scored]


def _stems(words: str) -> frozenset[str]:
    return frozenset(analyser().index_terms(words))


@cache
def _known() -> dict[str, frozenset[str]]:
    return {
        table.id: _stems(" ".join([*table.words, *table.names.values(), table.id])) for table in curated()
    }


def first_day(period: str) -> date | None:
    """The first day of a period as SSB writes it: 2016, 2016M11, 2016K2, 2016U07, 2014-2016; None for another.

    >>> first_day("2016K2")
    datetime.date(2016, 4, 1)
    """
    match = re.fullmatch(r"((?:18|19|20)\d\d)(?:([MKU])(\d\d?)|-\d{4})?", period)
    if match is None:
        return None
    year, kind, part = int(match[1]), match[2], int(match[3] or 1)
    try:
        if kind == "U":
            return date.fromisocalendar(year, part, 1)
        return date(year, {"M": part, "K": part * 3 - 2}.get(kind or "", 1), 1)
    except ValueError:
        return None


def regions_then(place: Municipality, period: str) -> list[Municipality]:
    """The municipalities that held `place`'s territory when `period` began; `place` itself or its namesake first.

    Moss of today in 2016: 0104 Moss and 0136 Rygge. Empty for a period that cannot be read. Three queries.
    """
    day = first_day(period)
    if day is None:
        return []
    day = max(day, FIRST_DAY)
    rows = family(place).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)
    return sorted(rows, key=lambda row: (row.pk != place.pk, row.name != place.name, row.number))
