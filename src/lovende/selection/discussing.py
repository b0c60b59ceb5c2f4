"""Joint discussion of what the readings left, and what follows for a case: interviews, views, dropping out."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lovende.people.models import User
from lovende.selection.errors import ConflictError, SelectionError
from lovende.selection.models import (
    Candidate,
    Case,
    Choice,
    Discussion,
    GroupView,
    Interview,
    Rater,
    Round,
)
from lovende.selection.phases import all_read, left, left_in
from lovende.selection.preparing import locked_round, told

FEWEST_INTERVIEWERS, MOST_INTERVIEWERS = 2, 3  # 003 L466–470


def is_read(round_: Round) -> bool:
    """True once nothing more is to be read, every phase being settled or nobody being left: only then do the raters
    talk."""
    states = list(round_.phases.values_list("state", flat=True))
    return all_read(states, left_in(round_).exists)


def discussed(round_: Round, number: int, actor: User) -> tuple[Round, Candidate]:
    """The round, locked, and a candidate that is left. Raises NotAllowedError, ConflictError."""
    row = locked_round(round_, actor, "run")
    if not is_read(row):
        raise ConflictError(_("Fasene er ikke avgjort ennå. Drøftingen kommer etterpå."))
    found = next((one for one in left(row) if one.number == number), None)
    if found is None:
        raise ConflictError(_("Kandidaten er ikke med lenger."))
    return row, found


@transaction.atomic
def discuss(
    *, round_: Round, number: int, participants: Iterable[Rater], outcome: str, reason: str, held_on: date,
    actor: User,
) -> Discussion:  # fmt: skip
    """Record what the raters agreed on. A later discussion supersedes it until the choice is made; of a case that was
    dropped it opens the case again, and why it was dropped is kept.

    Raises NotAllowedError; ConflictError; SelectionError.
    """
    row, candidate = discussed(round_, number, actor)
    people = [one for one in participants if one.round_id == row.pk]
    wrong = _wrong(people, outcome, reason, held_on)
    if wrong:
        raise SelectionError(wrong)
    case = Case.objects.select_for_update().filter(candidate=candidate).first()
    is_dropped = case is not None and case.dropped_at is not None
    if not is_dropped and Choice.objects.filter(candidate=candidate).exists():
        raise ConflictError(_("Valget er tatt. Drøftingen kan ikke gjøres om."))
    found = Discussion.objects.create(
        candidate=candidate,
        number=Discussion.objects.filter(candidate=candidate).count() + 1,
        held_on=held_on,
        outcome=outcome,
        reason=reason.strip(),
        by=str(actor.pseudonym),
    )
    found.participants.set(people)
    if outcome == Discussion.Outcome.CASE:
        _open_case(case or Case(candidate=candidate))
    told(row, "discussed", actor, candidate=number, outcome=outcome)
    return found


def _open_case(case: Case) -> None:
    """A new case, or one that is studied again: then why it was dropped goes among what was before."""
    if case.dropped_at is not None:
        case.earlier_drops.append({
            "because": case.dropped_because,
            "note": case.dropped_note,
            "at": case.dropped_at.isoformat(),
            "by": case.dropped_by,
        })  # fmt: skip
        case.dropped_because = case.dropped_note = case.dropped_by = ""
        case.dropped_at = None
    case.save()


def _wrong(people: list[Rater], outcome: str, reason: str, held_on: date) -> dict[str, str]:
    wrong = {}
    if len(people) < 2:
        wrong["participants"] = _("Minst to vurderere må være med i drøftingen.")
    if outcome not in Discussion.Outcome.values:
        wrong["outcome"] = _("Velg hva dere kom fram til.")
    if not reason.strip():
        wrong["reason"] = _("Skriv hvorfor.")
    if held_on > timezone.localdate():
        wrong["held_on"] = _("Dagen er ikke kommet ennå.")
    return wrong


def case_of(round_: Round, number: int, actor: User) -> tuple[Round, Case]:
    """The round, locked, and a case that is being studied. Raises NotAllowedError, ConflictError."""
    row, candidate = discussed(round_, number, actor)
    last = Discussion.objects.filter(candidate=candidate).order_by("-number").first()
    if last is None or last.outcome != Discussion.Outcome.CASE:
        raise ConflictError(_("Kandidaten er ikke en case."))
    case = Case.objects.select_for_update().get(candidate=candidate)
    if case.dropped_at is not None:
        raise ConflictError(_("Casen er avsluttet."))
    return row, case


@transaction.atomic
def add_interview(
    *, round_: Round, number: int, interviewers: Iterable[Rater], facts: Mapping[str, Any], actor: User
) -> Interview:
    """Note an interview: `facts` are held_on, role, people, consent, topics, notes. No name of anybody.

    Raises NotAllowedError; ConflictError; SelectionError.
    """
    row, case = case_of(round_, number, actor)
    people = [one for one in interviewers if one.round_id == row.pk]
    wrong = {name: _("Feltet må fylles ut.") for name in ("role", "topics") if not facts[name].strip()}
    if not FEWEST_INTERVIEWERS <= len(people) <= MOST_INTERVIEWERS:
        wrong["interviewers"] = _("To eller tre intervjuer sammen.")
    if facts["consent"] not in Interview.Consent.values:
        wrong["consent"] = _("Uten samtykke kan intervjuet ikke brukes.")
    if facts["held_on"] > timezone.localdate():
        wrong["held_on"] = _("Dagen er ikke kommet ennå.")
    if wrong:
        raise SelectionError(wrong)
    found = Interview.objects.create(case=case, by=str(actor.pseudonym), **facts)
    found.interviewers.set(people)
    told(row, "interviewed", actor, candidate=number)
    return found


@transaction.atomic
def say_view(
    *, round_: Round, number: int, member: str, stance: str, words: str = "", actor: User
) -> GroupView:
    """What a kind of member of the reference group thinks; said again, it replaces what was said.

    Raises NotAllowedError; ConflictError; SelectionError.
    """
    row, case = case_of(round_, number, actor)
    wrong = {}
    if not member.strip():
        wrong["member"] = _("Skriv hva slags medlem det er.")
    if stance not in GroupView.Stance.values:
        wrong["stance"] = _("Velg ett av svarene.")
    if wrong:
        raise SelectionError(wrong)
    found, _new = GroupView.objects.update_or_create(
        case=case,
        member=member.strip()[:120],
        defaults={"stance": stance, "words": words.strip(), "by": str(actor.pseudonym)},
    )
    told(row, "group-view", actor, candidate=number)
    return found


@transaction.atomic
def take_back_view(*, round_: Round, number: int, view: int, actor: User) -> None:
    """Take away a view (by its key) that was noted by mistake; one that is gone already stays gone.

    Raises NotAllowedError; ConflictError.
    """
    row, case = case_of(round_, number, actor)
    gone, _each = case.group_views.filter(pk=view).delete()
    if gone:
        told(row, "group-view-taken-back", actor, candidate=number)


@transaction.atomic
def drop_case(*, round_: Round, number: int, because: str, note: str, actor: User) -> Case:
    """End a case before the choice, with why. Raises NotAllowedError; ConflictError; SelectionError."""
    row, case = case_of(round_, number, actor)
    wrong = {}
    if because not in Case.Drop.values:
        wrong["because"] = _("Velg hvorfor casen avsluttes.")
    if not note.strip():
        wrong["note"] = _("Skriv hvorfor.")
    if wrong:
        raise SelectionError(wrong)
    last = Choice.objects.filter(candidate=case.candidate).order_by("-number").first()
    if last is not None and last.is_chosen:
        raise ConflictError(_("Metoden er valgt. Ta valget om igjen før casen avsluttes."))
    case.dropped_because, case.dropped_note = because, note.strip()
    case.dropped_at, case.dropped_by = timezone.now(), str(actor.pseudonym)
    case.save()
    told(row, "dropped", actor, candidate=number, because=because)
    return case
