"""Putting together what two authors made of one answer: three-way, word by word, neither loses text. No Django.

The base is what the later author began from, `theirs` what has been saved since, `mine` what that author now has.
What only one changed is taken from that one; where both changed the same place, both texts are kept, theirs
first. A word that either added is in the result, and so is every word of the base that neither took away
(the idea is diff3: Khanna, Kunal and Pierce 2007, "A formal investigation of diff3").
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, NamedTuple

_WORD = re.compile(r"(\S+)(\s*)")
# Texts of more words than this stand apart when both are kept.
APART = 8
# Pairs of equal words in two texts beyond which they are not compared: minutes for a text made to be slow.
MOST_PAIRS = 300_000


@dataclass(frozen=True)
class Merged:
    """`value` put together; `merged`: it differs from `mine`; `kept_both`: two texts for one place stand there."""

    value: Any
    merged: bool
    kept_both: bool


class Word(NamedTuple):
    """A word and the blanks after it."""

    text: str
    space: str


class _Edit(NamedTuple):
    """base[start:end] became `words`."""

    start: int
    end: int
    words: tuple[Word, ...]


def merge_texts(base: str, theirs: str, mine: str, *, same_author: bool = False) -> Merged:
    """Merge two texts made from `base`.

    `same_author`: theirs was saved by the author of mine and its acknowledgement may have been lost, so that
    text which mine merely goes on with is not kept twice.
    """
    if theirs in (base, mine) or mine == base:
        value = mine if theirs in (base, mine) else theirs
        return Merged(value, value != mine, False)
    rows, both = _merge(_words(base), _words(theirs), _words(mine), _goes_on if same_author else _contained)
    value = _joined(rows)
    return Merged(value, value != mine, both)


def merge_lists(base: Sequence[Any], theirs: Sequence[Any], mine: Sequence[Any]) -> Merged:
    """Merge two lists (rows of a table, ticked choices): out goes what one of them took out, in what one put in.

    Items are equal when their JSON is. A row that both changed is there twice.
    """
    items = {_canonical(item): item for item in (*theirs, *mine)}
    old, one, two = ({_canonical(item) for item in row} for row in (base, theirs, mine))
    value = [item for key, item in items.items() if key not in old or (key in one and key in two)]
    both = bool((one - old) and (two - old) and (old - one) & (old - two))
    return Merged(value, value != list(mine), both)


def _canonical(item: Any) -> str:
    return json.dumps(item, sort_keys=True, ensure_ascii=False)


def _words(text: str) -> list[Word]:
    return [Word(*match.groups()) for match in _WORD.finditer(text)]


Contained = Callable[[Sequence[Word], Sequence[Word]], bool]


def _merge(
    base: list[Word], theirs: list[Word], mine: list[Word], contained: Contained
) -> tuple[list[Word], bool]:
    """The merged words and whether two texts were kept for one place."""
    spaces: dict[int, str] = {}
    left, right = _edits(base, theirs, spaces), _edits(base, mine, spaces)
    result: list[Word] = []
    both, place = False, 0
    while left or right:
        start, end, ours, others = _next_region(left, right)
        result += _kept(base, place, start, spaces)
        one = _applied(base, start, end, ours, spaces)
        two = _applied(base, start, end, others, spaces)
        words, twice = _settled(one, two, bool(ours), bool(others), contained)
        result += words
        both, place = both or twice, end
    return result + _kept(base, place, len(base), spaces), both


def _edits(base: list[Word], other: list[Word], spaces: dict[int, str]) -> list[_Edit]:
    """What changed from base to other, in order. Blanks that changed after a word that stayed go to `spaces`."""
    one, two = [word.text for word in base], [word.text for word in other]
    head = _common(base, other)
    tail = _common(base[head:][::-1], other[head:][::-1])
    edits: list[_Edit] = []
    rows = _opcodes(one[head : len(one) - tail], two[head : len(two) - tail])
    equal = [(i, i) for i in range(head)]
    for tag, i1, i2, j1, j2 in rows:
        if tag == "equal":
            equal += zip(range(head + i1, head + i2), range(head + j1, head + j2), strict=True)
        else:
            edits.append(_Edit(head + i1, head + i2, tuple(other[head + j1 : head + j2])))
    equal += [(len(one) - n, len(two) - n) for n in range(tail, 0, -1)]
    for i, j in equal:
        if other[j].space and other[j].space != base[i].space:
            spaces[i] = max(other[j].space, spaces.get(i, ""), key=lambda space: space.count("\n"))
    return edits


def _opcodes(one: list[str], two: list[str]) -> list[tuple[str, int, int, int, int]]:
    """How `one` becomes `two`. Texts that repeat a word so often that comparing would take long are one change."""
    often = Counter(one)
    if sum(often[word] for word in two) > MOST_PAIRS:
        return [("replace", 0, len(one), 0, len(two))]
    return list(SequenceMatcher(None, one, two, autojunk=False).get_opcodes())


def _next_region(left: list[_Edit], right: list[_Edit]) -> tuple[int, int, list[_Edit], list[_Edit]]:
    """Take the next edits off both lists: those that touch each other go together. → (start, end, left, right)."""
    first = min((edits[0] for edits in (left, right) if edits), key=lambda edit: (edit.start, edit.end))
    start, end = first.start, first.end
    taken: tuple[list[_Edit], list[_Edit]] = ([], [])
    grew = True
    while grew:
        grew = False
        for edits, own in ((left, taken[0]), (right, taken[1])):
            while (
                edits
                and edits[0].start <= end
                and (edits[0].start < end or _same_place(edits[0], start, end))
            ):
                own.append(edits.pop(0))
                end, grew = max(end, own[-1].end), True
    return start, end, *taken


def _same_place(edit: _Edit, start: int, end: int) -> bool:
    """An edit that only touches the end of the region belongs to it when one of them merely inserts there."""
    return edit.start == end and (edit.start == edit.end or start == end)


def _applied(
    base: list[Word], start: int, end: int, edits: list[_Edit], spaces: dict[int, str]
) -> list[Word]:
    """base[start:end] with the edits of one author."""
    words, place = [], start
    for edit in edits:
        words += _kept(base, place, edit.start, spaces) + list(edit.words)
        place = edit.end
    return words + _kept(base, place, end, spaces)


def _kept(base: list[Word], start: int, end: int, spaces: dict[int, str]) -> list[Word]:
    return [Word(base[i].text, spaces.get(i, base[i].space)) for i in range(start, end)]


def _settled(
    theirs: list[Word], mine: list[Word], they_did: bool, i_did: bool, contained: Contained
) -> tuple[list[Word], bool]:
    """The words of one region: of the one who changed it, or of both where both did."""
    if not they_did or not i_did:
        return (theirs if they_did else mine), False
    if contained(theirs, mine):
        return mine, False
    if contained(mine, theirs):
        return theirs, False
    head = _common(theirs, mine)
    tail = _common(theirs[head:][::-1], mine[head:][::-1])
    first, second = theirs[head : len(theirs) - tail], mine[head : len(mine) - tail]
    end = mine[len(mine) - tail :]
    return mine[:head] + _beside(first, second) + end, bool(first and second)


def _common(one: Sequence[Word], two: Sequence[Word]) -> int:
    count = 0
    while count < min(len(one), len(two)) and one[count].text == two[count].text:
        count += 1
    return count


def _beside(first: list[Word], second: list[Word]) -> list[Word]:
    """Both texts, theirs first; long ones as paragraphs of their own."""
    if not first or not second:
        return first or second
    long = max(len(first), len(second)) > APART
    space = first[-1].space or " "
    if long and "\n" not in space:
        space = "\n\n"
    return [*first[:-1], Word(first[-1].text, space), *second]


def _contained(inner: Sequence[Word], outer: Sequence[Word]) -> bool:
    """Are all words of `inner`, in their order, among those of `outer`?"""
    rest = iter(word.text for word in outer)
    return all(word.text in rest for word in inner)


def _goes_on(inner: Sequence[Word], outer: Sequence[Word]) -> bool:
    """`_contained`, or does `outer` go on writing where `inner` stopped, in the middle of a word?"""
    return _contained(inner, outer) or _joined(list(outer)).startswith(_joined(list(inner)).rstrip())


def _joined(words: list[Word]) -> str:
    parts = [word.text + (word.space or " ") for word in words[:-1]]
    return "".join(parts) + "".join(words[-1]) if words else ""
