"""Reads of what follows the readings: what was said and agreed of those that are left, the cases, the choice.

What was said is read through `settled_readings`, which gives nothing of a phase that is not settled.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import IntegerField, Prefetch, QuerySet
from django.db.models.functions import JSONObject

from lovende.people.models import Organisation
from lovende.records.kept import Given, Kept
from lovende.selection.models import (
    Candidate,
    Case,
    Choice,
    Discussion,
    FollowUp,
    Interview,
    Phase,
    Rater,
    Reading,
    Round,
    Tick,
)
from lovende.selection.queries import has_said, settled_readings
from lovende.selection.said import last_choice, last_outcome, settled

OFFICE = "nav-office"


def left_in(round_: Round, last: Phase) -> QuerySet[Any]:
    """The candidates that are left, by number, with `is_split`, `is_together`, `outcome` and `is_chosen`.

    The last two are the newest word of each, None where nothing is said.
    """
    return _left(round_.candidates.all(), last)


def _left(rows: QuerySet[Candidate], last: Phase | Given) -> QuerySet[Any]:
    said_in, said_out = (has_said(last, verdict) for verdict in (Reading.Verdict.IN, Reading.Verdict.OUT))
    return (
        rows.filter(is_complete=True, out_in__isnull=True)
        .annotate(
            is_split=said_in & said_out,
            is_together=said_in & ~said_out,
            outcome=last_outcome(),
            is_chosen=last_choice(),
        )
        .order_by("number")
    )


class Standing(NamedTuple):
    """How a candidate that is left stands, as `left_in` says it."""

    pk: int
    is_split: bool
    is_together: bool
    outcome: str | None
    is_chosen: bool | None


def _standings() -> QuerySet:
    whole = _left(
        Candidate.objects.filter(round=Given("round", IntegerField())), Given("last", IntegerField())
    )
    return whole.values_list(JSONObject(**{name: name for name in Standing._fields}))


_STANDINGS = Kept(_standings)


def standings(round_: Round, last: Phase) -> list[Standing]:
    """Those of `left_in` without all else, in its order: a round leaves as many as people can talk of."""
    return [Standing(**row) for row in _STANDINGS.read(round=round_.pk, last=last.pk)]


def counted(rows: Sequence[Standing]) -> dict[str, int]:
    """How many there are, how many are split, said in to by all, not discussed yet, cases."""
    return {
        "n": len(rows),
        "split": sum(row.is_split for row in rows),
        "together": sum(row.is_together for row in rows),
        "waiting": sum(row.outcome is None for row in rows),
        "cases": sum(row.outcome == Discussion.Outcome.CASE for row in rows),
    }


def with_words(keys: Iterable[int], phase: Phase) -> dict[int, Any]:
    """Candidates by their keys, with what raters said in the settled phase (`said`), and their discussions
    (`agreed`), the newest first."""
    said = Prefetch("readings", settled_readings(phase).order_by("rater_id"), to_attr="said")
    agreed = Prefetch("discussions", discussions(), to_attr="agreed")
    shown = ("round_id", "number", "title", "measure__public_id", "measure__state", "organisation__name")
    rows = Candidate.objects.filter(pk__in=list(keys)).select_related("measure", "organisation").only(*shown)
    return {row.pk: row for row in rows.prefetch_related(said, agreed)}


def discussions() -> QuerySet[Discussion]:
    """Joint discussions, the newest first, with the keys of those who took part."""
    people = Prefetch("participants", Rater.objects.only("pk").order_by("pk"))
    return Discussion.objects.order_by("-number").prefetch_related(people)


def said_in(phases: Sequence[Phase], candidate: Candidate) -> list[tuple[Phase, list[Reading]]]:
    """What was said of a candidate, phase by phase, the last first, with the ticks."""
    ticks = Prefetch("ticks", Tick.objects.select_related("criterion").order_by("criterion__number"))
    rows = Reading.objects.filter(settled(), candidate=candidate, phase__round=candidate.round_id)
    found = list(rows.order_by("rater").prefetch_related(ticks))
    return [(one, [row for row in found if row.phase_id == one.pk]) for one in reversed(phases)]


def studied(round_: Round, number: int) -> Case | None:
    """The case of a candidate with everything about it: `agreed`, `talks`, `views`, `choices_made`."""
    talks = Prefetch("interviews", Interview.objects.prefetch_related("interviewers"), to_attr="talks")
    made = Prefetch("candidate__choices", Choice.objects.order_by("-number"), to_attr="choices_made")
    return (
        Case.objects.filter(candidate__round=round_, candidate__number=number)
        .select_related("candidate__measure", "candidate__organisation", "candidate__follow_up")
        .prefetch_related(
            talks,
            Prefetch("group_views", to_attr="views"),
            made,
            Prefetch("candidate__discussions", discussions(), to_attr="agreed"),
            "candidate__follow_up__offices",
        )
        .first()
    )


@dataclass(frozen=True)
class Dropped:
    """Why cases ended before the choice: the reason in words, and the cases."""

    because: str
    cases: Sequence[Case]


@dataclass(frozen=True)
class Last:
    """The last steps of a round, in numbers that add up: those left after the readings are discussed and become
    cases or go out; cases are dropped, or chosen or not, or wait for the choice."""

    left: int
    waiting: int
    out: int
    cases: int
    dropped: Sequence[Dropped]
    rejected: Sequence[Candidate]
    undecided: Sequence[Candidate]
    chosen: Sequence[Candidate]

    @property
    def n_dropped(self) -> int:
        return sum(len(row.cases) for row in self.dropped)


def last_steps(round_: Round, last: Phase) -> Last:
    """Five queries, however many candidates there are."""
    rows = left_in(round_, last)
    cases = list(
        rows.filter(outcome=Discussion.Outcome.CASE)
        .select_related("measure", "organisation", "case", "follow_up")
        .defer("material")
        .prefetch_related(
            Prefetch("choices", Choice.objects.order_by("-number"), to_attr="choices_made"),
            "follow_up__offices",
        )
    )
    counts = counted(standings(round_, last))
    chosen = [one for one in cases if one.is_chosen]
    ended = [one.case for one in cases if one.case.dropped_at is not None and one not in chosen]
    still = [one for one in cases if one not in chosen and one.case.dropped_at is None]
    rejected = [one for one in still if one.is_chosen is False]
    return Last(
        left=counts["n"],
        waiting=counts["waiting"],
        out=counts["n"] - counts["waiting"] - counts["cases"],
        cases=len(cases),
        dropped=_by_reason(ended),
        rejected=rejected,
        undecided=[one for one in still if one.is_chosen is None],
        chosen=chosen,
    )


def _by_reason(cases: Iterable[Case]) -> list[Dropped]:
    rows = list(cases)
    order = Counter(row.dropped_because for row in rows).most_common()
    return [
        Dropped(str(Case.Drop(why).label), [row for row in rows if row.dropped_because == why])
        for why, _n in order
    ]


def offices() -> QuerySet[Organisation]:
    """The NAV offices that a method can be tried at, by name."""
    return (
        Organisation.objects.filter(kind__key=OFFICE, is_pseudonym=False)
        .select_related("municipality")
        .order_by("name", "slug")
    )


def follow_up_of(candidate: Candidate) -> FollowUp | None:
    """What the owner has decided of a chosen method; None while nothing is."""
    return FollowUp.objects.filter(candidate=candidate).prefetch_related("offices").first()
