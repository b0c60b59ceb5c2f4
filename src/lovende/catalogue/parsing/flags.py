"""What a person should look at, entry by entry and across entries."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from lovende.catalogue.parsing.duplicates import copies, filler
from lovende.catalogue.parsing.figures import number
from lovende.catalogue.parsing.focus import focus_areas
from lovende.catalogue.parsing.forms import Form
from lovende.catalogue.parsing.headings import BULLET, is_bullet
from lovende.catalogue.parsing.personal import redact
from lovende.catalogue.parsing.prompts import is_placeholder
from lovende.catalogue.parsing.result import Answer, Flag, Line, Paragraph, Section

FOCUS_LIMIT = 3
_TOO_EARLY = re.compile(r"\bfor (?:tidlig|tidleg)\b|\btoo early\b", re.IGNORECASE)
_AMOUNT = r"(?P<number>\d{1,3}(?:[ .]\d{3})+(?!\d)|\d{4,7})"
_ABOUT = r"(?:ca\.?|om lag|omtrent|rundt|omkring)?\s*"
_POPULATION = (
    re.compile(rf"{_AMOUNT}\s+(?:innbygg\w+|inhabitants)", re.IGNORECASE),
    re.compile(
        rf"(?:innbygg\w+|(?<!innvandrere )befolkning\w*|folketal\w*)\s*(?:på|er|var|:)?\s*{_ABOUT}{_AMOUNT}",
        re.IGNORECASE,
    ),
    re.compile(rf"^\W*[A-ZÆØÅ]\w+(?: kommune)? har {_ABOUT}{_AMOUNT}\s*[.,;]?$"),
)
_TOTAL = re.compile(r"^(?P<total>\d{1,5})\s+[^\d=:]{2,60}[=:]$|^(?P<plain>\d{1,5})\s+[^\d=:]{2,60}$")
_OF_WHICH = re.compile(r"^(?:hvorav|derav|av desse|av disse)\s*:?$", re.IGNORECASE)
_PART = re.compile(r"^(?P<count>\d{1,5})\s+[^\d%]")


def heading_flags(section: Section, form: Form) -> list[Flag]:
    """Missing, repeated and unknown headings, and headings with nothing under them."""
    flags = [_about("missing-heading", section.start, form, key) for key in section.missing]
    seen: set[str] = set()
    counts = Counter(answer.key for answer in section.answers)
    for answer in section.answers:
        if answer.key in seen:
            flags.append(_about("repeated-heading", answer.start, form, answer.key))
        elif not answer.text.strip() and counts[answer.key] == 1:
            flags.append(_about("empty-answer", answer.start, form, answer.key))
        seen.add(answer.key)
    flags += [Flag("unknown-heading", part.start) for part in section.parts if part.kind == "unknown-heading"]
    return flags


def _about(kind: str, line: int, form: Form, key: str) -> Flag:
    return Flag(kind, line, params={"key": key, "label": form.heading(key).label})


def text_flags(section: Section) -> list[Flag]:
    """Template prompts, filler and «too early» in the answers of one section."""
    flags: list[Flag] = []
    for answer in section.answers:
        for paragraph in answer.paragraphs:
            if paragraph.kind == "prompt":
                flags.append(Flag("leaked-prompt", paragraph.start, paragraph.end, {"key": answer.key}))
            elif is_placeholder(paragraph.text):
                flags.append(Flag("copied-placeholder", paragraph.start, paragraph.end, {"key": answer.key}))
            elif _TOO_EARLY.search(paragraph.text):
                flags.append(Flag("too-early", paragraph.start, paragraph.end, {"key": answer.key}))
    for first, second in filler(section.answers):
        for answer, other in ((first, second), (second, first)):
            body = _body(answer)
            params = {"key": answer.key, "same_as": other.key, "other": _body(other).start}
            flags.append(Flag("copied-placeholder", body.start, body.end, params))
    return flags


def _body(answer: Answer) -> Paragraph:
    return next(one for one in answer.paragraphs if one.kind not in ("prompt", "artefact"))


def focus_flags(section: Section) -> list[Flag]:
    """More focus areas than three, or none, in the description of an entry. Without a description:
    nothing."""
    answers = section.answers_to("beskrivelse")
    if section.kind != "entry" or not answers:
        return []
    areas = focus_areas([paragraph for answer in answers for paragraph in answer.paragraphs])
    if areas is None:
        return [Flag("focus-areas-missing", answers[0].start)]
    if len(areas.items) > FOCUS_LIMIT:
        params = {"count": len(areas.items), "limit": FOCUS_LIMIT, "listed": areas.listed}
        return [Flag("too-many-focus-areas", areas.line, areas.items[-1][1], params)]
    return []


def personal_flags(lines: Iterable[Line], contact: frozenset[int], known: frozenset[str]) -> list[Flag]:
    """One flag a line with personal data: which kinds, never the value. Malformed ones have a flag each."""
    flags: list[Flag] = []
    for line in lines:
        if line.blank:
            continue
        found = redact(line.text, line.number in contact, known)[1]
        if found:
            flags.append(
                Flag("personal-contact", line.number, params={"kinds": sorted({one.kind for one in found})})
            )
        for one in found:
            if one.problem:
                params = {"digits": one.digits} if one.problem == "malformed-telephone" else {}
                flags.append(Flag(one.problem, line.number, params=params))
    return flags


def sum_flags(section: Section) -> list[Flag]:
    """A total whose own bullets («16 deltakere =», «o 3 …», «o 5 …») add up to something else."""
    flags: list[Flag] = []
    for answer in section.answers:
        paragraphs = [one for one in answer.paragraphs if one.kind not in ("prompt", "artefact")]
        for index, paragraph in enumerate(paragraphs):
            total = _TOTAL.match(BULLET.sub("", paragraph.text).strip())
            if total:
                flags += _sum_flag(total, paragraph, paragraphs[index + 1 :])
    return flags


def _sum_flag(total: re.Match[str], at: Paragraph, following: Sequence[Paragraph]) -> list[Flag]:
    if total.group("plain"):
        if not following or not _OF_WHICH.match(BULLET.sub("", following[0].text).strip()):
            return []
        following = following[1:]
    parts = _counts(following)
    stated = int(total.group("total") or total.group("plain"))
    if len(parts) < 3 or sum(parts) == stated:
        return []
    return [Flag("sum-mismatch", at.start, params={"stated": stated, "computed": sum(parts), "parts": parts})]


def _counts(following: Sequence[Paragraph]) -> list[int]:
    """The counts that bullets of one kind begin with; short lines between are the rest of a broken bullet."""
    parts: list[int] = []
    mark = None
    for paragraph in following:
        if not is_bullet(paragraph.text):
            if len(paragraph.text) < 60 and paragraph.kind == "text":
                continue
            break
        part = _PART.match(BULLET.sub("", paragraph.text).strip())
        mark = mark or paragraph.text[0]
        if not part or paragraph.text[0] != mark:
            break
        parts.append(int(part.group("count")))
    return parts


def population(section: Section) -> tuple[int, int] | None:
    """(inhabitants, line) that the municipality's description states, None where it states none."""
    for answer in section.answers_to("kommune"):
        for paragraph in answer.paragraphs:
            text = BULLET.sub("", paragraph.text)
            for pattern in _POPULATION:
                match = pattern.search(text)
                if match and paragraph.kind != "prompt":
                    return int(number(match.group("number"))), paragraph.start
    return None


def conflict_flags(sections: Sequence[Section]) -> None:
    """Different populations for one municipality: a flag in each entry that states one."""
    stated: dict[str, list[tuple[Section, int, int]]] = defaultdict(list)
    for section in sections:
        found = population(section)
        if found and section.municipality:
            stated[section.municipality].append((section, *found))
    for municipality, facts in stated.items():
        values = list(dict.fromkeys(value for _, value, _ in facts))
        if len(values) > 1:
            lines = [line for _, _, line in facts]
            for section, value, line in facts:
                params = {
                    "municipality": municipality,
                    "value": value,
                    "values": values,
                    "lines": lines,
                    "fact": "population",
                }
                section.flags.append(Flag("conflicting-facts", line, params=params))


def copy_flags(sections: Sequence[Section]) -> None:
    """Near-duplicate answers: a flag at both places, unless already flagged as filler."""
    for copy in copies(sections):
        pairs = (
            (copy.section, copy.answer, copy.other_section, copy.other),
            (copy.other_section, copy.other, copy.section, copy.answer),
        )
        for section, answer, other_section, other in pairs:
            params = {
                "key": answer.key,
                "other": other.start,
                "other_key": other.key,
                "title": other_section.title,
            }
            section.flags.append(Flag("near-duplicate-text", answer.start, answer.end, params))
