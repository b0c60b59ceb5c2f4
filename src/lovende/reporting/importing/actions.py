"""Bringing historic grants in: checked whole, then all of it in one transaction or nothing."""

import hashlib
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from lovende.applications.models import Application
from lovende.applications.queries import vector_of_texts
from lovende.awards.models import Award, AwardYear
from lovende.people.models import Role, User
from lovende.people.queries import current_roles
from lovende.people.rules import is_administrator
from lovende.records.audit import record
from lovende.reporting.importing.checking import Issue, check
from lovende.reporting.importing.files import Table
from lovende.reporting.importing.planning import ACCOUNT, Plan
from lovende.reporting.importing.resolving import issues_of, resolve
from lovende.reporting.models import Account, Report

IMPORT_LOCK = 7_301_002


@dataclass(frozen=True)
class Result:
    """What an import did, or would do. With errors nothing is written; `new` then counts what would have been."""

    is_dry_run: bool
    is_written: bool
    rows: dict[str, int]
    new: dict[str, int]
    unchanged: dict[str, int]
    errors: list[Issue] = field(default_factory=list)
    warnings: list[Issue] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return {
            "dry_run": self.is_dry_run,
            "written": self.is_written,
            "rows": self.rows,
            "new": self.new,
            "unchanged": self.unchanged,
            "errors": [asdict(issue) for issue in self.errors],
            "warnings": [asdict(issue) for issue in self.warnings],
        }


def may_handle(actor: User | None) -> frozenset[int] | None:
    """The organisations whose cases the person may bring in; None for all (an administrator, the command line)."""
    if actor is None or is_administrator(actor):
        return None
    return frozenset(place for role, place in current_roles(actor) if role == Role.CASE_OFFICER)


def import_grants(*, tables: list[Table], content: bytes, actor: User | None, dry_run: bool) -> Result:
    """Bring in what `tables` (of the file `content`) hold, or only say what would happen.

    Everything or nothing; the same file again changes nothing. Raises FileError when no sheet is one of ours.
    """
    checked = check(tables)
    rows = {key: len(found) for key, found in checked.rows.items()}
    with transaction.atomic():
        if not dry_run:  # two who bring in the same at once: the second finds what the first wrote
            _queue()
        plan = resolve(checked, may_handle(actor))
        new = _counts(plan)
        if dry_run or checked.errors:
            written = False
        else:
            written = _write(plan, new, content, actor)
    return Result(
        is_dry_run=dry_run,
        is_written=written,
        rows=rows,
        new=new,
        unchanged=plan.unchanged,
        errors=issues_of(checked.errors),
        warnings=issues_of(checked.warnings),
    )


def _queue() -> None:
    """Wait until no other import is open; held to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])


def _counts(plan: Plan) -> dict[str, int]:
    assert plan.there is not None
    new_awards = sum(1 for key in plan.awards if key not in plan.there.awards)
    return {
        "applications": len(plan.applications),
        "awards": new_awards,
        "award_years": len(plan.years) + len(plan.filled),
        "reports": len(plan.reports),
    }


def _write(plan: Plan, counts: dict[str, int], content: bytes, actor: User | None) -> bool:
    """Write the plan; one audit event with the file's hash and the counts. False when there was nothing new."""
    if not any(counts.values()):
        return False
    with (
        connection.cursor() as cursor
    ):  # two who import the same at once: the second finds what the first wrote
        cursor.execute("LOCK TABLE applications_application IN SHARE ROW EXCLUSIVE MODE")
    _applications(plan)
    _awards(plan)
    _reports(plan)
    facts = {"sha256": hashlib.sha256(content).hexdigest(), **counts}
    record(actor=actor, verb="reporting.grants-imported", about="", facts=facts)
    return True


def _applications(plan: Plan) -> None:
    assert plan.there is not None
    numbers = iter(_numbers(len(plan.applications)))
    for key, facts in plan.applications.items():
        has_award = key in plan.awards
        public_id = f"sok-{facts['call'].year}-{next(numbers)}"
        organisation = facts["organisation"]
        row = Application.objects.create(
            public_id=public_id,
            call=facts["call"],
            area=facts["area"],
            organisation=organisation,
            handler=facts["handler"],
            title=facts["title"],
            kind=facts["kind"],
            years=facts["years"],
            positions=facts["positions"],
            participants=facts["participants"],
            applied=facts["applied"],
            applied_unknown=facts["applied_unknown"],
            state=Application.State.DECIDED if has_award else facts["state"],
            submitted_at=_noon(facts["submitted"]),
            is_historic=True,
            terms=vector_of_texts([facts["title"], organisation.name], public_id),
        )
        plan.there.applications[key] = row


def _numbers(count: int) -> list[int]:
    """As many numbers of the applications' own sequence."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('applications_number') FROM generate_series(1, %s)", [count])
        return [row[0] for row in cursor.fetchall()]


def _noon(day: date | None) -> datetime | None:
    """A day without a time, as a time that is on that day wherever it is read."""
    return timezone.make_aware(datetime.combine(day, time(12))) if day else None


def _awards(plan: Plan) -> None:
    assert plan.there is not None
    for key, facts in plan.awards.items():
        if key not in plan.there.awards:
            plan.there.awards[key] = _new_award(plan.there.applications[key], facts)
    AwardYear.objects.bulk_create(
        AwardYear(award=plan.there.awards[key], year=year, **facts)
        for (key, year), facts in plan.years.items()
    )
    for (key, year), amount in plan.filled.items():
        rows = AwardYear.objects.filter(award=plan.there.awards[key], year=year, amount__isnull=True)
        rows.update(amount=amount, unknown="")


def _new_award(application: Application, facts: dict[str, Any]) -> Award:
    Application.objects.filter(pk=application.pk).update(state=Application.State.DECIDED)
    return Award.objects.create(
        public_id=f"til-{application.public_id.removeprefix('sok-')}",
        application=application,
        measure=facts["measure"],
        call=application.call,
        organisation=application.organisation,
        handler=application.handler,
        state=facts["state"] or Award.State.FINISHED,
        starts_on=facts["starts_on"],
        ends_on=facts["ends_on"],
        is_historic=True,
    )


def _reports(plan: Plan) -> None:
    assert plan.there is not None
    for (key, kind, year), facts in plan.reports.items():
        award = plan.there.awards[key]
        report = Report.objects.create(
            public_id=f"rap-{award.public_id.removeprefix('til-')}-{kind}-{year}",
            kind=kind,
            year=year,
            award=award,
            measure=award.measure,
            call=award.call,
            organisation=award.organisation,
            municipality=award.organisation.municipality,
            state=facts["state"],
            submitted_at=_noon(facts["submitted"]),
            content={"note": facts["note"]} if facts["note"] else None,
            is_historic=True,
        )
        if any(facts["account"][name] is not None for name in ACCOUNT):
            Account.objects.create(report=report, **facts["account"])
