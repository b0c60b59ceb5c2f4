"""Plain data that goes into and comes out of the importer. Nothing here imports Django."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from lovende.catalogue.parsing.messages import flag_message

# ── in ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Line:
    """One line of the file. ``number`` counts from 1; ``style`` is what the file itself says the line is:
    ``title``, ``heading1`` … ``heading9``, ``table``, ``textbox``, ``note``, ``header`` or None."""

    number: int
    text: str
    page: int | None = None
    style: str | None = None

    @property
    def blank(self) -> bool:
        return not self.text.strip()

    @property
    def level(self) -> int | None:
        """Heading level by style: 0 for the title style, 1–9 for headings, None for other lines."""
        if self.style == "title":
            return 0
        if self.style and self.style.startswith("heading"):
            return int(self.style[7:])
        return None


@dataclass(frozen=True)
class Document:
    """A read file. ``raw`` are the lines as they stood before bullets were mended: as many as ``lines``."""

    name: str
    kind: str  # text | word | pdf
    lines: list[Line]
    raw: list[str]
    encoding: str | None = None
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Term:
    """A row of a vocabulary: a scheme or a method. ``name`` and ``aliases`` are looked for in the text."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Municipality:
    number: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    municipalities: tuple[Municipality, ...] = ()
    schemes: tuple[Term, ...] = ()
    methods: tuple[Term, ...] = ()


# ── out ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Paragraph:
    """Redacted text with its lines. ``kind``: text, bullet, label, prompt (leaked template text),
    contact, artefact (link rests of a converted PDF)."""

    text: str
    start: int
    end: int
    kind: str = "text"

    def to_json(self) -> dict[str, Any]:
        return {"text": self.text, "kind": self.kind, "locator": {"from": self.start, "to": self.end}}


@dataclass
class Answer:
    """What stands under one heading. ``heading_start``–``heading_end`` are the heading's own lines;
    ``start``–``end`` is everything up to the next heading, the heading's lines included."""

    key: str
    heading: str
    heading_start: int
    heading_end: int
    start: int
    end: int
    paragraphs: list[Paragraph] = field(default_factory=list)
    confidence: float = 1.0

    @property
    def text(self) -> str:
        """The answer itself: paragraphs joined by line breaks, template prompts and link rests left out."""
        return "\n".join(p.text for p in self.paragraphs if p.kind not in ("prompt", "artefact"))

    def to_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "heading": self.heading,
            "text": self.text,
            "confidence": self.confidence,
            "locator": {"from": self.start, "to": self.end},
            "heading_locator": {"from": self.heading_start, "to": self.heading_end},
            "paragraphs": [p.to_json() for p in self.paragraphs],
        }


@dataclass
class Part:
    """A stretch of lines that answers no question: front matter, a section's title or opening, or a heading
    that the form does not know (its text is ``key``). Shown to the reviewer, never dropped."""

    kind: str  # front | title | opening | unknown-heading | unplaced
    start: int
    end: int
    key: str = ""
    paragraphs: list[Paragraph] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "key": self.key,
            "locator": {"from": self.start, "to": self.end},
            "paragraphs": [p.to_json() for p in self.paragraphs],
        }


@dataclass
class Flag:
    """Something a person should look at. ``kind`` is a key of ``messages.FLAGS``; ``params`` never hold
    personal data."""

    kind: str
    line: int
    end: int | None = None
    params: dict[str, Any] = field(default_factory=dict)

    def message(self, language: str = "nb") -> str:
        return flag_message(self.kind, self.params, language)

    def to_json(self, language: str = "nb") -> dict[str, Any]:
        where: dict[str, Any] = {"from": self.line, "to": self.end or self.line}
        return {"kind": self.kind, "where": where, "message": self.message(language), "params": self.params}


@dataclass
class Proposal:
    """Proposed metadata. ``field``: title, municipality, scheme, method, age, date, figure, focus-area,
    contact-role. ``value`` is plain data; ``confidence`` is 0–1, a rule of thumb and not a probability."""

    field: str
    value: Any
    line: int
    confidence: float
    text: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "field": self.field,
            "value": self.value,
            "text": self.text,
            "line": self.line,
            "confidence": self.confidence,
        }


@dataclass
class Section:
    """One entry, recipe or other section. ``parts`` and ``answers`` together cover ``start``–``end``."""

    kind: str  # entry | recipe | other
    form: str
    start: int
    end: int
    title: str = ""
    municipality: str | None = None
    schemes: list[str] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)

    @property
    def found(self) -> list[str]:
        """Keys of the headings found, in the order of the text, each once."""
        return list(dict.fromkeys(answer.key for answer in self.answers))

    def answers_to(self, key: str) -> list[Answer]:
        return [answer for answer in self.answers if answer.key == key]

    def to_json(self, language: str = "nb") -> dict[str, Any]:
        return {
            "kind": self.kind,
            "form": self.form,
            "title": self.title,
            "municipality": self.municipality,
            "schemes": self.schemes,
            "headings_found": self.found,
            "headings_missing": self.missing,
            "flags": [flag.to_json(language) for flag in self.flags],
            "locator": {"from": self.start, "to": self.end},
            "answers": [answer.to_json() for answer in self.answers],
            "parts": [part.to_json() for part in self.parts],
            "proposals": [proposal.to_json() for proposal in self.proposals],
        }


@dataclass
class Catalogue:
    """The whole result. Everything but ``raw`` is redacted; ``raw`` is for the private review page alone
    and is left out of ``to_json``."""

    name: str
    kind: str
    encoding: str | None
    sections: list[Section]
    front: list[Part]
    unplaced: list[Part]
    flags: list[Flag]
    warnings: list[str]
    raw: list[str]

    def of_kind(self, kind: str) -> list[Section]:
        return [section for section in self.sections if section.kind == kind]

    @property
    def entries(self) -> list[Section]:
        return self.of_kind("entry")

    @property
    def recipes(self) -> list[Section]:
        return self.of_kind("recipe")

    @property
    def other(self) -> list[Section]:
        return self.of_kind("other")

    def places(self) -> list[tuple[int, int, str]]:
        """Every stretch of the file as (first line, last line, what it is), sorted: a partition."""
        found = [(part.start, part.end, part.kind) for part in self.front + self.unplaced]
        for section in self.sections:
            found += [(part.start, part.end, part.kind) for part in section.parts]
            found += [(answer.start, answer.end, answer.key) for answer in section.answers]
        return sorted(found)

    def paragraphs(self) -> Iterable[Paragraph]:
        for part in self.front + self.unplaced:
            yield from part.paragraphs
        for section in self.sections:
            for part in section.parts:
                yield from part.paragraphs
            for answer in section.answers:
                yield from answer.paragraphs

    def to_json(self, language: str = "nb") -> dict[str, Any]:
        """The document of ``lovende import catalogue --json``. ``sections`` is their number."""
        return {
            "sections": len(self.sections),
            "entries": [section.to_json(language) for section in self.entries],
            "recipes": [section.to_json(language) for section in self.recipes],
            "other": [section.to_json(language) for section in self.other],
            "front": [part.to_json() for part in self.front],
            "unplaced": [part.to_json() for part in self.unplaced],
            "flags": [flag.to_json(language) for flag in self.flags],
            "warnings": self.warnings,
            "file": {
                "name": self.name,
                "kind": self.kind,
                "encoding": self.encoding,
                "lines": len(self.raw),
            },
        }
