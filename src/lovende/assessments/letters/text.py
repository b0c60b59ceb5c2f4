"""What a letter says: the office's wording filled with the facts of a decision. No database here."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from lovende.printing import in_words

DATA = Path(__file__).resolve().parents[1] / "data"
LANGUAGES = ("nb", "nn")
OUTCOMES = ("award", "conditions", "reduced", "rejected")
BLANK = re.compile(r"\{(\w+)\}")
# What a wording may have filled in, and what it may ask for.
FILLED = (
    *("sender", "recipient", "reference", "title", "scheme", "call", "submitted", "previous", "amount"),
    *("applied", "regulation", "chapter_post", "status_due"),
)
MAY_FILL = {*FILLED, "year", "max_years", "final_months", "reason_code"}
MAY_ASK = {
    *("submitted", "previous", "reduced", "conditioned", "regulation", "chapter_post", "one_year"),
    *("max_years", "own_contribution", "may_appeal", "status_due"),
}


class WordingError(ValueError):
    """A wording file that cannot be used; the message says where and what to put right."""


@dataclass(frozen=True)
class Facts:
    """What a letter tells of. Amounts in kroner; None is not known and the sentence that needs it is left out."""

    outcome: str
    sender: str
    recipient: str
    reference: str
    title: str
    scheme: str
    call: str
    year: int
    decided: date
    reason: str
    recipient_place: str = ""
    submitted: date | None = None
    previous: date | None = None
    amount: Decimal | None = None
    applied: Decimal | None = None
    reason_code: str = ""
    conditions: tuple[str, ...] = ()
    regulation: str = ""
    chapter_post: str = ""
    max_years: int | None = None
    one_year: bool = True
    own_contribution: bool = False
    status_due: date | None = None
    final_months: int = 3
    may_appeal: bool = True


def compose(facts: Facts, language: str, folder: Path | None = None) -> dict[str, Any]:
    """The letter as the templates take it. `folder` may hold the office's own wording. Raises WordingError."""
    wording = read_wording(language, _file(language, folder))
    values, truths = _values(facts, wording, language), _truths(facts)
    words = wording["words"]
    sections = [wording["sections"][key] for key in wording["letters"][facts.outcome]]
    return {
        "language": language,
        "title": _fill(words["subject"], values),
        "author": facts.sender,
        "words": {"page": words["page"]},
        "sender": {"name": facts.sender, "lines": []},
        "recipient": {
            "name": facts.recipient,
            "lines": [facts.recipient_place] if facts.recipient_place else [],
        },
        "reference": _reference(facts, words, language),
        "heading": _fill(wording["headings"][facts.outcome], values),
        "sections": [_section(one, values, facts, truths) for one in sections if _holds(one, truths)],
        "closing": {
            "greeting": words["greeting"],
            "sender": facts.sender,
            "role": words["role"],
            "note": words["note"],
        },
    }


def _reference(facts: Facts, words: Mapping[str, str], language: str) -> list[list[str]]:
    rows = [
        [words["reference"], facts.reference],
        [words["date"], in_words(facts.decided, language)],
    ]
    if facts.previous:
        rows.append([words["supersedes"], in_words(facts.previous, language)])
    return rows


def _values(facts: Facts, wording: Mapping[str, Any], language: str) -> dict[str, str]:
    """What the blanks are filled with."""
    named = {name: getattr(facts, name) for name in FILLED}
    values = {name: _said(value, language) for name, value in named.items()}
    numbers = wording["words"]["numbers"]
    values["max_years"] = _number(facts.max_years, numbers)
    values["final_months"] = _number(facts.final_months, numbers)
    values["year"] = str(facts.year)
    values["reason_code"] = wording["reasons"].get(facts.reason_code, "")
    return values


def _number(value: int | None, words: Sequence[str]) -> str:
    """Small numbers are spelt out in running text."""
    if value is None:
        return ""
    return words[value - 1] if 1 <= value <= len(words) else str(value)


def _said(value: Any, language: str) -> str:
    if value is None:
        return ""
    if isinstance(value, date | Decimal):
        return in_words(value, language)
    return str(value)


def _truths(facts: Facts) -> set[str]:
    held = {name for name in MAY_ASK - {"reduced", "conditioned"} if getattr(facts, name)}
    if facts.outcome == "reduced" and facts.applied is not None:
        held.add("reduced")
    return held | {"conditioned"} if facts.conditions else held


def _holds(part: Any, truths: set[str]) -> bool:
    if not isinstance(part, Mapping):
        return True
    return part.get("when") in (None, *truths) and part.get("unless") not in truths


def _section(
    section: Mapping[str, Any], values: Mapping[str, str], facts: Facts, truths: set[str]
) -> dict[str, Any]:
    rows = [row for row in section.get("text", ()) if _holds(row, truths)]
    texts = [text for text in (_fill(_text(row), values) for row in rows) if text]
    return {
        "heading": section.get("heading", ""),
        "paragraphs": [" ".join(texts)] if section.get("as_one") and texts else texts,
        "items": list(facts.conditions) if section.get("list") == "conditions" else [],
        "quoted": [facts.reason] if section.get("quote") == "reason" and facts.reason.strip() else [],
    }


def _text(row: Any) -> str:
    return row["text"] if isinstance(row, Mapping) else row


def _fill(text: str, values: Mapping[str, str]) -> str:
    """Each blank once: what is filled in is never looked through for blanks of its own."""
    return BLANK.sub(lambda blank: values[blank[1]], text)


def _file(language: str, folder: Path | None) -> Path:
    own = folder / f"letters-{language}.yaml" if folder is not None else None
    return own if own is not None and own.is_file() else DATA / f"letters-{language}.yaml"


def read_wording(language: str, file: Path) -> dict[str, Any]:
    """The wording in `file`, checked; read again when the file has changed. Raises WordingError."""
    if language not in LANGUAGES:
        raise WordingError(f"no letters in the language {language}")
    return _read(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _read(file: Path, _changed: int) -> dict[str, Any]:
    try:
        wording = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise WordingError(f"{file.name} is not YAML in UTF-8: {error}") from error
    for complaint in _complaints(wording):
        raise WordingError(f"{file.name}: {complaint}")
    assert isinstance(wording, dict)
    return wording


def _complaints(wording: Any) -> Iterable[str]:
    if not isinstance(wording, dict):
        yield "the file must be a mapping"
        return
    shipped = yaml.safe_load((DATA / "letters-nb.yaml").read_text(encoding="utf-8"))
    for part in ("words", "headings", "letters", "sections", "reasons"):
        if not isinstance(wording.get(part), dict):
            yield f"«{part}» is missing"
            return
        for key in set(() if part == "sections" else shipped[part]) - set(wording[part]):
            yield f"«{part}.{key}» is missing"
    for outcome, keys in wording["letters"].items():
        for key in set(keys) - set(wording["sections"]):
            yield f"«letters.{outcome}» names the section «{key}», which is not among the sections"
    for key, section in wording["sections"].items():
        yield from _section_complaints(f"sections.{key}", section)
    for heading in (*wording["headings"].values(), wording["words"]["subject"]):
        yield from _unknown_blanks("headings", heading)


def _section_complaints(where: str, section: Any) -> Iterable[str]:
    if not isinstance(section, dict) or not isinstance(section.get("text", []), list):
        yield f"«{where}» must be a mapping, and its «text» a list"
        return
    for row in section.get("text", ()):
        if not isinstance(_text(row) if not isinstance(row, dict) else row.get("text"), str):
            yield f"«{where}.text» has a row without text"
            return
        yield from _unknown_blanks(where, _text(row))
    asked = [
        part.get(key)
        for part in (section, *section.get("text", ()))
        if isinstance(part, dict)
        for key in ("when", "unless")
    ]
    for name in asked:
        if name is not None and name not in MAY_ASK:
            yield f"«{where}» asks for «{name}»; it may ask for {', '.join(sorted(MAY_ASK))}"


def _unknown_blanks(where: str, text: str) -> Iterable[str]:
    for name in BLANK.findall(str(text)):
        if name not in MAY_FILL:
            yield f"«{where}» has the blank «{{{name}}}»; there are {', '.join(sorted(MAY_FILL))}"
