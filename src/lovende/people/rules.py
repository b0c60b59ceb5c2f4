"""Who may, as predicates that other rooms combine with `&` and `|`. Everything not granted is denied."""

import rules

from lovende.people.models import Role, User
from lovende.people.queries import current_roles


@rules.predicate
def is_signed_in(user: User) -> bool:
    return bool(user and user.is_authenticated and user.is_active)


def has_role(*roles: Role):
    """True for a person who holds one of `roles` now, in any organisation."""
    wanted = frozenset(roles)

    @rules.predicate(name=f"has_role:{','.join(sorted(wanted))}")
    def predicate(user: User) -> bool:
        return is_signed_in(user) and any(role in wanted for role, _ in current_roles(user))

    return predicate


def has_role_at(organisation_ids, *roles: Role):
    """A check, not a predicate: does the user hold one of `roles` at one of `organisation_ids`?"""
    wanted = frozenset(roles)

    def check(user: User) -> bool:
        held = current_roles(user) if is_signed_in(user) else ()
        return any(role in wanted and place in organisation_ids for role, place in held)

    return check


is_administrator = has_role(Role.ADMINISTRATOR)
is_auditor = has_role(Role.AUDITOR)

rules.add_perm("people.see_membership", is_administrator | is_auditor)
rules.add_perm("people.grant_role", is_administrator)
