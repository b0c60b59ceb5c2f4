"""The choice of promising methods among the cases, and what their owner takes further."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from lovende.people.models import Organisation, User
from lovende.records.audit import queue
from lovende.selection.discussing import case_of
from lovende.selection.errors import ConflictError, NotAllowedError, SelectionError
from lovende.selection.models import Candidate, Choice, FollowUp, Round
from lovende.selection.preparing import told
from lovende.selection.rules import owns
from lovende.selection.said import last_choice


def chosen(round_: Round) -> list[Candidate]:
    """The candidates whose last choice is yes."""
    rows = round_.candidates.annotate(is_chosen=last_choice())
    return list(rows.filter(is_chosen=True).order_by("number"))


@transaction.atomic
def choose(*, round_: Round, number: int, is_chosen: bool, reason: str, actor: User) -> Choice:
    """Say whether a case is a promising method; a later word supersedes it.

    Raises NotAllowedError; ConflictError; SelectionError without a reason, without any interview for a yes, and
    beyond the number that the protocol allows.
    """
    row, case = case_of(round_, number, actor)
    wrong = {}
    if not reason.strip():
        wrong["reason"] = _("Skriv hvorfor.")
    if is_chosen and not case.interviews.exists():
        wrong["is_chosen"] = _("Ingen er intervjuet.")
    others = [one for one in chosen(row) if one.pk != case.candidate_id]
    if is_chosen and row.at_most is not None and len(others) >= row.at_most:
        wrong["is_chosen"] = _("Protokollen sier at høyst %s kan velges.") % row.at_most
    if wrong:
        raise SelectionError(wrong)
    found = Choice.objects.create(
        candidate=case.candidate,
        number=Choice.objects.filter(candidate=case.candidate).count() + 1,
        is_chosen=is_chosen,
        reason=reason.strip(),
        by=str(actor.pseudonym),
    )
    told(row, "chose", actor, candidate=number, is_chosen=is_chosen)
    return found


@transaction.atomic
def follow_up(
    *, round_: Round, number: int, reason: str, offices: Iterable[Organisation] = (), actor: User
) -> FollowUp:
    """The owner takes a chosen method further, to be tried at other offices. Once a method.

    Raises NotAllowedError for who does not act for the owner; ConflictError; SelectionError.
    """
    queue()
    row = Round.objects.select_for_update().get(pk=round_.pk)
    if not owns(actor, row):
        raise NotAllowedError(_("Bare oppdragsgiveren velger hva som følges opp."))
    candidate = next((one for one in chosen(row) if one.number == number), None)
    if candidate is None:
        raise ConflictError(_("Tiltaket er ikke valgt som lovende."))
    if FollowUp.objects.filter(candidate=candidate).exists():
        raise ConflictError(_("Oppfølgingen er alt bestemt."))
    places = list(offices)
    wrong = {} if reason.strip() else {"reason": _("Skriv hvorfor.")}
    if any(one.pk == candidate.organisation_id for one in places):
        wrong["offices"] = _("Metoden skal prøves hos andre enn dem som har den.")
    if wrong:
        raise SelectionError(wrong)
    found = FollowUp.objects.create(
        round=row, candidate=candidate, reason=reason.strip(), by=str(actor.pseudonym)
    )
    found.offices.set(places)
    told(row, "follow-up", actor, candidate=number, offices=len(places))
    return found
