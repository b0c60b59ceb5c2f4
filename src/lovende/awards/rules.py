"""Who may see an award and act on it. Everything not granted is denied.

Those who hold the money's case (the handler) see and follow up; those who applied see their own and ask for changes;
auditors read all. Whoever declared a conflict of interest on the application sees nothing of the award either.
"""

import rules
from django.db.models import Q, QuerySet

from lovende.assessments.models import Assignment
from lovende.awards.models import Award
from lovende.people.models import Role, User
from lovende.people.queries import current_roles
from lovende.people.rules import has_role, is_signed_in

OFFICER = frozenset({Role.CASE_OFFICER.value})
DECIDER = frozenset({Role.DECISION_MAKER.value})
APPLICANT = frozenset({Role.APPLICANT.value, Role.PROJECT_LEAD.value})
# Of awards: as `Award.is_told`.
TOLD = Q(is_historic=True) | Q(announced_at__isnull=False)
# Of what belongs to an award (its years, its reports).
TOLD_BY_AWARD = Q(award__is_historic=True) | Q(award__announced_at__isnull=False)


def places(user: User, roles: frozenset[str]) -> set[int]:
    """Where the person holds one of `roles` now: ids of organisations."""
    return {place for role, place in current_roles(user) if role in roles} if is_signed_in(user) else set()


def is_conflicted(user: User, award: Award) -> bool:
    """Has the person declared a conflict of interest on what was applied for? Asked once an award and person."""
    kept = award.__dict__.setdefault("_conflicted", {})
    if user.pk not in kept:
        kept[user.pk] = Assignment.objects.filter(
            application_id=award.application_id, officer=user, conflict=Assignment.Conflict.CONFLICT
        ).exists()
    return kept[user.pk]


def _at_handler(roles: frozenset[str], name: str):
    @rules.predicate(name=f"awards_{name}_at_handler")
    def predicate(user: User, award: Award | None) -> bool:
        if award is None or award.handler_id not in places(user, roles):
            return False
        return not is_conflicted(user, award)

    return predicate


@rules.predicate
def is_of_the_project(user: User, award: Award | None) -> bool:
    """Of those who applied, once they have been told what they got."""
    return award is not None and award.is_told and award.organisation_id in places(user, APPLICANT)


is_officer = _at_handler(OFFICER, "officer")
is_decider = _at_handler(DECIDER, "decider")
is_auditor = has_role(Role.AUDITOR)
sees_money = has_role(Role.CASE_OFFICER, Role.DECISION_MAKER, Role.ADMINISTRATOR, Role.AUDITOR)

rules.add_perm(
    "awards.list",
    has_role(Role.APPLICANT, Role.PROJECT_LEAD, Role.CASE_OFFICER, Role.DECISION_MAKER, Role.AUDITOR),
)
rules.add_perm("awards.read", is_of_the_project | is_officer | is_decider | is_auditor)
rules.add_perm("awards.pay", is_officer)
rules.add_perm("awards.follow_up", is_officer)
rules.add_perm("awards.decide", is_decider)
rules.add_perm("awards.ask", is_of_the_project)
rules.add_perm("awards.see_money", sees_money)


def visible(user: User) -> QuerySet[Award]:
    """The awards that `awards.read` grants, as one query."""
    rows = Award.objects.all()
    if not is_signed_in(user):
        return rows.none()
    if user.has_perm("awards.read_all"):
        return rows
    own, handled = places(user, APPLICANT), places(user, OFFICER | DECIDER)
    conflicted = Assignment.objects.filter(officer=user, conflict=Assignment.Conflict.CONFLICT)
    held = Q(handler__in=handled) & ~Q(application__in=conflicted.values("application"))
    return rows.filter((Q(organisation__in=own) & TOLD) | held)


rules.add_perm("awards.read_all", is_auditor)
