"""Saving answers while several write, and where each of them is."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from lovende.applications.actions.common import changed, clean_text, demand, opened, told
from lovende.applications.errors import ApplicationError, ConflictError
from lovende.applications.merging import Merged, merge_lists, merge_texts
from lovende.applications.models import Application, Presence, Revision
from lovende.applications.queries import definition_of, is_answered
from lovende.forms.definition import Question
from lovende.forms.models import Answer, AnswerSet
from lovende.people.models import User

# Longer texts are refused; what a form lets an answer be is asked when it is handed in, so that nothing typed is lost.
LONGEST = 20_000
MOST_ROWS = 100
# Saves of one author on one answer within this time are one event in the audit trail.
SITTING = timedelta(minutes=30)
# Of the revisions before the newest KEPT_WHOLE one in THIN_TO is kept, and none longer than KEPT_FOR.
KEPT_WHOLE, THIN_TO, THIN_EVERY = 200, 10, 50
KEPT_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Saved:
    """What stands there now. `number` is the base for the next save; `merged`: the value is not what was sent;
    `kept_both`: two authors wrote in the same place and both texts stand there."""

    number: int
    value: Any
    merged: bool
    kept_both: bool


@transaction.atomic
def save_answer(*, application: Application, question: str, value: Any, base: int, actor: User) -> Saved:
    """Save an answer begun from revision `base` (0: none); what was saved since is merged in, word by word.

    Saving what is there already changes nothing, so a save whose acknowledgement was lost may be sent again.
    Raises ApplicationError for a question that is not asked or a value of another kind or too long; ConflictError
    where two gave different numbers, dates or choices; NotAllowedError.
    """
    row = opened(application, actor)
    asked = _question(row, question)
    value = _checked(asked, value)
    newest = Revision.objects.filter(application=row, question=question).order_by("-number").first()
    number, there = (newest.number, newest.value) if newest else (0, None)
    merged = _merged(row, asked, there, value, min(max(base, 0), number), number, actor)
    if merged.value == there:
        return Saved(number, there, merged.merged, merged.kept_both)
    if not _same_sitting(newest, actor):
        told(row, "answer-saved", actor, question=question, number=number + 1)
    Revision.objects.create(
        application=row, question=question, number=number + 1, value=merged.value, by=str(actor.pseudonym)
    )
    _write(row, question, merged.value)
    if (number + 1) % THIN_EVERY == 0:
        _thin(row, question, number + 1)
    changed(row)
    return Saved(number + 1, merged.value, merged.merged, merged.kept_both)


def _question(row: Application, key: str) -> Question:
    try:
        return definition_of(row).question(key)
    except KeyError:
        raise ApplicationError({key: _("Dette spørsmålet er ikke med i søknaden.")}) from None


def _checked(question: Question, value: Any) -> Any:
    """The value as its kind has it; None for no answer. Raises ApplicationError."""
    if question.takes_several:
        rows = list(value) if isinstance(value, list | tuple) else [value] if is_answered(value) else []
        _demand(question, len(rows) <= MOST_ROWS, _("Det er for mange rader."))
        return [_part(question, one) for one in rows] or None
    if isinstance(value, list | tuple | dict):
        raise ApplicationError({question.key: _("Svaret kan ikke leses.")})
    return _part(question, value)


def _part(question: Question, value: Any) -> Any:
    if question.kind == "table" and isinstance(value, dict):
        keys = {str(column["key"]) for column in question.columns}
        return {key: clean_text(cell)[:LONGEST] for key, cell in value.items() if key in keys}
    if value is None or isinstance(value, bool | int | float):
        text = "" if value is None else str(value)
    else:
        text = clean_text(value)
    _demand(question, len(text) <= LONGEST, _("Svaret er for langt til å lagres."))
    if not text.strip():
        return None
    if question.kind == "text":
        return text
    text = text.strip()
    if question.kind == "choice":
        known = {str(row["value"]) for row in question.choices}
        _demand(question, text in known, _("Velg et av svarene."))
    return text


def _demand(question: Question, fits: bool, otherwise: str) -> None:
    if not fits:
        raise ApplicationError({question.key: otherwise})


def _merged(
    row: Application, question: Question, there: Any, value: Any, base: int, number: int, actor: User
) -> Merged:
    if value == there or base == number:
        return Merged(value, False, False)
    before, own = _base(row, question.key, base, actor)
    if question.takes_several:
        return _or_none(merge_lists(before or [], there or [], value or []))
    if question.kind == "text":
        return _or_none(merge_texts(before or "", there or "", value or "", same_author=own))
    if there == before:
        return Merged(value, False, False)
    if value == before:
        return Merged(there, True, False)
    raise ConflictError(
        _("Noen andre har svart noe annet her siden du åpnet siden. Last siden på nytt og velg på nytt.")
    )


def _or_none(merged: Merged) -> Merged:
    return Merged(merged.value if is_answered(merged.value) else None, merged.merged, merged.kept_both)


def _base(row: Application, question: str, base: int, actor: User) -> tuple[Any, bool]:
    """What the author began from, and whether all since then was saved by that same author.

    Where that revision has been thinned away the nearest older one does: what was added between the two is in both
    texts then, so that nothing is lost; at most something taken out meanwhile comes back.
    """
    rows = Revision.objects.filter(application=row, question=question)
    before = rows.filter(number__lte=base).order_by("-number").values_list("value", flat=True).first()
    others = rows.filter(number__gt=base).exclude(by=str(actor.pseudonym))
    return before, not others.exists()


def _same_sitting(newest: Revision | None, actor: User) -> bool:
    return newest is not None and newest.by == str(actor.pseudonym) and timezone.now() - newest.at < SITTING


def _write(row: Application, question: str, value: Any) -> None:
    if value is None:
        Answer.objects.filter(answers_id=row.answers_id, question=question).delete()
    else:
        Answer.objects.update_or_create(
            answers_id=row.answers_id, question=question, defaults={"value": value, "unknown": ""}
        )
    AnswerSet.objects.filter(application=row).update(updated_at=timezone.now())


def _thin(row: Application, question: str, newest: int) -> None:
    """Let go of revisions that nobody is likely to have begun from: most of those a while back, and very old ones."""
    rows = Revision.objects.filter(application=row, question=question, number__lt=newest - KEPT_WHOLE)
    rows.filter(at__lt=timezone.now() - KEPT_FOR).delete()
    rows.annotate(rest=F("number") % THIN_TO).exclude(rest=0).delete()


@transaction.atomic
def seen(*, application: Application, user: User, question: str = "") -> None:
    """Note where an author is just now. No event: it is gone in half a minute. Raises NotAllowedError."""
    demand(user, "applications.read_draft", application)
    Presence.objects.update_or_create(
        application=application,
        user=user,
        defaults={"question": question[:60], "seen_at": timezone.now()},
    )
