"""Many letters behind the web server: one step makes one letter and moves the run on, in one transaction.

So a worker may be killed anywhere and the run goes on where it was; and two workers on one run make each letter once.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from procrastinate.contrib.django import app

from lovende.applications.models import Application
from lovende.assessments.errors import NotAllowedError
from lovende.assessments.letters.actions import LetterError, Made, keep_letter, send_letter, set_letter, why
from lovende.assessments.letters.rules import readable
from lovende.assessments.letters.text import WordingError
from lovende.assessments.models import Decision, Letter, LetterRun
from lovende.assessments.rules import OFFICERS
from lovende.people.models import Organisation, User
from lovende.people.rules import has_role_at
from lovende.records.audit import record
from lovende.schemes.models import Call

TASK = "assessments.letters"
QUEUE = "letters"
# A run that has not moved for so long has lost its worker.
STALLED = timedelta(minutes=2)
AT_A_TIME = 20
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class By:
    """Who began the run, as the history keeps them."""

    pseudonym: str


def decisions_of(call: Call, handler: Organisation) -> QuerySet[Decision]:
    """The decisions in force of a call's cases at one office, in the order of the cases."""
    rows = Decision.objects.filter(
        application__call=call, application__handler=handler, application__state=Application.State.DECIDED
    )
    return rows.order_by("application_id", "-number").distinct("application_id")


@transaction.atomic
def start_run(
    *, call: Call, handler: Organisation, language: str, actor: User, again: bool = False, defer: bool = True
) -> LetterRun:
    """Make the letters of a call's decisions in the background: those that lack one, or (`again`) all not yet sent.

    A run of the same that is under way is the answer to a second click. Raises NotAllowedError, LetterError.
    """
    if not has_role_at((handler.pk,), *OFFICERS)(actor):
        raise NotAllowedError(why("not-allowed"))
    Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
    there = LetterRun.objects.filter(
        call=call, handler=handler, language=language, ended_at__isnull=True
    ).first()
    if there is not None:
        return there
    done = Letter.objects.filter(language=language, pdf__isnull=False)
    done = done.filter(sent_at__isnull=False) if again else done
    wanted = list(decisions_of(call, handler).values_list("pk", flat=True))
    left_out = set(done.filter(decision__in=wanted).values_list("decision_id", flat=True))
    return _begun(call, handler, language, [pk for pk in wanted if pk not in left_out], actor, defer)


def _begun(
    call: Call, handler: Organisation | None, language: str, wanted: list[int], actor: User, defer: bool
) -> LetterRun:
    if not wanted:
        raise LetterError("none")
    run = LetterRun.objects.create(
        call=call,
        handler=handler,
        language=language,
        decisions=wanted,
        total=len(wanted),
        by=str(actor.pseudonym),
    )
    facts = {"run": run.pk, "letters": run.total, "language": language}
    record(actor=actor, verb="assessments.letter-run-started", about=call.key, facts=facts)
    if defer:
        _defer(run)
    return run


def _defer(run: LetterRun) -> None:
    """In the caller's transaction, by the task's name, since `tasks` leans on this module."""
    app.configure_task(TASK, queue=QUEUE).defer(run=run.pk)


@transaction.atomic
def resume_run(*, run: LetterRun, actor: User, defer: bool = True) -> LetterRun:
    """Take up a run that stands still; of one that has ended, what failed is tried in a run of its own.

    Raises NotAllowedError, LetterError when nothing is left to do.
    """
    if not actor.has_perm("assessments.move_letter_run", run):
        raise NotAllowedError(why("not-allowed"))
    run = LetterRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.ended_at is not None:
        wanted = [row["decision"] for row in run.failed]
        return _begun(run.call, run.handler, run.language, wanted, actor, defer)
    run.save(update_fields=["moved_at"])
    if defer:
        _defer(run)
    return run


def take_up_stalled() -> int:
    """Defer anew each run that no worker has moved for a while; → how many."""
    with transaction.atomic():
        rows = LetterRun.objects.select_for_update(skip_locked=True, of=("self",)).filter(
            ended_at__isnull=True, moved_at__lt=timezone.now() - STALLED
        )
        for run in rows:
            run.save(update_fields=["moved_at"])
            _defer(run)
    return len(rows)


def work(run_id: int, most: int = AT_A_TIME) -> None:
    """Make what is left of a run, `most` letters now and the rest in a task of its own.

    So other tasks get their turn, and a worker that is told to stop need not see a long run to its end.
    """
    for _letter in range(most):
        if not step(run_id):
            return
    with transaction.atomic():
        run = LetterRun.objects.get(pk=run_id)
        if run.ended_at is None:
            _defer(run)


def step(run_id: int) -> bool:
    """Make the next letter. False when there is none."""
    run = LetterRun.objects.get(pk=run_id)
    at = run.done + len(run.failed)
    if run.ended_at is not None or at >= run.total:
        return False
    decision = Decision.objects.select_related(
        *("application__call__scheme", "application__call__version", "application__call__administrator"),
        *("application__handler", "application__organisation__municipality"),
    ).get(pk=run.decisions[at])
    made, failure = _tried(decision, run.language)
    with transaction.atomic():
        run = LetterRun.objects.select_for_update(of=("self",)).get(pk=run_id)
        if run.done + len(run.failed) != at:
            return True  # another worker made it meanwhile
        _move(run, decision, made, failure)
    return True


def _tried(decision: Decision, language: str) -> tuple[Made | None, str]:
    """The letter's files, or why there are none. A letter that cannot be set never stops the others."""
    try:
        return set_letter(decision, language), ""
    except LetterError as error:
        return None, error.code
    except WordingError:
        return None, "wording"
    except ValueError as error:
        # By kind alone: the message may hold words of the decision.
        log.error("letter not set: %s", type(error).__name__)
        return None, "error"


def _move(run: LetterRun, decision: Decision, made: Made | None, failure: str) -> None:
    if made is not None:
        try:
            with transaction.atomic():
                keep_letter(decision, run.language, made, By(run.by))
        except LetterError as error:
            failure = error.code
    if failure:
        row = {"decision": decision.pk, "application": decision.application.public_id, "why": failure}
        run.failed = [*run.failed, row]
    else:
        run.done += 1
    if run.done + len(run.failed) == run.total:
        run.ended_at = timezone.now()
        facts = {"run": run.pk, "made": run.done, "failed": len(run.failed)}
        record(actor=By(run.by), verb="assessments.letter-run-ended", about=run.call.key, facts=facts)
    run.save(update_fields=["done", "failed", "ended_at", "moved_at"])


def letters_of(run: LetterRun, user: User) -> QuerySet[Letter]:
    """The run's letters that are made and that the person may see."""
    rows = Letter.objects.filter(decision__in=run.decisions, language=run.language, pdf__isnull=False)
    return readable(rows, user).select_related("pdf", "word").order_by("decision_id")


def send_run(*, run: LetterRun, actor: User) -> dict[str, Any]:
    """Send each letter of the run that is made and not sent; → {sent, failed: [(application, code)]}.

    Each in a transaction of its own: what one case refuses holds no other back. Raises NotAllowedError.
    """
    if not actor.has_perm("assessments.move_letter_run", run):
        raise NotAllowedError(why("not-allowed"))
    sent, failed = 0, []
    waiting = letters_of(run, actor).filter(sent_at__isnull=True).select_related("decision__application")
    for letter in waiting:
        try:
            send_letter(letter=letter, actor=actor)
            sent += 1
        except LetterError as error:
            failed.append((letter.decision.application.public_id, error.code))
        except NotAllowedError:
            failed.append((letter.decision.application.public_id, "not-allowed"))
    return {"sent": sent, "failed": failed}
