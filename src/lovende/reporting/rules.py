"""Who may read, write and answer a report. Everything not granted is denied.

A draft is read by the project alone; once handed in, by those who follow the award up too. Auditors read what was
handed in. The self-evaluations together are for those who steer the scheme or study it.
"""

import rules
from django.db.models import Q, QuerySet

from lovende.assessments.models import Assignment
from lovende.awards.rules import APPLICANT, DECIDER, OFFICER, TOLD_BY_AWARD, places
from lovende.people.models import Role, User
from lovende.people.rules import has_role, is_signed_in
from lovende.reporting.models import Report

OPEN = (Report.State.EXPECTED, Report.State.DRAFT, Report.State.RETURNED)
# Of reports: as `Award.is_told` of the award they are owed for.
TOLD = Q(award=None) | TOLD_BY_AWARD
# A returned report has been handed in once: what was handed in (`content`) stays readable.
HANDED_IN = (Report.State.SUBMITTED, Report.State.RETURNED, Report.State.APPROVED)


@rules.predicate
def is_of_the_project(user: User, report: Report | None) -> bool:
    """Of those who owe it, once they have been told of the award that it is owed for."""
    if report is None or (report.award is not None and not report.award.is_told):
        return False
    return report.organisation_id in places(user, APPLICANT)


@rules.predicate
def is_open(user: User, report: Report | None) -> bool:
    return report is not None and not report.is_historic and report.state in OPEN


@rules.predicate
def is_handed_in(user: User, report: Report | None) -> bool:
    return report is not None and report.state in HANDED_IN


@rules.predicate
def follows_the_award_up(user: User, report: Report | None) -> bool:
    return report is not None and report.award is not None and user.has_perm("awards.follow_up", report.award)


@rules.predicate
def decides_on_the_award(user: User, report: Report | None) -> bool:
    return report is not None and report.award is not None and user.has_perm("awards.decide", report.award)


is_auditor = has_role(Role.AUDITOR)
STEERING = (
    Role.CASE_OFFICER,
    Role.DECISION_MAKER,
    Role.PROGRAMME_OFFICER,
    Role.EVALUATOR,
    Role.ADMINISTRATOR,
    Role.AUDITOR,
)

rules.add_perm("reporting.write", is_of_the_project & is_open)
rules.add_perm(
    "reporting.read",
    is_of_the_project | (is_handed_in & (follows_the_award_up | decides_on_the_award | is_auditor)),
)
rules.add_perm("reporting.answer", is_handed_in & follows_the_award_up)
rules.add_perm(
    "reporting.list",
    has_role(Role.APPLICANT, Role.PROJECT_LEAD, Role.CASE_OFFICER, Role.DECISION_MAKER, Role.AUDITOR),
)
rules.add_perm("reporting.see_self_evaluations", has_role(*STEERING))


def visible(user: User) -> QuerySet[Report]:
    """The reports whose being there this person may know: own, and of awards they follow up; auditors all."""
    rows = Report.objects.all()
    if not is_signed_in(user):
        return rows.none()
    if user.has_perm("reporting.read_all"):
        return rows
    own, handled = places(user, APPLICANT), places(user, OFFICER | DECIDER)
    conflicted = Assignment.objects.filter(officer=user, conflict=Assignment.Conflict.CONFLICT)
    held = Q(award__handler__in=handled) & ~Q(award__application__in=conflicted.values("application"))
    return rows.filter((Q(organisation__in=own) & TOLD) | held)


rules.add_perm("reporting.read_all", is_auditor)
