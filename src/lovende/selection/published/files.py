"""A published round as files: the flow as a table, and all of it as JSON. Unknown is said, never null or blank."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from lovende.reporting.statistics_files import Cell
from lovende.selection.published.findings import Finding
from lovende.selection.published.flow import Stage
from lovende.selection.published.recomputed import Recomputed
from lovende.selection.published.showing import FlowRow, Shown

UNKNOWN = {"unknown": "not-stated"}
NOTE = (
    "Only aggregates are printed: no verdict on a single measure is known, and none can be worked out from these. "
    "«printed» is as printed, with line numbers of the source; everything else is worked out from it."
)


def flow_rows(shown: Shown) -> tuple[list[str], list[list[Cell]]]:
    """The flow as a table: a row for each step, and one for each reason why candidates went out before it."""
    heads = [
        _("Trinn"), _("Antall trykt"), _("Antall som går opp"), _("Andel av alle (prosent)"), _("Linjer"),
    ]  # fmt: skip
    return heads, [_flow_row(row) for row in shown.flow_rows]


def _flow_row(row: FlowRow) -> list[Cell]:
    what = _("Ut: %(why)s") % {"why": row.what} if row.is_out else row.what
    share = _("gjelder ikke") if row.share is None else Decimal(f"{row.share:.1f}")
    return [what, row.number, row.fits if row.fits is not None else row.number, share, row.lines]


def document(shown: Shown) -> dict[str, Any]:
    """The round as printed, what is worked out from it, and the findings; names and words in the page's language."""
    row = shown.round
    return {
        "id": row.public_id,
        "title": row.title,
        "kind": row.kind,
        "note": NOTE,
        "institute": row.institute.slug,
        "owner": row.owner.slug if row.owner else UNKNOWN,
        "scheme": row.scheme.key if row.scheme else UNKNOWN,
        "year": row.year if row.year is not None else UNKNOWN,
        "at_most": row.at_most if row.at_most is not None else UNKNOWN,
        "per_measure": row.per_measure,
        "source": {"document": row.source.key, "lines": row.lines} if row.source else UNKNOWN,
        "printed": _said(_public(shown)),
        "flow": [_flow(stage) for stage in shown.stages],
        "recomputed": [_again(one) for one in shown.recomputed],
        "findings": [
            _finding(one, worded.title) for one, worded in zip(shown.found, shown.findings, strict=True)
        ],
    }


def _public(shown: Shown) -> dict[str, Any]:
    """What is printed, without the ids of measures that the register does not show."""
    printed = dict(shown.printed.rest)
    methods = [
        {**row, "measure": row["measure"] if row["measure"] in shown.measures else None}
        for row in printed["methods"]
    ]
    picks = [key if key in shown.measures else None for key in printed["picks"]["measures"]]
    return {**printed, "methods": methods, "picks": {**printed["picks"], "measures": picks}}


def _said(value: Any) -> Any:
    """The same with {"unknown": …} in place of null."""
    if isinstance(value, dict):
        return {key: _said(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_said(one) for one in value]
    return UNKNOWN if value is None else value


def _flow(stage: Stage) -> dict[str, Any]:
    return {
        "key": stage.step.key,
        "left": stage.step.left,
        "share_percent": round(stage.share, 1),
        "out": [
            {
                "printed": gone.out.number if gone.is_printed else UNKNOWN,
                "fits": gone.fits if gone.fits is not None else gone.out.number,
                "why": gone.out.why,
            }
            for gone in stage.gone
        ],
    }


def _again(row: Recomputed) -> dict[str, Any]:
    found = row.agreement
    names = ("observed", "expected", "kappa", "z", "p_one_sided", "p_two_sided", "ci_low", "ci_high")
    return {
        "table": row.table.number,
        "of": row.held.table.number,
        "cells": row.held.cells,
        "n": found.n_items,
        **{name: _number(getattr(found, name)) for name in (*names, "pi", "ac1", "alpha")},
        "band": found.band or UNKNOWN,
        "agrees_with_printed": row.agrees,
        "p_is_one_sided": row.one_sided if row.one_sided is not None else UNKNOWN,
    }


def _number(value: float | None) -> Any:
    return {"unknown": "undefined"} if value is None else value


def _finding(row: Finding, title: str) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "of": row.of,
        "title": title,
        "is_error": row.is_error,
        "printed": [{"value": one.value, "as": one.called, "lines": one.lines} for one in row.said],
        "fits": row.fits if row.fits is not None else UNKNOWN,
        "because": [{"basis": one.basis, "formula": one.formula, "gives": one.value} for one in row.because],
    }
