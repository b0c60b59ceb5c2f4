"""A person's own applications as a list: how far each has come, who wrote last, what is missing."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lovende.applications import queries
from lovende.applications.models import Application, Author, Revision
from lovende.applications.pages.showing import moment
from lovende.people.models import User

MOST = 100


@dataclass(frozen=True)
class OwnRow:
    """One application in the list. `missing` counts what has to be there before it can be handed in."""

    application: Application
    missing: int
    is_open: bool
    last: str


def own_rows(rows: QuerySet[Application], user: User) -> list[OwnRow]:
    """The newest hundred, in seven queries however many they are."""
    rows = rows.select_related("call", "organisation", "area", "replicates", "answers__version")
    found = list(rows.prefetch_related("answers__rows", "budget")[:MOST])
    last, names = _last_revisions(found), _names(found)
    return [
        OwnRow(
            application=row,
            missing=len(queries.missing(row, _facts(row))) if row.state == Application.State.DRAFT else 0,
            is_open=not queries.closed_because(row),
            last=_last(row, last.get(row.pk), names, user),
        )
        for row in found
    ]


def _facts(row: Application) -> queries.Facts:
    answers = {one.question: one.value for one in row.answers.rows.all()} if row.answers else {}
    rules = queries.ruleset_of(row.call, row.area)
    return queries.Facts(row, queries.definition_of(row), answers, list(row.budget.all()), rules)


def _last_revisions(rows: Iterable[Application]) -> dict[int, Revision]:
    found = Revision.objects.filter(application__in=[row.pk for row in rows]).defer("value")
    return {
        row.application_id: row for row in found.order_by("application_id", "-at").distinct("application_id")
    }


def _names(rows: Iterable[Application]) -> dict[str, str]:
    authors = Author.objects.filter(application__in=[row.pk for row in rows]).select_related("user")
    return {str(row.user.pseudonym): str(row.user) for row in authors}


def _last(row: Application, revision: Revision | None, names: dict[str, str], user: User) -> str:
    """«21. november kl. 10.12 av Kari»; the application's own time when nobody has answered yet."""
    if revision is None:
        return moment(row.created_at)
    who = _("deg") if revision.by == str(user.pseudonym) else names.get(revision.by, "")
    when = moment(revision.at)
    return _("%(when)s av %(who)s") % {"when": when, "who": who} if who else when
