"""What a file would write: the plan, and applications in it. Writes nothing."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from lovende.applications.models import Application
from lovende.people.models import Organisation
from lovende.records.models import UnknownKind
from lovende.reporting.importing.checking import Content, Read
from lovende.reporting.importing.there import Key, There, folded
from lovende.schemes.models import Area

FIELDS = (
    "kind",
    "area",
    "applied",
    "applied_unknown",
    "positions",
    "participants",
    "years",
    "submitted",
    "state",
)
AWARD = ("starts_on", "ends_on", "state", "measure")
ACCOUNT = ("carried_in", "received", "wages", "competence", "other", "carried_over")


@dataclass
class Plan:
    """What a file would write. `unchanged` counts what is there already, just so.

    `filled` are sums of years that are there without one: what was not stated is stated now.
    """

    applications: dict[Key, dict[str, Any]] = field(default_factory=dict)
    awards: dict[Key, dict[str, Any]] = field(default_factory=dict)
    years: dict[tuple[Key, int], dict[str, Any]] = field(default_factory=dict)
    reports: dict[tuple[Key, str, int], dict[str, Any]] = field(default_factory=dict)
    unchanged: dict[str, int] = field(
        default_factory=lambda: {"applications": 0, "award_years": 0, "reports": 0}
    )
    filled: dict[tuple[Key, int], Decimal] = field(default_factory=dict)
    there: There | None = None


def money(value: Any) -> tuple[Decimal | None, str]:
    """(kroner, why unknown): exactly one of them."""
    if isinstance(value, UnknownKind):
        return None, str(value)
    return (None, str(UnknownKind.NOT_STATED)) if value is None else (value, "")


def sum_of(value: Any) -> dict[str, Any]:
    amount, unknown = money(value)
    return {"amount": amount, "unknown": unknown}


def check_mine(row: Read, handler: int | None, there: There, content: Content) -> None:
    """A case officer brings in the cases of their own organisation alone."""
    if there.may_handle is not None and handler not in there.may_handle:
        told = _("Saken hører til en annen organisasjon enn din.")
        content.errors.append(row.issue("organisation", told, _("Ta bort raden.")))


def plan_application(row: Read, key: Key, plan: Plan, there: There, content: Content) -> None:
    before = len(content.errors)
    facts = facts_of(row, there, content)
    kept = there.applications.get(key)
    if kept is not None:
        _compare_application(row, kept, facts, key in there.awards, plan, content)
    elif len(content.errors) == before:
        plan.applications[key] = facts
    if facts["outcome"] == "award" and key not in there.awards and len(content.errors) == before:
        # awarded, and nothing more is said: the sum of the call's year is not stated until a row says it
        plan.awards[key] = dict.fromkeys(AWARD)
        plan.years[key, row.values["call"].year] = sum_of(None)


def facts_of(row: Read, there: There, content: Content) -> dict[str, Any]:
    values = row.values
    if values["call"].is_open:
        told = _("Utlysningen er åpen: søknader sendes inn, de importeres ikke.")
        content.errors.append(row.issue("call", told, _("Ta bort raden.")))
    applied, unknown = money(values.get("applied"))
    outcome = values.get("outcome")
    state = {"withdrawn": "withdrawn", None: "submitted"}.get(outcome, "decided")
    return {
        "call": values["call"],
        "organisation": values["organisation"],
        "title": " ".join(values["title"].split()),
        "kind": values.get("kind") or Application.Kind.NEW,
        "area": _area(row, there, content),
        "handler": _handler(row, there, content),
        "applied": applied,
        "applied_unknown": unknown,
        "positions": values.get("positions"),
        "participants": values.get("participants"),
        "years": values.get("years") or [],
        "submitted": values.get("submitted"),
        "state": state,
        "outcome": outcome,
        "read": row,
    }


def _area(row: Read, there: There, content: Content) -> Area | None:
    text = row.values.get("area")
    if not text:
        return None
    for area in there.areas.get(row.values["call"].pk, ()):
        if folded(text) in {folded(area.key), folded(area.name), folded(str(area)), str(area.number)}:
            return area
    known = ", ".join(str(area) for area in there.areas.get(row.values["call"].pk, ()))
    remedy = _("Områdene er: %s.") % known if known else _("Utlysningen har ingen områder. Ta bort verdien.")
    content.errors.append(row.issue("area", _("Området finnes ikke i utlysningen."), remedy))
    return None


def _handler(row: Read, there: There, content: Content) -> Organisation | None:
    text = row.values.get("handler")
    if text:
        found = there.organisation(text)
        if found is None:
            near = there.near("organisation", text)
            content.errors.append(row.issue("handler", _("Organisasjonen finnes ikke."), near))
    else:
        found = there.handler(row.values["call"], row.values["organisation"])
    check_mine(row, found.pk if found else None, there, content)
    return found


def _compare_application(
    row: Read, kept: Application, facts: dict[str, Any], is_awarded: bool, plan: Plan, content: Content
) -> None:
    """The same again is nothing new; the same with other facts is wrong: what is kept is mended where it is."""
    if not kept.is_historic:
        told = _("Søknaden er sendt inn i systemet og kan ikke importeres.")
        content.errors.append(row.issue("title", told, _("Ta bort raden.")))
        return
    submitted = kept.submitted_at.date() if kept.submitted_at else None
    there = {name: getattr(kept, name) for name in FIELDS if name != "submitted"} | {"submitted": submitted}
    if is_awarded and facts["outcome"] in (None, "award"):
        there["state"] = facts["state"]  # the award tells the outcome
    elif is_awarded:
        there["state"] = ""
    other = [name for name in FIELDS if there[name] != facts[name]]
    if not other:
        plan.unchanged["applications"] += 1
        return
    columns = ", ".join(sorted({row.headings.get(_heading(name), name) for name in other}))
    told = _("Søknaden finnes fra før med andre opplysninger: %s.") % columns
    content.errors.append(row.issue("title", told, _("Rett søknaden der den er, eller ta bort raden.")))


def _heading(name: str) -> str:
    return {"applied_unknown": "applied", "state": "outcome"}.get(name, name)
