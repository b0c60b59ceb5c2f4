"""What a round starts from, and the protocol as it is locked: plain JSON with a hash."""

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from lovende.records.models import SourceDocument
from lovende.selection.models import Criterion, Phase, Round
from lovende.selection.ordering import model

START = Path(__file__).resolve().parent / "data" / "protocol.yaml"
SOURCE = "003"


@functools.cache
def start() -> Mapping[str, Any]:
    """Phases and criteria as 003 ch. 2 and Vedlegg A describe them (data/protocol.yaml)."""
    found: Mapping[str, Any] = yaml.safe_load(START.read_text(encoding="utf-8"))
    return found


def fill(round_: Round) -> None:
    """Give a new round the phases and criteria of `start`, each criterion with its locator."""
    source = SourceDocument.objects.filter(key=SOURCE).first()
    Phase.objects.bulk_create(
        Phase(round=round_, order=order, **row) for order, row in enumerate(start()["phases"], 1)
    )
    Criterion.objects.bulk_create(
        Criterion(round=round_, number=number, source=source, **_with_locator(row, source))
        for number, row in enumerate(start()["criteria"], 1)
    )


def _with_locator(row: Mapping[str, Any], source: SourceDocument | None) -> dict[str, Any]:
    return dict(row) if source else {name: value for name, value in row.items() if name != "lines"}


def protocol_of(round_: Round) -> dict[str, Any]:
    """Everything that is fixed before the first reading, as JSON holds it. Raters by pseudonym."""
    return {
        "round": round_.public_id,
        "title": round_.title,
        "institute": round_.institute.slug,
        "owner": round_.owner.slug if round_.owner else None,
        "scheme": round_.scheme.key if round_.scheme else None,
        "year": round_.year,
        "per_measure": round_.per_measure,
        "at_most": round_.at_most,
        "seed": round_.seed,
        "reading_order": round_.reading_order,
        **_model(round_),
        "phases": [_phase(row) for row in round_.phases.all()],
        "criteria": [_criterion(row) for row in round_.criteria.select_related("source")],
        "raters": [
            {"rater": str(row.user.pseudonym), "department": row.department, "most": row.most}
            for row in round_.raters.select_related("user")
        ],
        "candidates": [
            {
                "number": row.number,
                "measure": row.measure.public_id if row.measure else None,
                "report": row.report.public_id if row.report else None,
                "is_complete": row.is_complete,
                "incomplete_because": row.incomplete_because,
            }
            for row in round_.candidates.select_related("measure", "report")
        ],
    }


def _model(round_: Round) -> dict[str, Any]:
    """The model that suggests an order, where one may."""
    return {"reading_model": model.facts()} if round_.reading_order == Round.Order.SUGGESTED else {}


def _phase(row: Phase) -> dict[str, Any]:
    return {"key": row.key, "title": row.title, "question": row.question, "gate": row.gate}


def _criterion(row: Criterion) -> dict[str, Any]:
    return {
        "key": row.key,
        "version": row.version,
        "label": row.label,
        "dimension": row.dimension,
        "how": row.how,
        "evidence": row.evidence,
        "phases": row.phases,
        "is_absolute": row.is_absolute,
        "locator": row.locator,
    }
