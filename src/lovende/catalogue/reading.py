"""The one door to the parser (`parsing`): what the rest of the room knows of reading a file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.formats import number_format

from lovende.catalogue.parsing import (
    Catalogue,
    CatalogueError,
    Limits,
    Municipality,
    Term,
    Vocabulary,
    default_forms,
    parse,
    read_bytes,
    read_file,
)
from lovende.catalogue.parsing.messages import error_message, flag_message
from lovende.catalogue.parsing.personal import MASK, find, known_names, redact
from lovende.people.models import Municipality as Place
from lovende.records.queries import vocabulary as terms_of
from lovende.schemes.models import Scheme

__all__ = [
    "MASK",
    "Catalogue",
    "CatalogueError",
    "Finding",
    "error_text",
    "flag_text",
    "masked",
    "names_given_away",
    "personal_data",
    "read",
    "read_path",
]


# Parameters of flags that are line numbers: written as they stand.
LINES = ("lines", "other")
SMALLEST_GROUPED = 10_000


@dataclass(frozen=True)
class Finding:
    """Personal data in a text: `kind` email, telephone or name, and where. The text itself is private."""

    kind: str
    start: int
    end: int
    text: str


def limits() -> Limits:
    return Limits(bytes=settings.CATALOGUE_MAX_BYTES)


def read(content: bytes, name: str, year: int | None) -> Catalogue:
    """Parse an uploaded file; municipalities are those of `year`. Raises CatalogueError."""
    return parse(read_bytes(content, name, limits()), default_forms(), vocabulary(year))


def read_path(path: Path, year: int | None) -> Catalogue:
    """Parse a file on disk, refused unread when it is too large. Raises CatalogueError."""
    return parse(read_file(path, limits()), default_forms(), vocabulary(year))


def vocabulary(year: int | None) -> Vocabulary:
    """The register's words: municipalities (of `year`; without one, of all times), schemes and methods."""
    schemes = [Term(row.key, row.name, tuple(row.aliases)) for row in Scheme.objects.all()]
    methods = [Term(row.key, str(row), tuple(row.aliases)) for row in terms_of("method")]
    return Vocabulary(tuple(_places(year)), tuple(schemes), tuple(methods))


def _places(year: int | None) -> Iterable[Municipality]:
    """Each name once; of several that bore it, the last."""
    rows = Place.objects.order_by("-valid_from", "pk")
    if year:
        rows = rows.filter(valid_from__year__lte=year).exclude(valid_to__year__lte=year)
    seen: set[str] = set()
    for row in rows:
        if row.name not in seen:
            seen.add(row.name)
            yield Municipality(row.number, row.name, tuple(row.other_names))


def names_given_away(lines: Iterable[str]) -> list[str]:
    """Words of person names that the e-mail addresses of a document give away, case-folded."""
    return sorted(known_names(lines))


def personal_data(text: str, *, contact: bool = False, known: Iterable[str] = ()) -> list[Finding]:
    """Personal data in a text, line by line. In contact text whatever is no role or unit counts as a name."""
    found: list[Finding] = []
    start, names = 0, frozenset(known)
    for line in text.split("\n"):
        for one in find(line, contact, names):
            found.append(Finding(one.kind, start + one.start, start + one.end, line[one.start : one.end]))
        if contact and not any(one.start >= start for one in found) and redact(line, True, names)[1]:
            found.append(Finding("name", start, start + len(line), line.strip()))
        start += len(line) + 1
    return found


def masked(text: str, *, contact: bool = False, known: Iterable[str] = ()) -> str:
    """The text without personal data, line by line."""
    names = frozenset(known)
    return "\n".join(redact(line, contact, names)[0] for line in text.split("\n"))


def flag_text(flag: Mapping[str, Any], language: str) -> str:
    """A flag of a section as a sentence in the page's language, large numbers as that language writes them."""
    params = {
        name: _written(value) for name, value in (flag.get("params") or {}).items() if name not in LINES
    }
    lines = {name: value for name, value in (flag.get("params") or {}).items() if name in LINES}
    return flag_message(flag["kind"], {**params, **lines}, (language or "nb")[:2])


def _written(value: Any) -> Any:
    if isinstance(value, list):
        return [_written(one) for one in value]
    if isinstance(value, int) and value >= SMALLEST_GROUPED:
        return number_format(value, use_l10n=True, force_grouping=True).replace(" ", "\N{NO-BREAK SPACE}")
    return value


def error_text(error: Mapping[str, Any], language: str) -> str:
    """A kept error `{code, params}` as a sentence in the page's language."""
    return error_message(error["code"], error.get("params") or {}, (language or "nb")[:2])
