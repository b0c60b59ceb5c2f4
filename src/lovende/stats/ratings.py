"""Reading files of ratings in long form: item, rater, rating, one rating a row (*vurderinger i langt format*).

CSV with comma, semicolon or tab, in UTF-8, UTF-16 with a byte-order mark, or Windows-1252; Excel; JSON and YAML as
a list of rows. Column names in English or Norwegian, in any case of letters.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lovende.stats.agreement_coding import Rating, Value
from lovende.stats.sheets import SheetError, cell_text, sheet_rows

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 200_000

COLUMNS = {
    "item": "item unit subject case object measure application document "
    "tiltak sak søknad prosjekt enhet objekt dokument",
    "rater": "rater coder judge observer assessor reviewer annotator officer researcher "
    "vurderer vurderar forsker forskar bedømmer dommer koder observatør saksbehandler saksbehandlar",
    "rating": "rating score value label category judgement judgment assessment decision answer "
    "vurdering svar skår verdi kategori karakter poeng beslutning avgjørelse",
}
_KEYS = {word: key for key, words in COLUMNS.items() for word in words.split()}
_SUFFIX = re.compile(r"(?:id|nr|no|number|nummer|name|navn|namn)$")
_MISSING = {"", "na", "n/a", "#n/a", "nan", "null", "none", "."}
_NUMBER = re.compile(r"[-−+]?(?:[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+|[0-9]+)(?:[.,][0-9]+)?")


class RatingsError(ValueError):
    """A file that cannot be read as ratings: what is wrong, where, how to mend it. English."""


@dataclass(frozen=True)
class RatingFile:
    """Ratings of a file, missing ones with value None, and what was seen on the way."""

    ratings: tuple[Rating, ...]
    unknown_columns: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Table:
    """`rows` are (place as told to people, cells); the cells are in the order of `heading`."""

    heading: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def read_ratings(path: Path) -> RatingFile:
    """The ratings of a file. Raises RatingsError naming file and row."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise RatingsError(f"{path}: is larger than {MOST_BYTES // 1024**2} MB: give a smaller file")
        content = path.read_bytes()
    except OSError as wrong:
        raise RatingsError(f"{path}: {wrong.strerror or wrong}: check the name and your access") from None
    return ratings_in(content, str(path))


def ratings_in(content: bytes, name: str) -> RatingFile:
    """The ratings of a file's content; the ending of `name` says what kind it is. Raises RatingsError."""
    try:
        return _ratings(_table(content, Path(name).suffix.lower()))
    except RatingsError as wrong:
        raise RatingsError(f"{name}: {wrong}") from None


def _table(content: bytes, ending: str) -> _Table:
    if content[:4] == b"PK\x03\x04" or ending in (".xlsx", ".xlsm"):
        return _excel(content)
    if ending == ".xls" or content[:4] == b"\xd0\xcf\x11\xe0":
        raise RatingsError("is an old Excel file: save it as .xlsx or CSV")
    text = _text(content)
    if ending in (".json", ".yaml", ".yml"):
        return _records(_parsed(text, ending == ".json"))
    return _csv(text)


def _text(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    if b"\0" in content:
        raise RatingsError("is not a text file: give CSV, Excel, JSON or YAML")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("windows-1252", errors="replace")


def _csv(text: str) -> _Table:
    first = next((line for line in text.splitlines() if line.strip()), "")
    # the separator under which most columns are known, so that a comma within a heading misleads nobody
    separator = max(",;\t", key=lambda one: (sum(map(bool, map(_key, first.split(one)))), first.count(one)))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        lines = [(f"line {reader.line_num}", tuple(cells)) for cells in reader if any(map(str.strip, cells))]
    except csv.Error as wrong:
        raise RatingsError(f"line {reader.line_num}: not CSV ({wrong}): mend it there") from None
    return _headed(lines)


def _excel(content: bytes) -> _Table:
    try:
        rows = sheet_rows(content)
    except SheetError as wrong:
        raise RatingsError(str(wrong)) from None
    return _headed([(f"row {number}", cells) for number, cells in rows])


def _headed(lines: Sequence[tuple[str, tuple[str, ...]]]) -> _Table:
    if not lines:
        raise RatingsError("is empty: give a heading with item, rater and rating, and one rating a row")
    heading = tuple(cell.strip() for cell in lines[0][1])
    while heading and not heading[-1]:
        heading = heading[:-1]
    for place, cells in lines[1:]:
        if any(cell.strip() for cell in cells[len(heading) :]):
            raise RatingsError(
                f"{place}: more cells than the {len(heading)} of the heading: put a value with the separator in it "
                "(a decimal comma, say) in quotes"
            )
    return _Table(heading, tuple(lines[1:]))


def _parsed(text: str, is_json: bool) -> Any:
    import yaml

    try:
        if is_json:
            return json.loads(text)
        return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  # a BaseLoader makes nothing but text
    except json.JSONDecodeError as wrong:
        raise RatingsError(f"line {wrong.lineno}: not JSON ({wrong.msg}): mend it there") from None
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark is not None else ""
        raise RatingsError(
            f"{where}not YAML ({getattr(wrong, 'problem', None) or 'damaged'}): mend it there"
        ) from None
    except RecursionError:
        raise RatingsError("is nested too deep: give a list of rows") from None


def _records(document: Any) -> _Table:
    if isinstance(document, dict) and len(document) == 1:
        document = next(iter(document.values()))
    if not isinstance(document, list) or not all(isinstance(row, dict) for row in document):
        raise RatingsError("is no list of rows: write each rating as {item: …, rater: …, rating: …}")
    heading = tuple(dict.fromkeys(str(key) for row in document for key in row))
    rows = []
    for number, row in enumerate(document, start=1):
        nested = next((key for key, value in row.items() if isinstance(value, list | dict)), None)
        if nested is not None:
            raise RatingsError(
                f"entry {number}: {nested!r} holds more than one value: give one rating an entry"
            )
        rows.append((f"entry {number}", tuple(cell_text(row.get(key)) for key in heading)))
    return _Table(heading, tuple(rows))


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _key(heading: str) -> str | None:
    bare = re.sub(r"[\W_]+", "", heading.casefold())
    return _KEYS.get(bare) or _KEYS.get(_SUFFIX.sub("", bare))


def _places(heading: tuple[str, ...]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, name in enumerate(heading):
        key = _key(name)
        if key in found:
            raise RatingsError(f"two columns say {key}: {heading[found[key]]!r} and {name!r}: rename one")
        if key:
            found[key] = place
    missing = [key for key in COLUMNS if key not in found]
    if missing:
        columns = ", ".join(map(repr, heading)) or "none"
        raise RatingsError(
            f"no column for {' and '.join(missing)} (columns: {columns}): name them item, rater, rating"
        )
    return found


def _ratings(table: _Table) -> RatingFile:
    places = _places(table.heading)
    if len(table.rows) > MOST_ROWS:
        raise RatingsError(f"has more than {MOST_ROWS} rows: give fewer")
    spelling = _Spelling()
    read: dict[tuple[str, str], tuple[str, str | None]] = {}
    for where, cells in table.rows:
        padded = (*cells, *[""] * (len(table.heading) - len(cells)))
        item, rater, said = (padded[places[key]].strip() for key in COLUMNS)
        if not item or not rater:
            raise RatingsError(f"{where}: has no {'rater' if item else 'item'}: give it, or take the row out")
        both = (spelling.of("item", item), spelling.of("rater", rater))
        if both in read:
            raise RatingsError(f"{where}: {rater!r} has rated {item!r} before ({read[both][0]}): keep one")
        read[both] = (where, None if _folded(said) in _MISSING else said)
    if all(said is None for _, said in read.values()):
        raise RatingsError("holds no ratings: give one rating a row under the heading")
    values = _values([said for _, said in read.values()], spelling)
    ratings = tuple(Rating(item, rater, value) for (item, rater), value in zip(read, values, strict=True))
    known = set(places.values())
    unknown = tuple(name for place, name in enumerate(table.heading) if place not in known and name)
    return RatingFile(ratings, unknown, _notes(ratings, spelling))


class _Spelling:
    """Names that differ in case of letters or blanks only are one; the first spelling stands."""

    def __init__(self) -> None:
        self._first: dict[tuple[str, str], str] = {}
        self.joined: dict[str, str] = {}

    def of(self, kind: str, name: str) -> str:
        first = self._first.setdefault((kind, _folded(name)), name)
        if first != name:
            self.joined[name] = first
        return first


def _values(said: list[str | None], spelling: _Spelling) -> list[Value | None]:
    """Numbers when all are numbers (Norwegian decimal commas and thousand spaces too), else text."""
    if all(one is None or _NUMBER.fullmatch(one) for one in said):
        return [None if one is None else _number(one) for one in said]
    return [None if one is None else spelling.of("rating", one) for one in said]


def _number(printed: str) -> int | float:
    plain = re.sub(r"[ \u00a0\u202f]", "", printed).replace("−", "-").replace(",", ".")
    value = float(plain)
    return int(value) if value.is_integer() else value


def _notes(ratings: tuple[Rating, ...], spelling: _Spelling) -> tuple[str, ...]:
    missing = sum(rating.value is None for rating in ratings)
    notes = [f"missing ratings: {missing}"] if missing else []
    if spelling.joined:
        some = ", ".join(f"{name!r} as {first!r}" for name, first in list(spelling.joined.items())[:3])
        notes.append(f"spellings read as one: {len(spelling.joined)} ({some})")
    return tuple(notes)
