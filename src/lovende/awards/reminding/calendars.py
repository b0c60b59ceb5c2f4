"""Calendars as iCalendar (RFC 5545): a person's own dates behind a secret link, and the public dates of a call.

The link is the key of a `CalendarLink`, signed with the installation's secret: neither the database nor a guess is
enough to make one. A calendar says no more than where to look: kinds of dates, public names and links.
"""

import uuid
from datetime import UTC, date, datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from lovende.awards.dates import dates_between, once
from lovende.awards.links import absolute, path_of
from lovende.awards.models import CalendarLink
from lovende.people.models import User
from lovende.records.audit import record
from lovende.schemes.models import Call

MEDIA_TYPE = "text/calendar; charset=utf-8"
BACK, AHEAD = timedelta(days=90), timedelta(days=730)
MOST = 1000
_signer = Signer(salt="lovende.awards.calendar", sep=".")


def path_for(link: CalendarLink) -> str:
    """The secret address of a link in force, without host."""
    return reverse("awards:calendar", args=[_signer.sign(link.key.hex)])


def owner_of(signed: str) -> User | None:
    """Whose calendar the address opens; None for one that was made up, revoked, or of somebody closed out."""
    try:
        key = uuid.UUID(_signer.unsign(signed))
    except (BadSignature, ValueError):
        return None
    link = CalendarLink.objects.select_related("user").filter(key=key, revoked_at__isnull=True).first()
    return link.user if link is not None and link.user.is_active else None


def link_of(user: User) -> CalendarLink | None:
    return CalendarLink.objects.filter(user=user, revoked_at__isnull=True).first()


@transaction.atomic
def make_link(*, user: User) -> CalendarLink:
    """A new secret link; the one before opens nothing any more."""
    _revoke(user)
    link = CalendarLink.objects.create(user=user)
    record(actor=user, verb="awards.calendar-link-made", about="", facts={})
    return link


@transaction.atomic
def revoke_link(*, user: User) -> bool:
    """Close the link in force; → whether there was one."""
    gone = _revoke(user)
    if gone:
        record(actor=user, verb="awards.calendar-link-revoked", about="", facts={})
    return gone


def _revoke(user: User) -> bool:
    User.objects.select_for_update().get(pk=user.pk)  # two who make a link at once queue here
    return bool(
        CalendarLink.objects.filter(user=user, revoked_at__isnull=True).update(revoked_at=timezone.now())
    )


def personal(user: User, today: date | None = None) -> bytes:
    """A person's open dates, from ninety days back to two years ahead."""
    today = today or timezone.localdate()
    calendar = _calendar(_("Frister i Lovende"))
    for due in once(dates_between(today - BACK, today + AHEAD, user, MOST)):
        calendar.add_component(_event(f"{due.kind}/{due.about}", str(due.label), due.on, due.path))
    return calendar.to_ical()


def of_call(call: Call) -> bytes:
    """When a call opens and when it closes."""
    calendar = _calendar(call.title)
    path = path_of("schemes:call", call.key) or reverse("measures:register")
    moments = [("opens", _("Utlysningen åpner: %s"), call.opens_at)]
    moments.append(("deadline", _("Søknadsfrist: %s"), call.deadline))
    for key, words, at in moments:
        if at is not None:
            calendar.add_component(_event(f"call/{call.key}/{key}", words % call.title, at, path))
    return calendar.to_ical()


def _calendar(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Lovende//Lovende//NO")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    return calendar


def _event(uid: str, summary: str, on: date | datetime, path: str) -> Event:
    """A whole day for a date, a moment for a time (in UTC, so that no time zone need be explained)."""
    event = Event()
    event.add("uid", f"{uid}@lovende")
    event.add("dtstamp", timezone.now().astimezone(UTC))
    event.add("summary", summary)
    event.add("dtstart", on.astimezone(UTC) if isinstance(on, datetime) else on)
    event.add("url", absolute(path))
    event.add("transp", "TRANSPARENT")
    return event
