"""Which round a page is about, for those who may know of it; and an act that may be refused."""

from collections.abc import Callable

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy

from lovende.people.models import User
from lovende.selection.discussing import is_read
from lovende.selection.errors import ConflictError, NotAllowedError, SelectionError
from lovende.selection.models import Phase, Round
from lovende.selection.rules import leads, said_may_be_read, visible

NOT_YET = gettext_lazy(
    "Du vurderer i denne utvelgelsen. Det andre har sagt, vises når alle fasene er avgjort."
)


def seen(public_id: str, user: User) -> Round:
    """A round that is rated here. Raises Http404 when it is not there, or not theirs to know of."""
    rows = visible(user).filter(kind=Round.Kind.LIVE).select_related("institute", "owner", "scheme")
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def led(public_id: str, user: User) -> Round:
    """As `seen`, for those who lead it. Raises PermissionDenied for others who may know of it."""
    found = seen(public_id, user)
    if not leads.test(user, found):
        raise PermissionDenied
    return found


def heard(public_id: str, user: User) -> Round:
    """As `seen`, for a page that shows what was said. Raises PermissionDenied, which says why, for one who rates in the
    round while more is to be read."""
    found = seen(public_id, user)
    if not said_may_be_read.test(user, found):
        raise PermissionDenied(NOT_YET)
    return found


def not_yet(round_: Round, user: User) -> str:
    """Why the person is not shown what was said; "" when they are. One query."""
    return "" if said_may_be_read.test(user, round_) else str(NOT_YET)


def settled(round_: Round, key: str) -> Phase:
    """A settled phase of the round. Raises Http404 for any other: nothing of its verdicts may be shown."""
    phase = round_.phases.filter(key=key, state=Phase.State.SETTLED).first()
    if phase is None:
        raise Http404
    phase.round = round_
    return phase


def refused(form: forms.Form, act: Callable[[], object]) -> int:
    """Do it. → 0 when done; else the status of the page that says why not (422, 409), and the form says it.

    Raises PermissionDenied where the act is not theirs.
    """
    try:
        act()
    except NotAllowedError as no:
        raise PermissionDenied(str(no)) from no
    except SelectionError as wrong:
        for name, message in wrong.fields.items():
            form.add_error(name if name in form.fields else None, message)
        return 422
    except ConflictError as conflict:
        form.add_error(None, str(conflict))
        return 409
    return 0


def frame(
    round_: Round, user: User, part: str, here: str, *, is_over: bool | None = None
) -> dict[str, object]:
    """What every page of a round shows around it: `part` is its place in the menu, `here` its name; `is_read` says
    whether the menu has what comes after the readings, which `is_over` tells where it is known already; `not_yet` why
    the person is not shown what was said, which is asked of the database when it is needed."""
    return {
        "round": round_,
        "is_lead": leads.test(user, round_),
        "is_read": round_.state != Round.State.DRAFT and is_read(round_) if is_over is None else is_over,
        "not_yet": SimpleLazyObject(lambda: not_yet(round_, user)),
        "part": part,
        "here": here,
    }
