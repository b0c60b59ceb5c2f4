"""Signs of layout that catalogues share: heading levels, recurring banners, gaps, short lines above a heading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from lovende.catalogue.parsing.headings import Hit, is_bullet, plain
from lovende.catalogue.parsing.personal import has_contact
from lovende.catalogue.parsing.result import Line

_NEW_PAGE = 5  # blank lines that part two pages of a converted file


def usual_level(by_number: dict[int, Line], hits: Sequence[Hit]) -> int | None:
    levels = Counter(level for hit in hits if (level := by_number[hit.start].level) is not None)
    return levels.most_common(1)[0][0] if levels and sum(levels.values()) * 2 > len(hits) else None


def tight(by_number: dict[int, Line], hits: Sequence[Hit]) -> bool:
    """Do three headings in four stand after a blank line and directly above their text?"""
    alone = [hit for hit in hits if not hit.inline]
    tight = 0
    for hit in alone:
        above, below = by_number.get(hit.start - 1), by_number.get(hit.end + 1)
        tight += above is not None and above.blank and below is not None and not below.blank
    return len(alone) >= 5 and 4 * tight >= 3 * len(alone)


def banners(full: Sequence[Line], at_hit: set[int]) -> frozenset[str]:
    """Short lines that stand three times or more and are neither headings, bullets nor link rests."""
    counts = Counter(
        plain(line.text)
        for line in full
        if line.number not in at_hit
        and len(line.text) < 160
        and not is_bullet(line.text)
        and not has_contact(line.text)
    )
    return frozenset(text for text, count in counts.items() if count >= 3 and len(text) >= 8)


def short_lines_above(between: Sequence[Line], heading: int) -> int | None:
    """The first of at most four short lines that stand just above a heading, apart from what is before."""
    block: list[Line] = []
    below = heading
    for line in reversed(between):
        if below - line.number > 3 or len(block) > 4:
            break
        block.append(line)
        below = line.number
    short = all(len(line.text) <= 90 and not line.text.rstrip().endswith((".", ",", ";")) for line in block)
    apart = len(block) == len(between) or (block and between[-len(block) - 1].number < block[-1].number - 1)
    quiet = not any(is_bullet(line.text) or has_contact(line.text) for line in block)
    return block[-1].number if block and len(block) <= 4 and short and apart and quiet else None


def after_gap(between: Sequence[Line]) -> int | None:
    for line, following in zip(between, between[1:], strict=False):
        if following.number - line.number > _NEW_PAGE:
            return following.number
    return None
