"""On the page of a chosen measure: which published round chose it, and what became of it there."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lovende.measures.models import Measure
from lovende.measures.panels import Panel, register
from lovende.selection.models import Round
from lovende.selection.printed import Method, Printed, read
from lovende.selection.published.words import OPINION_LABELS


@dataclass(frozen=True)
class Chosen:
    """A round that chose the measure."""

    round: Round
    printed: Printed
    method: Method

    @property
    def is_picked(self) -> bool:
        return self.method.measure in self.printed.picks

    @property
    def began_with(self) -> int:
        return self.printed.funnel[0].left

    @property
    def opinion(self) -> str:
        return str(OPINION_LABELS[self.method.reference_group])


def chosen(measures: Sequence[Measure]) -> dict[int, list[Chosen]]:
    """The published rounds that chose each of `measures`, oldest first; one query for them all."""
    keys = {measure.public_id: measure.pk for measure in measures}
    rows = Round.objects.filter(kind=Round.Kind.PUBLISHED)
    if len(measures) == 1:
        rows = rows.filter(printed__methods__contains=[{"measure": measures[0].public_id}])
    found: dict[int, list[Chosen]] = defaultdict(list)
    for row in rows.select_related("institute", "owner", "source").order_by("year", "pk"):
        printed = read(row.printed or {})
        for method in printed.methods:
            if method.measure in keys:
                found[keys[method.measure]].append(Chosen(row, printed, method))
    return found


def panel_context(measure: Measure) -> Mapping[str, Any] | None:
    rows = chosen([measure]).get(measure.pk)
    return {"rows": rows, "title": _("Valgt som lovende arbeidsmetode")} if rows else None


def panel_records(measures: Sequence[Measure]) -> dict[int, list[dict[str, Any]]]:
    """The rounds of the public records."""
    return {key: [_record(row) for row in rows] for key, rows in chosen(measures).items()}


def _record(row: Chosen) -> dict[str, Any]:
    unknown = {"unknown": "not-stated"}
    source = row.round.source
    return {
        "round": row.round.public_id,
        "institute": row.round.institute.slug,
        "year": row.round.year if row.round.year is not None else unknown,
        "chosen_among": row.began_with,
        "picked_by_owner": row.is_picked,
        "source": {"document": source.key, "lines": row.method.lines} if source else unknown,
    }


def hang_up() -> None:
    """Register the panel with the register's pages."""
    register(Panel("selection", 80, "selection/published/measure_panel.html", panel_context, panel_records))
