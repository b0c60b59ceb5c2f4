"""Reads of people, organisations and places worth a name."""

from datetime import date

from django.db.models import Q, QuerySet

from lovende.people.models import Membership, Municipality, User


def current_roles(user: User) -> tuple[tuple[str, int], ...]:
    """(role, organisation id) pairs the user holds today; read once a request, kept on the user."""
    held = getattr(user, "_current_roles", None)
    if held is None:
        held = roles_since(user, date.today())
        user._current_roles = held  # type: ignore[attr-defined]
    return held


def roles_since(user: User, day: date) -> tuple[tuple[str, int], ...]:
    """(role, organisation id) pairs the user has held at any time from `day` until today."""
    rows = Membership.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=date.today()),
        Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        user_id=user.pk,
    )
    return tuple(rows.values_list("role", "organisation_id"))


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
