"""What the register holds about an organisation, a municipality through its history, and a source document."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, F, Q, QuerySet

from lovende.forms.models import Answer
from lovende.measures.models import (
    FocusArea,
    LawSection,
    Learning,
    Measure,
    MethodUse,
    Partner,
    Relation,
    SchemeLink,
    State,
    TargetGroup,
    Unknown,
)
from lovende.measures.queries.measure import published
from lovende.measures.queries.rows import TERM, Row, rows_in, rows_of
from lovende.people.models import Municipality, Organisation
from lovende.people.queries import family, latest_municipality
from lovende.records.kept import AnyOf, Kept, Shape, Slot
from lovende.records.models import SourceDocument, Term
from lovende.schemes.models import Scheme

BODY = Shape(Organisation, "id", "slug", "name", "kind_id")


@dataclass(frozen=True)
class Part(Row):
    """A measure with what an organisation is in it: owner, grant recipient, partner (with the role stated)."""

    owns: bool
    receives: bool
    partner: Partner | None


@dataclass(frozen=True)
class OrganisationPage:
    organisation: Organisation
    units: list[Organisation]
    parts: list[Part]
    schemes_owned: list[Scheme]
    schemes_administered: list[Scheme]


def organisation(slug: str) -> OrganisationPage:
    """Raises Organisation.DoesNotExist."""
    related = ("kind", "parent", "municipality__county", "district", "source")
    found = Organisation.objects.select_related(*related).get(slug=slug)
    named = Scheme.objects.filter(Q(owner=found) | Q(administrator=found)).select_related("source")
    schemes = list(
        named.annotate(measures_count=Count("measures", filter=Q(measures__state=State.PUBLISHED)))
    )
    return OrganisationPage(
        organisation=found,
        units=list(found.units.select_related("kind")),
        parts=_parts(found),
        schemes_owned=[row for row in schemes if row.owner_id == found.pk],
        schemes_administered=[row for row in schemes if row.administrator_id == found.pk],
    )


def _parts(found: Organisation) -> list[Part]:
    links = Partner.objects.filter(organisation=found).select_related("source")
    roles = {link.measure_id: link for link in links}
    return [_part(row, found, roles.get(row.measure.pk)) for row in rows_of(found.pk)]


def _part(row: Row, found: Organisation, partner: Partner | None) -> Part:
    owns = row.measure.owner_id == found.pk
    receives = row.measure.grant_recipient_id == found.pk
    return Part(row.measure, row.unknown, row.schemes, row.groups, owns, receives, partner)


@dataclass(frozen=True)
class SchemeGroup:
    """The measures in one municipality under one scheme (None: no scheme is stated), oldest grant first."""

    scheme: Scheme | None
    rows: list[Row]


@dataclass(frozen=True)
class SchemeYears:
    """How many measures had a grant under a scheme, by year; `unstated` have no year of grant stated."""

    scheme: Scheme | None
    counts: list[int]
    unstated: int


@dataclass(frozen=True)
class Covered:
    """A target group with the measures that name it."""

    term: Term
    rows: list[Row]


@dataclass(frozen=True)
class Period:
    """A municipality with the first and last whole year of its number (`valid_to` is the day after its last)."""

    place: Municipality
    first: int
    last: int | None

    @classmethod
    def of(cls, place: Municipality) -> "Period":
        last = (place.valid_to - timedelta(days=1)).year if place.valid_to else None
        return cls(place, place.valid_from.year, last)


@dataclass(frozen=True)
class MunicipalityPage:
    """`history` holds every municipality that has lain in the same territory, oldest first."""

    municipality: Municipality
    history: list[Period]
    measures: list[Measure]
    groups: list[SchemeGroup]
    years: list[int]
    by_year: list[SchemeYears]
    covered: list[Covered]
    without_group: int
    organisations: list[Organisation]


def municipality(number: str) -> MunicipalityPage:
    """Everything in a municipality's territory, whatever its number was then.

    Raises Municipality.DoesNotExist for a number no municipality has had.
    """
    found = latest_municipality(number)
    history = sorted(family(found), key=lambda row: (row.valid_from, row.number))
    keys = [row.pk for row in history]
    rows = rows_in(keys)
    measures = [row.measure for row in rows]
    groups = _by_scheme(rows)
    years = sorted({year for measure in measures for year in measure.grant_years})
    return MunicipalityPage(
        municipality=found,
        history=[Period.of(row) for row in history],
        measures=measures,
        groups=groups,
        years=years,
        by_year=[_years_of(group, years) for group in groups],
        covered=_covered(rows),
        without_group=sum(1 for row in rows if not row.groups),
        organisations=[BODY.of(row, kind=TERM.of(row["kind"])) for row in _BODIES.read(municipalities=keys)],
    )


def _bodies() -> QuerySet:
    slot = Slot("municipalities")
    directly = Q(AnyOf(F("municipality_id"), slot))
    here = Organisation.objects.filter(directly | Q(AnyOf(F("district__municipality_id"), slot)))
    return here.order_by("kind__order", "name", "pk").values_list(BODY.json(kind=TERM.json("kind__")))


_BODIES = Kept(_bodies)


def _by_scheme(listed: Iterable[Row]) -> list[SchemeGroup]:
    """A measure under two schemes stands in both groups; those without a stated scheme come last."""
    rows: dict[int, list[Row]] = defaultdict(list)
    schemes: dict[int, Scheme | None] = {0: None}
    for row in listed:
        for scheme in row.schemes:
            schemes[scheme.pk] = scheme
            rows[scheme.pk].append(row)
        if not row.schemes:
            rows[0].append(row)
    groups = [SchemeGroup(schemes[key], sorted(found, key=_first_year)) for key, found in rows.items()]
    return sorted(groups, key=lambda group: (group.scheme is None, group.scheme.name if group.scheme else ""))


def _first_year(row: Row) -> tuple[int, str]:
    return (min(row.measure.grant_years, default=9999), row.measure.title)


def _years_of(group: SchemeGroup, years: list[int]) -> SchemeYears:
    counts = Counter(year for row in group.rows for year in row.measure.grant_years)
    unstated = sum(1 for row in group.rows if not row.measure.grant_years)
    return SchemeYears(group.scheme, [counts[year] for year in years], unstated)


def _covered(listed: Iterable[Row]) -> list[Covered]:
    found: dict[Term, list[Row]] = defaultdict(list)
    for row in listed:
        for term in row.groups:
            found[term].append(row)
    covered = [Covered(term, rows) for term, rows in found.items()]
    return sorted(covered, key=lambda row: (-len(row.rows), str(row.term)))


@dataclass(frozen=True)
class SourcePage:
    """A source document with what rests on it; `described` measures are described in it, `mentioned` only named."""

    document: SourceDocument
    described: list[Measure]
    mentioned: list[Measure]
    schemes: list[Scheme]
    organisations: list[Organisation]


DETAILS = (FocusArea, LawSection, Learning, MethodUse, Partner, Relation, SchemeLink, TargetGroup, Unknown)


def source(key: str) -> SourcePage:
    """Raises SourceDocument.DoesNotExist."""
    document = SourceDocument.objects.get(key=key)
    cites = Q(source=document) | Q(answers__in=Answer.objects.filter(source=document).values("answers"))
    for model in DETAILS:
        cites |= Q(pk__in=model._default_manager.filter(source=document).values("measure"))
    measures = list(published().filter(cites).select_related("kind").order_by("title", "pk"))
    return SourcePage(
        document=document,
        described=[row for row in measures if row.source_id == document.pk],
        mentioned=[row for row in measures if row.source_id != document.pk],
        schemes=list(Scheme.objects.filter(source=document).select_related("owner", "source")),
        organisations=list(Organisation.objects.filter(source=document).select_related("kind", "source")),
    )
