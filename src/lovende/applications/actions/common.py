"""What every act on an application does first and last: lock the row, ask who may, take a stale sign-off away."""

from typing import Any

from django.db.models import Model

from lovende.applications.errors import ApplicationError, NotAllowedError
from lovende.applications.models import Application
from lovende.applications.queries import closed_because
from lovende.people.models import User
from lovende.records.audit import record

LONGEST_NOTE = 2000


def clean_text(value: Any) -> str:
    """A text as it is kept: line ends of one kind, without what the database cannot hold (NUL, half surrogates)."""
    text = (
        str(value if value is not None else "").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    )
    return text.encode("utf-8", "ignore").decode("utf-8")


def locked(application: Application) -> Application:
    """The application's row, locked until the transaction ends: the queue of all who change it."""
    rows = Application.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related(
        "call", "area", "organisation__municipality", "replicates", "measure", "answers__version__form"
    ).get(pk=application.pk)


def demand(actor: User, permission: str, about: Any) -> None:
    """Raises NotAllowedError."""
    if not actor.has_perm(permission, about):
        raise NotAllowedError(permission)


def opened(application: Application, actor: User, permission: str = "applications.write") -> Application:
    """The locked row, for an act that the deadline ends. Raises NotAllowedError, ApplicationError."""
    row = locked(application)
    demand(actor, permission, row)
    closed = closed_because(row)
    if closed:
        raise ApplicationError({"deadline": closed})
    return row


def changed(row: Application, *fields: str) -> Application:
    """Save `fields` and when it was; what was signed is no longer what is there, so the sign-off goes."""
    if row.signed_off_hash:
        row.signed_off_by, row.signed_off_at, row.signed_off_hash = "", None, ""
        fields = (*fields, "signed_off_by", "signed_off_at", "signed_off_hash")
    row.save(update_fields=[*fields, "updated_at"])
    return row


def told(row: Application, verb: str, actor: User, **facts: Any) -> None:
    """One audit event, without free text."""
    record(actor=actor, verb=f"applications.{verb}", about=row.public_id, facts=facts)


def belongs(child: Model | None, row: Application) -> None:
    """Raises ApplicationError for a comment, file or figure of another application, or one that is gone."""
    if child is None or child.application_id != row.pk:  # type: ignore[attr-defined]
        raise ApplicationError({"": "not of this application"})
