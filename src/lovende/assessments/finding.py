"""Which cases the queue is asked for: by SQL that is put together once for each way of asking, and what goes into it.

To put it together takes Django longer than the database needs for most of these questions.
"""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet
from django.db.models.expressions import OrderBy

from lovende.applications.models import Application
from lovende.applications.queries import Stems, search_terms
from lovende.applications.rules import OFFICERS, places_of
from lovende.assessments.asked import HIGHEST, NEWEST, OLDEST, UNASSIGNED, WITHDRAWN, Asked
from lovende.assessments.choices import officer_named
from lovende.assessments.models import Assignment, Standing
from lovende.assessments.rules import KNOWN, partial_in
from lovende.people.models import Organisation, User
from lovende.people.rules import is_auditor
from lovende.records.kept import AnyOf, Blank, Given, Slot, Statement

ID = re.compile(r"[\w-]+-[0-9]+")
MOST_WORDS = 12
KEPT = 256  # statements: more ways than people ask
ORDERS: Mapping[str, tuple[OrderBy, ...]] = {
    NEWEST: (F("submitted_at").desc(nulls_last=True), F("pk").desc()),
    OLDEST: (F("submitted_at").asc(nulls_first=True), F("pk").asc()),
    HIGHEST: (F("applied").desc(nulls_last=True), F("pk").desc()),
}
ORDERED_BY = {NEWEST: "submitted_at", OLDEST: "submitted_at", HIGHEST: "applied"}


def cases_for(user: User) -> QuerySet[Standing]:
    """Where those cases stand that lists show the user: those of the user's organisations; for an auditor all.

    Never one the user has said to be partial in, taken off it since or not (forvaltningsloven § 6).
    """
    return Standing.objects.filter(shown_to(user))


def shown_to(user: User) -> Q:
    """What is true of those cases (`cases_for`), as a condition: for an aggregate of some, or of all others."""
    shown = Q(state__in=KNOWN)
    # Looked up first: most are partial in nothing, and an index then answers for the office alone.
    if keys := partial_in(user):
        shown &= ~Q(pk__in=keys)
    return shown if is_auditor(user) else shown & Q(handler_id__in=places_of(user, OFFICERS))


class Way(NamedTuple):
    """A way of asking, whatever names and numbers are asked for: what the SQL depends on.

    `handlers` is the one office, its several, or (an auditor's) all. `text` is looked for as an id, as terms, or not;
    of its words `named` says whether there are applicants that bear them.
    """

    handlers: str = "one"
    is_partial: bool = False
    by_call: bool = False
    by_area: bool = False
    by_kind: bool = False
    is_mine: bool = False
    officer: str = ""
    text: str = ""
    named: tuple[bool, ...] = ()


class Sought(NamedTuple):
    """A way of asking with what is asked for, by the names that the statements leave open."""

    way: Way
    given: dict[str, Any]


def sought(user: User, asked: Asked) -> Sought:
    """The cases of the queue at whatever stage: those of `cases_for` that the address asks for."""
    places, partial = sorted(places_of(user, OFFICERS)), partial_in(user)
    handlers = "all" if is_auditor(user) else "one" if len(places) == 1 else "several"
    officer = officer_named(asked.officer) if asked.officer not in ("", UNASSIGNED) else None
    way = Way(
        handlers,
        bool(partial),
        bool(asked.call),
        bool(asked.area),
        bool(asked.kind),
        asked.mine,
        asked.officer and (UNASSIGNED if asked.officer == UNASSIGNED else "one"),
    )
    given = {
        "handlers": places,
        "handler": places[0] if places else None,
        "partial": partial,
        "call": asked.call,
        "area": asked.area,
        "kind": asked.kind,
        "user": user.pk,
        "officers": [officer.pk] if officer is not None else [],
    }
    return _with_text(Sought(way, given), asked.q)


def _with_text(found: Sought, text: str) -> Sought:
    """Looked for: the one whose id was typed, else those that have the words."""
    if ID.fullmatch(text) and Application.objects.filter(public_id=text.lower()).exists():
        return Sought(found.way._replace(text="id"), found.given | {"id": text.lower()})
    terms = search_terms(text) if text else None
    if terms is None:
        return found
    given: dict[str, Any] = found.given | {"terms": terms}
    if found.way.handlers == "all":
        return Sought(found.way._replace(text="terms"), given)
    words = text.split()[:MOST_WORDS]
    bearers = _bearers(words)
    for place, (word, by) in enumerate(zip(words, bearers, strict=True)):
        given |= {f"word{place}": word, f"by{place}": by}
    return Sought(found.way._replace(text="terms", named=tuple(map(bool, bearers))), given)


def _bearers(words: list[str]) -> list[list[int]]:
    """Of each word the applicants with it in their name. Looked up first: they are few, and rarely meant."""
    named = Q()
    for word in words:
        named |= Q(name__icontains=word)
    applicants = list(Organisation.objects.filter(named).values_list("pk", "name")) if words else []
    return [[pk for pk, name in applicants if word.casefold() in name.casefold()] for word in words]


def _cases(way: Way) -> QuerySet[Standing]:
    rows = Standing.objects.filter(state__in=KNOWN)
    if way.is_partial:
        rows = rows.filter(~Q(AnyOf(F("pk"), Slot("partial"))))
    if way.handlers == "one":  # a list of one keeps the planner from reading an index in its order
        rows = rows.filter(handler=Given("handler", IntegerField()))
    elif way.handlers == "several":
        rows = rows.filter(AnyOf(F("handler_id"), Slot("handlers")))
    if way.by_call:
        rows = rows.filter(call__key=Given("call"))
    if way.by_area:
        rows = rows.filter(area__key=Given("area"))
    if way.by_kind:
        rows = rows.filter(kind=Given("kind"))
    if way.is_mine:
        rows = rows.filter(_on_case(Q(officer=Given("user", IntegerField()))))
    if way.officer == UNASSIGNED:
        rows = rows.filter(officers=0)
    elif way.officer:
        rows = rows.filter(_on_case(Q(AnyOf(F("officer_id"), Slot("officers")))))
    return rows.filter(_having(way)) if way.text else rows


def _on_case(who: Q) -> Exists:
    on_it = Assignment.objects.filter(application=OuterRef("pk"), released_at=None, assesses=True)
    return Exists(on_it.filter(who))


def _having(way: Way) -> Q:
    """Those with the text, of which what the user may not read has no say.

    An application is read by who has declared to be impartial, and by auditors (`rules.reads`); of another an
    officer may know its title and who applied, and finds it by these alone.
    """
    if way.text == "id":
        return Q(application__in=Application.objects.filter(public_id=Given("id")).values("pk"))
    having = Application.objects.filter(terms=Stems(Given("terms")))
    if way.handlers == "all":
        return Q(application__in=having.values("pk"))
    own = Assignment.objects.filter(
        officer=Given("user", IntegerField()), released_at=None, conflict=Assignment.Conflict.NONE
    )
    # Two lists beside each other: one within the other was looked up case by case.
    read = Q(application__in=own.values("application"), application_id__in=having.values("pk"))
    return read | _named(way)  # most are read, and found so without a look at their titles


def _named(way: Way) -> Q:
    """Those with every word of the text in the title or the applicant's name."""
    found = Q()
    for place, is_borne in enumerate(way.named):
        titled = Q(title__icontains=Given(f"word{place}"))
        # A list beside it: joining every case to its application takes as long as all the rest.
        applied = Application.objects.filter(AnyOf(F("organisation_id"), Slot(f"by{place}")))
        found &= titled | Q(application_id__in=applied.values("pk")) if is_borne else titled
    return found


def _by_stage(rows: QuerySet[Standing]) -> QuerySet:
    return rows.order_by().values_list("state", "stage").annotate(number=Count("*"))


def _ordered(rows: QuerySet[Standing], sort: str, stage: str, backwards: bool = False) -> QuerySet:
    """The keys of those at the stage asked for, in the order asked for or, `backwards`, from the other end."""
    order = ORDERS[sort]
    there = at_stage(rows, stage).order_by(*map(turned, order) if backwards else order)
    return there.values_list("pk", flat=True)


def turned(order: OrderBy) -> OrderBy:
    """The same from the other end."""
    other = order.copy()
    other.reverse_ordering()
    return other


def at_stage(rows: QuerySet[Standing], stage: str) -> QuerySet[Standing]:
    """Those at a stage; for "" all that are not withdrawn."""
    if stage == WITHDRAWN:
        return rows.filter(state=WITHDRAWN)
    rows = rows.filter(state__in=("submitted", "decided"))
    return rows.filter(stage=stage) if stage else rows


ByStage = list[tuple[str, str, int]]  # (state, stage, how many)
PART = Statement(" LIMIT %s OFFSET %s", (Blank("limit"), Blank("start")))


def counted(found: Sought) -> ByStage:
    return _counting(found.way).rows(found.given)


@lru_cache(KEPT)
def _counting(way: Way) -> Statement:
    return Statement.of(_by_stage(_cases(way)))


def chosen(
    found: Sought, sort: str, stage: str, start: int, limit: int, *, backwards: bool = False
) -> list[int]:
    """The keys of `limit` cases from the place `start` on, from 0; `backwards` both from the other end."""
    rows = _choosing(found.way, sort, stage, backwards).rows(found.given | {"start": start, "limit": limit})
    return [key for (key,) in rows]


@lru_cache(KEPT)
def _choosing(way: Way, sort: str, stage: str, backwards: bool) -> Statement:
    return Statement.of(_ordered(_cases(way), sort, stage, backwards)) + PART


class AtOnce(NamedTuple):
    """What one look for words answers."""

    by_stage: ByStage
    keys: list[int]  # of the page asked for


def counted_and_chosen(found: Sought, sort: str, stage: str, start: int, limit: int) -> AtOnce:
    """Both in one query, where to find the cases is what takes the time."""
    given = found.given | {"start": start, "limit": limit}
    ((by_stage, keys),) = _at_once(found.way, sort, stage).rows(given)
    return AtOnce([tuple(json.loads(row)) for row in by_stage], keys)


@lru_cache(KEPT)
def _at_once(way: Way, sort: str, stage: str) -> Statement:
    """The cases are found first, under the name of their table, which both questions then read instead of it.

    They see those columns alone that are read here.
    """
    cases = _cases(way).order_by().only("pk", "state", "stage", ORDERED_BY[sort])
    everything = Standing.objects.all()
    found, by_stage = Statement.of(cases), Statement.of(_by_stage(everything))
    page = Statement.of(_ordered(everything, sort, stage)) + PART
    table = connection.ops.quote_name(Standing._meta.db_table)
    as_json = "json_build_array(state, stage, number)::text"
    return Statement(
        f"WITH {table} AS MATERIALIZED ({found.sql}) "  # noqa: S608 - Django's own SQL
        f"SELECT ARRAY(SELECT {as_json} FROM ({by_stage.sql}) AS one), ARRAY({page.sql})",
        found.opens + by_stage.opens + page.opens,
    )
