"""What everybody may see of awards: amounts, years and days of decision, on the pages of the register."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet, TextField
from django.db.models.functions import Cast, JSONObject
from django.utils import timezone
from django.utils.translation import gettext as _

from lovende.awards.models import Award, AwardYear
from lovende.awards.money import ZERO
from lovende.awards.rules import TOLD, TOLD_BY_AWARD
from lovende.measures.models import Measure
from lovende.measures.panels import Overview, Panel, asks_for_any, register, register_overview
from lovende.records.kept import AnyOf, Kept, Slot


def public_awards(measures: Sequence[Measure]) -> QuerySet[Award]:
    """The awards of measures with their granted years; one undone before it gave anything is none."""
    years = AwardYear.objects.filter(state=AwardYear.State.GRANTED).exclude(amount=0)
    rows = Award.objects.filter(TOLD, Exists(years.filter(award=OuterRef("pk"))), measure__in=measures)
    rows = rows.select_related("call__scheme", "organisation", "handler", "decision")
    return rows.prefetch_related(Prefetch("years", queryset=years, to_attr="granted")).order_by("pk")


_has_told = asks_for_any(lambda: Award.objects.filter(TOLD))


def panel_context(measure: Measure) -> Mapping[str, Any] | None:
    rows = list(public_awards([measure])) if _has_told(measure) else []
    return {"awards": rows, "title": _("Tilskudd")} if rows else None


def panel_records(measures: Sequence[Measure]) -> dict[int, list[dict[str, Any]]]:
    """The awards of the public records, one entry a year."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for award in public_awards(measures):
        for year in award.granted:  # type: ignore[attr-defined]  # by the prefetch
            found[award.measure_id or 0].append(_record(award, year))
    return found


def _record(award: Award, year: AwardYear) -> dict[str, Any]:
    amount: Any = {"unknown": year.unknown} if year.amount is None else float(year.amount)
    decided = timezone.localdate(award.decision.at).isoformat() if award.decision is not None else None
    return {
        "year": year.year,
        "amount": int(amount) if isinstance(amount, float) and amount.is_integer() else amount,
        "currency": "NOK",
        "scheme": award.call.scheme.key,
        "recipient": award.organisation.slug,
        "decided": decided or {"unknown": "not-stated"},
    }


@dataclass
class SchemeMoney:
    """A scheme's grants in one municipality. `sums` are known kroner by year; `unknown` counts grants without."""

    scheme: str
    sums: dict[int, Decimal] = field(default_factory=dict)
    measures: set[int] = field(default_factory=set)
    unknown: int = 0
    cells: list[Decimal | None] = field(default_factory=list)

    @property
    def total(self) -> Decimal | None:
        return sum(self.sums.values(), ZERO) if self.sums else None


def money_context(measures: Sequence[Measure]) -> Mapping[str, Any] | None:
    """One municipality across schemes: grants by scheme and year, and for how many measures no amount is known."""
    rows: dict[str, SchemeMoney] = {}
    for one in _GRANTED.read(measures=[measure.pk for measure in measures]):
        row = rows.setdefault(one["scheme"], SchemeMoney(one["scheme"]))
        row.measures.add(one["measure"])
        if one["amount"] is None:
            row.unknown += 1
        else:
            row.sums[one["year"]] = row.sums.get(one["year"], ZERO) + Decimal(one["amount"])
    if not rows:
        return None
    years = sorted({year for row in rows.values() for year in row.sums})
    for row in rows.values():
        row.cells = [row.sums.get(year) for year in years]
    stated = {measure for row in rows.values() if row.sums for measure in row.measures}
    ordered = sorted(rows.values(), key=lambda row: row.scheme)
    return {"rows": ordered, "years": years, "without": len(measures) - len(stated), "total": len(measures)}


def _granted() -> QuerySet[AwardYear]:
    years = AwardYear.objects.filter(TOLD_BY_AWARD, state=AwardYear.State.GRANTED).exclude(amount=0)
    here = years.filter(AnyOf(F("award__measure_id"), Slot("measures"))).order_by("pk")
    # The amount as text: JSON has no decimals.
    row = JSONObject(
        measure="award__measure_id",
        scheme="award__call__scheme__name",
        year="year",
        amount=Cast("amount", TextField()),
    )
    return here.values_list(row)


_GRANTED = Kept(_granted)


def hang_up() -> None:
    """Register everything this room shows on the register's pages."""
    register(Panel("awards", 90, "awards/measure_panel.html", panel_context, panel_records))
    register_overview(Overview("awards", "municipality", 90, "awards/municipality_panel.html", money_context))
