"""What a title block says: project name, municipality and scheme, and whether it names two projects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from lovende.catalogue.parsing.headings import plain
from lovende.catalogue.parsing.result import Line, Municipality, Term, Vocabulary

_NAME = re.compile(
    r"(?:\bprosjekt(?:et)?s?\s*(?:navn|namn|tittel)|\btiltak(?:et)?s?\s*(?:navn|namn)|"
    r"\b(?:navn|namn) på (?:prosjekt|tiltak)(?:et)?|"
    r"^(?:prosjekt|tiltak|tittel|project(?: name| title)?)(?:\s*(?:nr\.?\s*)?\d{1,3})?)\s*:\s*",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"^(?P<key>kommune|tilskudds?ordning|tilskotsordning|ordning|finansiering|scheme|municipality)\s*:\s*",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"^(?:prosjekt|tiltak|project)\s+\d{1,3}\s*[:.–-]?\s*|^\d{1,2}(?:\.\d{1,2})*[.)]?\s+", re.IGNORECASE
)
_PLACE = re.compile(r"\b([A-ZÆØÅ][\w-]+(?:[ -][A-ZÆØÅ][\w-]+){0,2})\s+[Kk]ommune\b")
# «Arbeids- og velferdsdirektoratet» is one name, whatever the dash.
_DASH = re.compile(r"(?:\s+[-–—]+|(?<=\w)[-–—]+(?=\s)|[–—])(?!\s*(?:og|eller|and)\b)\s*")
_QUOTED = re.compile(r"«[^»]{3,}»|“[^”]{3,}”|\"[^\"]{3,}\"")
_FUNDING = re.compile(r"\b\w*(?:midler|midlar|tilskudd\w*|tilskot\w*|stønad|forsøk|grant)\b", re.IGNORECASE)
_COUNT = {"to": 2, "tre": 3, "fire": 4, "2": 2, "3": 3, "4": 4}
_SEVERAL = re.compile(
    r"\b(?:til|for|rommer|omfatt[ae]r|består av|delt på)\s+(to|tre|fire|[234])\s+(?:ulike\s+)?prosjekt",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Title:
    """``name`` of the project, the whole ``text``, its first line, and the line where the name stands."""

    name: str
    text: str
    line: int
    name_line: int
    fields: dict[str, tuple[str, int]]
    labelled: bool


def read_title(lines: Sequence[Line], banners: frozenset[str]) -> Title | None:
    """The title in the lines before a section's first heading; None where there are none."""
    full = [line for line in lines if not line.blank and plain(line.text) not in banners]
    if not full:
        return None
    fields: dict[str, tuple[str, int]] = {}
    rest: list[Line] = []
    for line in full[:8]:
        match = _FIELD.match(line.text.strip())
        if match:
            fields[match.group("key").casefold()] = (line.text.strip()[match.end() :], line.number)
        else:
            rest.append(line)
    text = " ".join(line.text.strip() for line in full[:8])
    return _title(rest or full, text, full, fields)


def _title(
    rest: Sequence[Line], text: str, full: Sequence[Line], fields: dict[str, tuple[str, int]]
) -> Title:
    for index, line in enumerate(rest):
        match = _NAME.search(line.text.strip())
        if match:
            more = takewhile(
                lambda text: not _PLACE.match(text), (one.text.strip() for one in rest[index + 1 :])
            )
            name = " ".join(part for part in (line.text.strip()[match.end() :], *more) if part)
            return Title(_tidy(name), text, full[0].number, line.number, fields, labelled=True)
    joined = " ".join(line.text.strip() for line in _speaking(rest))
    name = _NUMBERED.sub("", joined)
    parts = [part for part in _DASH.split(name) if part.strip(" :–-")]
    if _PLACE.match(name) and len(parts) > 1:
        name = _after_place(name, parts)
    return Title(_tidy(name), text, full[0].number, rest[0].number, fields, labelled=False)


def _speaking(rest: Sequence[Line]) -> Sequence[Line]:
    """The lines to take an unlabelled name from: all where they are few and short, else the first short line
    that stands apart and ends no sentence, else the first."""
    if len(rest) <= 4 and sum(len(line.text) for line in rest) <= 240:
        return rest
    edges = zip([None, *rest[:-1]], rest, [*rest[1:], None], strict=True)
    for before, line, after in edges:
        apart = (before is None or line.number - before.number > 2) and (
            after is None or after.number - line.number > 1
        )
        if apart and len(line.text) <= 80 and not line.text.rstrip().endswith((".", ":", ",", ";")):
            return [line]
    return rest[:1]


def _after_place(name: str, parts: Sequence[str]) -> str:
    """«X kommune – ordning – navn»: the quoted names where there are any, else the last part."""
    quoted = _QUOTED.findall(name)
    if quoted:
        start = name.index(quoted[0])
        return name[start:]
    return parts[-1]


def _tidy(name: str) -> str:
    name = re.sub(r"\s+", " ", name).strip(" :.–—-")
    whole = re.fullmatch(r"«([^«»]+)»", name)
    return whole.group(1) if whole else name


def project_count(title: Title | None, description: str) -> int:
    """How many projects an entry holds: quoted names in its title, or a number that the description gives."""
    quoted = len(_QUOTED.findall(title.text)) if title else 0
    said = _SEVERAL.search(description)
    return max(quoted if quoted >= 2 else 1, _COUNT[said.group(1).casefold()] if said else 1)


def find_municipality(
    texts: Iterable[tuple[str, int]], vocabulary: Vocabulary
) -> tuple[str, str | None, int] | None:
    """(name, number or None, line) from the first text that names one; the vocabulary's spelling wins."""
    for text, line in texts:
        for match in _PLACE.finditer(text):
            said = match.group(1)
            known = _known(said, vocabulary.municipalities)
            return (known.name, known.number, line) if known else (said, None, line)
    return None


def _known(said: str, municipalities: Iterable[Municipality]) -> Municipality | None:
    """The municipality of that name, or of the name's last word or words («Hilsen fra Moss» is Moss)."""
    words = said.casefold().split()
    by_name = {name.casefold(): one for one in municipalities for name in (one.name, *one.aliases)}
    return next(
        (by_name[name] for cut in range(len(words)) if (name := " ".join(words[cut:])) in by_name), None
    )


def municipality_named(said: str, vocabulary: Vocabulary) -> tuple[str, str | None]:
    """Name and number for the text of a «Kommune:» field."""
    said = re.sub(r"\s+kommune$", "", said.strip(" .,"), flags=re.IGNORECASE)
    known = _known(said, vocabulary.municipalities)
    return (known.name, known.number) if known else (said, None)


def place_in_passing(text: str, vocabulary: Vocabulary, anywhere: bool) -> Municipality | None:
    """The first municipality after «i» or «NAV»; ``anywhere`` in a title, for those of five letters or more, for
    short names are common words too (Time, Hole)."""
    by_name = {name.casefold(): one for one in vocabulary.municipalities for name in (one.name, *one.aliases)}
    for match in re.finditer(r"(?P<after>\b(?:i|I|NAV|Nav)\s+)?(?<!\w)(?P<name>[A-ZÆØÅ][\w-]+)", text):
        one = by_name.get(match.group("name").casefold())
        if one and (match.group("after") or (anywhere and len(one.name) >= 5)):
            return one
    return None


def scheme_text(title: Title) -> str:
    """The part of a title that speaks of funding, as printed; empty when none does."""
    for key in (
        "tilskuddsordning",
        "tilskuddordning",
        "tilskotsordning",
        "ordning",
        "finansiering",
        "scheme",
    ):
        if key in title.fields:
            return title.fields[key][0].strip(" .")
    before = title.text.replace(title.name, " ") if title.name else title.text
    parts = [part.strip(" :.–—-") for part in _DASH.split(_NAME.sub(" – ", before))]
    return next((part for part in parts if _FUNDING.search(part) and not _PLACE.fullmatch(part)), "")


def matching_terms(text: str, terms: Iterable[Term]) -> list[tuple[Term, str, int]]:
    """(term, alias, offset) for terms whose name or an alias stands in the text, each once.

    Abbreviations of up to five capitals are matched as written, other words whatever their case.
    """
    found: dict[str, tuple[Term, str, int]] = {}
    for term in terms:
        for alias in sorted({term.name, *term.aliases}, key=len, reverse=True):
            match = alias_pattern(alias).search(text)
            if match:
                found[term.id] = (term, match.group(), match.start())
                break
    return sorted(found.values(), key=lambda one: one[2])


@lru_cache(maxsize=20_000)
def alias_pattern(alias: str) -> re.Pattern[str]:
    """The alias as a whole word; blanks and hyphens in it are interchangeable; words may carry an ending."""
    words = [re.escape(word) for word in re.split(r"[\s–-]+", alias.strip()) if word]
    body = r",?[\s–-]+".join(words) if words else r"(?!)"
    short = alias.isupper() and len(alias) <= 5
    ending = "" if short else r"(?:ene|ane|en|et|er|ar|a|e|n|s)?"
    return re.compile(rf"(?<![\w]){body}{ending}(?![\w])", 0 if short else re.IGNORECASE)
