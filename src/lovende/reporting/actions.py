"""Handing a report in, sending it back with a reason, approving it. One transaction and one audit event each."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lovende.people.models import User
from lovende.records.audit import queue, record
from lovende.records.digest import digest
from lovende.reporting.answering import ReportError, locked, open_report, save_account, save_answer
from lovende.reporting.models import Report
from lovende.reporting.reading import obstacles, snapshot

__all__ = ["approve", "open_report", "return_report", "save_account", "save_answer", "submit"]


@transaction.atomic
def submit(*, report: Report, actor: User) -> Report:
    """Hand the report in as it stands. Handing in twice is the same as once.

    Raises NotAllowedError; ReportError naming each question and figure that is needed and not there.
    """
    queue()  # before the report's row: a change of the award comes to reports with history in hand
    there = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if there.state == Report.State.SUBMITTED and actor.has_perm("reporting.read", there):
        return there
    row = locked(report, actor, "reporting.write")
    wrong = obstacles(row)
    if wrong:
        raise ReportError(wrong)
    row.content = snapshot(row)
    row.sha256 = digest(row.content)
    row.state, row.submitted_at = Report.State.SUBMITTED, timezone.now()
    row.submitted_by, row.version = str(actor.pseudonym), row.version + 1
    row.save()
    record(actor=actor, verb="reporting.submitted", about=row.public_id, facts={"sha256": row.sha256})
    return row


def _answer(report: Report, state: str, words: str, actor: User) -> Report:
    queue()
    row = locked(report, actor, "reporting.answer")
    if row.state != Report.State.SUBMITTED:
        raise ReportError({"": _("Rapporten er ikke til behandling nå. Last siden på nytt.")})
    row.state, row.answer = state, words.strip()
    row.answered_by, row.answered_at = str(actor.pseudonym), timezone.now()
    row.version += 1
    return row


@transaction.atomic
def return_report(*, report: Report, reason: str, actor: User) -> Report:
    """Send the report back to the project, for a reason. Raises NotAllowedError, ReportError."""
    if not reason.strip():
        raise ReportError({"reason": _("Skriv hva som må rettes.")})
    row = _answer(report, Report.State.RETURNED, reason, actor)
    row.save()
    record(actor=actor, verb="reporting.returned", about=row.public_id, facts={"year": row.year})
    return row


@transaction.atomic
def approve(*, report: Report, needs_follow_up: bool, note: str = "", actor: User) -> Report:
    """Take the report as it is, and say whether it calls for follow-up. Raises NotAllowedError, ReportError."""
    row = _answer(report, Report.State.APPROVED, note, actor)
    row.needs_follow_up = needs_follow_up
    row.save()
    facts = {"year": row.year, "needs_follow_up": needs_follow_up}
    record(actor=actor, verb="reporting.approved", about=row.public_id, facts=facts)
    return row
