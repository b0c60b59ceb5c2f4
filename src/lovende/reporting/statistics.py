"""Applications and awards, counted for everybody: by area of a call, by scheme and year, by municipality.

Drafts are never counted, nor calls that are not made known. What has no amount is counted apart and is never 0. An
award undone before it gave anything (0 kroner) is none; nor is one that its applicant has not been told of. What is
generated for a demo is counted and said so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from lovende.awards import overview
from lovende.awards.models import AwardYear
from lovende.awards.overview import AreaRate, CallRates
from lovende.awards.rules import TOLD_BY_AWARD
from lovende.people.models import County, Municipality
from lovende.reporting.generated import organisation
from lovende.schemes.models import Call, Scheme


@dataclass(frozen=True)
class AreaLine:
    """An area as counted here beside what a source states. `agrees` is None where there is nothing to compare."""

    rate: AreaRate

    @property
    def has_stated(self) -> bool:
        return self.rate.applications_stated is not None

    @property
    def has_counted(self) -> bool:
        return bool(self.rate.applications or not self.has_stated)

    @property
    def agrees(self) -> bool | None:
        if not self.has_stated or not self.rate.applications:
            return None
        same = self.rate.applications == self.rate.applications_stated
        return same and self.rate.awards_stated in (None, self.rate.awards)


@dataclass(frozen=True)
class CallCount:
    """A call's areas and all of them together; `generated` of the applications are made up for a demo."""

    call: Call
    areas: list[AreaLine]
    total: AreaLine
    generated: int

    @property
    def has_stated(self) -> bool:
        return any(area.has_stated for area in self.areas)


def calls_with_numbers() -> list[CallRates]:
    """The calls made known that have applications, or stated numbers of them; the newest first.

    What is generated for a demo is counted apart.
    """
    return overview.by_area(overview.calls(), told_only=True, apart=organisation())


def chosen(found: Sequence[CallRates], key: str) -> CallRates | None:
    """The call asked for; else the newest where something is decided or stated; else the newest."""
    for one in found:
        if one.call.key == key:
            return one
    telling = [one for one in found if any(row.decided or row.awards_stated for row in one.areas)]
    return next(iter([*telling, *found]), None)


def count_of(found: CallRates) -> CallCount:
    """The call's areas with their total. The total stated is there only where every area's is."""
    areas = found.areas
    total = AreaRate(
        "",
        applications=sum(row.applications for row in areas),
        decided=sum(row.decided for row in areas),
        awards=sum(row.awards for row in areas),
        applications_stated=_sum([row.applications_stated for row in areas if row.name]),
        awards_stated=_sum([row.awards_stated for row in areas if row.name]),
    )
    made_up = sum(row.apart for row in areas)
    return CallCount(found.call, [AreaLine(row) for row in areas], AreaLine(total), made_up)


def _sum(numbers: Sequence[int | None]) -> int | None:
    known = [one for one in numbers if one is not None]
    return sum(known) if numbers and len(known) == len(numbers) else None


@dataclass
class Money:
    """How many, their known kroner (None when none is known), how many have no amount, how many are generated."""

    count: int = 0
    total: Decimal | None = None
    without: int = 0
    generated: int = 0


@dataclass
class SchemeYear:
    """What was applied for in the calls of a year, and what was granted for that year."""

    scheme: Scheme
    year: int
    applied: Money = field(default_factory=Money)
    granted: Money = field(default_factory=Money)


def granted_years() -> QuerySet[AwardYear]:
    """Grants of a year that were decided, announced and not undone."""
    given = Q(amount__gt=0) | Q(amount__isnull=True)
    rows = AwardYear.objects.filter(given, TOLD_BY_AWARD, state=AwardYear.State.GRANTED)
    return rows.exclude(award__call__state=Call.State.DRAFT)


def by_scheme_and_year(found: Sequence[CallRates]) -> list[SchemeYear]:
    """A row a scheme and year with applications, as `calls_with_numbers` found, or grants; the newest year first."""
    rows: dict[tuple[int, int], SchemeYear] = {}
    schemes = {row.pk: row for row in Scheme.objects.all()}
    for one in found:
        key = one.call.scheme_id, one.call.year
        if any(area.applications for area in one.areas):
            row = rows.setdefault(key, SchemeYear(schemes[key[0]], key[1]))
            row.applied = _added(row.applied, one.areas)
    years = granted_years().values("award__call__scheme", "year")
    for sums in _money(years, "amount", "award__organisation", organisation() or 0):
        key = sums["award__call__scheme"], sums["year"]
        rows.setdefault(key, SchemeYear(schemes[key[0]], key[1])).granted = _read(sums)
    return sorted(rows.values(), key=lambda row: (row.scheme.name, -row.year))


def _added(to: Money, areas: Sequence[AreaRate]) -> Money:
    """The sum with what the applications of these areas apply for."""
    stated = [one for one in (to.total, *(row.applied for row in areas)) if one is not None]
    return Money(
        to.count + sum(row.applications for row in areas),
        sum(stated, Decimal(0)) if stated else None,
        to.without + sum(row.without for row in areas),
        to.generated + sum(row.apart for row in areas),
    )


def _money(grouped: Any, amount: str, owner: str, made_up: int) -> Any:
    """The groups with the sums that `Money` holds."""
    return grouped.annotate(
        n=Count("pk"),
        total=Sum(amount),
        without=Count("pk", filter=Q(**{f"{amount}__isnull": True})),
        generated=Count("pk", filter=Q(**{owner: made_up})),
    ).order_by()


def _read(one: dict[str, Any]) -> Money:
    return Money(one["n"], one["total"], one["without"], one["generated"])


@dataclass
class Place:
    """What a municipality's bodies were granted, across schemes. Without a `number` no municipality is stated."""

    number: str
    name: str
    county: str
    schemes: int
    awards: int
    granted: Money


def by_municipality(*, year: int | None = None, county: str = "") -> list[Place]:
    """By name, those without a municipality last. `county` is a county's number."""
    rows = granted_years()
    if year is not None:
        rows = rows.filter(year=year)
    if county:
        rows = rows.filter(award__organisation__municipality__county__number=county)
    place = "award__organisation__municipality"
    grouped = rows.values(
        key=F(place),
        number=F(f"{place}__number"),
        name=F(f"{place}__name"),
        county=F(f"{place}__county__name"),
    ).annotate(schemes=Count("award__call__scheme", distinct=True), awards=Count("award", distinct=True))
    found = [
        Place(
            one["number"] or "",
            one["name"] or "",
            one["county"] or "",
            one["schemes"],
            one["awards"],
            _read(one),
        )
        for one in _money(grouped, "amount", "award__organisation", organisation() or 0)
    ]
    return sorted(found, key=lambda row: (not row.number, row.name, row.number))


def choices() -> tuple[list[int], list[County]]:
    """Years and counties there are grants in."""
    years = granted_years().order_by("-year").values_list("year", flat=True).distinct()
    places = Municipality.objects.filter(pk__in=granted_years().values("award__organisation__municipality"))
    return list(years), list(County.objects.filter(pk__in=places.values("county")).order_by("name", "number"))
