"""Cases as lists show them: in one query, however many stand on the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast, JSONObject

from lovende.assessments.models import Assignment, Standing
from lovende.records.kept import AnyOf, Kept, Slot
from lovende.schemes.models import Area


@dataclass(frozen=True)
class OnCase:
    """An officer who assesses a case, by name."""

    name: str
    is_partial: bool


@dataclass(frozen=True)
class Listed:
    """One case of a list: where it stands (as `Standing`), who applied under which call, who is on it.

    `area` is "" where none is stated. `is_recommended` and `is_decided` say whether there is one in force;
    `recommendation_number` is that recommendation's, None without one.
    """

    public_id: str
    title: str
    state: str
    stage: str
    kind: str
    applied: Decimal | None
    submitted_at: datetime | None
    met: Decimal | None
    is_recommended: bool
    recommendation_number: int | None
    recommended_outcome: str
    recommended_amount: Decimal | None
    is_decided: bool
    decided_outcome: str
    decided_amount: Decimal | None
    organisation: str
    area: str
    call: str
    year: int
    officers: list[OnCase]


def listed(keys: Sequence[int]) -> dict[int, Listed]:
    """These cases by key. Who may know of them is asked where the keys come from."""
    return {row["pk"]: _listed(row) for row in _LISTED.read(keys=keys)} if keys else {}


def _listed(row: Mapping[str, Any]) -> Listed:
    place, at = row["area"], row["submitted_at"]
    sums: Any = {name: None if row[name] is None else Decimal(row[name]) for name in _SUMS}
    return Listed(
        **{name: row[name] for name in _PLAIN},
        **sums,
        submitted_at=None if at is None else datetime.fromisoformat(at),
        is_recommended=row["recommendation"] is not None,
        is_decided=row["decision"] is not None,
        area=str(Area(**place)) if place["name"] is not None else "",
        officers=[
            OnCase(one["name"] or one["email"], one["conflict"] == "conflict") for one in row["officers"]
        ],
    )


_OWN = ("title", "state", "stage", "kind", "recommended_outcome", "decided_outcome")
_JOINED = {
    "public_id": "application__public_id",
    "organisation": "application__organisation__name",
    "call": "call__title",
    "year": "call__year",
    "recommendation_number": "recommendation__number",
}
_PLAIN = (*_OWN, *_JOINED)
# As text: a number of JSON is read as one that is not exact.
_SUMS = ("applied", "met", "recommended_amount", "decided_amount")


def _query() -> QuerySet:
    on_it = Assignment.objects.filter(application=OuterRef("pk"), released_at=None, assesses=True)
    officer = JSONObject(name="officer__name", email="officer__email", conflict="conflict")
    columns = JSONObject(
        pk="pk",
        submitted_at="submitted_at",
        recommendation="recommendation",
        decision="decision",
        area=JSONObject(number="area__number", name="area__name"),
        officers=ArraySubquery(on_it.order_by("assigned_at", "pk").values(row=officer)),
        **{name: name for name in _OWN},
        **_JOINED,
        **{name: Cast(name, TextField()) for name in _SUMS},
    )
    return Standing.objects.filter(AnyOf(F("pk"), Slot("keys"))).order_by().values_list(columns)


_LISTED = Kept(_query)
