"""Who may have to do with letters. The object of a permission is the application (of a run: its `handler`).

A letter says what was decided and why, not what the application says. So the office's case officers and decision
makers may write and send one without having said that they are impartial, but not when they were asked and have not
answered, and never when they said that they are partial. The applicant's authors read theirs once it is sent.
"""

import rules
from django.db.models import Q, QuerySet

from lovende.applications.models import Application, Author
from lovende.assessments.models import Assignment, Letter, LetterRun
from lovende.assessments.rules import OFFICERS, is_handed_in, is_officer, is_partial
from lovende.people.models import User
from lovende.people.queries import current_roles
from lovende.people.rules import has_role, has_role_at, is_auditor, is_signed_in


@rules.predicate
def has_answered(user: User, application: Application) -> bool:
    """Not asked to assess, or asked and impartiality answered for."""
    return not any(
        row.officer_id == user.pk
        and row.released_at is None
        and row.conflict == Assignment.Conflict.UNDECLARED
        for row in application.assignments.all()
    )


@rules.predicate
def runs_it(user: User, run: LetterRun) -> bool:
    return run.handler_id is not None and has_role_at((run.handler_id,), *OFFICERS)(user)


writes = is_handed_in & is_officer & ~is_partial & has_answered

rules.add_perm("assessments.write_letters", writes)
rules.add_perm("assessments.read_letters", writes | (is_handed_in & is_auditor & ~is_partial))
rules.add_perm("assessments.open_letter_runs", has_role(*OFFICERS) | is_auditor)
rules.add_perm("assessments.start_letter_run", has_role(*OFFICERS))
rules.add_perm("assessments.see_letter_run", is_auditor | runs_it)
rules.add_perm("assessments.move_letter_run", runs_it)


def may_read(user: User, letter: Letter) -> bool:
    """The office and auditors at any time; an author of the application when the letter is sent."""
    application = letter.decision.application
    if user.has_perm("assessments.read_letters", application):
        return True
    if letter.sent_at is None or not is_signed_in(user):
        return False
    return Author.objects.filter(application=application, user=user).exists()


def offices_of(user: User) -> set[int]:
    """Keys of the organisations where the person handles cases."""
    return {place for role, place in current_roles(user) if role in OFFICERS}


def readable(letters: QuerySet[Letter], user: User) -> QuerySet[Letter]:
    """Those of `letters`, already the office's own, that are of no case the person must not see."""
    barred = Assignment.objects.filter(
        Q(conflict=Assignment.Conflict.CONFLICT)
        | Q(conflict=Assignment.Conflict.UNDECLARED, released_at__isnull=True),
        officer=user,
    )
    return letters.exclude(decision__application__in=barred.values("application"))
