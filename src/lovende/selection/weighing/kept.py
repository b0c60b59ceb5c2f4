"""From what was said in settled phases to the model of `stats.promise`, and from its fit to what is kept of it.

A rater's two readings of one candidate, in two phases, are one witness to the model: they share an impression. What
was asked in each phase is a question of its own, so that an answer given twice is two answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from lovende import stats
from lovende.selection import queries
from lovende.selection.models import Phase, Reading, Tick

if TYPE_CHECKING:
    from lovende.stats.promise import Fit, Judgement
    from lovende.stats.promise_diagnostics import Diagnostics, Worst

VERDICT = "verdict"
MET = {Tick.Value.MET.value: True, Tick.Value.NOT_MET.value: False, Tick.Value.CANNOT_SAY.value: None}
MOST_NEXT = 10
DIGITS = 4
# A worth is one standard deviation from the average: a sixth of all measures are weaker, and a sixth stronger.
WEAK, AVERAGE, STRONG = -1.0, 0.0, 1.0


def phases_of(phase: Phase) -> list[Phase]:
    """The settled phases up to and with this one, in order: the answers by which candidates were picked are there."""
    rows = Phase.objects.filter(round=phase.round_id, order__lte=phase.order, state=Phase.State.SETTLED)
    return list(rows.order_by("order"))


def judgements(phase: Phase) -> list[Judgement]:
    """All that was said of candidates, by number, by raters, numbered in the order they were put on."""
    raters = {pk: f"{place:04}" for place, pk in enumerate(_raters(phase), 1)}
    keys = {one.pk: one.key for one in phases_of(phase)}
    verdicts = [
        _judgement(
            number,
            raters[rater],
            VERDICT if there == phase.pk else f"{VERDICT}-{keys[there]}",
            verdict == Reading.Verdict.IN,
        )
        for there, number, rater, verdict in queries.verdicts(keys)
    ]
    return verdicts + [
        _judgement(number, raters[rater], f"{keys[there]}:{key}", MET[value])
        for there, key, number, rater, value in queries.ticks(keys)
    ]


def _raters(phase: Phase) -> list[int]:
    return list(phase.round.raters.order_by("pk").values_list("pk", flat=True))


def _judgement(number: int, rater: str, question: str, positive: bool | None) -> Judgement:
    return stats.promise.Judgement(f"{number:06}", rater, question, positive)


def numbers_of(phase: Phase) -> list[str]:
    """The candidates that could be judged, as `judgements` names them."""
    rows = phase.round.candidates.filter(is_complete=True).order_by("number")
    return [f"{number:06}" for number in rows.values_list("number", flat=True)]


def weighed(
    said: Iterable[Judgement], measures: Iterable[str], *, phase: str, seed: int, places: int
) -> dict[str, Any]:
    """The fit as plain JSON, the same for the same answers and seed. `phase` is the key of the last phase.

    Shares and probabilities are 0 … 1, intervals 90 %. Raises what `stats.promise.fit` raises, NotConverged among it.
    """
    fit = stats.promise.fit(said, measures=measures, seed=seed, places=places)
    following = stats.promise.next_readings(fit, places, MOST_NEXT)
    return {
        "phase": phase,
        "seed": seed,
        "places": places,
        "measures": [_measure(one) for one in fit.measures],
        "raters": _raters_of(fit),
        "criteria": _questions_of(fit, phase),
        "cautions": list(fit.cautions),
        "diagnostics": diagnostics(fit.diagnostics),
        "next": [{"number": int(name), "gain": _short(gain)} for name, gain in following],
    }


def _short(value: float) -> float:
    return round(float(value), DIGITS)


def _measure(one: stats.promise.Estimate) -> dict[str, Any]:
    return {
        "number": int(one.measure),
        "p": _short(one.probability),
        "low": _short(one.low),
        "high": _short(one.high),
        "rank_median": one.rank_median,
        "rank_low": one.rank_low,
        "rank_high": one.rank_high,
        "chosen_probability": _short(one.chosen_probability),
        "readings": one.readings,
        "is_thin": one.is_thin,
    }


def _raters_of(fit: Fit) -> list[dict[str, Any]]:
    """Raters by their number in the round. `yes`, with its interval: how often this one says yes where an average
    rater is in doubt and says so half of the time, Phi(-severity)."""
    from scipy.special import ndtr

    means = ndtr(-fit.posterior.severity).mean(axis=1)
    return [
        {
            "key": int(one.rater),
            "severity": _short(one.severity),
            "low": _short(one.low),
            "high": _short(one.high),
            "answers": one.answers,
            "yes": _short(mean),
            "yes_low": _short(ndtr(-one.high)),
            "yes_high": _short(ndtr(-one.low)),
        }
        for one, mean in zip(fit.raters, means, strict=True)
    ]


def _questions_of(fit: Fit, phase: str) -> list[dict[str, Any]]:
    """What was asked, by phase and criterion ("" the verdict). `weak`, `average` and `strong`: the share of readers
    who say yes to a measure one standard deviation below the average, to an average one, and to one above."""
    from lovende.stats.promise_posterior import share_of_readers

    found, drawn = [], fit.posterior
    for row, one in enumerate(fit.criteria):
        shares = [
            _short(
                share_of_readers(
                    worth,  # type: ignore[arg-type]  # a number broadcasts as an array does
                    drawn.discrimination[row],
                    drawn.difficulty[row],
                    drawn.impression_var,
                    drawn.severity_var,
                ).mean()
            )
            for worth in (WEAK, AVERAGE, STRONG)
        ]
        found.append(
            {
                **_asked(one.question, phase),
                "discrimination": _short(one.discrimination),
                "discrimination_low": _short(one.discrimination_low),
                "discrimination_high": _short(one.discrimination_high),
                "difficulty": _short(one.difficulty),
                "difficulty_low": _short(one.difficulty_low),
                "difficulty_high": _short(one.difficulty_high),
                "answers": one.answers,
                **dict(zip(("weak", "average", "strong"), shares, strict=True)),
            }
        )
    return found


def _asked(question: str, phase: str) -> Mapping[str, str]:
    """The phase and the criterion of a question as `judgements` writes it."""
    if ":" in question:
        where, key = question.split(":")
        return {"phase": where, "key": key}
    return {"phase": question.removeprefix(f"{VERDICT}-") if question != VERDICT else phase, "key": ""}


def diagnostics(found: Diagnostics) -> dict[str, Any]:
    """How the sampling went; what was never asked about is None."""
    return {
        "chains": found.chains,
        "draws": found.draws,
        "sweeps": found.sweeps,
        "measures": _worst(found.measures),
        "beside": _worst(found.beside),
    }


def _worst(one: Worst) -> dict[str, float | None]:
    told = {"r_hat": one.r_hat, "bulk": one.bulk, "tail": one.tail}
    return {name: _short(value) if abs(value) < float("inf") else None for name, value in told.items()}
