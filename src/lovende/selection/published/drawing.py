"""The flow of a selection as a picture: a box for each step, what went out beside the way to it. Pure.

Colours stand as attributes, so that the saved file has them; on a page the style sheet has the say.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, STEP_WIDTH, OUT_LEFT = 440, 196, 222
OUT_WIDTH = WIDTH - OUT_LEFT
STEP_LETTERS, OUT_LETTERS = 21, 24
NUMBER, LINE, PAD, GAP = 28, 19, 12, 16


@dataclass(frozen=True)
class Told:
    """What a box says: `number` large, `text` under it; `marked` where the printed number does not fit."""

    number: str
    text: str
    marked: bool = False


@dataclass(frozen=True)
class Box:
    """A box in the picture's own units; `lines` are (y, text)."""

    x: int
    y: int
    width: int
    height: int
    number: str
    number_y: int
    lines: tuple[tuple[int, str], ...]
    marked: bool

    @property
    def text_x(self) -> int:
        return self.x + PAD

    @property
    def middle(self) -> int:
        return self.y + self.height // 2

    @property
    def bottom(self) -> int:
        return self.y + self.height


@dataclass(frozen=True)
class Row:
    """One step: its box, the boxes of those that went out on the way to it, and where the way begins.

    The first step has a way to it only where some went out before it.
    """

    box: Box
    outs: tuple[Box, ...]
    way_from: int

    @property
    def has_way(self) -> bool:
        return self.box.y > self.way_from

    @property
    def neck(self) -> int:
        return self.box.y - 8


@dataclass(frozen=True)
class Picture:
    width: int
    height: int
    rows: tuple[Row, ...]

    @property
    def way_x(self) -> int:
        return STEP_WIDTH // 2


def draw(steps: Sequence[tuple[Told, Sequence[Told]]]) -> Picture:
    """The steps from above downwards, each with what went out before it; as high as it needs to be."""
    rows: list[Row] = []
    y = 0
    for told, outs in steps:
        begin, placed = y, []
        y += GAP if rows else 0
        for out in outs:
            box = _box(out, OUT_LEFT, y, OUT_WIDTH, OUT_LETTERS)
            placed.append(box)
            y = box.bottom + GAP
        box = _box(told, 0, max(y, begin + 2 * GAP) if rows or placed else 0, STEP_WIDTH, STEP_LETTERS)
        rows.append(Row(box, tuple(placed), begin))
        y = box.bottom
    return Picture(WIDTH, y, tuple(rows))


def _box(told: Told, x: int, y: int, width: int, letters: int) -> Box:
    lines = textwrap.wrap(told.text, letters) or [""]
    number_y = y + PAD + 18
    placed = tuple((number_y + LINE * place + 2, line) for place, line in enumerate(lines, 1))
    height = PAD + NUMBER + LINE * len(lines) + PAD - 8
    return Box(x, y, width, height, told.number, number_y, placed, told.marked)
