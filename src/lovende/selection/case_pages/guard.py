"""Who gets to the pages after the readings: those who may know of the round, once every phase is settled."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from lovende.people.models import User
from lovende.selection.discussing import is_read
from lovende.selection.errors import ConflictError
from lovende.selection.leading.guard import led, seen
from lovende.selection.models import Round
from lovende.selection.preparing import locked_round
from lovende.selection.rules import owns


def read(public_id: str, user: User) -> Round:
    """A round whose phases are all settled. Raises Http404: before that nothing of what follows is there."""
    return _settled(seen(public_id, user))


def led_read(public_id: str, user: User) -> Round:
    """As `read`, for those who lead it. Raises PermissionDenied for others who may know of it."""
    return _settled(led(public_id, user))


def owned_read(public_id: str, user: User) -> Round:
    """As `read`, for those who act for its owner. Raises PermissionDenied for others who may know of it."""
    found = seen(public_id, user)
    if not owns.test(user, found):
        raise PermissionDenied
    return _settled(found)


def _settled(round_: Round) -> Round:
    if not is_over(round_):
        raise Http404
    return round_


def is_over(round_: Round) -> bool:
    """Has the round been read to its end?"""
    return round_.state != Round.State.DRAFT and is_read(round_)


@transaction.atomic
def unless_newer(
    round_: Round,
    user: User,
    *,
    shown: int,
    there: Callable[[], int],
    message: str,
    act: Callable[[], object],
) -> None:
    """`act`, if what it supersedes is what the page showed: `shown` of them, and no more have come.

    Raises ConflictError with `message` otherwise, and what `act` raises.
    """
    locked_round(round_, user, "run")
    if there() > shown:
        raise ConflictError(message)
    act()
