"""Rounds that are settled and weighed, for tests: small ones by the model itself, large ones with figures made up."""

from django.utils import timezone

from lovende.people.models import Organisation
from lovende.reporting.models import Report
from lovende.schemes.models import Call
from lovende.selection.actions import lock_protocol, open_phase, settle_phase
from lovende.selection.models import Candidate, Phase, Reading, Round, Tick, Weighing
from lovende.selection.weighing.running import work
from making.selection import draft_round, lead, open_readings, settled_round

OWNER = "statsforvalteren-oslo-viken"


def owner() -> Organisation:
    return Organisation.objects.get(slug=OWNER)


def weighing_of(found: Round, phase: str = "screening") -> Weighing:
    return Weighing.objects.select_related("phase__round").get(phase__round=found, phase__key=phase)


def weighed_round(verdicts: dict[int, tuple[str, ...]] | None = None, **facts) -> Round:
    """A round whose screening is settled, and weighed by the worker's own code."""
    found = settled_round(verdicts, **({"owner": owner()} | facts))
    work(weighing_of(found).pk)
    return found


def large_round(n: int, *, has_ticks: bool = False, **facts) -> Round:
    """A round of `n` candidates whose screening four raters have read and settled, written in bulk."""
    found = draft_round(**({"candidates": 1, "raters": 4, "owner": owner(), "title": f"Stor {n}"} | facts))
    model, call = found.candidates.get(), Call.objects.order_by("pk").first()
    reports = Report.objects.bulk_create(
        Report(
            public_id=f"rapport-{found.pk}-{place}", kind=Report.Kind.FINAL, year=call.year, call=call,
            organisation=owner(), state=Report.State.APPROVED, is_historic=True,
        )
        for place in range(1, n)
    )  # fmt: skip
    Candidate.objects.bulk_create(
        Candidate(
            round=found, number=model.number + place, title=f"Kandidat {place}", material=model.material,
            is_complete=True, report=report, organisation=owner(),
        )
        for place, report in enumerate(reports, 1)
    )  # fmt: skip
    lock_protocol(round_=found, actor=lead())
    read_in_bulk(found, has_ticks=has_ticks)
    return found


def read_in_bulk(found: Round, *, has_ticks: bool) -> Phase:
    """Open the next phase, have every reading locked (every third says out) and settle it."""
    phase = open_phase(round_=found, actor=lead())
    given, now = open_readings(found), timezone.now()
    for place, row in enumerate(given):
        row.verdict, row.reason = ("in", "") if (place + row.candidate.number) % 3 else ("out", "Tynt.")
        row.locked_at = now
    criteria = found.criteria.filter(phases__contains=[phase.key]) if has_ticks else []
    Tick.objects.bulk_create(
        Tick(
            reading=row,
            criterion=one,
            value=Tick.Value.values[(row.candidate.number + one.number * row.place) % 3],
        )
        for row in given
        for one in criteria
    )
    Reading.objects.bulk_update(given, ["verdict", "reason", "locked_at"])
    return settle_phase(round_=found, actor=lead())


def made_up(weighing: Weighing) -> Weighing:
    """A result of the right shape for every candidate, without the model."""
    found = weighing.phase.round
    numbers = list(found.candidates.order_by("number").values_list("number", flat=True))
    worst = {"r_hat": 1.003, "bulk": 1200.0, "tail": 900.0}
    asked = {"discrimination": 1.0, "discrimination_low": 0.4, "discrimination_high": 1.7} | {
        "difficulty": 0.2, "difficulty_low": -0.3, "difficulty_high": 0.7,
        "weak": 0.2, "average": 0.45, "strong": 0.75, "answers": 2 * len(numbers),
    }  # fmt: skip
    keys = ["", *found.criteria.filter(phases__contains=[weighing.phase.key]).values_list("key", flat=True)]
    places = range(1, found.raters.count() + 1)
    severity = {
        "severity": 0.1,
        "low": -0.3,
        "high": 0.5,
        "answers": 9,
        "yes": 0.46,
        "yes_low": 0.31,
        "yes_high": 0.62,
    }
    weighing.result = {
        "phase": weighing.phase.key,
        "seed": weighing.seed,
        "places": weighing.places,
        "measures": [_figures(number, place, len(numbers)) for place, number in enumerate(numbers, 1)],
        "raters": [{"key": place, **severity} for place in places],
        "criteria": [{"phase": weighing.phase.key, "key": key, **asked} for key in keys],
        "cautions": ["thin"],
        "diagnostics": {"chains": 4, "draws": 1000, "sweeps": 2500, "measures": worst, "beside": worst},
        "next": [{"number": number, "gain": 0.05 / place} for place, number in enumerate(numbers[:10], 1)],
    }
    weighing.state, weighing.why, weighing.ended_at = Weighing.State.READY, "", timezone.now()
    weighing.save()
    return weighing


def _figures(number: int, place: int, n: int) -> dict[str, object]:
    p = round(0.95 - 0.9 * place / n, 4)
    return {
        "number": number, "p": p, "low": max(p - 0.2, 0.0), "high": min(p + 0.2, 1.0),
        "rank_median": place, "rank_low": max(1, place - 9), "rank_high": min(n, place + 9),
        "chosen_probability": round(max(0.0, 1 - place / 30), 4), "readings": 2, "is_thin": place % 7 == 0,
    }  # fmt: skip
