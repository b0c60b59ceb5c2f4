"""From a laid-out stretch of lines to a ``Section``: answers with located paragraphs, what is missing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lovende.catalogue.parsing.forms import Form
from lovende.catalogue.parsing.headings import NUMBER, Hit, is_bullet, plain
from lovende.catalogue.parsing.personal import has_contact, redact
from lovende.catalogue.parsing.prompts import prompt_lines
from lovende.catalogue.parsing.result import Answer, Line, Paragraph, Part, Section
from lovende.catalogue.parsing.spans import Layout, Span

CONTACT_KEYS = frozenset({"kontakt"})
_NUMBERED = re.compile(r"^\s*\d{1,2}\s?[.)-]\s?\S")
_LABELLED = re.compile(r"^[A-ZÆØÅ][^.:?!]{2,50}:")
_ENDS = (".", ":", "!", "?", ";", "»", ")")


@dataclass
class Builder:
    """Makes sections of one document. ``known`` are words of person names, to be masked."""

    lines: dict[int, Line]
    forms: dict[str, Form]
    layout: Layout
    known: frozenset[str]

    def between(self, start: int, end: int) -> list[Line]:
        return [self.lines[number] for number in range(start, end + 1)]

    def part(self, kind: str, start: int, end: int, key: str = "") -> Part:
        """A stretch that answers nothing, with its paragraphs."""
        return Part(kind, start, end, key, self.paragraphs(self.between(start, end), contact=False))

    def section(self, span: Span) -> Section:
        """Answers and parts of a span; together they cover its lines once each."""
        form = self.forms[span.form]
        section = Section("recipe" if span.form == "recipe" else "entry", span.form, span.start, span.end)
        first = span.hits[0].start
        if first > span.start:
            section.parts.append(self.part("title", span.start, first - 1))
        for hit, following in zip(span.hits, [*(h.start for h in span.hits[1:]), span.end + 1], strict=True):
            section.answers += self._answers(hit, following - 1, section)
        section.missing = [h.key for h in form.headings if h.key not in section.found]
        return section

    def _answers(self, hit: Hit, end: int, section: Section) -> list[Answer]:
        """The answer under a heading, up to one that the form does not know, which is a part of its own."""
        strange = self._unknown_headings(hit, end)
        stop = strange[0] - 1 if strange else end
        body_start = hit.start if hit.inline else hit.end + 1
        body = self._without_heading(hit, self.between(body_start, stop)) if body_start <= stop else []
        contact = hit.key in CONTACT_KEYS
        answer = Answer(hit.key, hit.text, hit.start, hit.end, hit.start, stop, confidence=hit.score)
        answer.paragraphs = self.paragraphs(body, contact)
        for number, following in zip(strange, [*strange[1:], end + 1], strict=False):
            key = redact(self.lines[number].text.strip(), False, self.known)[0]
            section.parts.append(self.part("unknown-heading", number, following - 1, key))
        return [answer]

    @staticmethod
    def _without_heading(hit: Hit, body: list[Line]) -> list[Line]:
        """An inline heading's line without the label before its colon."""
        first = body[0]
        head, colon, rest = first.text.partition(":")
        if hit.inline and colon and plain(head) == plain(hit.text):
            return [Line(first.number, rest.strip(), first.page, first.style), *body[1:]]
        return body

    def _unknown_headings(self, hit: Hit, end: int) -> list[int]:
        """Lines that the file's style, or the numbering of the form's own headings, makes headings too."""
        level, found = self.layout.level, []
        number = _leading_number(self.lines[hit.start].text)
        for line in self.between(hit.end + 1, end):
            if level is not None and line.level is not None and line.level <= level:
                found.append(line.number)
            elif level is None and number is not None and self._is_next(line, number):
                found.append(line.number)
                number += 1
            elif level is None and self.layout.tight and self._looks_like_one(line):
                found.append(line.number)
        return found

    def _looks_like_one(self, line: Line) -> bool:
        """Where the form's headings stand after a blank and tight above their text, a short line that does
        too."""
        text = line.text.strip()
        above, below = self.lines.get(line.number - 1), self.lines.get(line.number + 1)
        alone = (above is None or above.blank) and below is not None and not below.blank
        short = 3 < len(text) <= 50 and text[0].isupper() and text[-1].isalnum() and not has_contact(text)
        return alone and short and not is_bullet(text) and not is_bullet(below.text if below else "")

    def _is_next(self, line: Line, number: int) -> bool:
        text = line.text.strip()
        above = self.lines.get(line.number - 1)
        apart = above is None or above.blank
        return (
            _leading_number(text) == number + 1
            and len(text) <= 60
            and apart
            and not text.endswith((".", ",", ";"))
        )

    # ── paragraphs ────────────────────────────────────────────────────────────────────────────────

    def paragraphs(self, lines: Sequence[Line], contact: bool) -> list[Paragraph]:
        """Lines joined to paragraphs, redacted, each with its kind and its first and last line."""
        prompts = prompt_lines(lines)
        groups: list[list[Line]] = []
        full = [line for line in lines if not line.blank]
        for line in full:
            if groups and not self._breaks(groups[-1][-1], line, prompts, contact):
                groups[-1].append(line)
            else:
                groups.append([line])
        return [self._paragraph(group, prompts, contact) for group in groups]

    def _breaks(self, before: Line, line: Line, prompts: set[int], contact: bool) -> bool:
        """Does a new paragraph begin? Converted files put a blank after every line: one says little."""
        text, last = line.text.strip(), before.text.rstrip()
        if contact or is_bullet(line.text) or _NUMBERED.match(text) or line.style != before.style:
            return True
        if (line.number in prompts) != (before.number in prompts) or line.level is not None:
            return True
        if has_contact(text) or has_contact(last) or line.page != before.page or line.style == "table":
            return True
        gap = line.number - before.number - 1
        if gap == 0 and last.endswith(_ENDS) and _LABELLED.match(text):
            return True
        if gap >= 2 or (gap == 0 and last.endswith(":")):
            return True
        return gap == 1 and (last.endswith(_ENDS) or (text[:1].isupper() and len(last) < 40))

    def _paragraph(self, group: Sequence[Line], prompts: set[int], contact: bool) -> Paragraph:
        text = _join([line.text.strip() for line in group])
        text = re.sub(r"^o(?=\s)", "◦", text)
        contact = contact and group[0].number not in prompts
        clean, found = redact(text, contact, self.known)
        kind = "bullet" if is_bullet(group[0].text) or _NUMBERED.match(group[0].text) else "text"
        if group[0].number in prompts:
            kind = "prompt"
        elif text.lower().startswith("mailto:"):
            kind = "artefact"
        elif contact or any(one.kind in ("email", "telephone") for one in found):
            kind = "contact"
        elif text.endswith(":") and len(text) <= 80:
            kind = "label"
        return Paragraph(clean, group[0].number, group[-1].number, kind)


def _leading_number(text: str) -> int | None:
    match = NUMBER.match(text)
    digits = re.match(r"\s*\(?(\d{1,2})[.)]?\s", text) if match else None
    return int(digits.group(1)) if digits else None


def _join(texts: Sequence[str]) -> str:
    """Lines as running text; a word broken at the line's end is whole again, «NAV-» keeps its hyphen."""
    pieces = [texts[0]]
    for before, text in zip(texts, texts[1:], strict=False):
        word = re.sub(r"^\W+", "", before.rsplit(None, 1)[-1] if before.strip() else "")
        broken = word.endswith("-") and text[:1].islower() and not text.startswith(("og ", "eller "))
        if broken and word[0].islower() and len(word) > 3:
            pieces[-1] = pieces[-1][:-1]
        pieces.append(text if broken else f" {text}")
    return "".join(pieces)
