"""The registry of dates that people are reminded of and that stand in their calendars.

A room registers a source of its dates; whoever reminds, lists or writes a calendar asks here. A source gives only
what is still open: what is paid, met, handed in or over is no date any more.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.utils.functional import Promise

from lovende.people.models import Role, User


@dataclass(frozen=True)
class Due:
    """One date. Whom it concerns: those who hold one of `roles` at `organisation`, and `users`, by their keys.

    `about` names the thing for good (at most 80 characters, no personal data); `label` is what a list and a
    calendar say of it; `path` is the page, without host and language. A mail says the kind alone.
    """

    kind: str
    about: str
    on: date
    label: str | Promise
    path: str
    organisation: int | None = None
    roles: tuple[str, ...] = ()
    users: tuple[int, ...] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of date: what a mail calls one or several, how many days ahead it reminds, whether it nags after."""

    key: str
    one: str | Promise
    several: str | Promise
    days_ahead: int = 14
    when_overdue: bool = False


# (first day, last day, for whom or None for everybody) → the open dates in that span, the earliest first.
Source = Callable[[date, date, User | None], Iterable[Due]]
_sources: list[Source] = []
_kinds: dict[str, Kind] = {}

OFFICERS = (Role.CASE_OFFICER.value,)
APPLICANTS = (Role.APPLICANT.value, Role.PROJECT_LEAD.value)


def register_dates(source: Source, *kinds: Kind) -> None:
    """Have `source` asked for its dates, which are of `kinds`. The same source again is the same as once."""
    if source not in _sources:
        _sources.append(source)
    _kinds.update({kind.key: kind for kind in kinds})


def kind_of(key: str) -> Kind:
    """Raises KeyError for a kind that nobody registered."""
    return _kinds[key]


def dates_between(first: date, last: date, user: User | None = None, most: int | None = None) -> list[Due]:
    """The open dates from `first` to `last`, both included, in order; with `user` those that concern them alone.

    `most` bounds how many, the earliest first: no more than that is asked of any source.
    """
    found: list[Due] = []
    for source in _sources:
        dues = source(first, last, user)
        mine = dues if user is None else (due for due in dues if concerns(due, user))
        found += islice(mine, most)
    return sorted(found, key=lambda due: (due.on, due.kind, due.about))[:most]


def concerns(due: Due, user: User) -> bool:
    """Is the date one of this person's? Reads the person's roles once."""
    from lovende.people.queries import current_roles

    if user.pk in due.users:
        return True
    return any(role in due.roles and place == due.organisation for role, place in current_roles(user))


def once(dues: Iterable[Due]) -> list[Due]:
    """Without repetition: a date that concerns a person twice (as applicant and as officer) stands once."""
    return list({(due.kind, due.about, due.on): due for due in dues}.values())
