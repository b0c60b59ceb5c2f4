"""This room's own dates: rates to pay, conditions to meet, meetings to come, drafts to hand in."""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lovende.applications.models import Application
from lovende.awards.dates import APPLICANTS, OFFICERS, Due, Kind, register_dates
from lovende.awards.models import Award, Condition, Instalment, Meeting
from lovende.awards.rules import visible
from lovende.people.models import User
from lovende.schemes.models import Call

# Rows read at a time: whoever asks for the first few reads few.
CHUNK = 300

INSTALMENT = Kind(
    "instalment", gettext_lazy("en rate skal utbetales"), gettext_lazy("rater skal utbetales"), 7, True
)
CONDITION = Kind(
    "condition",
    gettext_lazy("et vilkår skal være oppfylt"),
    gettext_lazy("vilkår skal være oppfylt"),
    14,
    True,
)
MEETING = Kind("meeting", gettext_lazy("et oppfølgingsmøte"), gettext_lazy("oppfølgingsmøter"), 3)
DRAFT = Kind(
    "draft",
    gettext_lazy("en søknad du skriver på, har søknadsfrist"),
    gettext_lazy("søknader du skriver på, har søknadsfrist"),
    7,
)


def register_own() -> None:
    register_dates(instalments, INSTALMENT)
    register_dates(conditions, CONDITION)
    register_dates(meetings, MEETING)
    register_dates(drafts, DRAFT)


def _running(user: User | None) -> QuerySet[Award]:
    rows = Award.objects.all() if user is None else visible(user)
    return rows.filter(state=Award.State.RUNNING)


def _path(award: Award, part: str) -> str:
    return reverse("awards:award", args=[award.public_id]) + f"#{part}"


def instalments(first: date, last: date, user: User | None) -> Iterator[Due]:
    """Rates that are not paid and not held, for the officers who pay them."""
    rows = Instalment.objects.filter(
        state=Instalment.State.PLANNED, due_on__range=(first, last), award_year__award__in=_running(user)
    )
    for row in rows.select_related("award_year__award").order_by("due_on", "pk").iterator(CHUNK):
        award = row.award_year.award
        year = row.award_year.year
        label = _("Rate %(number)d av tilskuddet for %(year)d (%(award)s)") % {
            "number": row.number,
            "year": year,
            "award": award.public_id,
        }
        about = f"{award.public_id}/{year}/{row.number}"
        yield Due("instalment", about, row.due_on, label, _path(award, "rater"), award.handler_id, OFFICERS)


def conditions(first: date, last: date, user: User | None) -> Iterator[Due]:
    """Conditions with a day that are not met, for the project (once told of its award) and who follow it up."""
    rows = Condition.objects.filter(
        met_on__isnull=True, due_on__range=(first, last), award__in=_running(user)
    )
    for row in rows.select_related("award").order_by("due_on", "pk").iterator(CHUNK):
        label = _("Vilkår for tilskuddet (%s)") % row.award.public_id
        yield from _both(
            row.award, "condition", f"{row.award.public_id}/{row.pk}", row.due_on, label, "vilkar"
        )


def meetings(first: date, last: date, user: User | None) -> Iterator[Due]:
    """Meetings from today on, for both sides."""
    first = max(first, timezone.localdate())
    rows = Meeting.objects.filter(held_on__range=(first, last), award__in=_running(user))
    for row in rows.select_related("award").order_by("held_on", "pk").iterator(CHUNK):
        label = _("Oppfølgingsmøte (%s)") % row.award.public_id
        yield from _both(row.award, "meeting", f"{row.award.public_id}/{row.pk}", row.held_on, label, "moter")


def _both(award: Award, kind: str, about: str, on: date | None, label: str, part: str) -> Iterator[Due]:
    assert on is not None
    path = _path(award, part)
    if award.is_told:
        yield Due(kind, about, on, label, path, award.organisation_id, APPLICANTS)
    if award.handler_id != award.organisation_id:
        yield Due(kind, about, on, label, path, award.handler_id, OFFICERS)


def drafts(first: date, last: date, user: User | None) -> Iterator[Due]:
    """Deadlines of calls for which somebody has a draft, for its authors alone and without its title."""
    rows = Application.objects.filter(
        state=Application.State.DRAFT,
        call__state=Call.State.PUBLISHED,
        call__deadline__gte=timezone.now(),
        call__deadline__date__range=(first, last),
    )
    if user is not None:
        rows = rows.filter(authors__user=user)
    for row in rows.select_related("call").prefetch_related("authors").order_by("call__deadline", "pk"):
        assert row.call.deadline is not None
        authors = tuple(author.user_id for author in row.authors.all())
        label = _("Søknadsfrist: %s") % row.call.title
        on = timezone.localdate(row.call.deadline)
        yield Due("draft", row.public_id, on, label, _application(row), users=authors)


def _application(row: Application) -> str:
    from lovende.awards.links import application_path

    return application_path(row.public_id)
