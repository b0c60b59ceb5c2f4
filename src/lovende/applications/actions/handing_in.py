"""Signing off, handing in and withdrawing."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lovende.applications.actions.common import changed, demand, locked, opened, told
from lovende.applications.errors import ApplicationError
from lovende.applications.models import Application, Submission
from lovende.applications.queries import (
    closed_because,
    facts_of,
    latest_submission,
    obstacles,
    own_digest,
    snapshot,
    vector_of,
)
from lovende.people.models import Organisation, User
from lovende.records.digest import digest
from lovende.schemes.queries import handler_of

State = Application.State


@transaction.atomic
def sign_off(*, application: Application, actor: User) -> Application:
    """Say inside the office that the application is as it shall be; any change to it takes that back.

    Raises NotAllowedError, ApplicationError after the deadline.
    """
    row = opened(application, actor, "applications.sign_off")
    sha256 = own_digest(snapshot(row))
    if row.signed_off_hash == sha256:
        return row
    row.signed_off_by, row.signed_off_at = str(actor.pseudonym), timezone.now()
    row.signed_off_hash = sha256
    row.save(update_fields=["signed_off_by", "signed_off_at", "signed_off_hash", "updated_at"])
    told(row, "signed-off", actor, sha256=sha256)
    return row


@transaction.atomic
def submit(*, application: Application, actor: User) -> Submission:
    """Hand in what stands there, whole; again before the deadline it replaces what was handed in before.

    Handing in the same twice is once. Raises NotAllowedError; ApplicationError with what is missing, the rules that
    are broken, or the deadline.
    """
    row = locked(application)
    demand(actor, "applications.submit", row)
    facts = facts_of(row)
    content = snapshot(row, facts)
    sha256, last = digest(content), latest_submission(row)
    handed_in = row.seen in (Application.Seen.SUBMITTED, Application.Seen.HANDLED)
    if handed_in and last is not None and last.sha256 == sha256:
        return last
    closed = closed_because(row)
    if closed:
        raise ApplicationError({"deadline": closed})
    problems = obstacles(row, facts)
    if row.signed_off_hash and row.signed_off_hash != own_digest(content):
        problems.setdefault(
            "sign_off", _("Søknaden er endret etter at den ble godkjent. Godkjenn den på nytt.")
        )
    if problems:
        raise ApplicationError(problems)
    made = Submission.objects.create(
        application=row,
        number=last.number + 1 if last else 1,
        at=timezone.now(),
        by=str(actor.pseudonym),
        content=content,
        sha256=sha256,
    )
    _handed_in(row, made)
    told(row, "submitted", actor, number=made.number, sha256=sha256)
    return made


def _handed_in(row: Application, made: Submission) -> None:
    handler = _handler(row)
    Application.objects.filter(pk=row.pk).update(
        state=State.SUBMITTED,
        submitted_at=made.at,
        handler=handler,
        terms=vector_of(made.content, row.public_id, row.organisation.slug),
        updated_at=made.at,
    )


def _handler(row: Application) -> Organisation:
    """Who handles it; the first who did keeps it. Raises ApplicationError where the call names nobody."""
    handler = row.handler or handler_of(row.call, row.organisation)
    if handler is None:
        raise ApplicationError({"call": _("Utlysningen sier ikke hvem som behandler søknaden.")})
    return handler


@transaction.atomic
def withdraw(*, application: Application, actor: User) -> Application:
    """Take the application back, at any time before it is decided: a right, not bound to the deadline.

    What was handed in stays in the archive. Before the deadline it may be handed in again. Twice is once.
    Raises NotAllowedError, ApplicationError when it is decided.
    """
    row = locked(application)
    demand(actor, "applications.withdraw", row)
    if row.state == State.WITHDRAWN:
        return row
    if row.is_announced or row.is_historic:
        raise ApplicationError({"": _("Søknaden er avgjort og kan ikke trekkes.")})
    if row.state == State.DECIDED:
        raise ApplicationError(
            {"": _("Søknaden kan ikke trekkes her nå. Ta kontakt med den som behandler den.")}
        )
    row.state = State.WITHDRAWN
    told(row, "withdrawn", actor)
    return changed(row, "state")
