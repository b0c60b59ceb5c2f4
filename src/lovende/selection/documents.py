"""Files that a case rests on: kept as they came, handed out as downloads, to few."""

from django.db import transaction
from django.utils.translation import gettext as _

from lovende.applications.actions.beside import MAX_FILE_BYTES, MOST_FILES
from lovende.people.models import User
from lovende.records.actions import keep_file
from lovende.selection.discussing import case_of
from lovende.selection.errors import SelectionError
from lovende.selection.models import Case, CaseDocument, Round
from lovende.selection.preparing import told


@transaction.atomic
def add_document(
    *, round_: Round, number: int, title: str, name: str, content: bytes, actor: User
) -> CaseDocument:
    """Keep a file with a case; the same file twice is there once.

    Raises NotAllowedError; ConflictError; SelectionError for a file too large (MAX_FILE_BYTES bytes), empty, or
    of a kind not taken, and without a title.
    """
    row, case = case_of(round_, number, actor)
    wrong = {} if title.strip() else {"title": _("Skriv hva dokumentet er.")}
    if len(content) > MAX_FILE_BYTES:
        wrong["file"] = _("Filen er for stor. Den kan være på høyst 10 MB.")
    elif case.documents.count() >= MOST_FILES:
        wrong["file"] = _("Det er for mange filer. Fjern en først.")
    if wrong:
        raise SelectionError(wrong)
    return _kept(row, case, title.strip()[:200], name, content, actor)


def _kept(row: Round, case: Case, title: str, name: str, content: bytes, actor: User) -> CaseDocument:
    try:
        kept = keep_file(name=name.replace("\0", ""), content=content, actor=actor)
    except ValueError:
        words = _("Filen kan ikke brukes. Velg en PDF-, Word- eller tekstfil som ikke er tom.")
        raise SelectionError({"file": words}) from None
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
