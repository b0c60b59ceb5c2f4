"""Reads of awards: the list with its filters, and everything one award's page shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from lovende.awards.models import Award, AwardYear, Change, Condition, Instalment, UndonePayment
from lovende.awards.money import ZERO, overpaid
from lovende.awards.panels import marks_for
from lovende.awards.rules import visible
from lovende.people.models import Membership, User
from lovende.records.models import AuditEvent
from lovende.schemes.models import Scheme

PAGE_SIZE = 25
MOST_EVENTS = 100
UNDONE = "awards.payment-undone"
LATE, WAITING = "forfalt", "venter"


@dataclass(frozen=True)
class Money:
    """Kroner of one award or one year. `granted` is None when no amount is known; `unknown` counts such years."""

    granted: Decimal | None
    paid: Decimal
    held: Decimal
    unknown: int = 0

    @property
    def left(self) -> Decimal | None:
        """What is granted and not paid, never negative; None when the grant is not known."""
        return None if self.granted is None else max(self.granted - self.paid, ZERO)

    @property
    def overpaid(self) -> Decimal:
        return overpaid(self.granted, self.paid)


def money_of(years: Sequence[AwardYear]) -> Money:
    """The money of granted years whose instalments are prefetched. Years of unknown amount are counted, never 0."""
    granted = [year for year in years if year.state == AwardYear.State.GRANTED]
    known = [year.amount for year in granted if year.amount is not None]
    rows = [row for year in granted for row in year.instalments.all()]
    return Money(
        granted=sum(known, ZERO) if known else None,
        paid=sum((row.amount for row in rows if row.state == Instalment.State.PAID), ZERO),
        held=sum((row.amount for row in rows if row.state == Instalment.State.HELD), ZERO),
        unknown=len(granted) - len(known),
    )


@dataclass(frozen=True)
class Asked:
    """What the list is asked for; the address bar says it."""

    words: str = ""
    state: str = ""
    scheme: str = ""
    year: int | None = None
    only: str = ""
    page: str = "1"

    @classmethod
    def of(cls, params: Mapping[str, str]) -> "Asked":
        """From the query string; what makes no sense there is left out."""
        year = params.get("aar", "")
        state, only = params.get("status", ""), params.get("vis", "")
        return cls(
            words=" ".join(params.get("q", "").replace("\0", "").split())[:100],
            state=state if state in Award.State.values else "",
            scheme=params.get("ordning", "")[:60],
            year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
            only=only if only in (LATE, WAITING) else "",
            page=params.get("side", "1"),
        )


@dataclass(frozen=True)
class Row:
    """One award of the list."""

    award: Award
    money: Money
    years: list[int]
    next_due: date | None
    late: bool
    waiting: bool
    marks: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        return title_of(self.award)


def title_of(award: Award) -> str:
    """The measure's title; the application's where no measure came of it."""
    return award.measure.title if award.measure is not None else award.application.title


def late(today: date) -> Q:
    """A running award with a rate or a condition whose day has passed."""
    rate = Instalment.objects.filter(
        award_year__award=OuterRef("pk"), state=Instalment.State.PLANNED, due_on__lt=today
    )
    condition = Condition.objects.filter(award=OuterRef("pk"), met_on__isnull=True, due_on__lt=today)
    return Q(state=Award.State.RUNNING) & (Exists(rate) | Exists(condition))


def waiting() -> Exists:
    """An award with a change that nobody has answered."""
    return Exists(Change.objects.filter(award=OuterRef("pk"), state=Change.State.APPLIED))


def narrowed(rows: QuerySet[Award], asked: Asked, today: date) -> QuerySet[Award]:
    """The awards of `rows` that are asked for."""
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.scheme:
        rows = rows.filter(call__scheme__key=asked.scheme)
    if asked.year:
        year = AwardYear.objects.filter(award=OuterRef("pk"), year=asked.year, state=AwardYear.State.GRANTED)
        rows = rows.filter(Exists(year))
    for word in asked.words.split():
        rows = rows.filter(
            Q(public_id__icontains=word)
            | Q(application__title__icontains=word)
            | Q(measure__title__icontains=word)
            | Q(organisation__name__icontains=word)
        )
    if asked.only == LATE:
        rows = rows.filter(late(today))
    if asked.only == WAITING:
        rows = rows.filter(waiting())
    return rows


def listed(user: User, asked: Asked) -> tuple[list[Row], Page]:
    """One page of the person's awards, newest first: six queries whatever their number."""
    today = timezone.localdate()
    rows = narrowed(visible(user), asked, today)
    rows = rows.select_related("measure", "application", "organisation", "call__scheme")
    years = AwardYear.objects.filter(state=AwardYear.State.GRANTED).prefetch_related("instalments")
    rows = rows.prefetch_related(Prefetch("years", queryset=years, to_attr="granted"), "conditions")
    page = Paginator(rows.annotate(is_waiting=waiting()).order_by("-pk"), PAGE_SIZE).get_page(asked.page)
    marks = marks_for(list(page))
    return [_row(award, marks[award.pk], today) for award in page], page


def _row(award: Award, marks: list[str], today: date) -> Row:
    years: list[AwardYear] = award.granted  # type: ignore[attr-defined]  # by the prefetch above
    running = award.state == Award.State.RUNNING
    days = [
        row.due_on
        for year in years
        for row in year.instalments.all()
        if row.state == Instalment.State.PLANNED
    ]
    open_days = [row.due_on for row in award.conditions.all() if row.due_on and row.met_on is None]
    next_due = min(days, default=None) if running else None
    return Row(
        award=award,
        money=money_of(years),
        years=sorted(year.year for year in years),
        next_due=next_due,
        late=running and any(day < today for day in [*days, *open_days]),
        waiting=award.is_waiting,  # type: ignore[attr-defined]  # annotated above
        marks=marks,
    )


def counts(user: User, asked: Asked) -> dict[str, int]:
    """How many of the person's awards are late and how many have a change that waits, as the filters stand."""
    today = timezone.localdate()
    rows = narrowed(visible(user), Asked(asked.words, asked.state, asked.scheme, asked.year), today)
    return {LATE: rows.filter(late(today)).count(), WAITING: rows.filter(waiting()).count()}


def schemes_and_years(user: User) -> tuple[list[Scheme], list[int]]:
    """What the person's awards can be narrowed by."""
    rows = visible(user).values("pk")
    schemes = Scheme.objects.filter(calls__awards__in=rows).distinct().order_by("name", "pk")
    years = AwardYear.objects.filter(award__in=rows, state=AwardYear.State.GRANTED)
    return list(schemes), list(years.order_by("-year").values_list("year", flat=True).distinct())


def award_of(public_id: str, user: User) -> Award:
    """The award, with what its page needs of other tables. Raises Award.DoesNotExist when it is not theirs to see."""
    award = Award.objects.select_related(
        "measure",
        "application",
        "organisation",
        "handler",
        "call__scheme",
        "decision",
        "follows__measure",
        "follows__application",
    ).get(public_id=public_id)
    if not user.has_perm("awards.read", award):
        raise Award.DoesNotExist
    return award


def events_of(award: Award) -> list[AuditEvent]:
    """What happened to the award, newest first, as far back as a page shows."""
    return list(AuditEvent.objects.filter(about=award.public_id).order_by("-sequence")[:MOST_EVENTS])


def undone_of(award: Award, events: list[AuditEvent]) -> list[UndonePayment]:
    """Payments that were taken back: asked for where the award's `events` tell of one, or may have dropped it."""
    if len(events) < MOST_EVENTS and all(one.verb != UNDONE for one in events):
        return []
    return list(award.undone_payments.all())


def roles_of(pseudonyms: set[str], award: Award) -> dict[str, str]:
    """Pseudonym → «saksbehandler, Statsforvalteren i …», by the roles held on either side of the award."""
    places = [place for place in (award.handler_id, award.organisation_id) if place]
    rows = Membership.objects.filter(user__pseudonym__in=pseudonyms, organisation__in=places)
    found: dict[str, str] = {}
    for row in rows.select_related("user", "organisation").order_by("pk"):
        found.setdefault(str(row.user.pseudonym), f"{row.get_role_display()}, {row.organisation}")
    return found
