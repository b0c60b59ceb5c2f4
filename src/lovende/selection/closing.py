"""Closing a round: what is not done yet, and the act after which nothing in it changes but the owner's follow-up."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lovende.forms.definition import Question
from lovende.people.models import User
from lovende.records.words import in_language
from lovende.selection.errors import SelectionError
from lovende.selection.models import Discussion, Phase, Profile, Round
from lovende.selection.phases import left_in
from lovende.selection.preparing import locked_round, told
from lovende.selection.profiles import of as written_in
from lovende.selection.rules import leads
from lovende.selection.said import last_choice, last_outcome


class Step(StrEnum):
    """What comes before closing, in its order."""

    READING = "reading"
    DISCUSSION = "discussion"
    CHOICE = "choice"
    PROFILE = "profile"


@dataclass(frozen=True)
class Lack:
    """One thing that is not done: in words, and the number of the candidate it is about where it is about one."""

    step: Step
    words: str
    number: int | None = None


def lacking(round_: Round) -> list[Lack]:
    """What must be done before the round can be closed, in order; nothing where it can. Five queries or fewer.

    While candidates are to be read nothing else is asked for. One that nobody is left in lacks nothing.
    """
    unread = _unread(round_)
    if unread:
        return unread
    rows = list(_left(round_))
    waiting = sum(row["outcome"] is None for row in rows)
    found = [Lack(Step.DISCUSSION, _not_discussed(waiting))] if waiting else []
    found += [
        Lack(Step.CHOICE, _("Case %s er verken valgt, valgt bort eller avsluttet.") % row["number"], row["number"])
        for row in rows
        if row["outcome"] == Discussion.Outcome.CASE
        and row["is_chosen"] is None
        and row["case__dropped_at"] is None
    ]  # fmt: skip
    return found + _not_written([row for row in rows if row["is_chosen"]])


def _unread(round_: Round) -> list[Lack]:
    phases = list(round_.phases.exclude(state=Phase.State.SETTLED))
    being_read = [one for one in phases if one.state == Phase.State.OPEN]
    if being_read:
        return [Lack(Step.READING, _("«%s» er ikke avgjort.") % one.title) for one in being_read]
    if not phases or not _left(round_).exists():
        return []
    return [Lack(Step.READING, _("«%s» er ikke begynt.") % one.title) for one in phases]


def _left(round_: Round) -> QuerySet[Any, dict[str, Any]]:
    return (
        left_in(round_)
        .annotate(outcome=last_outcome(), is_chosen=last_choice())
        .values("pk", "number", "outcome", "is_chosen", "case__dropped_at")
    )


def _not_discussed(n: int) -> str:
    return ngettext("%s kandidat er ikke drøftet.", "%s kandidater er ikke drøftet.", n) % n


def _not_written(chosen: Iterable[dict[str, Any]]) -> list[Lack]:
    numbers = {row["pk"]: row["number"] for row in chosen}
    profiles = (
        Profile.objects.filter(candidate__in=list(numbers))
        .select_related("answers__version")
        .prefetch_related("answers__rows")
    )
    there = {profile.candidate_id: written_in(profile).missing for profile in profiles}
    found = []
    for key, number in numbers.items():
        if key not in there:
            words = _("Metodeprofilen til kandidat %s er ikke skrevet.") % number
            found.append(Lack(Step.PROFILE, words, number))
        elif there[key]:
            words = _("I metodeprofilen til kandidat %(number)s mangler: %(headings)s.")
            words %= {"number": number, "headings": _names(there[key])}
            found.append(Lack(Step.PROFILE, words, number))
    return found


def _names(headings: Iterable[Question]) -> str:
    return ", ".join(in_language(one.label) for one in headings)


@transaction.atomic
def close_round(*, round_: Round, actor: User) -> Round:
    """End the round. Closing twice is once.

    Raises NotAllowedError; SelectionError saying what is not done yet, by `Step`.
    """
    there = Round.objects.get(pk=round_.pk)
    if there.state == Round.State.CLOSED and leads.test(actor, there):
        return there
    row = locked_round(round_, actor, "run")
    lacks = lacking(row)
    if lacks:
        words: dict[str, str] = {}
        for one in lacks:
            words[one.step] = f"{words[one.step]} {one.words}" if one.step in words else one.words
        raise SelectionError(words)
    row.state, row.closed_at, row.closed_by = Round.State.CLOSED, timezone.now(), str(actor.pseudonym)
    row.save(update_fields=["state", "closed_at", "closed_by"])
    told(row, "closed", actor)
    return row
