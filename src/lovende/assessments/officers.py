"""Who is on a case, and who of them is impartial."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lovende.applications.models import Application
from lovende.assessments.cases import locked, must, told
from lovende.assessments.errors import AssessmentError, ConflictError
from lovende.assessments.models import Assignment
from lovende.assessments.rules import forget_partial
from lovende.people.models import Role, User
from lovende.people.rules import has_role_at


@transaction.atomic
def assign(*, application: Application, officers: Iterable[User], actor: User) -> list[Assignment]:
    """Have each of `officers` assess the case; one who is on it already stays. → their rows.

    Raises NotAllowedError; AssessmentError when one is no case officer of the handler, or has said that they are
    partial.
    """
    case = locked(application)
    must(actor, "assign", case)
    return [_assigned(case, officer, actor) for officer in officers]


def _assigned(case: Application, officer: User, actor: User) -> Assignment:
    if not officer.is_active or not has_role_at((case.handler_id,), Role.CASE_OFFICER)(officer):
        raise AssessmentError({"officers": _("Bare saksbehandlere hos den som behandler saken, kan få den.")})
    row = Assignment.objects.filter(application=case, officer=officer).first()
    if row is not None and row.conflict == Assignment.Conflict.CONFLICT:
        raise AssessmentError({"officers": _("%s er inhabil i saken.") % officer})
    if row is not None and row.assesses and row.released_at is None:
        return row
    row = row or Assignment(application=case, officer=officer)
    row.assesses, row.released_at, row.assigned_by = True, None, str(actor.pseudonym)
    row.save()
    told(case, "assigned", actor, officer=str(officer.pseudonym))
    return row


@transaction.atomic
def release(*, application: Application, officer: User, actor: User) -> None:
    """Take an officer off the case; what they said of themselves and wrote stays. Twice is once.

    Raises NotAllowedError.
    """
    case = locked(application)
    must(actor, "assign", case)
    row = Assignment.objects.filter(application=case, officer=officer, released_at__isnull=True).first()
    if row is None:
        return
    row.released_at = timezone.now()
    row.save(update_fields=["released_at"])
    told(case, "released", actor, officer=str(officer.pseudonym))


@transaction.atomic
def declare(*, application: Application, conflict: str, note: str = "", actor: User) -> Assignment:
    """Say whether something makes oneself partial (forvaltningsloven § 6): `conflict` is "none" or "conflict".

    One who was not asked to assess gets a row that says so, and may read. Who is partial stays partial. Saying the
    same twice is once. Raises NotAllowedError; AssessmentError for another word, and for a party to the case who says
    that they are not partial; ConflictError for taking it back.
    """
    case = locked(application)
    must(actor, "declare", case)
    if conflict not in (Assignment.Conflict.NONE, Assignment.Conflict.CONFLICT):
        raise AssessmentError({"conflict": _("Velg om du er inhabil eller ikke.")})
    if conflict == Assignment.Conflict.NONE and _is_of_the_applicant(case, actor):
        raise AssessmentError(
            {"conflict": _("Du skriver på søknaden eller søker for organisasjonen, og er inhabil.")}
        )
    row = Assignment.objects.filter(application=case, officer=actor).first()
    if row is not None and row.conflict == Assignment.Conflict.CONFLICT != conflict:
        raise ConflictError(_("Du har meldt deg inhabil i saken. Det kan ikke tas tilbake."))
    if row is not None and row.conflict == conflict and row.released_at is None:
        return row
    row = row or Assignment(application=case, officer=actor, assesses=False, assigned_by=str(actor.pseudonym))
    if row.released_at is not None:
        row.released_at, row.assesses = None, False
    row.conflict, row.conflict_note, row.declared_at = conflict, note.strip()[:300], timezone.now()
    row.save()
    forget_partial(actor)
    told(case, "declared", actor, conflict=conflict)
    return row


def _is_of_the_applicant(case: Application, actor: User) -> bool:
    """Whoever writes the application, or applies for its organisation, is a party to it (forvaltningsloven § 6)."""
    if case.authors.filter(user=actor).exists():
        return True
    return has_role_at((case.organisation_id,), Role.APPLICANT, Role.PROJECT_LEAD)(actor)
