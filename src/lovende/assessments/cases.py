"""The row of a case as acts meet it: locked, with what the rules ask of it."""

from typing import Any

from django.utils.translation import gettext as _

from lovende.applications.models import Application
from lovende.assessments.errors import NotAllowedError
from lovende.assessments.rules import is_partial
from lovende.people.models import User
from lovende.records.audit import record


def locked(application: Application) -> Application:
    """The application's row, locked to the end of the transaction: everybody who acts on the case queues here."""
    rows = Application.objects.select_for_update(of=("self",)).select_related("call", "handler", "area")
    return rows.prefetch_related("assignments__assessments").get(pk=application.pk)


def must(user: User, permission: str, case: Application) -> None:
    """Raises NotAllowedError unless `user` may."""
    if user.has_perm(f"assessments.{permission}", case):
        return
    if is_partial(user, case):
        raise NotAllowedError(_("Du har meldt deg inhabil i saken."))
    if user.has_perm("assessments.declare", case) and not user.has_perm("assessments.read", case):
        raise NotAllowedError(_("Du må først si fra at du ikke er inhabil i saken."))
    raise NotAllowedError(_("Du har ikke rett til å gjøre dette i saken."))


def told(case: Application, verb: str, actor: User, **facts: Any) -> None:
    """One audit event about the case. Facts hold no free text."""
    record(actor=actor, verb=f"assessments.{verb}", about=case.public_id, facts=facts)
