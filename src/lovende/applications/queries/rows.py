"""Which applications a person sees, and small reads of one."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lovende.applications.models import Application, Author, Presence, Revision, Submission
from lovende.applications.rules import APPLICANTS, OFFICERS, places_of
from lovende.people.models import Organisation, User
from lovende.people.rules import is_auditor, is_signed_in
from lovende.schemes.models import Call

HERE_FOR = timedelta(seconds=30)
HANDED_IN = Q(submitted_at__isnull=False) | Q(is_historic=True)
WITH = ("call__scheme", "area", "organisation__municipality", "handler", "replicates", "measure")


def _is_author(user: User) -> Exists:
    return Exists(Author.objects.filter(application=OuterRef("pk"), user_id=user.pk))


def written_by(user: User) -> QuerySet[Application]:
    """The user's own applications, newest change first: drafts and handed-in ones."""
    if not is_signed_in(user):
        return Application.objects.none()
    rows = Application.objects.filter(_is_author(user)).select_related("call", "organisation")
    return rows.order_by("-updated_at", "-pk")


def submitted_to(user: User) -> QuerySet[Application]:
    """Handed-in applications that the officer's organisations handle; for an auditor those of everybody."""
    if not is_signed_in(user):
        return Application.objects.none()
    rows = Application.objects.filter(HANDED_IN)
    if is_auditor(user):
        return rows
    return rows.filter(handler_id__in=places_of(user, OFFICERS))


def readable_by(user: User) -> QuerySet[Application]:
    """Handed-in applications whose submission the user may read (`applications.read_submitted`)."""
    if not is_signed_in(user):
        return Application.objects.none()
    rows = Application.objects.filter(HANDED_IN)
    if is_auditor(user):
        return rows
    return rows.filter(Q(handler_id__in=places_of(user, OFFICERS)) | _is_author(user))


def application_of(public_id: str) -> Application:
    """With all that one page reads of it. Raises Application.DoesNotExist."""
    return Application.objects.select_related(*WITH, "answers__version").get(public_id=public_id)


def applies_from(user: User) -> QuerySet[Organisation]:
    """The organisations on whose behalf the user may apply."""
    rows = Organisation.objects.filter(pk__in=places_of(user, APPLICANTS))
    return rows.select_related("municipality", "kind").order_by("name", "pk")


def latest_submission(application: Application) -> Submission | None:
    """The newest of what was handed in."""
    return application.submissions.order_by("-number").first()


def call_is_open(call: Call) -> bool:
    """May applications be begun, changed and handed in?"""
    return call.is_open


def closed_because(application: Application) -> str:
    """Why nothing more may be written or handed in; "" when it may."""
    if application.is_announced or application.is_historic:
        return _("Søknaden er avgjort og kan ikke endres.")
    if not call_is_open(application.call):
        return _("Søknadsfristen er ute. Søknaden kan ikke endres eller sendes inn.")
    if application.state == Application.State.DECIDED:
        return _("Søknaden er under behandling og kan ikke endres.")
    return ""


def where_others_write(application: Application, user: User, within: timedelta = HERE_FOR) -> list[Presence]:
    """The other authors who were there a moment ago, each with the question they stood in."""
    rows = Presence.objects.filter(application=application, seen_at__gte=timezone.now() - within)
    return list(rows.exclude(user_id=user.pk).select_related("user").order_by("seen_at"))


def newest_revisions(application: Application) -> dict[str, Revision]:
    """{question: its newest revision}: the base from which an author goes on."""
    rows = application.revisions.order_by("question", "-number").distinct("question")
    return {row.question: row for row in rows}
