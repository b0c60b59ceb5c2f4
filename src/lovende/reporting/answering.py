"""Writing a report: its answers, its self-evaluation and its accounts. Each save is one transaction.

Several people of the project may write at once. A text is put together with what another saved meanwhile; figures of
the accounts are refused when somebody changed them since they were opened.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lovende.applications.actions.common import clean_text
from lovende.applications.merging import merge_texts
from lovende.awards.errors import AwardError, ConflictError, NotAllowedError
from lovende.forms.actions import latest_version
from lovende.forms.definition import NOT_RELEVANT, Question
from lovende.forms.models import Answer, AnswerSet, FormVersion
from lovende.people.models import User
from lovende.records.audit import queue, record
from lovende.reporting.accounting import FIELDS
from lovende.reporting.models import Account, Report
from lovende.reporting.reading import known_of

FORMS = {Report.Kind.STATUS: "status-report", Report.Kind.FINAL: "final-report"}
SELF_EVALUATION = "self-evaluation-revised"
SPENT = ("received", "wages", "competence", "other")  # never below nothing; what is carried over may be
LONGEST = 20_000


class ReportError(AwardError):
    """Something is missing or wrong: `fields` is question or field → message for the person who writes."""


@dataclass(frozen=True)
class Kept:
    """What stands there after a save; `merged`: another's text is in it; `kept_both`: two texts for one place."""

    value: Any
    merged: bool = False
    kept_both: bool = False


def locked(report: Report, actor: User, permission: str) -> Report:
    """The report's row, locked. Raises NotAllowedError."""
    rows = Report.objects.select_for_update(of=("self",))
    row = rows.select_related(
        "call", "organisation", "award__application", "answers__version", "self_evaluation__version"
    ).get(pk=report.pk)
    if not actor.has_perm(permission, row):
        raise NotAllowedError(permission)
    return row


@transaction.atomic
def open_report(*, report: Report, actor: User) -> Report:
    """Begin to write: the forms as the call has them now are the report's for good. Twice is the same as once."""
    queue()
    row = locked(report, actor, "reporting.write")
    if row.answers is None:
        row.answers = AnswerSet.objects.create(version=_form(row))
        if row.kind == Report.Kind.FINAL:
            version = row.call.self_evaluation or latest_version(SELF_EVALUATION)
            row.self_evaluation = AnswerSet.objects.create(version=version)
        row.state = Report.State.DRAFT
        row.save(update_fields=["answers", "self_evaluation", "state", "updated_at"])
        _begin_account(row)
        record(actor=actor, verb="reporting.begun", about=row.public_id, facts={"kind": row.kind})
    return row


def _begin_account(row: Report) -> None:
    """What the program knows stands there from the start; those who write may state otherwise."""
    known = known_of(row)
    facts = {"carried_in": known.carried_over_last_year, "received": known.paid}
    Account.objects.get_or_create(report=row, defaults=facts)


def _form(row: Report) -> FormVersion:
    chosen = row.call.final_form if row.kind == Report.Kind.FINAL else row.call.status_form
    return chosen or latest_version(FORMS[Report.Kind(row.kind)])


@transaction.atomic
def save_answer(
    *, report: Report, question: str, value: Any, was: Any = None, sent: Any = None, actor: User
) -> Kept:
    """Keep one answer of the report or of its self-evaluation; None or "" takes it away.

    `was` is what stood there when the writer began: a text that another changed since is put together with it.
    `sent` is what the writer sent before and heard nothing of: where it stands there, the writer goes on from it.
    Raises NotAllowedError; ReportError for a value that does not fit its question.
    """
    row = locked(report, actor, "reporting.write")
    answers, asked = _place(row, question)
    value = fitting(asked, value)
    there = Answer.objects.filter(answers=answers, question=question).first()
    stands = there.value if there else None
    if sent is not None and stands is not None and stands == _plain(asked, sent):
        was = sent
    kept = _merged(asked, stands, was, value)
    if kept.value in (None, "", []):
        Answer.objects.filter(answers=answers, question=question).delete()
    else:
        Answer.objects.update_or_create(
            answers=answers, question=question, defaults={"value": kept.value, "unknown": ""}
        )
    row.version += 1
    row.save(update_fields=["version", "updated_at"])
    return kept


def _place(row: Report, question: str) -> tuple[AnswerSet, Question]:
    for answers in (row.answers, row.self_evaluation):
        if answers is None:
            continue
        for asked in answers.version.content.questions():
            if asked.key == question and not asked.is_lost:
                return answers, asked
    raise ReportError({question: _("Dette spørsmålet stilles ikke i rapporten.")})


def fitting(asked: Question, value: Any) -> Any:
    """`value` as the question keeps it. Raises ReportError."""
    if value in (None, ""):
        return None
    if asked.kind == "scale":
        return _point(asked, value)
    text = clean_text(value)
    if len(text) > LONGEST:
        raise ReportError({asked.key: _("Teksten er for lang til å lagres. Ta bort noe.")})
    if asked.kind == "choice" and text not in {str(choice["value"]) for choice in asked.choices}:
        raise ReportError({asked.key: _("Velg et av svarene.")})
    return text


def _point(asked: Question, value: Any) -> int | str:
    if value == NOT_RELEVANT and asked.may_be_irrelevant:
        return NOT_RELEVANT
    low, high = asked.low or 0, asked.high or 0
    text = str(value)
    if not (text.isascii() and text.isdecimal() and len(text) < 4) or not low <= int(text) <= high:
        raise ReportError(
            {asked.key: _("Velg et tall fra %(low)d til %(high)d.") % {"low": low, "high": high}}
        )
    return int(text)


def _plain(asked: Question, value: Any) -> Any:
    """As `fitting`; None for what would be refused."""
    try:
        return fitting(asked, value)
    except ReportError:
        return None


def _merged(asked: Question, there: Any, was: Any, mine: Any) -> Kept:
    """Both texts in one. What another took away while this writer wrote on comes back; nobody's words go unseen."""
    base = clean_text(was)[
        : 2 * LONGEST
    ]  # the writer's own word for it: no longer than two texts put together
    if asked.kind != "text" or was is None or there is None or base == there:
        return Kept(mine)
    found = merge_texts(base, str(there), str(mine or ""))
    return Kept(found.value, found.merged, found.kept_both)


@transaction.atomic
def save_account(
    *, report: Report, amounts: Mapping[str, Decimal | None], note: str, version: int, actor: User
) -> Account:
    """Keep the accounts as stated; None is not stated. Sums are checked beside them, never here.

    Raises NotAllowedError; ConflictError when somebody changed the report's accounts since `version`.
    """
    row = locked(report, actor, "reporting.write")
    account, _made = Account.objects.get_or_create(report=row)
    if account.version != version:
        raise ConflictError(
            _("Noen andre har lagret regnskapet siden du åpnet det. Se over tallene og lagre på nytt.")
        )
    wrong = {
        name: _("Beløpet kan ikke være mindre enn null.")
        for name in SPENT
        if (amount := amounts.get(name)) is not None and amount < 0
    }
    if wrong:
        raise ReportError(wrong)
    for name in FIELDS:
        setattr(account, name, amounts.get(name))
    account.note, account.version = clean_text(note)[:2000], account.version + 1
    account.save()
    return account
