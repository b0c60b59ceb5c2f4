"""Panels that later rooms hang on a measure's page: a later room registers, this room asks nobody by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lovende.measures.models import Measure


@dataclass(frozen=True)
class Panel:
    """One part of the measure's page. `context` gives what its template needs, None for nothing to show."""

    key: str
    order: int
    template: str
    context: Callable[[Measure], Mapping[str, Any] | None]


_panels: dict[str, Panel] = {}


def register(panel: Panel) -> None:
    """Hang a panel up; called once, when the later room's app is ready. The same key again replaces it."""
    _panels[panel.key] = panel


def panels_for(measure: Measure) -> list[tuple[Panel, Mapping[str, Any]]]:
    """The panels that have something to show, in their order."""
    shown = []
    for panel in sorted(_panels.values(), key=lambda panel: (panel.order, panel.key)):
        context = panel.context(measure)
        if context is not None:
            shown.append((panel, context))
    return shown
