"""Everything a report tells of a round, read in a fixed number of queries. Only settled phases say anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, F, JSONField, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import JSONObject

from lovende.forms.definition import Question
from lovende.people.models import Organisation
from lovende.selection import profiles, queries
from lovende.selection.agreeing import Agreed, agreed_in
from lovende.selection.case_pages.queries import left_in
from lovende.selection.excluding import outs
from lovende.selection.material import Field
from lovende.selection.models import (
    Choice,
    Criterion,
    Deviation,
    Discussion,
    GroupView,
    Interview,
    Phase,
    Rater,
    Round,
    Weighing,
)
from lovende.selection.phases import all_read

SETTLED = Phase.State.SETTLED


@dataclass(frozen=True)
class Gathered:
    """What is there to tell. `left` are the candidates after the readings, none before every phase is settled.

    `by_criteria` is, for a phase by key, how many went out by which absolute criteria; `headings` are those of a
    profile that nobody has begun; `titles` the names of candidates by number where probabilities or chosen methods are
    told; `materials` what raters read of the chosen ones, by key.
    """

    round: Round
    phases: Sequence[Phase]
    funnel: queries.Funnel
    raters: Sequence[Rater]
    deviations: Sequence[Deviation]
    agreed: Mapping[int, Agreed]
    by_criteria: Mapping[int, Mapping[tuple[str, ...], int]]
    left: Sequence[Any]
    headings: Sequence[Question]
    weighing: Weighing | None
    titles: Mapping[int, str] = field(default_factory=dict)
    materials: Mapping[int, list[Field]] = field(default_factory=dict)

    @property
    def settled(self) -> list[Phase]:
        return [one for one in self.phases if one.state == SETTLED]

    @property
    def is_read(self) -> bool:
        """Is there nothing more to read: all is settled, or nobody is left?"""
        return _is_read(self.phases, self.funnel)

    @property
    def cases(self) -> list[Any]:
        return [one for one in self.left if one.outcome == Discussion.Outcome.CASE]

    @property
    def chosen(self) -> list[Any]:
        return [one for one in self.cases if one.is_chosen]

    @property
    def dropped(self) -> list[Any]:
        return [one for one in self.cases if not one.is_chosen and one.case.dropped_at is not None]

    @property
    def rejected(self) -> list[Any]:
        return [one for one in self._studied if one.is_chosen is False]

    @property
    def undecided(self) -> list[Any]:
        return [one for one in self._studied if one.is_chosen is None]

    @property
    def _studied(self) -> list[Any]:
        return [one for one in self.cases if not one.is_chosen and one.case.dropped_at is None]


def gather(round_: Round) -> Gathered:
    """All of it, whatever the number of candidates; what a settled phase gives is worked out once a process."""
    phases = list(round_.phases.select_related("weighing"))
    for phase in phases:
        phase.round = round_
    settled = [one for one in phases if one.state == SETTLED]
    funnel = queries.funnel(round_, phases)
    left = list(_left(round_, settled[-1])) if settled and _is_read(phases, funnel) else []
    weighing = _weighing(settled)
    chosen = [one.pk for one in left if one.is_chosen]
    titles, materials = _texts(round_, chosen) if weighing or chosen else ({}, {})
    return Gathered(
        round=round_,
        phases=phases,
        funnel=funnel,
        raters=list(round_.raters.order_by("pk")),
        deviations=list(round_.deviations.select_related("phase")),
        agreed=agreed_in(settled),
        by_criteria=_by_criteria(round_, settled),
        left=left,
        headings=_headings(left),
        weighing=weighing,
        titles=titles,
        materials=materials,
    )


def _by_criteria(round_: Round, settled: Sequence[Phase]) -> Mapping[int, Mapping[tuple[str, ...], int]]:
    """How many went out of each phase by absolute criteria alone; nothing is asked where the protocol has none."""
    if not any(row["is_absolute"] for row in (round_.protocol or {}).get("criteria", ())):
        return {}
    return _counted_by_criteria(round_.pk, tuple((one.pk, one.gate, one.settled_at) for one in settled))


@lru_cache(maxsize=64)
def _counted_by_criteria(
    round_key: int, settled: tuple[tuple[int, str, datetime | None], ...]
) -> Mapping[int, Mapping[tuple[str, ...], int]]:
    """Of what is settled, so worked out once a process."""
    phases = [Phase(pk=key, gate=gate) for key, gate, _at in settled]
    found = outs(Round(pk=round_key), phases) if phases else {}
    labels = dict(Criterion.objects.filter(round=round_key).values_list("number", "label")) if found else {}
    return {
        phase: {tuple(labels[one] for one in numbers): n for numbers, n in sorted(by.items())}
        for phase, by in found.items()
    }


def _is_read(phases: Sequence[Phase], funnel: queries.Funnel) -> bool:
    return all_read([one.state for one in phases], lambda: bool(funnel.left))


def _weighing(settled: Sequence[Phase]) -> Weighing | None:
    """The probabilities of the last settled phase, when they are ready."""
    last: Weighing | None = getattr(settled[-1], "weighing", None) if settled else None
    return last if last is not None and last.state == Weighing.State.READY else None


def _texts(round_: Round, chosen: Sequence[int]) -> tuple[dict[int, str], dict[int, list[Field]]]:
    """The titles of all candidates by number; what raters read of the chosen ones by key."""
    material = Case(When(pk__in=chosen, then=F("material")), output_field=JSONField())
    rows = list(round_.candidates.order_by().values_list("pk", "number", "title", material))
    return {number: title for _key, number, title, _read in rows}, {row[0]: row[3] for row in rows if row[3]}


def _headings(left: Sequence[Any]) -> Sequence[Question]:
    is_unwritten = any(one.is_chosen and not hasattr(one, "profile") for one in left)
    return profiles.headings() if is_unwritten else ()


def _left(round_: Round, last: Phase) -> QuerySet[Any]:
    """The candidates after the readings with all that followed, in two queries.

    On top of `left_in`: `reason`, `held_on`, `n_people` of the newest discussion, `why` of the newest choice,
    `talks`, `views` and `places` as plain data.
    """
    discussions = Discussion.objects.filter(candidate=OuterRef("pk")).order_by("-number")
    people = discussions.annotate(n=Count("participants"))
    choices = Choice.objects.filter(candidate=OuterRef("pk")).order_by("-number")
    talks = Interview.objects.filter(case__candidate=OuterRef("pk")).order_by("held_on", "pk")
    views = GroupView.objects.filter(case__candidate=OuterRef("pk")).order_by("member", "pk")
    places = Organisation.objects.filter(replications__candidate=OuterRef("pk")).order_by("name")
    return (
        left_in(round_, last)
        .select_related("organisation", "case", "follow_up", "profile__answers__version")
        .defer("material")
        .annotate(
            reason=Subquery(discussions.values("reason")[:1]),
            held_on=Subquery(discussions.values("held_on")[:1]),
            n_people=Subquery(people.values("n")[:1]),
            why=Subquery(choices.values("reason")[:1]),
            talks=ArraySubquery(
                talks.values(row=JSONObject(role="role", people="people", consent="consent"))
            ),
            views=ArraySubquery(
                views.values(row=JSONObject(member="member", stance="stance", words="words"))
            ),
            places=ArraySubquery(places.values("name")),
        )
        .prefetch_related("profile__answers__rows")
    )


def profile_of(candidate: Any, headings: Sequence[Question]) -> profiles.Written:
    """What is written of a chosen method; nothing yet is every heading missing."""
    there = getattr(candidate, "profile", None)
    return profiles.of(there) if there is not None else profiles.Written(headings, {})
