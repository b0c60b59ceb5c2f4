"""Reminders by e-mail: one message a person and day at most, each date once, and nothing in it but a link.

A reminder is claimed by its row, in a transaction of its own, before it is sent: whoever comes second sends nothing,
and a worker that is killed between claiming and sending leaves a reminder unsent rather than sent twice. When the
mail host refuses, the claim is given back and the next run tries again.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from smtplib import SMTPException

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lovende.awards.dates import Due, dates_between, kind_of
from lovende.awards.links import absolute
from lovende.awards.models import NoticeChoice, Reminder
from lovende.people.models import Membership, User

LONGEST_AHEAD = timedelta(days=31)
LONGEST_OVERDUE = timedelta(days=30)
OVERDUE = "-overdue"


@dataclass(frozen=True)
class Sent:
    """How many messages went out and how many the mail host refused."""

    sent: int
    refused: int


def remind(today: date | None = None) -> Sent:
    """Send what is to be said today and has not been said. Safe to run again, and at once in two processes.

    What nobody foresaw about one message is raised when all the others have been sent.
    """
    today = today or timezone.localdate()
    with translation.override("nb"):  # addresses without a language before them
        waiting = _waiting(today)
    sent = refused = 0
    unexpected: list[Exception] = []
    for user, choice in _people(waiting):
        claimed = _claim(user, waiting[user.pk])
        if not claimed:
            continue
        try:
            went = _send(user, choice, claimed)
        except Exception as error:  # one person's reminder must not cost the others theirs
            unexpected.append(error)
            continue
        sent, refused = sent + went, refused + (not went)
    if unexpected:
        raise unexpected[0]
    return Sent(sent, refused)


def _waiting(today: date) -> dict[int, list[tuple[str, Due]]]:
    """By person: (kind, date) of all that is to be said today, said before or not."""
    found: dict[int, list[tuple[str, Due]]] = defaultdict(list)
    dues = [(kind, due) for due in dates_between(today - LONGEST_OVERDUE, today + LONGEST_AHEAD)
            if (kind := _kind_today(due, today))]  # fmt: skip
    holders = _holders(due for _, due in dues)
    for kind, due in dues:
        people = {*due.users, *(p for role in due.roles for p in holders.get((role, due.organisation), ()))}
        for person in people:
            found[person].append((kind, due))
    return found


def _kind_today(due: Due, today: date) -> str:
    """The kind of reminder that `due` calls for today, "" for none."""
    kind = kind_of(due.kind)
    if due.on >= today:
        return due.kind if due.on - today <= timedelta(days=kind.days_ahead) else ""
    return due.kind + OVERDUE if kind.when_overdue else ""


def _holders(dues: Iterable[Due]) -> dict[tuple[str, int | None], list[int]]:
    """(role, organisation) → the people who hold it today, in one query."""
    places = {due.organisation for due in dues if due.organisation is not None}
    today = timezone.localdate()
    rows = Membership.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=today),
        Q(valid_to__isnull=True) | Q(valid_to__gte=today),
        organisation__in=places,
    )
    found: dict[tuple[str, int | None], list[int]] = defaultdict(list)
    for role, place, user in rows.values_list("role", "organisation_id", "user_id"):
        found[role, place].append(user)
    return found


def _people(waiting: Iterable[int]) -> Iterator[tuple[User, NoticeChoice]]:
    """Those who can be written to and want it, with their choice."""
    rows = User.objects.filter(pk__in=list(waiting), is_active=True).select_related("notice_choice")
    for user in rows.order_by("pk"):
        choice = getattr(user, "notice_choice", None) or NoticeChoice(user=user)
        if choice.by_mail:
            yield user, choice


@transaction.atomic
def _claim(user: User, waiting: list[tuple[str, Due]]) -> list[Reminder]:
    """Rows for what nobody claimed before; a rival's row, even one not yet committed, is waited for and respected."""
    claimed = []
    for kind, due in waiting:
        row, new = Reminder.objects.get_or_create(kind=kind, about=due.about, user=user, due_on=due.on)
        if new:
            claimed.append(row)
    return claimed


def _send(user: User, choice: NoticeChoice, claimed: list[Reminder]) -> bool:
    keys = [row.pk for row in claimed]
    with translation.override(choice.language):
        message = message_for(user, claimed)
    try:
        message.send()
    except (OSError, SMTPException):
        Reminder.objects.filter(pk__in=keys).delete()
        return False
    except Exception:  # nothing was sent, and nothing will be until somebody mends it
        Reminder.objects.filter(pk__in=keys).delete()
        raise
    Reminder.objects.filter(pk__in=keys).update(sent_at=timezone.now())
    return True


def message_for(user: User, claimed: list[Reminder]) -> EmailMessage:
    """The message in the active language: how many dates of which kind, and where to see them."""
    counts = Counter(row.kind for row in claimed)
    lines = [f"- {_line(kind, count)}" for kind, count in sorted(counts.items())]
    link = absolute(reverse("awards:deadlines"))
    choices = absolute(reverse("awards:notices"))
    body = "\n".join(
        [
            _("Hei,"),
            "",
            _("Dette har en dato som nærmer seg eller er passert:"),
            "",
            *lines,
            "",
            _("Logg inn for å se hva det gjelder:"),
            link,
            "",
            _("Du kan slå av påminnelser eller velge målform her:"),
            choices,
        ]
    )
    return EmailMessage(subject=_("Påminnelse fra Lovende"), body=body, to=[user.email])


def _line(kind: str, count: int) -> str:
    found = kind_of(kind.removesuffix(OVERDUE))
    words = str(found.one) if count == 1 else f"{count} {found.several}"
    return _("%s (datoen er passert)") % words if kind.endswith(OVERDUE) else words
