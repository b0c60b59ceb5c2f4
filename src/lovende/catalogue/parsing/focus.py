"""The prioritised focus areas of an entry: a list after a label, or a run of words after it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lovende.catalogue.parsing.headings import BULLET
from lovende.catalogue.parsing.result import Paragraph

_LABEL = re.compile(
    r"^(?:topp\s+(?:tre|3)\s+)?(?:våre\s+)?(?:prioriterte?\s+)?(?:fokus|satsings|innsats)område(?:ne|r|t|ane)?\b"
    r"(?P<more>[^:.,]{0,40}?)(?:\s+er\b\s*:?|\s*:|$)\s*",
    re.IGNORECASE,
)
_ITEM_NUMBER = re.compile(r"^\s*\d{1,2}\s?[.)-]\s?")


@dataclass(frozen=True)
class FocusAreas:
    """Items as (text, line), and the label's line. ``listed`` is false for a run of words, which is read less
    surely."""

    line: int
    items: list[tuple[str, int]]
    listed: bool


def focus_areas(paragraphs: Sequence[Paragraph]) -> FocusAreas | None:
    """The first labelled focus areas with content; None where none are stated."""
    usable = [one for one in paragraphs if one.kind not in ("prompt", "artefact")]
    for index, paragraph in enumerate(usable):
        body = BULLET.sub("", paragraph.text).strip()
        match = _LABEL.match(body)
        if not match:
            continue
        rest = body[match.end() :].strip()
        if rest:
            return FocusAreas(
                paragraph.start, [(item, paragraph.start) for item in split_run(rest)], listed=False
            )
        items = _listed(usable[index + 1 :])
        if items:
            return FocusAreas(paragraph.start, items, listed=True)
    return None


def _listed(following: Sequence[Paragraph]) -> list[tuple[str, int]]:
    """The bullets directly after the label, as long as they have the first one's mark."""
    items: list[tuple[str, int]] = []
    mark = None
    for paragraph in following:
        own = _mark(paragraph.text)
        if own is None or (mark is not None and own != mark):
            break
        mark = own
        text = _ITEM_NUMBER.sub("", BULLET.sub("", paragraph.text)).strip()
        if text:
            items.append((text, paragraph.start))
    return items


def _mark(text: str) -> str | None:
    if _ITEM_NUMBER.match(text):
        return "1"
    return text.strip()[0] if BULLET.match(text) else None


def split_run(text: str) -> list[str]:
    """«a, b (c) d og e» → its items. Commas part them outside brackets; a closed bracket before a small
    letter stands for a forgotten comma; the first «og» of the last piece parts two more."""
    text = re.sub(r"\(([^()]*)\)", lambda match: match.group().replace(",", "\x00"), text.strip().rstrip("."))
    pieces = [
        piece.strip() for piece in re.split(r",|(?<=\))\s+(?=[a-zæøå])", text.split(". ")[0]) if piece.strip()
    ]
    if pieces:
        head, joint, tail = pieces[-1].partition(" og ")
        if joint and len(pieces) > 1:
            pieces[-1:] = [head.strip(), tail.strip()]
    return [piece.replace("\x00", ",") for piece in pieces if piece]
