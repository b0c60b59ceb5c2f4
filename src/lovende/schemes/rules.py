"""Who may make, publish and close calls. What is out is for everybody; a draft is its administrator's own.

The object of a permission is the call: the roles count at the organisation that administers it.
"""

import rules

from lovende.people.models import Role, User
from lovende.people.queries import current_roles
from lovende.people.rules import has_role, is_signed_in
from lovende.schemes.models import Call

MANAGERS = frozenset({Role.CASE_OFFICER, Role.DECISION_MAKER, Role.ADMINISTRATOR})
PUBLISHERS = frozenset({Role.DECISION_MAKER, Role.ADMINISTRATOR})


def places_of(user: User, roles: frozenset[Role] = MANAGERS) -> set[int]:
    """Ids of the organisations where the user holds one of `roles` now."""
    return {place for role, place in current_roles(user) if role in roles} if is_signed_in(user) else set()


@rules.predicate
def manages(user: User, call: Call | None) -> bool:
    return call is not None and call.administrator_id in places_of(user)


@rules.predicate
def may_publish(user: User, call: Call | None) -> bool:
    return call is not None and call.administrator_id in places_of(user, PUBLISHERS)


@rules.predicate
def is_out(user: User, call: Call | None) -> bool:
    return call is not None and call.state != Call.State.DRAFT


rules.add_perm("schemes.make_call", has_role(*MANAGERS))
rules.add_perm("schemes.see_call", is_out | manages)
rules.add_perm("schemes.change_call", manages)
rules.add_perm("schemes.publish_call", may_publish)
rules.add_perm("schemes.close_call", may_publish)
