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
def add_author(
    *,
    application: Application,
    actor: User,
    user: User | None = None,
    email: str = "",
    may_sign: bool = False,
) -> Author | None:
    """Let somebody read and write the draft, whoever they work for; named as `user` or by address.

    For an address that nobody has nothing happens, and nothing tells. Added again, an author may gain the right to
    sign and never loses it. Raises NotAllowedError, ApplicationError.
    """
    row = locked(application)
    demand(actor, "applications.manage_authors", row)
    if user is None:
        user = User.objects.filter(email=email.strip().lower()).first()
    if user is None or not user.is_active:
        return None
    there = row.authors.filter(user=user).first()
    if there is not None and (there.may_sign or not may_sign):
        return there
    if there is None and row.authors.count() >= MOST_AUTHORS:
        raise ApplicationError({"email": _("Det er for mange medforfattere.")})
    made, _new = Author.objects.update_or_create(application=row, user=user, defaults={"may_sign": may_sign})
    _forget(application)
    told(row, "author-added", actor, person=str(user.pseudonym), may_sign=may_sign)
    return made


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
