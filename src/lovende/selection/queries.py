"""Reads of rounds: which there are, how far they have come, who has read how much, and what settled phases said.

Everything about verdicts asks the database for settled phases alone, whatever it is called with.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from lovende.measures.models import Measure
from lovende.measures.models import State as MeasureState
from lovende.people.models import Membership, Organisation, Role, User
from lovende.people.queries import current_roles
from lovende.records.kept import Given
from lovende.reporting.models import Report
from lovende.schemes.models import Scheme
from lovende.selection.excluding import Why, outs, reasons
from lovende.selection.models import Candidate, Deviation, Phase, Rater, Reading, Round, Tick
from lovende.selection.rules import LEADS, OWNERS, visible
from lovende.selection.said import settled

RATING_ROLES = (Role.RATER, Role.EVALUATOR)


def listed(user: User) -> QuerySet[Round]:
    """The rounds a person may know of, newest first, with `n_candidates`, `n_left` and the open phase's title."""
    counted = Candidate.objects.filter(round=OuterRef("pk")).order_by().values("round")
    still = counted.filter(is_complete=True, out_in__isnull=True)
    being_read = Phase.objects.filter(round=OuterRef("pk"), state=Phase.State.OPEN).order_by()
    return (
        visible(user)
        .select_related("institute", "owner")
        .annotate(
            n_candidates=Coalesce(Subquery(counted.annotate(n=Count("pk")).values("n")), 0),
            n_left=Coalesce(Subquery(still.annotate(n=Count("pk")).values("n")), 0),
            open_title=Subquery(being_read.values("title")[:1]),
        )
        .order_by("-created_at", "-pk")
    )


@dataclass(frozen=True)
class Step:
    """One narrowing of the candidates: how many go out here, each number with its reason, and how many are left.

    `phase` is None for completeness; `out` and `left` are None for a phase that is not settled.
    """

    phase: Phase | None
    out: int | None
    left: int | None
    reasons: Sequence[tuple[str, int]] = ()


@dataclass(frozen=True)
class Funnel:
    """The round so far. `undecided` are candidates that nobody has said can be judged or not."""

    candidates: int
    complete: int
    undecided: int
    steps: Sequence[Step] = field(default_factory=tuple)

    @property
    def incomplete(self) -> int:
        return self.candidates - self.complete - self.undecided

    @property
    def left(self) -> int:
        return next((step.left for step in reversed(self.steps) if step.left is not None), self.complete)


def funnel(round_: Round, phases: Sequence[Phase], *, tells: bool = False) -> Funnel:
    """The funnel with every number, in one query however many candidates there are.

    `tells` is for who may be told what was said: then a phase in which absolute criteria excluded candidates says how
    many by which, and how many by the gate (three more queries).
    """
    rows = round_.candidates.order_by().values_list("is_complete", "incomplete_because", "out_in")
    counts = list(rows.annotate(n=Count("pk")))
    complete = sum(n for ok, _why, _out, n in counts if ok)
    incomplete = sorted(
        ((why, n) for ok, why, _out, n in counts if ok is False), key=lambda row: (-row[1], row[0])
    )
    out_in = {out: n for ok, _why, out, n in counts if ok and out is not None}
    unclear = sum(n for ok, _why, _out, n in counts if ok is None)
    steps, left = [Step(None, sum(n for _why, n in incomplete), complete, incomplete)], complete
    by_criterion = _by_criterion(round_, phases) if tells and out_in else {}
    for phase in phases:
        if phase.state != Phase.State.SETTLED:
            steps.append(Step(phase, None, None))
            continue
        out = out_in.get(phase.pk, 0)
        left -= out
        absolute = by_criterion.get(phase.pk, [])
        gate = out - sum(n for _why, n in absolute)
        by_gate = [(_("etter porten"), gate)] if absolute and gate else []
        steps.append(Step(phase, out, left, [*by_gate, *absolute]))
    return Funnel(sum(row[3] for row in counts), complete, unclear, steps)


def _by_criterion(round_: Round, phases: Sequence[Phase]) -> dict[int, list[tuple[str, int]]]:
    """{phase: (the absolute criteria that were not met, in words; how many went out by them and not by the gate)}."""
    counted = outs(round_, phases)
    labels = dict(round_.criteria.values_list("number", "label")) if counted else {}
    return {
        phase: [(not_met(numbers, labels), n) for numbers, n in sorted(by.items())]
        for phase, by in counted.items()
    }


def not_met(numbers: Iterable[int], labels: Mapping[int, str]) -> str:
    """The absolute criteria by name, as a reason."""
    return _("absolutt kriterium ikke oppfylt: %s") % "; ".join(f"«{labels[one]}»" for one in numbers)


def why_out(round_: Round, candidates: Iterable[Candidate], phases: Iterable[Phase]) -> dict[int, list[str]]:
    """{candidate key: why it went out of a settled phase, in words}. Two queries, none where all are in."""
    found = reasons(candidates, phases)
    named = {number for why in found.values() for number in why.criteria}
    labels = dict(round_.criteria.filter(number__in=named).values_list("number", "label")) if named else {}
    return {key: _in_words(why, labels) for key, why in found.items()}


def _in_words(why: Why, labels: Mapping[int, str]) -> list[str]:
    gate = [_("etter porten")] if why.gate else []
    return [*gate, not_met(why.criteria, labels)] if why.criteria else gate


def raters(round_: Round) -> QuerySet[Rater]:
    """The raters in the order they were put on, with how many candidates they are partial in."""
    return round_.raters.select_related("user").annotate(n_conflicts=Count("conflicts")).order_by("pk")


def progress(phase: Phase) -> QuerySet[Rater]:
    """The raters with `n_given`, `n_locked` and `n_taken` (handed over to others) in the phase. No verdict is read."""
    here = Q(readings__phase=phase)
    mine = here & Q(readings__withdrawn_at__isnull=True)
    return (
        phase.round.raters.select_related("user")
        .annotate(
            n_given=Count("readings", filter=mine),
            n_locked=Count("readings", filter=mine & Q(readings__locked_at__isnull=False)),
            n_taken=Count("readings", filter=here & Q(readings__withdrawn_at__isnull=False)),
        )
        .order_by("pk")
    )


def rater_names(round_: Round, numbered: str, *, by_name: bool) -> dict[int, str]:
    """{rater key: what they are called}: their name for those who lead, else `numbered` with their number."""
    rows = list(round_.raters.select_related("user").order_by("pk"))
    return {row.pk: str(row.user) if by_name else numbered % place for place, row in enumerate(rows, 1)}


def deviations(round_: Round) -> QuerySet[Deviation]:
    """What was done otherwise than the protocol says, in its order; `stands` is true where a conflict was found when
    the rater had locked a reading of the candidate already."""
    stands = Reading.objects.filter(
        rater=OuterRef("rater"), candidate=OuterRef("candidate"), locked_at__lte=OuterRef("at")
    )
    return round_.deviations.select_related("phase", "candidate").annotate(stands=Exists(stands))


def settled_readings(phase: Phase | Given) -> QuerySet[Reading]:
    """The readings of a phase that is settled; none of one that is not. Its key may be left open (`Given`)."""
    return Reading.objects.filter(settled() & Q(phase=phase))


def has_said(phase: Phase | Given, verdict: str) -> Exists:
    """Of a candidate: does any rater of a settled phase say this?"""
    return Exists(settled_readings(phase).filter(candidate=OuterRef("pk"), verdict=verdict))


def verdicts(phases: Iterable[int]) -> list[tuple[int, int, int, str]]:
    """(phase key, candidate number, rater key, verdict) of those of the phases, by key, that are settled."""
    rows = Reading.objects.filter(settled(), phase__in=list(phases))
    return list(
        rows.order_by("phase_id", "candidate__number", "rater_id").values_list(
            "phase", "candidate__number", "rater", "verdict"
        )
    )


def ticks(phases: Iterable[int]) -> list[tuple[int, str, int, int, str]]:
    """(phase key, criterion key, candidate number, rater key, value) of those of the phases that are settled; what was
    left open is not there."""
    # Joined, and not asked for as a list: a database that has not counted its tables yet reads all of the list for
    # every tick.
    rows = Tick.objects.filter(settled("reading__"), reading__phase__in=list(phases))
    return list(
        rows.order_by("reading__phase_id", "criterion__number", "pk").values_list(
            "reading__phase", "criterion__key", "reading__candidate__number", "reading__rater", "value"
        )
    )


def rating_people() -> list[tuple[User, str]]:
    """(person, where) of those who hold a role in which they can rate today, by name."""
    today = date.today()
    rows = Membership.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=today),
        Q(valid_to__isnull=True) | Q(valid_to__gte=today),
        role__in=RATING_ROLES,
        user__is_active=True,
    ).select_related("user", "organisation")
    places: dict[User, list[str]] = {}
    for row in rows.order_by("user__name", "user__email", "organisation__name", "pk"):
        there = places.setdefault(row.user, [])
        if row.organisation.name not in there:
            there.append(row.organisation.name)
    return [(user, ", ".join(there)) for user, there in places.items()]


def led_places(user: User) -> QuerySet[Organisation]:
    """The organisations that the person leads rounds for."""
    return Organisation.objects.filter(pk__in=[place for role, place in current_roles(user) if role in LEADS])


def possible_owners() -> QuerySet[Organisation]:
    """Whom a round may be made for: who owns or administers a scheme, or has people who could follow the round."""
    people = Membership.objects.filter(role__in=OWNERS).values("organisation")
    return Organisation.objects.filter(
        Q(schemes_owned__isnull=False) | Q(schemes_administered__isnull=False) | Q(pk__in=people)
    ).distinct()


def handed_in(scheme: Scheme, year: int) -> QuerySet[Report]:
    """The reports of a scheme and year that stand as handed in, in the order of their keys."""
    return (
        Report.objects.filter(
            call__scheme=scheme, year=year, state__in=(Report.State.SUBMITTED, Report.State.APPROVED)
        )
        .select_related("measure", "award__application", "organisation", "answers__version")
        .order_by("pk")
    )


def published_measures() -> QuerySet[Measure]:
    """The measures of the public register, with what taking one in needs."""
    return Measure.objects.filter(state=MeasureState.PUBLISHED).select_related("owner", "answers__version")


def reported_years() -> list[tuple[Scheme, int, int]]:
    """(scheme, year, reports handed in), newest first."""
    rows = (
        Report.objects.filter(state__in=(Report.State.SUBMITTED, Report.State.APPROVED))
        .order_by()
        .values("call__scheme", "year")
        .annotate(n=Count("pk"), name=F("call__scheme__name"))
    )
    schemes = Scheme.objects.in_bulk([row["call__scheme"] for row in rows])
    found = [(schemes[row["call__scheme"]], row["year"], row["n"]) for row in rows]
    return sorted(found, key=lambda row: (-row[1], row[0].name))
