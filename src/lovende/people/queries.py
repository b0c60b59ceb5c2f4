"""Reads of people, organisations and places worth a name."""

from datetime import date

from django.db.models import F, Q, QuerySet
from django.db.models.functions import JSONObject

from lovende.people.models import Membership, Municipality, User
from lovende.records.kept import AnyOf, Kept, Slot


def current_roles(user: User) -> tuple[tuple[str, int], ...]:
    """(role, organisation id) pairs the user holds today; read once a request, kept on the user."""
    held = getattr(user, "_current_roles", None)
    if held is None:
        held = roles_since(user, date.today())
        user._current_roles = held  # type: ignore[attr-defined]
    return held


def roles_since(user: User, day: date) -> tuple[tuple[str, int], ...]:
    """(role, organisation id) pairs the user has held at any time from `day` until today."""
    first, last = day.isoformat(), date.today().isoformat()
    return tuple(
        (row["role"], row["organisation_id"])
        for row in _MEMBERSHIPS.read(users=[user.pk])
        if (row["valid_from"] or last) <= last and (row["valid_to"] or first) >= first
    )


def _memberships() -> QuerySet:
    columns = ("role", "organisation_id", "valid_from", "valid_to")
    rows = Membership.objects.filter(AnyOf(F("user_id"), Slot("users")))
    return rows.order_by("pk").values_list(JSONObject(**{name: name for name in columns}))


_MEMBERSHIPS = Kept(_memberships)  # asked for on each page


def municipality_on(number: str, day: date) -> Municipality:
    """The municipality that bore `number` on `day`.

    Raises Municipality.DoesNotExist when no municipality had that number then.
    """
    return Municipality.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day), number=number, valid_from__lte=day
    ).get()


def latest_municipality(number: str) -> Municipality:
    """The last municipality that bore `number`. Raises Municipality.DoesNotExist."""
    return Municipality.objects.filter(number=number).select_related("county").latest("valid_from")


def family(municipality: Municipality) -> QuerySet[Municipality]:
    """The municipality with all that lie in its territory's history: predecessors and successors."""
    today = municipality.today.all()
    return (
        Municipality.objects.filter(Q(today__in=today) | Q(pk=municipality.pk))
        .select_related("county")
        .distinct()
    )
