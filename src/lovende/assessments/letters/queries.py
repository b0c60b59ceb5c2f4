"""Reads of letters and runs, each shaped for one page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, OuterRef, QuerySet, Subquery

from lovende.applications.models import Application
from lovende.assessments.letters.actions import why
from lovende.assessments.letters.rules import offices_of
from lovende.assessments.models import Decision, Letter, LetterRun
from lovende.people.models import Organisation, Role, User
from lovende.people.queries import current_roles
from lovende.schemes.models import Call

SHOWN_RUNS = 50


def case_of(public_id: str) -> Application:
    """The application with what the rules of letters read. Raises Application.DoesNotExist."""
    rows = Application.objects.select_related(
        "call__scheme",
        "call__version",
        "call__administrator",
        "handler",
        "area",
        "organisation__municipality",
    )
    return rows.prefetch_related("assignments").get(public_id=public_id)


def decisions_of_case(application: Application) -> list[Decision]:
    """Newest first, each with its letters and the case itself at hand."""
    rows = list(application.decisions.order_by("-number").prefetch_related("letters__pdf", "letters__word"))
    for row in rows:
        row.application = application
    return rows


def letter_of(application: Application, number: int, language: str) -> Letter:
    """A letter that is made. Raises Letter.DoesNotExist."""
    rows = Letter.objects.select_related("pdf", "word", "decision")
    letter = rows.get(
        decision__application=application, decision__number=number, language=language, pdf__isnull=False
    )
    letter.decision.application = application
    return letter


@dataclass(frozen=True)
class Batch:
    """The decided cases of a call at one office, and how many have a letter in bokmål or nynorsk."""

    call: Call
    handler: Organisation
    decided: int
    nb: int
    nn: int

    @property
    def key(self) -> str:
        return f"{self.call.pk}-{self.handler.pk}"


def batches(user: User) -> list[Batch]:
    """What the person may start a run for: newest call first."""
    offices = offices_of(user)
    decided = Application.objects.filter(handler__in=offices, state=Application.State.DECIDED)
    counts = list(
        decided.values("call", "handler").annotate(decided=Count("pk")).order_by("-call__year", "call")
    )
    newest = Decision.objects.filter(application=OuterRef("decision__application")).order_by("-number")
    letters = (
        Letter.objects.filter(decision__application__in=decided, pdf__isnull=False)
        .filter(decision=Subquery(newest.values("pk")[:1]))
        .values("decision__application__call", "decision__application__handler", "language")
        .annotate(made=Count("pk"))
    )
    made = {
        (row["decision__application__call"], row["decision__application__handler"], row["language"]): row[
            "made"
        ]
        for row in letters
    }
    calls = Call.objects.in_bulk({row["call"] for row in counts})
    places = Organisation.objects.in_bulk({row["handler"] for row in counts})
    return [
        Batch(
            calls[row["call"]],
            places[row["handler"]],
            row["decided"],
            made.get((row["call"], row["handler"], "nb"), 0),
            made.get((row["call"], row["handler"], "nn"), 0),
        )
        for row in counts
    ]


def runs_for(user: User) -> list[LetterRun]:
    """The newest runs of the person's offices; of all, for an auditor."""
    return list(_visible(user).defer("decisions").select_related("call", "handler")[:SHOWN_RUNS])


def _visible(user: User) -> QuerySet[LetterRun]:
    rows = LetterRun.objects.order_by("-started_at", "-pk")
    if any(role == Role.AUDITOR for role, _place in current_roles(user)):
        return rows
    return rows.filter(handler__in=offices_of(user))


def run_of(pk: int) -> LetterRun:
    """Raises LetterRun.DoesNotExist."""
    return LetterRun.objects.select_related("call", "handler").get(pk=pk)


@dataclass(frozen=True)
class Failure:
    """A letter that was not made, and why."""

    public_id: str
    title: str
    why: str


def failures_of(run: LetterRun) -> list[Failure]:
    titles = dict(
        Application.objects.filter(public_id__in=[row["application"] for row in run.failed]).values_list(
            "public_id", "standing__title"
        )
    )
    return [
        Failure(row["application"], titles.get(row["application"]) or "", why(row["why"]))
        for row in run.failed
    ]


def files_of(letters: Iterable[Letter]) -> Iterator[tuple[str, bytes]]:
    """(path in the zip, content) of each letter, one file in memory at a time."""
    for letter in letters:
        for folder, attachment in (("pdf", letter.pdf), ("word", letter.word)):
            if attachment is not None:
                with attachment.file.open("rb") as file:
                    yield f"{folder}/{attachment.name}", file.read()
