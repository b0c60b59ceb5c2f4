"""Where sections begin and end, by the signals that catalogues share, never by one catalogue's page banner.

A section begins at a *title block* (project name label, «X kommune – …», a recipe title, a Word heading above
the form's headings) that headings follow and that begins the cycle of headings anew, or, where there is no
title, where the cycle begins anew. A banner that recurs through the document joins the title block under it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from lovende.catalogue.parsing.forms import Form
from lovende.catalogue.parsing.headings import Hit, Matcher, is_bullet, plain, settled
from lovende.catalogue.parsing.personal import has_contact
from lovende.catalogue.parsing.result import Line
from lovende.catalogue.parsing.signs import after_gap, banners, short_lines_above, tight, usual_level
from lovende.catalogue.parsing.spans import Block, Layout, Span

REACH = 14  # non-blank lines from a title to its first heading
_BANNER_REACH = 4  # lines
_BLOCK_GAP = 8  # lines between two signals of one title block
_LABEL = re.compile(
    r"\b(?:prosjekt(?:et)?s?\s*(?:navn|namn|tittel)|tiltak(?:et)?s?\s*(?:navn|namn)|"
    r"(?:navn|namn) på (?:prosjekt|tiltak)(?:et)?|project (?:name|title))\s*:|"
    r"^\W*(?:prosjekt|tiltak|project)\s*(?:nr\.?\s*)?\d{0,3}\s*:",
    re.IGNORECASE,
)
_MUNICIPALITY = re.compile(
    r"^\s*(?:[A-ZÆØÅ][\w.-]*\s){1,3}[Kk]ommune\s*[-–—:]+\s*\S|^\s*kommune\s*:\s*\S|^\s*(?:prosjekt|tiltak)\s+\d{1,3}\b",
    re.IGNORECASE,
)
_RECIPE = re.compile(r"^\W*(?:oppskrift|recipe)\b", re.IGNORECASE)


class Structure:
    """Lays out one document by an entry form and a recipe form."""

    def __init__(self, lines: Sequence[Line], entry: Form, recipe: Form) -> None:
        self.lines = [line for line in lines if line.style not in ("note", "header")]
        self.by_number = {line.number: line for line in lines}
        self.full = [line for line in self.lines if not line.blank]
        self.entry_form, self.recipe_form = entry.key, recipe.key
        entry_hits, recipe_hits = Matcher(entry).hits(self.lines), Matcher(recipe).hits(self.lines)
        self.entry_all = entry_hits
        self.entry = settled(entry_hits)
        self.recipe = recipe_hits
        self.level = usual_level(self.by_number, self.entry + self.recipe)
        self.banners = banners(self.full, {hit.start for hit in self.entry + self.recipe})
        self.last = lines[-1].number if lines else 0

    def layout(self) -> Layout:
        """Sections, front matter and loose stretches; together every line once."""
        spans: list[Span] = []
        body_end = self.lines[-1].number if self.lines else 0
        blocks = self._confirmed()
        edges = [block.start for block in blocks] + [body_end + 1]
        first = edges[0]
        spans += self._zone(None, 1, first - 1)
        for block, following in zip(blocks, edges[1:], strict=True):
            spans += self._zone(block, block.start, following - 1)
        loose = self._cut_chapters(spans)
        for span in spans:
            span.hits = self._completed(span)
        if body_end < self.last:
            loose.append((body_end + 1, self.last))
        front = None
        if spans and spans[0].start > 1:
            front = (1, spans[0].start - 1)
        elif not spans and self.last:
            loose = [(1, self.last)]
        hits = [hit for span in spans for hit in span.hits]
        return Layout(spans, front, loose, self.banners, self.level, tight(self.by_number, hits))

    def _lines(self, start: int, end: int) -> Sequence[Line]:
        """The lines with text from ``start`` to ``end``."""
        low = bisect_left(self.full, start, key=lambda line: line.number)
        return self.full[low : bisect_right(self.full, end, key=lambda line: line.number)]

    # ── titles ────────────────────────────────────────────────────────────────────────────────────

    def _signals(self) -> Iterable[Block]:
        at_hit = {number for hit in self.entry + self.recipe for number in range(hit.start, hit.end + 1)}
        for line in self.full:
            styled = self._is_chapter(line)
            if line.number in at_hit or (len(line.text) > 220 and not styled):
                continue
            recipe = bool(_RECIPE.match(line.text))
            spoken = recipe or _LABEL.search(line.text) or _MUNICIPALITY.match(line.text)
            if styled or (spoken and not is_bullet(line.text) and not has_contact(line.text)):
                yield Block(line.number, recipe, styled)

    def _is_chapter(self, line: Line) -> bool:
        """A heading by style, above the level at which the form's headings stand."""
        if line.level is None:
            return False
        return line.level < self.level if self.level is not None else line.level <= 1

    def _blocks(self) -> list[Block]:
        """Signals that stand together are one block; a recurring banner just above belongs to it."""
        blocks: list[Block] = []
        ends: list[int] = []
        hits = sorted(hit.start for hit in self.entry + self.recipe)
        for signal in self._signals():
            if blocks and self._one_block(ends[-1], signal, hits):
                last = blocks[-1]
                blocks[-1] = Block(last.start, last.recipe or signal.recipe, last.styled or signal.styled)
                ends[-1] = signal.start
            else:
                blocks.append(signal)
                ends.append(signal.start)
        return [Block(self._with_banner(block.start), block.recipe, block.styled) for block in blocks]

    def _one_block(self, end: int, signal: Block, hits: Sequence[int]) -> bool:
        """Does a signal belong to the block that ends above it? One by style only directly under another
        line, and never under the document's own title."""
        if signal.start - end > _BLOCK_GAP or bisect_left(hits, signal.start) > bisect_right(hits, end):
            return False
        direct = all(self.by_number[number].blank for number in range(end + 1, signal.start))
        return not signal.styled or (direct and self.by_number[end].level != 0)

    def _with_banner(self, start: int) -> int:
        for number in range(start - 1, max(0, start - 1 - _BANNER_REACH), -1):
            line = self.by_number.get(number)
            if line and not line.blank:
                return number if plain(line.text) in self.banners else start
        return start

    def _confirmed(self) -> list[Block]:
        """Blocks that headings follow and that begin the cycle anew, change the form, or come first."""
        blocks = self._blocks()
        edges = [*(block.start for block in blocks[1:]), self.last + 1]
        kept: list[Block] = []
        for block, edge in zip(blocks, edges, strict=False):
            after = self._hits_of(block, block.start, edge - 1)
            if after and self._in_reach(block, after) and self._opens(block, after, kept):
                kept.append(block)
        return kept

    def _hits_of(self, block: Block | None, start: int, end: int) -> Sequence[Hit]:
        entry, recipe = _within(self.entry, start, end), _within(self.recipe, start, end)
        if block is not None and block.recipe and recipe:
            return recipe
        found, others = _keys(entry), _keys(recipe)
        return recipe if len(others) >= 3 and len(others) > len(found) else entry

    def _in_reach(self, block: Block, hits: Sequence[Hit]) -> bool:
        if block.styled:
            return True
        return len(self._lines(block.start + 1, hits[0].start - 1)) <= REACH

    def _opens(self, block: Block, after: Sequence[Hit], kept: Sequence[Block]) -> bool:
        start = kept[-1].start if kept else 1
        before = self._hits_of(kept[-1] if kept else None, start, block.start - 1)
        if block.styled or not before or before[0].form != after[0].form:
            return True
        return any(hit.key in _keys(before) for hit in after)

    # ── zones ─────────────────────────────────────────────────────────────────────────────────────

    def _zone(self, block: Block | None, start: int, end: int) -> list[Span]:
        """The sections between two titles: one, or more where the form changes or its headings begin anew."""
        spans: list[Span] = []
        for hits in self._runs(block, start, end):
            titled = block is not None and not spans
            if not titled and len(_keys(hits)) < 2:
                continue
            begin, certain = (start, True) if titled else self._boundary(hits[0], spans, start)
            if spans:
                spans[-1].end = begin - 1
            spans.append(Span(hits[0].form, begin, end, hits, titled=titled, certain=certain))
        return spans

    def _runs(self, block: Block | None, start: int, end: int) -> list[list[Hit]]:
        main = self._hits_of(block, start, end)
        if not main:
            return []
        own = {hit.start for hit in main}
        others = self.recipe if main[0].form == self.entry_form else self.entry
        strange = [hit for hit in _within(others, start, end) if hit.start not in own]
        if len(_keys(strange)) >= 3:
            split = strange[0].start
            later = _within(others, split, end)
            return [*_cycles([hit for hit in main if hit.start < split]), *_cycles(later)]
        return _cycles(main)

    def _boundary(self, hit: Hit, spans: Sequence[Span], zone_start: int) -> tuple[int, bool]:
        """The first line of an untitled section that ``hit`` opens, and whether that is certain."""
        previous = spans[-1].hits[-1].end if spans else zone_start - 1
        between = self._lines(previous + 1, hit.start - 1)
        styled = [line for line in between if line.level is not None]
        if styled:
            return styled[0].number, True
        page = self.by_number[hit.start].page
        if page is not None and spans and self.by_number[previous].page != page:
            return next((line.number for line in between if line.page == page), hit.start), True
        title = short_lines_above(between, hit.start)
        if title is not None:
            return title, True
        return (after_gap(between) if spans else None) or hit.start, False

    def _completed(self, span: Span) -> list[Hit]:
        """A section's headings with the weak ones («Mål» on a line of its own) for questions it lacks."""
        every = self.entry_all if span.form == self.entry_form else self.recipe
        taken, found = _keys(span.hits), list(span.hits)
        for hit in _within(every, span.hits[0].start + 1, span.end):
            alone = not hit.strong and not hit.inline and not is_bullet(self.by_number[hit.start].text)
            if alone and hit.key not in taken:
                taken.add(hit.key)
                found.append(hit)
        return sorted(found, key=lambda hit: hit.start)

    def _cut_chapters(self, spans: Sequence[Span]) -> list[tuple[int, int]]:
        """By style, a chapter without the form's headings ends the section before it: its lines are loose."""
        loose = []
        for span in spans:
            inside = self._lines(span.hits[-1].end + 1, span.end)
            chapter = next((line.number for line in inside if self._is_chapter(line)), None)
            if chapter is not None:
                loose.append((chapter, span.end))
                span.end = chapter - 1
        return loose


def _keys(hits: Iterable[Hit]) -> set[str]:
    return {hit.key for hit in hits}


def _cycles(hits: Sequence[Hit]) -> list[list[Hit]]:
    """Headings cut where they begin anew: at a repeat of the first, or of two that follow each other."""
    cycles: list[list[Hit]] = []
    current: list[Hit] = []
    seen: set[str] = set()
    for hit, follower in zip(hits, _followers(hits), strict=True):
        if current and hit.key in seen and current[-1].key != hit.key:
            if hit.key == current[0].key or (follower in seen and hit.strong):
                cycles.append(current)
                current, seen = [], set()
        current.append(hit)
        seen.add(hit.key)
    return [*cycles, current] if current else cycles


def _followers(hits: Sequence[Hit]) -> list[str | None]:
    """For each heading the next one of another question, None at the end."""
    followers: list[str | None] = []
    for index in range(len(hits) - 1, -1, -1):
        later = hits[index + 1].key if index + 1 < len(hits) else None
        followers.append(followers[-1] if later == hits[index].key and followers else later)
    return followers[::-1]


def _within(hits: Sequence[Hit], start: int, end: int) -> Sequence[Hit]:
    """The hits, which are in order, that begin on the lines ``start``–``end``."""
    low = bisect_left(hits, start, key=lambda hit: hit.start)
    return hits[low : bisect_right(hits, end, key=lambda hit: hit.start)]
