"""Keeping a round as a report printed it. The same content again writes nothing."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from lovende.records.audit import Actor, queue, record
from lovende.records.models import UnknownKind
from lovende.selection import protocol
from lovende.selection.models import Criterion, Round
from lovende.selection.printed import PrintedError, read


@transaction.atomic
def keep_published(
    *, public_id: str, columns: Mapping[str, Any], printed: Mapping[str, Any], actor: Actor | None
) -> tuple[Round, bool]:
    """Write a published round, and the criteria it used as `selection.protocol` describes them; → it, and whether
    anything changed.

    `columns` are those of Round, organisations and scheme as rows; `printed` is read first, so that nothing that
    cannot be shown is kept. Raises PrintedError; also where `public_id` is a round that is rated here.
    """
    read(printed)
    _check_unknowns(printed)
    queue()
    there = Round.objects.select_for_update(of=("self",)).filter(public_id=public_id).first()
    if there is not None and there.kind != Round.Kind.PUBLISHED:
        raise PrintedError(f"{public_id}: this round is rated here, and is not replaced by a printed one")
    row = there or Round(public_id=public_id)
    wanted = {
        **columns,
        "kind": Round.Kind.PUBLISHED,
        "state": Round.State.CLOSED,
        "printed": dict(printed),
    }
    changed = there is None or any(getattr(row, name) != value for name, value in wanted.items())
    if changed:
        for name, value in wanted.items():
            setattr(row, name, value)
        row.save()
    changed = _keep_criteria(row, printed) or changed
    if changed:
        record(actor=actor, verb="selection.published-kept", about=public_id, facts={"year": row.year})
    return row, changed


def _check_unknowns(printed: Mapping[str, Any]) -> None:
    for row in printed.get("unknowns") or ():
        if row["kind"] not in UnknownKind.values:
            raise PrintedError(f"unknowns: {row['kind']!r} is no kind of unknown")


def _keep_criteria(row: Round, printed: Mapping[str, Any]) -> bool:
    """The criteria named in `printed`, numbered as there; → whether any was new, changed or gone."""
    known = {one["key"]: one for one in protocol.start()["criteria"]}
    keys = [*printed["criteria"]["annex"], *printed["criteria"]["added"]]
    strange = [key for key in keys if key not in known]
    if strange:
        raise PrintedError(f"criteria: there is no criterion {strange[0]!r}")
    wanted = [
        {"key": key, "number": number, "source_id": row.source_id, **_shown(known[key], row)}
        for number, key in enumerate(keys, 1)
    ]
    names = list(wanted[0]) if wanted else []
    if list(row.criteria.order_by("number").values(*names)) == wanted:
        return False
    row.criteria.all().delete()
    Criterion.objects.bulk_create(Criterion(round=row, **one) for one in wanted)
    return True


def _shown(known: Mapping[str, Any], row: Round) -> dict[str, Any]:
    """The criterion's columns; without lines where the round has no source that they could be of."""
    names = ("label", "dimension", "how", "evidence", "phases")
    return {name: known[name] for name in names} | {"lines": known["lines"] if row.source_id else ""}
