"""Answers to a scale as stacked bars, drawn here: a bar a row, a colour a point, all bars as long. Pure.

Colours stand as attributes, so that the saved file has them; on a page the style sheet has the say.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field

WIDTH, BAR, LINE, GAP, LEGEND = 420, 26, 18, 18, 22
LETTERS = 54  # of a label's line, at the width of the picture
ROOM = 26  # a number stands in a bar no narrower than this
FILLS = ("#d5dbe3", "#c3d7ea", "#a3c6e6", "#7fb1dc", "#5c9fd8", "#2467a8", "#003d75")
INKS = ("#24272b", "#24272b", "#24272b", "#24272b", "#101418", "#ffffff", "#ffffff")
HIDDEN = "#9aa1ab"


@dataclass(frozen=True)
class Part:
    """A piece of a bar; `step` is its colour, -1 what is hidden. `text` is its number where there is room."""

    x: str
    width: str
    step: int
    text: str

    @property
    def fill(self) -> str:
        return HIDDEN if self.step < 0 else FILLS[self.step]

    @property
    def ink(self) -> str:
        return INKS[0] if self.step < 0 else INKS[self.step]

    @property
    def name(self) -> str:
        return "hidden" if self.step < 0 else str(self.step)

    @property
    def middle(self) -> str:
        return _plain(float(self.x) + float(self.width) / 2)


@dataclass(frozen=True)
class Bar:
    """`lines` of the label stand above the bar; `y` is the first one's, `top` the bar's."""

    lines: list[tuple[int, str]]
    note: str
    top: int
    parts: list[Part]

    @property
    def text_y(self) -> int:
        return self.top + 18


@dataclass(frozen=True)
class Key:
    """One entry of the legend."""

    x: int
    y: int
    step: int
    label: str

    @property
    def fill(self) -> str:
        return HIDDEN if self.step < 0 else FILLS[self.step]

    @property
    def name(self) -> str:
        return "hidden" if self.step < 0 else str(self.step)


@dataclass(frozen=True)
class Picture:
    width: int
    height: int
    legend: list[Key] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)


@dataclass(frozen=True)
class Row:
    """What a bar shows: `counts` by point (None is hidden), all `hidden` in one piece, `note` at the right."""

    label: str
    counts: Sequence[int | None]
    hidden: int
    note: str


def steps(points: int) -> list[int]:
    """The colours of a scale of so many points: from the palest to the darkest, spread evenly.

    >>> steps(4), steps(7)
    ([0, 2, 4, 6], [0, 1, 2, 3, 4, 5, 6])
    """
    last = len(FILLS) - 1
    return [round(place * last / max(points - 1, 1)) for place in range(points)]


def draw(rows: Sequence[Row], labels: Sequence[str], hidden_label: str) -> Picture:
    """The legend on top, then the bars; rows without an answer have no bar. As high as it needs to be."""
    colours = steps(len(labels))
    keys = list(zip(colours, labels, strict=True))
    if any(row.hidden for row in rows):
        keys.append((-1, hidden_label))
    legend = [
        Key((place % 2) * WIDTH // 2, (place // 2) * LEGEND, step, label)
        for place, (step, label) in enumerate(keys)
    ]
    y = -(-len(keys) // 2) * LEGEND + GAP
    bars = []
    for row in rows:
        bar, y = _bar(row, colours, y)
        bars.append(bar)
    return Picture(WIDTH, y, legend, bars)


def _bar(row: Row, colours: Sequence[int], y: int) -> tuple[Bar, int]:
    """The bar, and where the next one starts."""
    lines = textwrap.wrap(row.label, LETTERS - len(row.note)) or [""]
    placed = [(y + 13 + LINE * place, line) for place, line in enumerate(lines)]
    top = y + LINE * len(lines)
    return Bar(placed, row.note, top, _parts(row, colours)), top + BAR + GAP


def _parts(row: Row, colours: Sequence[int]) -> list[Part]:
    total = sum(count or 0 for count in row.counts) + row.hidden
    pieces = [
        (-1, row.hidden),
        *((step, count or 0) for step, count in zip(colours, row.counts, strict=True)),
    ]
    parts, x = [], 0.0
    for step, count in pieces:
        if count:
            width = WIDTH * count / total
            text = str(count) if width >= ROOM and step >= 0 else ""
            parts.append(Part(_plain(x), _plain(width), step, text))
            x += width
    return parts


def _plain(value: float) -> str:
    """As a picture's attribute: a point, at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
