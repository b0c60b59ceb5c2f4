"""From a measure to the row that search reads (`SearchDocument`)."""

from collections.abc import Iterable

from django.db import connection

from lovende.measures.models import Measure, SearchDocument, State
from lovende.records.audit import queue
from lovende.records.models import Term

AGE_BANDS = {
    "0-12": (0, 12),
    "13-17": (13, 17),
    "18-24": (18, 24),
    "25-29": (25, 29),
    "30-66": (30, 66),
    "67-": (67, 120),
}
NEAR = ("owner__kind", "grant_recipient", "phase", "source", "answers__version")
FAR = (
    "partners",
    "scheme_links__scheme__owner",
    "scheme_links__scheme__administrator",
    "scheme_links__source",
    "municipalities__today__county",
    "districts",
    "categories",
    "method_uses__method",
    "target_groups__terms",
    "focus_areas",
    "learning",
    "answers__rows",
)
FACETS = (
    "scheme",
    "year",
    "county",
    "municipality",
    "organisation_kind",
    "target_group",
    "age",
    "category",
    "method",
    "phase",
    "source",
)


def write_document(measure: Measure) -> SearchDocument:
    """Write the measure's search row with the next revision, inside the transaction of the change."""
    queue()  # revisions become visible in their order, so that an index never passes one by
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('measures_search_revision')")
        revision = cursor.fetchone()[0]
    measure = Measure.objects.select_related(*NEAR).prefetch_related(*FAR).get(pk=measure.pk)
    years = years_of(measure)
    row, _ = SearchDocument.objects.update_or_create(
        measure=measure,
        defaults={
            "public_id": measure.public_id,
            "revision": revision,
            "is_listed": measure.state == State.PUBLISHED,
            "title": measure.title,
            "words": "\n".join(names_of(measure)),
            "body": "\n".join(texts_of(measure)),
            "facets": facets_of(measure),
            "sort_year": max(years, default=0),
        },
    )
    return row


def years_of(measure: Measure) -> list[int]:
    """Years of grant; where none are stated, the years the project is known to have started or ended in."""
    if measure.grant_years:
        return sorted(measure.grant_years)
    return sorted({int(day[:4]) for day in (measure.started, measure.ended, measure.status_as_of) if day})


def names_of(measure: Measure) -> list[str]:
    """Names and aliases people search by: organisations, places, schemes, the vocabularies' words."""
    found: list[str] = [measure.public_id.replace("-", " "), *measure.aliases]
    for organisation in [measure.owner, measure.grant_recipient, *measure.partners.all()]:
        if organisation is not None:
            found += [organisation.name, *organisation.aliases]
    for link in measure.scheme_links.all():
        found += [link.scheme.name, *link.scheme.aliases]
        for body in (link.scheme.owner, link.scheme.administrator):
            found += [body.name, *body.aliases] if body else []
    for place in measure.municipalities.all():
        found += [place.name, *(later.name for later in place.today.all())]
    found += [district.name for district in measure.districts.all()]
    for term in _terms(measure):
        found += [*term.names.values(), *term.aliases]
    return list(dict.fromkeys(found))


def _terms(measure: Measure) -> Iterable[Term]:
    yield from measure.categories.all()
    for use in measure.method_uses.all():
        yield use.method
    for group in measure.target_groups.all():
        yield from group.terms.all()


def texts_of(measure: Measure) -> list[str]:
    """What is written about the measure, most telling first."""
    found = [measure.summary]
    found += [group.text for group in measure.target_groups.all()]
    found += [area.text for area in measure.focus_areas.all()]
    if measure.answers is not None:
        rows = measure.answers.rows.all()
        answers = {row.question: row.value for row in rows if isinstance(row.value, str)}
        order = [question.key for question in measure.answers.version.content.questions()]
        found += [answers[key] for key in order if key in answers]
    found += [lesson.text for lesson in measure.learning.all()]
    return [text for text in found if text]


def facets_of(measure: Measure) -> dict[str, list[str]]:
    """Facet → keys. Places are today's, so that a 2016 measure in Rygge is found in Moss."""
    places = [later for place in measure.municipalities.all() for later in place.today.all()]
    groups = list(measure.target_groups.all())
    documents = {measure.source.key} if measure.source else set()
    documents |= {row.source.key for row in measure.scheme_links.all() if row.source}
    found = {
        "scheme": {link.scheme.key for link in measure.scheme_links.all()},
        "year": {str(year) for year in years_of(measure)},
        "county": {place.county.number for place in places},
        "municipality": {place.number for place in places},
        "organisation_kind": {measure.owner.kind.key} if measure.owner else set(),
        "target_group": {term.key for group in groups for term in group.terms.all()},
        "age": {band for group in groups for band in age_bands(group.age_min, group.age_max)},
        "category": {term.key for term in measure.categories.all()},
        "method": {use.method.key for use in measure.method_uses.all()},
        "phase": {measure.phase.key} if measure.phase else set(),
        "source": documents,
    }
    return {facet: sorted(keys) for facet, keys in found.items()}


def age_bands(low: int | None, high: int | None) -> list[str]:
    """The bands that ages low–high touch; none when no age is stated.

    >>> age_bands(16, 25)
    ['13-17', '18-24', '25-29']
    """
    if low is None and high is None:
        return []
    first, last = low if low is not None else 0, high if high is not None else 120
    return [band for band, (start, end) in AGE_BANDS.items() if first <= end and last >= start]
