"""Reads of schemes and calls worth a name."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from lovende.people.models import Organisation
from lovende.schemes.models import Area, Call, Criterion, Handler, Scheme, SchemeVersion

STANDINGS = ("open", "coming", "closed", "historic")


@dataclass(frozen=True)
class AreaRow:
    """An area with what a source counts: `share` of the applications that got an award, `part` of all awards, in %."""

    area: Area
    share: Decimal | None
    part: Decimal | None


@dataclass(frozen=True)
class Counted:
    """Areas with counts and their sums; None where no source counts."""

    rows: list[AreaRow]
    applications: int | None
    awards: int | None
    share: Decimal | None


def open_calls() -> QuerySet[Call]:
    """Published, opened, before the deadline; the nearest deadline first."""
    now = timezone.now()
    return _with_names(
        Call.objects.filter(
            Q(opens_at__isnull=True) | Q(opens_at__lte=now), state=Call.State.PUBLISHED, deadline__gt=now
        ).order_by("deadline", "title", "pk")
    )


def public_calls() -> dict[str, list[Call]]:
    """All that are out, by `Call.standing`: those that run by the nearest date, those past by the newest year."""
    found: dict[str, list[Call]] = {standing: [] for standing in STANDINGS}
    for call in _with_names(Call.objects.exclude(state=Call.State.DRAFT)).order_by("-year", "title", "pk"):
        found[call.standing].append(call)
    found["open"].sort(key=lambda call: (call.deadline, call.title, call.pk))
    found["coming"].sort(key=lambda call: (call.opens_at, call.title, call.pk))
    return found


def drafts(organisations: Any) -> list[Call]:
    """Drafts of calls that one of `organisations` (ids) administers."""
    return list(
        _with_names(Call.objects.filter(state=Call.State.DRAFT, administrator_id__in=organisations))
        .order_by("-year", "title", "pk")
    )  # fmt: skip


def _with_names(calls: QuerySet[Call]) -> QuerySet[Call]:
    return calls.select_related("scheme", "administrator")


def call_of(key: str) -> Call:
    """One call with all its page shows. Raises Call.DoesNotExist."""
    return (
        Call.objects.select_related(
            "scheme__owner", "scheme__administrator", "version", "administrator", "source",
            "application_form", "status_form", "final_form", "self_evaluation",
        )
        .prefetch_related(
            "eligible",
            Prefetch("areas", Area.objects.select_related("source")),
            Prefetch("criteria", Criterion.objects.select_related("source")),
            Prefetch("handlers", Handler.objects.select_related("organisation", "county").order_by("county__number")),
        )
        .get(key=key)
    )  # fmt: skip


def scheme_of(key: str) -> Scheme:
    """One scheme with its versions, and its calls that are out. Raises Scheme.DoesNotExist."""
    return (
        Scheme.objects.select_related("owner", "administrator", "source")
        .prefetch_related(
            Prefetch("versions", SchemeVersion.objects.select_related("source").order_by("number")),
            Prefetch(
                "calls",
                Call.objects.exclude(state=Call.State.DRAFT).select_related("administrator"),
                to_attr="out",
            ),
        )
        .get(key=key)
    )


def schemes() -> list[Scheme]:
    """Every scheme, by name, with owner and administrator."""
    return list(Scheme.objects.select_related("owner", "administrator").order_by("name", "pk"))


def counted(call: Call) -> Counted:
    """The areas of a call with what sources count. Expects `areas` prefetched."""
    areas = list(call.areas.all())
    applications = _sum([area.applications_stated for area in areas])
    awards = _sum([area.awards_stated for area in areas])
    rows = [
        AreaRow(
            area, _percent(area.awards_stated, area.applications_stated), _percent(area.awards_stated, awards)
        )
        for area in areas
    ]
    return Counted(rows, applications, awards, _percent(awards, applications))


def _sum(values: list[int | None]) -> int | None:
    """None when one is not known: a sum without it would say too little."""
    known = [value for value in values if value is not None]
    return sum(known) if values and len(known) == len(values) else None


def _percent(part: int | None, whole: int | None) -> Decimal | None:
    if part is None or not whole:
        return None
    return (Decimal(100 * part) / whole).quantize(Decimal("0.1"))


def handler_of(call: Call, organisation: Organisation) -> Organisation | None:
    """Who handles an application of `organisation`: by the county of its municipality (then, and today where the
    municipality is no more), else the handler without a county, else the call's administrator."""
    handlers = list(Handler.objects.filter(call=call).select_related("organisation"))
    by_county = {row.county_id: row.organisation for row in handlers}
    place = organisation.municipality
    if place is not None and by_county:
        counties = [*place.today.order_by("number").values_list("county_id", flat=True), place.county_id]
        for county in counties:
            if county in by_county:
                return by_county[county]
    return by_county.get(None) or call.administrator
