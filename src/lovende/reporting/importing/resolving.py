"""From checked rows to what would be written, asking the register in a fixed number of queries. Writes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from lovende.applications.models import Application
from lovende.measures.models import Measure
from lovende.people.models import Organisation
from lovende.records.models import UnknownKind
from lovende.reporting.importing.checking import Content, Issue, Read
from lovende.reporting.importing.there import Key, There, folded
from lovende.reporting.models import Report
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


def resolve(content: Content, may_handle: frozenset[int] | None) -> Plan:
    """What would be written. What is wrong is added to `content.errors`.

    `may_handle`: ids of the organisations whose cases the person may bring in; None for all.
    """
    plan = Plan()
    seen: dict[Any, Read] = {}
    everything = [row for rows in content.rows.values() for row in rows]
    there = plan.there = There(everything, may_handle)
    for row in content.rows["applications"]:
        key = _place(row, there, content)
        if key and _is_first(("applications", key), row, seen, content):
            _application(row, key, plan, there, content)
    for row in content.rows["awards"]:
        key = _place(row, there, content)
        if key and _is_first(("awards", key, row.values["year"]), row, seen, content):
            _award(row, key, plan, there, content)
    for row in content.rows["reports"]:
        key = _place(row, there, content)
        if key and _is_first(("reports", key, row.values["kind"], row.values["year"]), row, seen, content):
            _report(row, key, plan, there, content)
    return plan


def _place(row: Read, there: There, content: Content) -> Key | None:
    """Call and organisation of a row; both are put into its values. None, and an error, when one is unknown."""
    found: dict[str, Any] = {}
    for name, told in (
        ("call", _("Utlysningen finnes ikke.")),
        ("organisation", _("Organisasjonen finnes ikke.")),
    ):
        text = str(row.values[name])
        found[name] = there.call(text) if name == "call" else there.organisation(text)
        if found[name] is None:
            content.errors.append(row.issue(name, told, there.near(name, text)))
    if None in found.values():
        return None
    row.values |= found
    return found["call"].pk, found["organisation"].pk, folded(row.values["title"])


def _is_first(what: Any, row: Read, seen: dict[Any, Read], content: Content) -> bool:
    twin = seen.setdefault(what, row)
    if twin is not row:
        told = _("Raden er den samme som rad %d: samme utlysning, organisasjon og tittel.") % twin.number
        content.errors.append(
            row.issue("title", told, _("Ta bort den ene, eller gi tiltakene hver sin tittel."))
        )
    return twin is row


def _money(value: Any) -> tuple[Decimal | None, str]:
    """(kroner, why unknown): exactly one of them."""
    if isinstance(value, UnknownKind):
        return None, str(value)
    return (None, str(UnknownKind.NOT_STATED)) if value is None else (value, "")


def _application(row: Read, key: Key, plan: Plan, there: There, content: Content) -> None:
    before = len(content.errors)
    facts = _facts(row, there, content)
    kept = there.applications.get(key)
    if kept is not None:
        _compare_application(row, kept, facts, key in there.awards, plan, content)
    elif len(content.errors) == before:
        plan.applications[key] = facts
    if facts["outcome"] == "award" and key not in there.awards and len(content.errors) == before:
        # awarded, and nothing more is said: the sum of the call's year is not stated until a row says it
        plan.awards[key] = dict.fromkeys(AWARD)
        plan.years[key, row.values["call"].year] = _sum_of(None)


def _facts(row: Read, there: There, content: Content) -> dict[str, Any]:
    values = row.values
    if values["call"].is_open:
        told = _("Utlysningen er åpen: søknader sendes inn, de importeres ikke.")
        content.errors.append(row.issue("call", told, _("Ta bort raden.")))
    applied, unknown = _money(values.get("applied"))
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
    _check_mine(row, found.pk if found else None, there, content)
    return found


def _check_mine(row: Read, handler: int | None, there: There, content: Content) -> None:
    """A case officer brings in the cases of their own organisation alone."""
    if there.may_handle is not None and handler not in there.may_handle:
        told = _("Saken hører til en annen organisasjon enn din.")
        content.errors.append(row.issue("organisation", told, _("Ta bort raden.")))


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


def _award(row: Read, key: Key, plan: Plan, there: There, content: Content) -> None:
    before = len(content.errors)
    kept = there.applications.get(key)
    facts = plan.applications.get(key)
    if kept is not None:
        _check_mine(row, kept.handler_id, there, content)
        _check_awardable(row, kept, content)
    elif facts is None:
        facts = _only_awarded(row, there, content)
    if facts is not None and facts["outcome"] in ("rejected", "withdrawn"):
        told = _("Søknaden er avslått eller trukket, og kan ikke ha tilskudd.")
        content.errors.append(
            row.issue("title", told, _("Rett utfallet i arket Søknader, eller ta bort raden."))
        )
    measure = _measure(row, there, content)
    starts, ends = row.values.get("starts_on"), row.values.get("ends_on")
    if starts and ends and ends < starts:
        content.errors.append(row.issue("ends_on", _("Slutter før det starter."), _("Bytt om datoene.")))
    if len(content.errors) == before:
        if facts is not None:
            plan.applications.setdefault(key, facts)
        _grant(row, key, plan, there, content)
        _describe(row, key, plan, there, content, measure)


def _check_awardable(row: Read, kept: Application, content: Content) -> None:
    if not kept.is_historic:
        told = _("Tilskuddet er gitt i systemet og kan ikke importeres.")
        content.errors.append(row.issue("title", told, _("Ta bort raden.")))
    elif kept.state == Application.State.WITHDRAWN:
        told = _("Søknaden er trukket, og kan ikke ha tilskudd.")
        content.errors.append(row.issue("title", told, _("Ta bort raden.")))


def _only_awarded(row: Read, there: There, content: Content) -> dict[str, Any]:
    """The application behind an award that has no row of its own: what was applied for is not stated."""
    facts = _facts(Read(row.sheet, row.number, dict(row.values), row.headings), there, content)
    return facts | {"years": [], "kind": Application.Kind.NEW, "state": "decided", "outcome": "award"}


def _measure(row: Read, there: There, content: Content) -> Measure | None:
    text = row.values.get("measure")
    if not text:
        return None
    if text not in there.measures:
        told = _("Tiltaket finnes ikke i registeret.")
        content.errors.append(
            row.issue("measure", told, _("Skriv id-en slik den står i adressen til tiltaket."))
        )
    return there.measures.get(text)


def _grant(row: Read, key: Key, plan: Plan, there: There, content: Content) -> None:
    """The sum of one year. What was not stated may be stated now; what was stated is not changed from here."""
    place, facts = (key, row.values["year"]), _sum_of(row.values.get("amount"))
    kept = there.years.get(place)
    if kept is None:
        plan.years[place] = facts
    elif (kept.amount, kept.unknown) == (facts["amount"], facts["unknown"]):
        plan.unchanged["award_years"] += 1
    elif kept.amount is None and facts["amount"] is not None:
        plan.filled[place] = facts["amount"]
    else:
        told = _("Tilskuddet for %d finnes fra før med et annet beløp.") % row.values["year"]
        content.errors.append(row.issue("amount", told, _("Rett beløpet der det er, eller ta bort raden.")))


def _sum_of(value: Any) -> dict[str, Any]:
    amount, unknown = _money(value)
    return {"amount": amount, "unknown": unknown}


def _describe(
    row: Read, key: Key, plan: Plan, there: There, content: Content, measure: Measure | None
) -> None:
    """What the rows of one award say of the whole of it: all the same, or nothing."""
    said = {name: row.values.get(name) for name in AWARD} | {"measure": measure}
    kept = there.awards.get(key)
    if kept is not None:
        before = {name: getattr(kept, name) for name in AWARD}
    else:
        before = plan.awards.setdefault(key, dict.fromkeys(AWARD))
    for name, value in said.items():
        if value is not None and before[name] not in (None, value):
            told = _("Verdien er en annen enn det som alt er sagt om tilskuddet.")
            content.errors.append(row.issue(name, told, _("Skriv det samme i alle rader om tilskuddet.")))
        elif kept is None:
            before[name] = before[name] or value


def _report(row: Read, key: Key, plan: Plan, there: There, content: Content) -> None:
    values = row.values
    if key not in there.awards and key not in plan.awards:
        told = _("Tilskuddet som rapporten gjelder, finnes ikke.")
        remedy = _("Legg det inn i arket Tilskudd, med samme utlysning, organisasjon og tittel.")
        content.errors.append(row.issue("title", told, remedy))
        return
    held = there.awards.get(key)
    if held is not None:
        _check_mine(row, held.handler_id, there, content)
    why = [name for name in ACCOUNT if isinstance(values.get(name), UnknownKind)]
    account = {name: None if name in why else values.get(name) for name in ACCOUNT}
    facts = {
        "state": values.get("state") or Report.State.SUBMITTED,
        "submitted": values.get("submitted"),
        "note": values.get("note") or "",
        "account": account,
        "read": row,
    }
    kept = there.reports.get((key, values["kind"], values["year"]))
    if kept is None:
        plan.reports[key, values["kind"], values["year"]] = facts
    elif _same_report(kept, facts):
        plan.unchanged["reports"] += 1
    else:
        told = _("Rapporten finnes fra før med andre opplysninger.")
        content.errors.append(row.issue("title", told, _("Rett rapporten der den er, eller ta bort raden.")))


def _same_report(kept: Report, facts: dict[str, Any]) -> bool:
    account = getattr(kept, "account", None)
    there = {name: getattr(account, name, None) for name in ACCOUNT}
    submitted = kept.submitted_at.date() if kept.submitted_at else None
    note = (kept.content or {}).get("note", "")
    mine = (facts["state"], facts["submitted"], facts["note"], facts["account"])
    return kept.is_historic and (kept.state, submitted, note, there) == mine


def issues_of(rows: Iterable[Issue]) -> list[Issue]:
    """In the order of the file."""
    return sorted(rows, key=lambda row: (row.sheet, row.row, row.column))
