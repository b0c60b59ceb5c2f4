"""Files that a case rests on: kept as they came, handed out as downloads, to few."""

from django.db import transaction
from django.utils.translation import gettext as _

from lovende.applications.actions.files import kept_file
from lovende.applications.errors import ApplicationError
from lovende.people.models import User
from lovende.records.models import Attachment
from lovende.selection.discussing import case_of
from lovende.selection.errors import SelectionError
from lovende.selection.models import Case, CaseDocument, Round
from lovende.selection.preparing import told


@transaction.atomic
def add_document(
    *, round_: Round, number: int, title: str, name: str, content: bytes, actor: User
) -> CaseDocument:
    """Keep a file with a case; the same file twice is there once.

    Raises NotAllowedError; ConflictError; SelectionError without a title, and for a file that is not taken
    (`applications.actions.files.kept_file`).
    """
    row, case = case_of(round_, number, actor)
    if not title.strip():
        raise SelectionError({"title": _("Skriv hva dokumentet er.")})
    try:
        kept = kept_file(name=name, content=content, n_there=case.documents.count(), actor=actor)
    except ApplicationError as refused:
        raise SelectionError(refused.fields) from None
    return _added(row, case, title.strip()[:200], kept, actor)


def _added(row: Round, case: Case, title: str, kept: Attachment, actor: User) -> CaseDocument:
    twin = case.documents.filter(attachment__sha256=kept.sha256, attachment__name=kept.name).first()
    if twin is not None:
        kept.delete()
        return twin
    found = CaseDocument.objects.create(case=case, attachment=kept, title=title, by=str(actor.pseudonym))
    told(row, "document-added", actor, candidate=case.candidate.number, sha256=kept.sha256)
    return found


@transaction.atomic
def remove_document(*, round_: Round, number: int, document: int, actor: User) -> None:
    """Take a document (by its key) away from a case that is studied; one that is gone already stays gone.

    Raises NotAllowedError; ConflictError.
    """
    row, case = case_of(round_, number, actor)
    there = case.documents.select_related("attachment").filter(pk=document).first()
    if there is not None:
        sha256 = there.attachment.sha256
        there.delete()
        told(row, "document-removed", actor, candidate=number, sha256=sha256)
