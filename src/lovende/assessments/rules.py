"""Who may what with a case. The object is the application.

An office's case officers and decision makers, and auditors, may know that a submitted application exists: who
applied and what it is called, which they must know to say whether they are impartial (habile). What it says is
read by those alone who have said that they are, and by auditors.
"""

import rules
from django.db.models import F, QuerySet
from django.db.models.functions import JSONObject

from lovende.applications.models import Application
from lovende.assessments.models import Assignment
from lovende.people.models import Role, User
from lovende.people.rules import has_role, has_role_at, is_auditor
from lovende.records.kept import AnyOf, Kept, Slot

KNOWN = (Application.State.SUBMITTED, Application.State.DECIDED, Application.State.WITHDRAWN)
OFFICERS = (Role.CASE_OFFICER, Role.DECISION_MAKER)


def assignment_of(user: User, application: Application) -> Assignment | None:
    """The person's own row on the case, released ones left out; reads `application.assignments` as prefetched."""
    for row in application.assignments.all():
        if row.officer_id == user.pk and row.released_at is None:
            return row
    return None


def partial_in(user: User) -> tuple[int, ...]:
    """The cases the user has said to be partial in, taken off them since or not.

    Read once a request, kept on the user.
    """
    held: tuple[int, ...] | None = getattr(user, "_partial_in", None)
    if held is None:
        held = tuple(row["case"] for row in _PARTIAL.read(officers=[user.pk]))
        user._partial_in = held  # type: ignore[attr-defined]
    return held


def _partial() -> QuerySet:
    rows = Assignment.objects.filter(
        AnyOf(F("officer_id"), Slot("officers")), conflict=Assignment.Conflict.CONFLICT
    )
    return rows.order_by("application").values_list(JSONObject(case="application_id"))


_PARTIAL = Kept(_partial)


def forget_partial(user: User) -> None:
    """Have `partial_in` read anew: the user has just said something."""
    user._partial_in = None  # type: ignore[attr-defined]


def _at_handler(user: User, application: Application, *roles: Role) -> bool:
    return application.handler_id is not None and has_role_at((application.handler_id,), *roles)(user)


@rules.predicate
def is_handed_in(user: User, application: Application) -> bool:
    """Handed in, withdrawn since or not; never what has only been written."""
    return application.state in KNOWN and (application.submitted_at is not None or application.is_historic)


@rules.predicate
def is_withdrawn(user: User, application: Application) -> bool:
    return application.state == Application.State.WITHDRAWN


@rules.predicate
def is_submitted(user: User, application: Application) -> bool:
    return application.state == Application.State.SUBMITTED


@rules.predicate
def is_officer(user: User, application: Application) -> bool:
    return _at_handler(user, application, *OFFICERS)


@rules.predicate
def is_case_officer(user: User, application: Application) -> bool:
    return _at_handler(user, application, Role.CASE_OFFICER)


@rules.predicate
def is_decision_maker(user: User, application: Application) -> bool:
    return _at_handler(user, application, Role.DECISION_MAKER)


@rules.predicate
def is_impartial(user: User, application: Application) -> bool:
    """The person has said that nothing makes them partial."""
    own = assignment_of(user, application)
    return own is not None and own.conflict == Assignment.Conflict.NONE


@rules.predicate
def is_partial(user: User, application: Application) -> bool:
    """The person has said that something makes them partial; also when taken off the case afterwards."""
    return any(
        row.officer_id == user.pk and row.conflict == Assignment.Conflict.CONFLICT
        for row in application.assignments.all()
    )


@rules.predicate
def assesses(user: User, application: Application) -> bool:
    own = assignment_of(user, application)
    return own is not None and own.assesses


@rules.predicate
def has_finished(user: User, application: Application) -> bool:
    """The person's own assessment of the newest submission was finished: only then is another's shown."""
    own = assignment_of(user, application)
    return own is not None and any(
        row.finished_at is not None and row.submission_id == newest_submission(application)
        for row in own.assessments.all()
    )


def newest_submission(application: Application) -> int | None:
    """Key of the newest submission, kept on the application for the request."""
    kept = getattr(application, "_newest_submission", None)
    if kept is None:
        kept = application.submissions.order_by("-number").values_list("pk", flat=True).first()
        application._newest_submission = kept  # type: ignore[attr-defined]
    return kept


knows = is_handed_in & (is_officer | is_auditor)
reads = is_handed_in & ~is_partial & (is_auditor | (is_officer & is_impartial))

rules.add_perm("assessments.open_queue", has_role(*OFFICERS, Role.AUDITOR))
rules.add_perm("assessments.handle", has_role(*OFFICERS))
rules.add_perm("assessments.know", knows)
rules.add_perm("assessments.read", reads)
rules.add_perm("assessments.declare", is_handed_in & is_officer)
# Who is partial has no say in who assesses either (forvaltningsloven § 6: nor prepare the decision).
rules.add_perm("assessments.assign", is_submitted & is_officer & ~is_partial)
rules.add_perm("assessments.assess", is_submitted & is_case_officer & assesses & is_impartial & ~is_partial)
rules.add_perm("assessments.recommend", reads & is_case_officer & assesses & is_impartial & ~is_withdrawn)
rules.add_perm("assessments.decide", reads & is_decision_maker & is_impartial & ~is_withdrawn)
rules.add_perm(
    "assessments.see_others", reads & (is_auditor | is_decision_maker | (is_case_officer & has_finished))
)
