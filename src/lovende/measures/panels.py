"""Panels that later rooms hang on this room's pages: a later room registers, this room asks nobody."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import JSONObject

from lovende.measures.models import Measure
from lovende.records.kept import AnyOf, Kept, Slot


@dataclass(frozen=True)
class Panel:
    """One part of the measure's page. `context` gives what its template needs, None for nothing to show.

    `records` gives the panel's part of the public records of several measures, by their key, as JSON holds it.
    """

    key: str
    order: int
    template: str
    context: Callable[[Measure], Mapping[str, Any] | None]
    records: Callable[[Sequence[Measure]], Mapping[int, Any]] | None = None


@dataclass(frozen=True)
class Overview:
    """One part of a page about several measures: `page` is "compare" or "municipality"."""

    key: str
    page: str
    order: int
    template: str
    context: Callable[[Sequence[Measure]], Mapping[str, Any] | None]


_panels: dict[str, Panel] = {}
_overviews: dict[tuple[str, str], Overview] = {}


def register(panel: Panel) -> None:
    """Hang a panel up; called once, when the later room's app is ready. The same key again replaces it."""
    _panels[panel.key] = panel


def register_overview(overview: Overview) -> None:
    """Hang up a part of a page about several measures; the same page and key again replace it."""
    _overviews[overview.page, overview.key] = overview


def asks_for_any(rows: Callable[[], QuerySet]) -> Callable[[Measure], bool]:
    """Are there any of `rows`, which point at a measure, of this one? For a panel that most measures have nothing in:
    to write all its questions takes longer than this one, which is put together once."""

    def first() -> QuerySet:
        there = rows().filter(AnyOf(F("measure_id"), Slot("measures")))
        return there.order_by().values_list(JSONObject(pk="pk"))[:1]

    kept = Kept(first)
    return lambda measure: bool(kept.read(measures=[measure.pk]))


def panels_for(measure: Measure) -> list[tuple[Panel, Mapping[str, Any]]]:
    """The panels that have something to show, in their order."""
    shown = []
    for panel in sorted(_panels.values(), key=lambda panel: (panel.order, panel.key)):
        context = panel.context(measure)
        if context is not None:
            shown.append((panel, context))
    return shown


def records_for(measures: Sequence[Measure]) -> dict[int, dict[str, Any]]:
    """What later rooms add to the public records of `measures`: by measure, then by the panel's key."""
    keepers = sorted(_panels.values(), key=lambda panel: (panel.order, panel.key))
    added: dict[int, dict[str, Any]] = {measure.pk: {} for measure in measures}
    for panel in keepers:
        for key, part in (panel.records(measures) if panel.records is not None else {}).items():
            added[key][panel.key] = part
    return added


def overviews_for(page: str, measures: Sequence[Measure]) -> list[tuple[Overview, Mapping[str, Any]]]:
    """What later rooms show about `measures` on `page`, in their order."""
    shown = []
    wanted = [overview for overview in _overviews.values() if overview.page == page]
    for overview in sorted(wanted, key=lambda overview: (overview.order, overview.key)):
        context = overview.context(measures)
        if context is not None:
            shown.append((overview, context))
    return shown
