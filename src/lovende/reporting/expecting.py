"""Which reports an award owes, and when: a status report a year and a final report at the end (003, lines 187-193).

The call's rules may set the days (`status_report_due`, `final_report_months`); without, a status report is due on
1 March of the year after, the final report three months after the end. The letter of the award names the same days.
"""

import calendar
from datetime import date

from lovende.applications.queries import latest_submission
from lovende.awards.models import Award
from lovende.reporting.models import Report

STATUS_DUE = "03-01"
FINAL_MONTHS = 3


def months_after(day: date, months: int) -> date:
    """The same day `months` later, or the last of that month.

    >>> months_after(date(2026, 12, 31), 3), months_after(date(2026, 11, 30), 3)
    (datetime.date(2027, 3, 31), datetime.date(2027, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def owed(award: Award) -> dict[tuple[str, int], date]:
    """{(kind, year): due} of an award as it stands: each granted year but the last has a status report."""
    ends_on = award.ends_on
    if ends_on is None:
        return {}
    rules = award.call.ruleset
    month, day = (int(part) for part in (rules.status_report_due or STATUS_DUE).split("-"))
    granted = [row.year for row in award.years.all() if row.state == "granted"]
    found = {("status", year): date(year + 1, month, day) for year in granted if year < ends_on.year}
    found["final", ends_on.year] = months_after(ends_on, rules.final_report_months or FINAL_MONTHS)
    return found


def expect_reports(award: Award) -> None:
    """Make the rows of what is owed and not there, move due days, and take back what nobody has begun.

    Called inside the transaction that starts or changes the award.
    """
    wanted = owed(award)
    there = {(row.kind, row.year): row for row in award.reports.select_for_update()}
    for (kind, year), row in there.items():
        if (kind, year) not in wanted and row.state == Report.State.EXPECTED:
            row.delete()
    for (kind, year), due_on in wanted.items():
        begun = there.get((kind, year))
        if begun is None:
            _expect(award, kind, year, due_on)
        elif begun.due_on != due_on and begun.state in (Report.State.EXPECTED, Report.State.DRAFT):
            begun.due_on = due_on
            begun.save(update_fields=["due_on", "updated_at"])


def _expect(award: Award, kind: str, year: int, due_on: date) -> None:
    Report.objects.create(
        public_id=f"rap-{award.public_id.removeprefix('til-')}-{year}-{'slutt' if kind == 'final' else 'status'}",
        kind=kind,
        year=year,
        award=award,
        measure=award.measure,
        call=award.call,
        organisation=award.organisation,
        municipality=award.organisation.municipality,
        plan=latest_submission(award.application),
        due_on=due_on,
    )
