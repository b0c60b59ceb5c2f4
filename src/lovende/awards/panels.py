"""Panels and marks that later rooms hang on the awards' pages: a later room registers, this room asks nobody."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lovende.awards.models import Award
from lovende.people.models import User


@dataclass(frozen=True)
class Panel:
    """One part of an award's page. `context` gives what its template finds in `panel`, None for nothing to show."""

    key: str
    order: int
    template: str
    context: Callable[[Award, User], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Mark:
    """What stands beside some awards of a list, such as «rapport mangler»: by award, a few words."""

    key: str
    words: Callable[[Sequence[Award]], Mapping[int, str]]


_panels: dict[str, Panel] = {}
_marks: dict[str, Mark] = {}


def register(panel: Panel) -> None:
    """Hang a panel up; called once, when the later room's app is ready. The same key again replaces it."""
    _panels[panel.key] = panel


def register_mark(mark: Mark) -> None:
    """Have a mark asked for whenever awards are listed. The same key again replaces it."""
    _marks[mark.key] = mark


def panels_for(award: Award, user: User) -> list[tuple[Panel, Mapping[str, Any]]]:
    """The panels that have something to show, in their order."""
    shown = []
    for panel in sorted(_panels.values(), key=lambda panel: (panel.order, panel.key)):
        context = panel.context(award, user)
        if context is not None:
            shown.append((panel, context))
    return shown


def marks_for(awards: Sequence[Award]) -> dict[int, list[str]]:
    """Every mark of each award of a list."""
    found: dict[int, list[str]] = {award.pk: [] for award in awards}
    for mark in _marks.values():
        for key, words in mark.words(awards).items():
            found[key].append(words)
    return found
