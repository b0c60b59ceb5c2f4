"""What the officers' forms let one choose: calls, areas, and who works on cases."""

from collections.abc import Callable
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from lovende.applications.rules import OFFICERS, places_of
from lovende.assessments.models import Standing
from lovende.assessments.rules import KNOWN, partial_in
from lovende.people.models import Membership, Role, User
from lovende.people.rules import is_auditor
from lovende.records.kept import AnyOf, Kept, Shape, Slot
from lovende.schemes.models import Area, Call

CALL = Shape(Call, "id", "key", "title", "year", "frame", "frame_unknown")
OFFICER = Shape(User, "id", "name", "email", "pseudonym")


def calls_for(user: User) -> list[Call]:
    """The calls that the user has cases of, the newest first. Those the user is partial in are as if not there."""
    partial = partial_in(user)
    if is_auditor(user):
        rows = _ALL_CALLS.read(partial=partial)
    else:
        rows = _CALLS.read(partial=partial, handlers=[*places_of(user, OFFICERS)])
    return [CALL.of(row) for row in rows]


def _calls(at_handler: bool) -> Callable[[], QuerySet]:
    def build() -> QuerySet:
        cases = Standing.objects.filter(~Q(AnyOf(F("pk"), Slot("partial"))), state__in=KNOWN)
        if at_handler:
            cases = cases.filter(AnyOf(F("handler_id"), Slot("handlers")))
        # Whether there is one, not which they are: the index of an office's calls answers at the first.
        rows = Call.objects.filter(Exists(cases.filter(call=OuterRef("pk"))))
        return rows.order_by("-year", "title", "pk").values_list(CALL.json())

    return build


_CALLS, _ALL_CALLS = Kept(_calls(at_handler=True)), Kept(_calls(at_handler=False))


def areas_of(call: str) -> list[Area]:
    """The areas of a call, in its order; none while no call is chosen."""
    return list(Area.objects.filter(call__key=call)) if call else []


def officers_for(user: User) -> list[User]:
    """The case officers of the user's own organisations, by name; none for an auditor who has none."""
    return [OFFICER.of(row) for row in _OFFICERS.read(places=[*places_of(user, OFFICERS)])]


def _officers() -> QuerySet:
    there = AnyOf(F("organisation_id"), Slot("places"))
    members = Membership.objects.filter(there, user=OuterRef("pk"), role=Role.CASE_OFFICER)
    rows = User.objects.filter(Exists(members), is_active=True)
    return rows.order_by("name", "pk").values_list(OFFICER.json())


_OFFICERS = Kept(_officers)


def officer_named(pseudonym: str) -> User | None:
    """The person with that pseudonym; None for nobody, and for what is none."""
    try:
        return User.objects.filter(pseudonym=UUID(pseudonym)).first()
    except ValueError:
        return None
