"""Who may what with an application. Drafts are their authors' alone; officers read what was handed in.

The object of a permission is the application; that of `applications.start` the organisation that would apply, or
None for any. Whether the call is still open is asked apart (`queries.closed_because`): these say who, not when.
"""

from typing import Any

import rules

from lovende.applications.models import Application
from lovende.people.models import Organisation, Role, User
from lovende.people.queries import current_roles
from lovende.people.rules import is_auditor, is_signed_in

APPLICANTS = frozenset({Role.APPLICANT, Role.PROJECT_LEAD})
OFFICERS = frozenset({Role.CASE_OFFICER, Role.DECISION_MAKER})


def places_of(user: User, roles: frozenset[Role]) -> set[int]:
    """Ids of the organisations where the user holds one of `roles` now."""
    return {place for role, place in current_roles(user) if role in roles} if is_signed_in(user) else set()


def authors_of(application: Application) -> dict[int, bool]:
    """User id → may sign; read once for each application object."""
    kept = application.__dict__.get("_author_rows")
    if kept is None:
        kept = dict(application.authors.values_list("user_id", "may_sign"))
        application.__dict__["_author_rows"] = kept
    return kept


@rules.predicate
def applies_for(user: User, about: Any) -> bool:
    """Does the user apply on behalf of the organisation (that of the application; any for None)?"""
    places = places_of(user, APPLICANTS)
    if about is None:
        return bool(places)
    return (about.pk if isinstance(about, Organisation) else about.organisation_id) in places


@rules.predicate
def is_author(user: User, application: Application | None) -> bool:
    return is_signed_in(user) and application is not None and user.pk in authors_of(application)


@rules.predicate
def may_sign(user: User, application: Application | None) -> bool:
    return is_signed_in(user) and application is not None and authors_of(application).get(user.pk, False)


@rules.predicate
def handles(user: User, application: Application | None) -> bool:
    """A case officer or decision maker of the organisation that handles it."""
    return application is not None and application.handler_id in places_of(user, OFFICERS)


@rules.predicate
def was_handed_in(user: User, application: Application | None) -> bool:
    """Handed in at some time (withdrawn later or not), or a historic one that never was a draft here."""
    return application is not None and (application.submitted_at is not None or application.is_historic)


rules.add_perm("applications.start", applies_for)
rules.add_perm("applications.read_draft", is_author)
rules.add_perm("applications.write", is_author)
rules.add_perm("applications.sign_off", may_sign)
rules.add_perm("applications.submit", is_author & applies_for)
rules.add_perm("applications.withdraw", is_author & applies_for)
rules.add_perm("applications.manage_authors", is_author & applies_for)
rules.add_perm("applications.read_submitted", was_handed_in & (is_author | handles | is_auditor))
