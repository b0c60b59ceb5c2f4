"""What an award's page shows, and which acts it offers to whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from lovende.awards.changes import max_years, permission_for, years_of
from lovende.awards.links import path_of
from lovende.awards.models import Award, AwardYear, Change, Instalment, UndonePayment
from lovende.awards.queries import Money, events_of, money_of, roles_of, title_of, undone_of
from lovende.awards.rules import visible
from lovende.awards.words import VERBS
from lovende.people.models import User
from lovende.records.models import AuditEvent


@dataclass(frozen=True)
class YearShown:
    """One year of the award with its money and its instalments."""

    year: AwardYear
    money: Money
    instalments: list[Instalment]
    late: set[int]
    undone: list[UndonePayment]

    @property
    def is_granted(self) -> bool:
        return self.year.state == AwardYear.State.GRANTED


@dataclass(frozen=True)
class ChangeShown:
    """A change with who asked and who answered, as roles."""

    change: Change
    asked_by: str
    answered_by: str
    may_answer: bool


@dataclass(frozen=True)
class EventShown:
    """A line of the timeline in words. `who` is a role and where, never a name."""

    at: datetime
    who: str
    words: Any
    detail: str


def shown(award: Award, user: User) -> dict[str, Any]:
    """Everything the page needs, in some ten queries whatever the award holds."""
    today = timezone.localdate()
    may = {act: user.has_perm(f"awards.{act}", award) for act in ("pay", "follow_up", "decide", "ask")}
    years = list(award.years.prefetch_related("instalments"))
    before, events, changes = years_of(award), events_of(award), list(award.changes.all())
    undone = undone_of(award, events)
    who = roles_of(_actors(events, changes), award)
    return {
        "award": award,
        "title": title_of(award),
        "money": money_of(years),
        "years": [_year(award, year, undone, today) for year in years],
        "conditions": list(award.conditions.all()),
        "changes": [_change(row, who, may) for row in changes],
        "meetings": list(award.meetings.all()),
        "events": [_event(event, who) for event in events],
        "continued_by": list(visible(user).filter(follows=award)),
        "may": may,
        "running": award.state == Award.State.RUNNING,
        "today": today,
        "years_used": len(before),
        "max_years": max_years(award.call),
        "case": path_of("assessments:case", award.application.public_id)
        if may["follow_up"] or may["decide"]
        else "",
        "may_continue": may["ask"] and len(before) < max_years(award.call),
    }


def _year(award: Award, year: AwardYear, undone: list[UndonePayment], today: date) -> YearShown:
    rows = list(year.instalments.all())
    running = award.state == Award.State.RUNNING
    late = {
        row.pk for row in rows if running and row.state == Instalment.State.PLANNED and row.due_on < today
    }
    return YearShown(year, money_of([year]), rows, late, [row for row in undone if row.year == year.year])


def _actors(events: list[AuditEvent], changes: list[Change]) -> set[str]:
    """The pseudonyms of all who did something here."""
    of_changes = {key for row in changes for key in (row.asked_by, row.answered_by)}
    return ({event.actor for event in events} | of_changes) - {""}


def _change(row: Change, who: Mapping[str, str], may: Mapping[str, bool]) -> ChangeShown:
    return ChangeShown(
        row,
        who.get(row.asked_by, ""),
        who.get(row.answered_by, ""),
        row.state == Change.State.APPLIED and may[permission_for(row.kind).removeprefix("awards.")],
    )


def _event(event: AuditEvent, who: Mapping[str, str]) -> EventShown:
    facts = event.facts
    detail = [str(facts[key]) for key in ("instalment", "year", "by") if facts.get(key)]
    words = VERBS.get(event.verb, event.verb)
    return EventShown(event.at, who.get(event.actor, ""), words, " · ".join(detail))
