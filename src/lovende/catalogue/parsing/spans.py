"""What the structure of a document is told in: possible titles, sections, the whole layout."""

from __future__ import annotations

from dataclasses import dataclass, field

from lovende.catalogue.parsing.headings import Hit


@dataclass(frozen=True)
class Block:
    """A possible title: first line, whether it is a recipe's, and whether the file's own styles say so."""

    start: int
    recipe: bool
    styled: bool


@dataclass
class Span:
    """A section found: form, lines, headings in order. ``certain`` is false where no title parts it."""

    form: str
    start: int
    end: int
    hits: list[Hit] = field(default_factory=list)
    titled: bool = True
    certain: bool = True


@dataclass
class Layout:
    """The whole document: sections in order, and the lines (first, last) that lie in none. ``level`` is the
    style level of the form's headings; ``tight`` says that they stand after a blank, directly above their
    text."""

    spans: list[Span]
    front: tuple[int, int] | None
    loose: list[tuple[int, int]]
    banners: frozenset[str]
    level: int | None
    tight: bool = False
