"""Reads of reports: the list with its filters, one report, what is late."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from lovende.awards.rules import APPLICANT, places
from lovende.people.models import User
from lovende.reporting.models import Report
from lovende.reporting.rules import OPEN, visible

PAGE_SIZE = 25
TO_WRITE, LATE, TO_ANSWER, DONE, FOLLOW_UP = "levere", "forfalt", "behandle", "godkjent", "oppfolging"
SHOWN = (TO_WRITE, LATE, TO_ANSWER, DONE, FOLLOW_UP)


@dataclass(frozen=True)
class Asked:
    """What the list is asked for; the address bar says it."""

    words: str = ""
    year: int | None = None
    only: str = ""
    page: str = "1"

    @classmethod
    def of(cls, params: Mapping[str, str]) -> "Asked":
        """From the query string; what makes no sense there is left out."""
        year, only = params.get("aar", ""), params.get("vis", "")
        return cls(
            words=" ".join(params.get("q", "").replace("\0", "").split())[:100],
            year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
            only=only if only in SHOWN else "",
            page=params.get("side", "1"),
        )


@dataclass(frozen=True)
class Row:
    """One report of the list. `is_own`: of the person's own project. `days_late` is 0 for what is not late."""

    report: Report
    is_own: bool
    days_late: int
    may_open: bool

    @property
    def title(self) -> str:
        return title_of(self.report)


def title_of(report: Report) -> str:
    """The measure's title; the application's where no measure came of it."""
    if report.measure is not None:
        return report.measure.title
    return report.award.application.title if report.award is not None else report.public_id


def is_late(report: Report, today: date) -> bool:
    """Is the report owed, its day passed, and not handed in?"""
    return (
        not report.is_historic
        and report.state in OPEN
        and report.due_on is not None
        and report.due_on < today
    )


def late(today: date) -> Q:
    """As `is_late`, as a query."""
    return Q(is_historic=False, state__in=OPEN, due_on__lt=today)


def filters(today: date) -> dict[str, Q]:
    """What the list can show, by the word in the address."""
    return {
        TO_WRITE: Q(is_historic=False, state__in=OPEN),
        LATE: late(today),
        TO_ANSWER: Q(state=Report.State.SUBMITTED, is_historic=False),
        DONE: Q(state=Report.State.APPROVED),
        FOLLOW_UP: Q(state=Report.State.APPROVED, needs_follow_up=True),
    }


def narrowed(rows: QuerySet[Report], asked: Asked) -> QuerySet[Report]:
    """The reports of `rows` that the words and the year ask for."""
    if asked.year:
        rows = rows.filter(year=asked.year)
    for word in asked.words.split():
        rows = rows.filter(
            Q(public_id__icontains=word)
            | Q(measure__title__icontains=word)
            | Q(award__application__title__icontains=word)
            | Q(organisation__name__icontains=word)
        )
    return rows


def listed(user: User, asked: Asked) -> tuple[list[Row], Page, dict[str, int]]:
    """One page of the reports the person may know of, how many each filter has; what waits for them stands first."""
    today, own = timezone.localdate(), places(user, APPLICANT)
    rows, chosen = narrowed(visible(user), asked), filters(today)
    counts = rows.aggregate(
        all=Count("pk"), **{key: Count("pk", filter=condition) for key, condition in chosen.items()}
    )
    if asked.only:
        rows = rows.filter(chosen[asked.only])
    waiting = Case(
        When(Q(organisation__in=own, state__in=OPEN, is_historic=False), then=Value(0)),
        When(Q(state=Report.State.SUBMITTED, is_historic=False), then=Value(1)),
        When(Q(state__in=OPEN, is_historic=False), then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    ordered = rows.order_by(waiting, "due_on", "-year", "pk").select_related(
        "measure", "organisation", "award__application", "call"
    )
    paginator = Paginator(ordered, PAGE_SIZE)
    paginator.count = counts[asked.only or "all"]  # counted already
    page = paginator.get_page(asked.page)
    return [_row(user, report, own, today) for report in page], page, counts


def _row(user: User, report: Report, own: set[int], today: date) -> Row:
    is_own = report.organisation_id in own
    days = (today - report.due_on).days if report.due_on and is_late(report, today) else 0
    return Row(
        report, is_own, days, is_own or report.state not in (Report.State.EXPECTED, Report.State.DRAFT)
    )


def years_of(user: User) -> list[int]:
    """What the person's reports can be narrowed by."""
    return list(visible(user).order_by("-year").values_list("year", flat=True).distinct())


def report_of(public_id: str, user: User) -> Report:
    """The report, with what its page needs. Raises Report.DoesNotExist when it is not theirs to know of."""
    return (
        visible(user)
        .select_related(
            "organisation",
            "call__scheme",
            "measure",
            "award__application",
            "award__call",
            "plan",
            "answers__version__form",
            "self_evaluation__version__form",
        )
        .get(public_id=public_id)
    )
