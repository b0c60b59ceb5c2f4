"""Figures on the pages of the measures: as printed, with what they rest on; nothing claimed is corrected."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from lovende.figures.models import Claim
from lovende.figures.queries import claims_of, computed, differs
from lovende.measures.models import Measure
from lovende.measures.panels import Overview, Panel, register, register_overview
from lovende.measures.record import located

MONEY = "NOK"
UNITS = {
    "%": "%",
    "FTE": _("årsverk"),
    "NOK": _("kr"),
    "days": _("dager"),
    "families": _("familier"),
    "hours": _("timer"),
    "months": _("måneder"),
    "municipalities": _("kommuner"),
    "offices": _("kontorer"),
    "persons": _("personer"),
    "years": _("år"),
}


@dataclass(frozen=True)
class Shown:
    """A claim with what the program computes from its parts, kept apart."""

    claim: Claim
    share: Decimal | None
    differs: bool

    @property
    def is_share(self) -> bool:
        """A percentage without numerator and denominator says little; their absence is shown."""
        return self.claim.unit == "%"

    @property
    def unit(self) -> str:
        """The unit in words where the printed figure is a bare number, else nothing: it says so itself."""
        bare = not any(letter.isalpha() or letter == "%" for letter in self.claim.claim)
        return str(UNITS.get(self.claim.unit, "")) if bare else ""


def shown(claim: Claim) -> Shown:
    return Shown(claim, computed(claim), differs(claim))


def panel_context(measure: Measure) -> Mapping[str, Any] | None:
    rows = [shown(claim) for claim in claims_of(measure)]
    return {"figures": rows} if rows else None


def panel_records(measures: Sequence[Measure]) -> dict[int, list[dict[str, Any]]]:
    """The figures of the public records; what the program computed stands under a name of its own."""
    found: dict[int, list[dict[str, Any]]] = {measure.pk: [] for measure in measures}
    for claim in Claim.objects.filter(measure__in=measures).select_related("source"):
        found[claim.measure_id].append(_record(shown(claim)))
    return found


def _record(row: Shown) -> dict[str, Any]:
    claim = row.claim
    texts = ("unit", "definition", "exclusion", "caveat")
    record: dict[str, Any] = {
        "id": claim.key,
        "label": claim.label,
        "claim": claim.claim or {"unknown": claim.unknown},
    }
    record |= {name: getattr(claim, name) for name in texts if getattr(claim, name)}
    numbers = {name: getattr(claim, name) for name in ("value", "numerator", "denominator")}
    record |= {name: _number(value) for name, value in numbers.items() if value is not None}
    if row.share is not None:
        record |= {"computed_percent": _number(row.share), "computed_differs": row.differs}
    return {**record, "source": located(claim)}


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def compare_context(measures: Sequence[Measure]) -> Mapping[str, Any] | None:
    """Figures of several measures, a list for each in the order given."""
    found = _by_measure(measures, Claim.objects.all())
    return {"columns": [(measure, found[measure.pk]) for measure in measures]}


def money_context(measures: Sequence[Measure]) -> Mapping[str, Any] | None:
    """Amounts in kroner by measure, and for how many measures no amount is stated. Never added up:
    transfers, applications and budgets overlap."""
    found = _by_measure(measures, Claim.objects.filter(unit=MONEY))
    stated = [(measure, found[measure.pk]) for measure in measures if found[measure.pk]]
    return {"stated": stated, "total": len(measures), "without": len(measures) - len(stated)}


def _by_measure(measures: Sequence[Measure], claims: Any) -> dict[int, list[Shown]]:
    found: dict[int, list[Shown]] = defaultdict(list)
    keys = [measure.pk for measure in measures]
    for claim in claims.filter(measure__in=keys).order_by("order", "pk"):
        found[claim.measure_id].append(shown(claim))
    return found


def hang_up() -> None:
    """Register everything this room shows on the measures' pages."""
    register(Panel("figures", 100, "figures/panel.html", panel_context, panel_records))
    register_overview(Overview("figures", "compare", 100, "figures/compare.html", compare_context))
    register_overview(Overview("money", "municipality", 100, "figures/money.html", money_context))
