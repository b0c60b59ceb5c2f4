"""What the page of a published round shows: as printed, worked out anew, and what was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from lovende.measures.models import Measure
from lovende.measures.queries.measure import published as published_measures
from lovende.records.models import UnknownKind
from lovende.selection.models import Criterion, Round
from lovende.selection.printed import CrossTable, Group, Method, Part, Printed, read
from lovende.selection.published.drawing import Picture, Told, draw
from lovende.selection.published.findings import Check, Finding, checks, derived, findings
from lovende.selection.published.flow import Gone, Stage, flow
from lovende.selection.published.recomputed import Held, Recomputed, held, recomputed
from lovende.selection.published.words import (
    MEASURE_LABELS,
    OPINION_LABELS,
    VERDICT_LABELS,
    Worded,
    band_label,
    summary,
    worded,
)


@dataclass(frozen=True)
class Cell:
    """A printed number of a table; `fits` is another one where that alone, or the sum of the cells, is."""

    printed: int
    fits: int | None


@dataclass(frozen=True)
class FlowRow:
    """A line of the flow: a step with its share of all in percent, or a reason why some went out before it."""

    what: str
    number: int | None
    fits: int | None
    share: float | None
    lines: str
    is_out: bool = False


@dataclass(frozen=True)
class Chosen:
    """A method with its measure; None where the register no longer shows it."""

    method: Method
    measure: Measure | None
    opinion: str
    is_picked: bool

    @property
    def lines(self) -> str:
        return spans(self.method.lines)


def spans(lines: str) -> str:
    """Line numbers as people read them: «401-405, 424» → «401–405, 424»."""
    return lines.replace("-", "–")


class Shown:
    """One published round for its page and its files. Two queries beside the round: criteria and measures."""

    def __init__(self, round_: Round) -> None:
        self.round = round_
        self.printed: Printed = read(round_.printed or {})

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        return flow(self.printed)

    @cached_property
    def found(self) -> tuple[Finding, ...]:
        return findings(self.printed)

    @cached_property
    def recomputed(self) -> tuple[Recomputed, ...]:
        return recomputed(self.printed)

    @property
    def findings(self) -> list[Worded]:
        return worded(self.printed, self.found)

    @property
    def summary(self) -> str:
        return summary(self.found)

    @property
    def holding(self) -> list[Check]:
        """What was reckoned and is as printed."""
        return [row for row in checks(self.printed) if row.holds]

    @property
    def flow_rows(self) -> list[FlowRow]:
        """The flow as a table, the owner's picks last."""
        rows = []
        for stage in self.stages:
            for gone in stage.gone:
                out = gone.out
                rows.append(FlowRow(out.why, out.number, gone.fits, None, spans(out.lines), is_out=True))
            step = stage.step
            rows.append(FlowRow(step.title, step.left, None, stage.share, spans(step.lines)))
        picked, first = len(self.printed.picks), self.printed.funnel[0].left
        share = 100 * picked / first if first else 0.0
        rows.append(FlowRow(self._picks, picked, None, share, spans(self.printed.picks_lines)))
        return rows

    @property
    def _picks(self) -> str:
        return _("Valgt til følgeprosjekt i %(n)s andre kontorer hver") % {"n": self.printed.offices_each}

    @property
    def raters_lines(self) -> str:
        raters = self.printed.rest["raters"]
        names = ("lines", "per_measure_lines", "blind_lines", "apart_lines")
        return ", ".join(raters[name] for name in names)

    @property
    def criteria_lines(self) -> str:
        criteria = self.printed.rest["criteria"]
        return f"{criteria['annex_lines']}, {criteria['added_lines']}"

    @property
    def picture(self) -> Picture:
        """The flow, with the owner's picks as its last step."""
        steps = [(_step(stage), [_gone(gone) for gone in stage.gone]) for stage in self.stages]
        return draw([*steps, (Told(str(len(self.printed.picks)), self._picks), ())])

    @property
    def tables(self) -> list[dict[str, Any]]:
        """Cross tables, each with the agreement that the source prints of it."""
        again = {row.table.of: row for row in self.recomputed}
        return [self._table(row, again.get(row.number)) for row in self.printed.tables]

    def _table(self, table: CrossTable, again: Recomputed | None) -> dict[str, Any]:
        of = held(table)
        return {
            "table": table,
            "rows": list(zip(VERDICT_LABELS, _cells(of), _row_totals(of), strict=True)),
            "columns": VERDICT_LABELS,
            "foot": [*_col_totals(of), Cell(table.total, _unless(table.total, sum(map(sum, table.cells))))],
            "holds": of.check.consistent,
            "again": again,
            "lines": _lines(again) if again else [],
            "band": band_label(again) if again else "",
        }

    @cached_property
    def criteria(self) -> list[Criterion]:
        return list(self.round.criteria.all())

    @property
    def criteria_rows(self) -> list[dict[str, Any]]:
        phases = {row["key"]: row["title"] for row in self.printed.rest["phases"]}
        labels = dict(Criterion.Evidence.choices)
        added = set(self.printed.rest["criteria"]["added"])
        return [
            {
                "row": row,
                "evidence": [labels[one] for one in row.evidence],
                "phases": [phases[key] for key in row.phases],
                "is_added": row.key in added,
                "lines": spans(row.lines),
            }
            for row in self.criteria
        ]

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """The methods' measures that strangers may see, by public id."""
        ids = [row.measure for row in self.printed.methods]
        rows = published_measures().filter(public_id__in=ids).select_related("owner")
        return {row.public_id: row for row in rows}

    @property
    def methods(self) -> list[Chosen]:
        return [
            Chosen(
                row,
                self.measures.get(row.measure),
                str(OPINION_LABELS[row.reference_group]),
                row.measure in self.printed.picks,
            )
            for row in self.printed.methods
        ]

    @property
    def groups(self) -> list[tuple[Group, list[tuple[Part, int | None]]]]:
        """Each number with its parts; one that is not printed with what the others leave for it."""
        follows = derived(self.printed)
        return [
            (
                group,
                [
                    (part, None if part.number is not None else follows[f"{group.key}.rest"][0].value)
                    for part in group.parts
                ],
            )
            for group in self.printed.groups
        ]

    @property
    def unknowns(self) -> list[tuple[dict[str, str], str]]:
        labels = dict(UnknownKind.choices)
        return [(row, str(labels[row["kind"]])) for row in self.printed.rest["unknowns"]]


def _step(stage: Stage) -> Told:
    return Told(str(stage.step.left), stage.step.title)


def _gone(gone: Gone) -> Told:
    """What went out: as printed, or what is left for it; where the printed one does not fit, both."""
    if gone.out.number is None:
        fits = _("regnet ut, ikke trykt")
        return Told(str(gone.fits) if gone.fits is not None else "?", f"{gone.out.why} ({fits})")
    if gone.fits is None:
        return Told(str(gone.out.number), gone.out.why)
    told = _("trykt %(n)s, bare %(fits)s går opp") % {"n": gone.out.number, "fits": gone.fits}
    return Told(str(gone.out.number), f"{gone.out.why} ({told})", marked=True)


def _cells(of: Held) -> list[list[Cell]]:
    return [
        [Cell(one, _unless(one, other)) for one, other in zip(printed, fits, strict=True)]
        for printed, fits in zip(of.table.cells, of.cells, strict=True)
    ]


def _row_totals(of: Held) -> list[Cell]:
    sums = [sum(row) for row in of.table.cells]
    return [Cell(one, _unless(one, other)) for one, other in zip(of.table.row_totals, sums, strict=True)]


def _col_totals(of: Held) -> list[Cell]:
    sums = [sum(column) for column in zip(*of.table.cells, strict=True)]
    return [Cell(one, _unless(one, other)) for one, other in zip(of.table.col_totals, sums, strict=True)]


def _unless(one: int, other: int) -> int | None:
    return None if one == other else other


def _lines(again: Recomputed) -> Sequence[dict[str, Any]]:
    """The measures of an agreement table: printed, computed, and computed of the misprint where there is one."""
    misprint = again.of_misprint or (None,) * len(again.lines)
    return [
        {"label": MEASURE_LABELS[row.measure], "row": row, "misprint": other.computed if other else None}
        for row, other in zip(again.lines, misprint, strict=True)
    ]
