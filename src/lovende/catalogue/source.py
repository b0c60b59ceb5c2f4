"""The source beside the proposal: a section's lines as they stand in the file, by where they were placed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lovende.catalogue.models import Section
from lovende.catalogue.reading import personal_data

# Bullets of converted files, in the private use area: no font of ours has them.
_SYMBOL = re.compile(r"[\ue000-\uf8ff]")


@dataclass
class SourceLine:
    """A line that is not blank; `spans` are (text, is personal data); `also` are blank lines above it."""

    number: int
    spans: list[tuple[str, bool]]
    kind: str = ""
    also: list[int] = field(default_factory=list)

    def html(self) -> SafeString:
        """The line as it stands on the page. Made here, since a section has hundreds of them."""
        text = "".join(
            f'<mark class="personal">{escape(part)}</mark>' if personal else str(escape(part))
            for part, personal in self.spans
        )
        if self.kind == "prompt":
            text += (
                f' <span class="prompt-note" lang="{get_language()}">{escape(_("(malens ledetekst)"))}</span>'
            )
        kind = f' data-kind="{self.kind}"' if self.kind else ""
        blank = "".join(f'<span id="l-{number}"></span>' for number in self.also)
        return SafeString(
            f'<p class="source-line"{kind} id="l-{self.number}">{blank}<span class="no">{self.number}</span>'
            f'<span class="text">{text}</span></p>'
        )


@dataclass
class SourceGroup:
    """Lines that were mapped to one place: a heading of the form (`key`), or what is `kind`."""

    kind: str
    key: str
    label: str
    lines: list[SourceLine] = field(default_factory=list)

    def html(self) -> SafeString:
        return SafeString("\n".join(line.html() for line in self.lines))


def source_groups(section: Section, labels: Mapping[str, str]) -> list[SourceGroup]:
    """The section's lines as they stand in the file, grouped by where they were placed, personal data marked."""
    parsed, raw, known = section.parsed, section.batch.raw_lines, section.batch.known_names
    contact = _contact_lines(parsed)
    kinds = _line_kinds(parsed)
    groups = []
    for kind, key, first, last in _places(parsed):
        group = SourceGroup(kind, key, labels.get(key, "") if kind == "answer" else part_label(kind))
        blank: list[int] = []
        for number in range(first, last + 1):
            text = raw[number - 1] if number <= len(raw) else ""
            if not text.strip():
                blank.append(number)
                continue
            spans = _spans(_SYMBOL.sub("•", text), number in contact, known)
            group.lines.append(SourceLine(number, spans, kinds.get(number, ""), blank))
            blank = []
        groups.append(group)
    return [group for group in groups if group.lines]


def _places(parsed: Mapping[str, Any]) -> list[tuple[str, str, int, int]]:
    rows = [("answer", row["key"], row["locator"]) for row in parsed.get("answers", ())]
    rows += [(row["kind"], "", row["locator"]) for row in parsed.get("parts", ())]
    return sorted(((kind, key, at["from"], at["to"]) for kind, key, at in rows), key=lambda row: row[2])


def part_label(kind: str) -> str:
    """What a stretch that answers no question is called."""
    return {
        "title": _("Tittel"),
        "opening": _("Innledning"),
        "unknown-heading": _("Ukjent overskrift"),
        "front": _("Før første innslag"),
        "unplaced": _("Ikke plassert"),
    }.get(kind, _("Ikke plassert"))


def _contact_lines(parsed: Mapping[str, Any]) -> set[int]:
    found: set[int] = set()
    for answer in parsed.get("answers", ()):
        if answer["key"] == "kontakt":
            for row in answer["paragraphs"]:
                if row["kind"] != "prompt":
                    found.update(range(row["locator"]["from"], row["locator"]["to"] + 1))
    return found


def _line_kinds(parsed: Mapping[str, Any]) -> dict[int, str]:
    """Line → heading or prompt."""
    kinds: dict[int, str] = {}
    for answer in parsed.get("answers", ()):
        at = answer["heading_locator"]
        kinds |= {number: "heading" for number in range(at["from"], at["to"] + 1)}
        for row in answer["paragraphs"]:
            if row["kind"] == "prompt":
                at = row["locator"]
                kinds |= {number: "prompt" for number in range(at["from"], at["to"] + 1)}
    return kinds


def _spans(text: str, contact: bool, known: Iterable[str]) -> list[tuple[str, bool]]:
    spans, at = [], 0
    for one in personal_data(text, contact=contact, known=known):
        if one.start > at:
            spans.append((text[at : one.start], False))
        spans.append((text[one.start : one.end], True))
        at = one.end
    if at < len(text):
        spans.append((text[at:], False))
    return spans
