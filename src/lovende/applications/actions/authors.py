"""Who writes on an application."""

from django.db import transaction
from django.utils.translation import gettext as _

from lovende.applications.actions.common import demand, locked, told
from lovende.applications.errors import ApplicationError
from lovende.applications.models import Application, Author
from lovende.applications.rules import applies_for
from lovende.people.models import User

MOST_AUTHORS = 30


@transaction.atomic
def add_author(*, application: Application, user: User, actor: User, may_sign: bool = False) -> Author:
    """Let `user` read and write the draft, whoever they work for; again changes only whether they may sign.

    Raises NotAllowedError, ApplicationError.
    """
    row = locked(application)
    demand(actor, "applications.manage_authors", row)
    if not user.is_active:
        raise ApplicationError({"email": _("Personen kan ikke legges til.")})
    there = row.authors.filter(user=user).first()
    if there is not None and there.may_sign == may_sign:
        return there
    if there is None and row.authors.count() >= MOST_AUTHORS:
        raise ApplicationError({"email": _("Det er for mange medforfattere.")})
    made, _new = Author.objects.update_or_create(application=row, user=user, defaults={"may_sign": may_sign})
    _forget(application)
    told(row, "author-added", actor, person=str(user.pseudonym), may_sign=may_sign)
    return made


def invite_author(*, application: Application, email: str, actor: User, may_sign: bool = False) -> None:
    """Add whoever has the address; nothing tells whether anybody has. Raises NotAllowedError, ApplicationError."""
    demand(actor, "applications.manage_authors", application)
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is not None and not application.authors.filter(user=user).exists():
        add_author(application=application, user=user, actor=actor, may_sign=may_sign)


@transaction.atomic
def remove_author(*, application: Application, user: User, actor: User) -> None:
    """Take somebody out; anybody may leave. What they wrote stays. Twice is once.

    Raises NotAllowedError; ApplicationError when nobody would be left who can hand it in.
    """
    row = locked(application)
    demand(actor, "applications.read_draft" if actor.pk == user.pk else "applications.manage_authors", row)
    rest = [author.user for author in row.authors.select_related("user") if author.user_id != user.pk]
    if not any(applies_for(one, row) for one in rest):
        raise ApplicationError({"author": _("Minst én må være igjen som kan sende inn søknaden.")})
    if row.authors.filter(user=user).delete()[0]:
        row.presences.filter(user=user).delete()
        _forget(application)
        told(row, "author-removed", actor, person=str(user.pseudonym))


def _forget(application: Application) -> None:
    """The caller's object read its authors before."""
    application.__dict__.pop("_author_rows", None)
