"""The money side: frames and commitments by call and year, award rates by area, schemes with what is not known."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, Sum

from lovende.applications.models import Application
from lovende.awards.models import Award, AwardYear, Instalment
from lovende.awards.money import ZERO
from lovende.awards.rules import TOLD_BY_AWARD
from lovende.measures.models import SchemeLink, State
from lovende.schemes.models import Area, Call, Scheme


@dataclass
class CallMoney:
    """A call's frame and what came of it. `committed` is granted kroner; `unknown` counts years without an amount.

    `committed` is None when nothing is granted in kroner, and `left` when the frame is not known.
    """

    call: Call
    awards: int = 0
    committed: Decimal | None = None
    paid: Decimal = ZERO
    held: Decimal = ZERO
    unknown: int = 0

    @property
    def left(self) -> Decimal | None:
        """What of the frame is not committed; negative beyond it."""
        return None if self.call.frame is None else self.call.frame - (self.committed or ZERO)

    @property
    def unpaid(self) -> Decimal | None:
        return None if self.committed is None else max(self.committed - self.paid, ZERO)

    @property
    def share(self) -> int | None:
        """Per cent of the frame that is committed, rounded down; None without a frame."""
        if not self.call.frame:
            return None
        return int((self.committed or ZERO) * 100 / self.call.frame)


def calls() -> list[Call]:
    """Every call that was made known, newest first."""
    rows = Call.objects.exclude(state=Call.State.DRAFT).select_related("scheme")
    return list(rows.order_by("-year", "title", "pk"))


def by_call(calls: Sequence[Call]) -> list[CallMoney]:
    """The calls with what came of their frames: two queries."""
    rows = {call.pk: CallMoney(call) for call in calls}
    granted = AwardYear.objects.filter(state=AwardYear.State.GRANTED, award__call__in=list(rows))
    sums = granted.values("award__call").annotate(
        total=Sum("amount"),
        without=Count("pk", filter=Q(amount__isnull=True)),
        awards=Count("award", distinct=True, filter=Q(amount__gt=0) | Q(amount__isnull=True)),
    )
    for one in sums.order_by():
        row = rows[one["award__call"]]
        row.committed, row.unknown, row.awards = one["total"], one["without"], one["awards"]
    _paid(rows)
    return list(rows.values())


def _paid(rows: dict[int, CallMoney]) -> None:
    sums = Instalment.objects.filter(award_year__award__call__in=list(rows)).values("award_year__award__call")
    paid, held = Q(state=Instalment.State.PAID), Q(state=Instalment.State.HELD)
    for one in sums.annotate(paid=Sum("amount", filter=paid), held=Sum("amount", filter=held)).order_by():
        row = rows[one["award_year__award__call"]]
        row.paid, row.held = one["paid"] or ZERO, one["held"] or ZERO


@dataclass(frozen=True)
class YearMoney:
    """Granted, paid and held kroner of one budget year, over all calls."""

    year: int
    awards: int
    committed: Decimal | None
    paid: Decimal
    unknown: int

    @property
    def unpaid(self) -> Decimal | None:
        return None if self.committed is None else max(self.committed - self.paid, ZERO)


def by_year() -> list[YearMoney]:
    """Every year in which something was granted, newest first: two queries."""
    granted = AwardYear.objects.filter(state=AwardYear.State.GRANTED)
    paid = Instalment.objects.filter(state=Instalment.State.PAID).values("award_year__year")
    paid_by = dict(paid.annotate(total=Sum("amount")).order_by().values_list("award_year__year", "total"))
    rows = granted.values("year").annotate(
        total=Sum("amount"), without=Count("pk", filter=Q(amount__isnull=True)), awards=Count("award")
    )
    return [
        YearMoney(one["year"], one["awards"], one["total"], paid_by.get(one["year"], ZERO), one["without"])
        for one in rows.order_by("-year")
    ]


@dataclass
class AreaRate:
    """Applications and awards of one area, as counted here and as a source states them.

    `applied` is what they apply for in kroner, None when none of them says; `without` counts those that do not, and
    `apart` those of the organisation that was asked to be counted apart.
    """

    name: str
    applications: int = 0
    decided: int = 0
    awards: int = 0
    applications_stated: int | None = None
    awards_stated: int | None = None
    applied: Decimal | None = None
    without: int = 0
    apart: int = 0

    @property
    def rate(self) -> Decimal | None:
        """Awards in per cent of decided applications; None while nothing is decided."""
        return _share(self.awards, self.decided)

    @property
    def rate_stated(self) -> Decimal | None:
        if self.applications_stated is None or self.awards_stated is None:
            return None
        return _share(self.awards_stated, self.applications_stated)


def _share(part: int, whole: int) -> Decimal | None:
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1")) if whole else None


@dataclass
class CallRates:
    """The areas of one call, with those without an area last."""

    call: Call
    areas: list[AreaRate] = field(default_factory=list)


def by_area(calls: Sequence[Call], *, told_only: bool = False, apart: int | None = None) -> list[CallRates]:
    """Award rates by area of those of the calls that have applications or stated counts: two queries.

    With `told_only` a decision counts once its applicant has been told of it: so where everybody may read. `apart` is
    the id of an organisation whose applications are counted apart, too.
    """
    wanted = {call.pk: CallRates(call) for call in calls}
    rows: dict[tuple[int, int | None], AreaRate] = {}
    for area in Area.objects.filter(call__in=list(wanted)):
        row = AreaRate(str(area))
        row.applications_stated, row.awards_stated = area.applications_stated, area.awards_stated
        rows[area.call_id, area.pk] = row
        wanted[area.call_id].areas.append(row)
    for one in _counts(list(wanted), told_only, apart):
        key = one["call"], one["standing__area"]
        if key not in rows:
            rows[key] = AreaRate("")
            wanted[one["call"]].areas.append(rows[key])
        row = rows[key]
        row.applications, row.decided, row.awards = one["all"], one["decided"], one["awarded"]
        row.applied, row.without, row.apart = one["applied"], one["without"], one["apart"]
    return [row for row in wanted.values() if any(_says(area) for area in row.areas)]


def _says(area: AreaRate) -> bool:
    return bool(area.applications or area.applications_stated is not None)


def _counts(calls: list[int], told_only: bool, apart: int | None):
    """Applications handed in, decided and awarded, by call and area. An award of 0 kroner was undone.

    Area and sum are those of what was handed in: the application's own row is a draft that its authors may have
    changed.
    """
    granted = AwardYear.objects.filter(
        Q(amount__gt=0) | Q(amount__isnull=True),
        award__call__in=calls,
        state=AwardYear.State.GRANTED,
    )
    handed_in = (Application.State.SUBMITTED, Application.State.DECIDED)
    rows = Application.objects.filter(call__in=calls, state__in=handed_in)
    decided = Q(state=Application.State.DECIDED)
    if told_only:
        granted = granted.filter(TOLD_BY_AWARD)
        decided &= Q(is_historic=True) | Q(announced_at__isnull=False)
    # All awarded at once: asked case by case it takes three times as long at ten thousand.
    awarded = Q(pk__in=granted.values("award__application"))
    return (
        rows.values("call", "standing__area")
        .annotate(
            all=Count("pk"),
            decided=Count("pk", filter=decided),
            awarded=Count("pk", filter=awarded),
            applied=Sum("standing__applied"),
            without=Count("pk", filter=Q(standing__applied__isnull=True)),
            apart=Count("pk", filter=Q(organisation=apart or 0)),
        )
        .order_by()
    )


@dataclass
class SchemeCount:
    """A scheme in the register: measures, those with an amount in kroner, and the sum of what is granted."""

    scheme: Scheme
    measures: int = 0
    stated: int = 0
    granted: Decimal | None = None

    @property
    def without(self) -> int:
        return self.measures - self.stated


def by_scheme() -> list[SchemeCount]:
    """Every scheme with published measures or grants: three queries. What has no amount is counted, never 0."""
    rows = {scheme.pk: SchemeCount(scheme) for scheme in Scheme.objects.order_by("name")}
    links = SchemeLink.objects.filter(measure__state=State.PUBLISHED).values("scheme")
    known = Award.objects.filter(
        measure=OuterRef("measure"),
        call__scheme=OuterRef("scheme"),
        years__state="granted",
        years__amount__gt=0,
    )
    counted = links.annotate(
        all=Count("measure", distinct=True), stated=Count("measure", distinct=True, filter=Q(Exists(known)))
    )
    for one in counted.order_by():
        rows[one["scheme"]].measures, rows[one["scheme"]].stated = one["all"], one["stated"]
    sums = AwardYear.objects.filter(state=AwardYear.State.GRANTED).values("award__call__scheme")
    for one in sums.annotate(total=Sum("amount")).order_by():
        rows[one["award__call__scheme"]].granted = one["total"]
    return [row for row in rows.values() if row.measures or row.granted is not None]


@dataclass
class SchemeYears:
    """Kroner granted by scheme and year, for the table with a row a scheme."""

    scheme: Scheme
    cells: list[Decimal | None]


def scheme_years(schemes: Sequence[Scheme]) -> tuple[list[int], list[SchemeYears]]:
    """Years, and the granted kroner of each of `schemes` in them; None where nothing is granted in kroner."""
    sums = AwardYear.objects.filter(state=AwardYear.State.GRANTED, amount__gt=0)
    found: dict[int, dict[int, Decimal]] = defaultdict(dict)
    rows = sums.values("award__call__scheme", "year").annotate(total=Sum("amount")).order_by()
    for one in rows:
        found[one["award__call__scheme"]][one["year"]] = one["total"]
    years = sorted({year for row in found.values() for year in row})
    there = [scheme for scheme in schemes if scheme.pk in found]
    return years, [SchemeYears(one, [found[one.pk].get(year) for year in years]) for one in there]
