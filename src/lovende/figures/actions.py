"""Stating figures of a measure."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from lovende.figures.models import Claim
from lovende.measures.facts import Reader, is_unknown
from lovende.measures.lookup import Lookup
from lovende.measures.models import Measure
from lovende.records.audit import Actor, record

TEXTS = ("label", "unit", "definition", "exclusion", "caveat")
NUMBERS = ("value", "numerator", "denominator")


@transaction.atomic
def state_claims(
    *,
    measure: Measure,
    rows: list[Mapping[str, Any]],
    source: Mapping[str, Any],
    lookup: Lookup,
    actor: Actor | None,
) -> int:
    """State figures as a source gives them; → how many are new or changed. Their `id` is stable.

    Raises UnknownKeyError for a source document that is not in the register.
    """
    reader, changed = Reader({"id": measure.public_id, "source": source}, lookup), 0
    there = {claim.key: claim for claim in Claim.objects.filter(key__in=[row["id"] for row in rows])}
    for order, row in enumerate(rows):
        columns = {**_columns(row), **reader.located(row), "order": order, "measure_id": measure.pk}
        columns["source_id"] = document.pk if (document := columns.pop("source")) else None
        claim = there.get(row["id"])
        if claim is not None and all(getattr(claim, name) == value for name, value in columns.items()):
            continue
        claim = claim or Claim(key=row["id"])
        for name, value in columns.items():
            setattr(claim, name, value)
        claim.clean_fields(exclude=["measure", "source"])
        claim.save()
        changed += 1
    if changed:
        record(actor=actor, verb="figures.stated", about=measure.public_id, facts={"claims": changed})
    return changed


def _columns(row: Mapping[str, Any]) -> dict[str, Any]:
    claim = row.get("claim")
    columns: dict[str, Any] = {name: str(row.get(name) or "").strip() for name in TEXTS}
    for name in NUMBERS:
        value = row.get(name)
        columns[name] = None if value is None or is_unknown(value) else Decimal(str(value))
    columns["claim"] = "" if claim is None or is_unknown(claim) else str(claim)
    columns["unknown"] = "" if columns["claim"] else (claim or {}).get("unknown", "not-stated")
    return columns
