"""What raters of a settled phase differ on, and what they do not: candidates with what each said of them.

Asks the database for settled phases alone, whatever it is called with.
"""

from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import JSONObject

from lovende.selection.excluding import by_criterion_alone
from lovende.selection.models import Candidate, Phase, Reading, Tick
from lovende.selection.queries import has_said, settled_readings


def said_of(phase: Phase) -> QuerySet[Candidate]:
    """The candidates of a round by number, with the readings of a settled phase as `said`; each of these has the
    criteria it judged as `judged`: {number, label, value}."""
    ticks = Tick.objects.filter(reading=OuterRef("pk")).values(
        row=JSONObject(number="criterion__number", label="criterion__label", value="value")
    )
    given = settled_readings(phase).annotate(judged=ArraySubquery(ticks)).order_by("rater_id")
    return (
        phase.round.candidates.select_related("measure", "organisation")
        .defer("material")
        .prefetch_related(Prefetch("readings", given, to_attr="said"))
        .order_by("number")
    )


def split(phase: Phase) -> QuerySet[Candidate]:
    """Those that raters of a settled phase differ on: one says in, another out. Not those that an absolute criterion
    took out whatever the verdicts: there is nothing to talk about."""
    rows = said_of(phase).filter(has_said(phase, Reading.Verdict.IN), has_said(phase, Reading.Verdict.OUT))
    return rows.exclude(pk__in=_by_criterion_alone(phase))


def all_in(phase: Phase) -> QuerySet[Candidate]:
    """Those that every rater of a settled phase said in to, and that no absolute criterion took out."""
    rows = said_of(phase).filter(has_said(phase, Reading.Verdict.IN), ~has_said(phase, Reading.Verdict.OUT))
    return rows.exclude(pk__in=_by_criterion_alone(phase))


def excluded(phase: Phase) -> QuerySet[Candidate]:
    """Those that went out of a settled phase by an absolute criterion, though the gate let their verdicts through."""
    return said_of(phase).filter(pk__in=_by_criterion_alone(phase))


class Counts(NamedTuple):
    """Candidates by what was said of them in a phase."""

    split: int
    all_in: int
    excluded: int


def counted(phase: Phase) -> Counts:
    """How many `split`, `all_in` and `excluded` find of a settled phase: one query."""
    rows = phase.round.candidates.order_by().annotate(
        is_in=has_said(phase, Reading.Verdict.IN),
        is_out=has_said(phase, Reading.Verdict.OUT),
        is_alone=Q(pk__in=_by_criterion_alone(phase)),
    )
    in_, out, alone = Q(is_in=True), Q(is_out=True), Q(is_alone=True)
    found = rows.aggregate(
        split=Count("pk", filter=in_ & out & ~alone),
        all_in=Count("pk", filter=in_ & ~out & ~alone),
        excluded=Count("pk", filter=alone),
    )
    return Counts(**found)


def _by_criterion_alone(phase: Phase) -> QuerySet[Candidate, int]:
    rows = Candidate.objects.filter(out_in=phase)
    return by_criterion_alone(rows).order_by().values_list("pk", flat=True)
