"""Awards, their years and their reports in the plan. Writes nothing."""

from typing import Any

from django.utils.translation import gettext as _

from lovende.applications.models import Application
from lovende.measures.models import Measure
from lovende.records.models import UnknownKind
from lovende.reporting.importing.checking import Content, Read
from lovende.reporting.importing.planning import ACCOUNT, AWARD, Plan, check_mine, facts_of, sum_of
from lovende.reporting.importing.there import Key, There
from lovende.reporting.models import Report


def plan_award(row: Read, key: Key, plan: Plan, there: There, content: Content) -> None:
    before = len(content.errors)
    kept = there.applications.get(key)
    facts = plan.applications.get(key)
    if kept is not None:
        check_mine(row, kept.handler_id, there, content)
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
    facts = facts_of(Read(row.sheet, row.number, dict(row.values), row.headings), there, content)
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
    place, facts = (key, row.values["year"]), sum_of(row.values.get("amount"))
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


def plan_report(row: Read, key: Key, is_awarded: bool, plan: Plan, there: There, content: Content) -> None:
    values = row.values
    if key not in there.awards and key not in plan.awards:
        if is_awarded:
            return  # what is wrong is told at the award
        told = _("Tilskuddet som rapporten gjelder, finnes ikke.")
        remedy = _("Legg det inn i arket Tilskudd, med samme utlysning, organisasjon og tittel.")
        content.errors.append(row.issue("title", told, remedy))
        return
    held = there.awards.get(key)
    if held is not None:
        check_mine(row, held.handler_id, there, content)
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
