"""From checked rows to what would be written, asking the register in a fixed number of queries. Writes nothing."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from lovende.reporting.importing.checking import Content, Issue, Read
from lovende.reporting.importing.planning import Plan, plan_application
from lovende.reporting.importing.planning_awards import plan_award, plan_report
from lovende.reporting.importing.there import Key, There, folded


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
        if key and _is_first(("applications", key), row, seen, content) and not row.is_wrong:
            plan_application(row, key, plan, there, content)
    for row in content.rows["awards"]:
        key = _place(row, there, content)
        if key and _is_first(("awards", key, row.values["year"]), row, seen, content) and not row.is_wrong:
            plan_award(row, key, plan, there, content)
    awarded = {key for what, key, *_year in seen if what == "awards"}  # also those with something to mend
    for row in content.rows["reports"]:
        key = _place(row, there, content)
        said = ("reports", key, row.values["kind"], row.values["year"])
        if key and _is_first(said, row, seen, content) and not row.is_wrong:
            plan_report(row, key, key in awarded, plan, there, content)
    return plan


def _place(row: Read, there: There, content: Content) -> Key | None:
    """Call and organisation of a row; both are put into its values. None, and an error, when one is unknown."""
    found: dict[str, Any] = {}
    if None in (row.values["call"], row.values["organisation"], row.values["title"]):
        return None  # told already
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


def issues_of(rows: Iterable[Issue]) -> list[Issue]:
    """In the order of the file."""
    return sorted(rows, key=lambda row: (row.sheet, row.row, row.column))
