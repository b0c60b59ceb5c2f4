"""Weighing a settled phase: what is given to the model, what is kept of it, and how the worker goes about it."""

import json
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from lovende import stats
from lovende.records.models import AuditEvent
from lovende.selection.actions import (
    ConflictError,
    Judged,
    NotAllowedError,
    lock_reading,
    open_phase,
    save_reading,
    settle_phase,
)
from lovende.selection.models import Phase, Reading, Round, Tick, Weighing
from lovende.selection.phases import left
from lovende.selection.tasks import stalled_weighings, weigh
from lovende.selection.weighing import kept, running
from making.selection import (
    lead,
    locked_round,
    open_readings,
    open_round,
    rater_user,
    read_by_all,
    settled_round,
)
from making.weighing import made_up, weighed_round, weighing_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]
SECRET = "Et ord fra en vurdering"


def jobs() -> list[dict]:
    return list(
        ProcrastinateJob.objects.filter(task_name=running.TASK).order_by("pk").values_list("args", flat=True)
    )


def settled_with_ticks(**facts) -> Round:
    """Two phases, each read by all with ticks on the criteria that both ask about."""
    found = open_round(**({"candidates": 3} | facts))
    for number in range(2):
        if number:
            open_phase(round_=found, actor=lead())
        for place, row in enumerate(open_readings(found)):
            ticks = {"documentation": Tick.Value.values[place % 3], "self-evaluation": "met"}
            judged = Judged("out" if place % 3 == 0 else "in", "Slik.", "", ticks)
            saved = save_reading(reading=row, judged=judged, version=0, actor=row.rater.user)
            lock_reading(reading=saved, actor=row.rater.user)
        settle_phase(round_=found, actor=lead())
    return found


def by_question(found: list[stats.promise.Judgement]) -> dict[str, list[bool | None]]:
    told: dict[str, list[bool | None]] = {}
    for one in found:
        told.setdefault(one.question, []).append(one.positive)
    return told


# What is given to the model


def test_an_earlier_phase_is_in_the_fit_with_questions_of_its_own():
    found = settled_with_ticks()
    screening, deep = found.phases.all()
    said = by_question(kept.judgements(deep))
    assert set(said) == {
        "verdict", "verdict-screening", "screening:documentation", "screening:self-evaluation",
        "deep:documentation", "deep:self-evaluation",
    }  # fmt: skip
    assert len(said["verdict-screening"]) == 6 and len(said["verdict"]) == 2 * len(left_after(screening))
    first = by_question(kept.judgements(screening))
    assert first["verdict"] == said["verdict-screening"]
    assert not any(question.startswith("deep") for question in first)


def left_after(phase: Phase) -> list[int]:
    return [one.pk for one in phase.round.candidates.all() if one.out_in_id != phase.pk]


def test_met_not_met_and_cannot_say():
    found = settled_with_ticks()
    said = by_question(kept.judgements(found.phases.first()))
    assert set(said["screening:documentation"]) == {True, False, None}
    assert set(said["screening:self-evaluation"]) == {True}


def test_a_rater_is_the_same_in_every_phase_and_is_numbered_not_named():
    found = settled_with_ticks()
    deep = found.phases.last()
    raters = {one.rater for one in kept.judgements(deep)}
    assert raters <= {f"{place:04}" for place in range(1, found.raters.count() + 1)}
    order = list(found.raters.order_by("pk"))
    for row in Reading.objects.filter(phase=deep):
        name = f"{order.index(row.rater) + 1:04}"
        assert any(
            one.rater == name and int(one.measure) == row.candidate.number for one in kept.judgements(deep)
        )


def test_a_phase_that_is_not_settled_gives_nothing():
    found = settled_round(candidates=3)
    open_phase(round_=found, actor=lead())
    before = kept.judgements(found.phases.first())
    read_by_all(found)
    deep = found.phases.last()
    assert kept.judgements(deep) and {one.question for one in kept.judgements(deep)} == {"verdict-screening"}
    assert kept.judgements(found.phases.first()) == before


# What is kept


@pytest.fixture
def weighed() -> Round:
    found = settled_with_ticks(at_most=2)
    work_all(found)
    return found


def work_all(found: Round) -> None:
    for row in Weighing.objects.filter(phase__round=found):
        weigh(row.pk)


def test_the_result_holds_what_the_fit_says(weighed):
    row = weighing_of(weighed, "deep")
    result = row.result
    assert (row.state, row.why) == ("ready", "") and row.ended_at is not None
    fit = stats.promise.fit(
        kept.judgements(row.phase), measures=kept.numbers_of(row.phase), seed=row.seed, places=2
    )
    assert [one["number"] for one in result["measures"]] == [int(one.measure) for one in fit.measures]
    for kept_row, one in zip(result["measures"], fit.measures, strict=True):
        assert kept_row["p"] == round(one.probability, 4)
        assert 0 <= kept_row["low"] <= kept_row["p"] <= kept_row["high"] <= 1
        assert kept_row["rank_low"] <= kept_row["rank_median"] <= kept_row["rank_high"] <= 3
        assert kept_row["chosen_probability"] == round(one.chosen_probability, 4)
    assert [(one["key"], one["severity"]) for one in result["raters"]] == [
        (int(one.rater), round(one.severity, 4)) for one in fit.raters
    ]
    assert result["cautions"] == list(fit.cautions) and result["places"] == 2
    assert result["diagnostics"]["measures"]["r_hat"] <= 1.01
    assert [one["number"] for one in result["next"]] == [
        int(name) for name, _gain in stats.promise.next_readings(fit, 2)
    ]
    json.dumps(result, allow_nan=False)


def test_strictness_and_questions_are_also_told_as_shares(weighed):
    result = weighing_of(weighed, "deep").result
    for one in result["raters"]:
        assert 0 < one["yes_low"] < one["yes"] < one["yes_high"] < 1
        assert (one["yes"] < 0.5) == (one["severity"] > 0) or abs(one["severity"]) < 0.05
    for one in result["criteria"]:
        assert one["weak"] < one["average"] < one["strong"], "no yes tells against"
    asked = {(one["phase"], one["key"]) for one in result["criteria"]}
    assert {
        ("deep", ""),
        ("screening", ""),
        ("screening", "documentation"),
        ("deep", "documentation"),
    } <= asked


def test_the_same_answers_give_the_same_numbers(weighed):
    row = weighing_of(weighed, "deep")
    before = row.result
    Weighing.objects.filter(pk=row.pk).update(state="waiting", result=None, ended_at=None)
    weigh(row.pk)
    assert weighing_of(weighed, "deep").result == before


def test_places_are_those_of_the_protocol_or_nine():
    assert weighing_of(settled_round(candidates=2, at_most=5)).places == 5
    assert weighing_of(settled_round(candidates=2)).places == 9


# The worker


def test_settling_a_phase_asks_for_one_weighing_in_the_same_transaction():
    found = read_by_all(open_round(candidates=2))
    assert not Weighing.objects.filter(phase__round=found).exists()
    before = jobs()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        settle_phase(round_=found, actor=lead())
        raise ZeroDivisionError
    assert jobs() == before and not Weighing.objects.filter(phase__round=found).exists()
    settle_phase(round_=found, actor=lead())
    row = weighing_of(found)
    assert jobs() == [*before, {"weighing": row.pk}] and row.state == "waiting"
    assert ProcrastinateJob.objects.get(args={"weighing": row.pk}).queue_name == "selection"


class Killed(BaseException):
    """The worker is gone in the middle of things."""


def test_a_killed_worker_loses_nothing(monkeypatch):
    found = settled_round(candidates=2)
    row, fitted = weighing_of(found), kept.weighed

    def killed(*said, **more):
        raise Killed

    monkeypatch.setattr(kept, "weighed", killed)
    with pytest.raises(Killed):
        weigh(row.pk)
    assert weighing_of(found).state == "waiting"
    monkeypatch.setattr(kept, "weighed", fitted)
    assert running.take_up_stalled() == 0, "it has not waited for long"
    Weighing.objects.filter(pk=row.pk).update(asked_at=timezone.now() - 2 * running.STALLED)
    before = len(jobs())
    stalled_weighings(0)
    assert len(jobs()) == before + 1 and running.take_up_stalled() == 0
    weigh(row.pk)
    assert weighing_of(found).state == "ready"


def test_what_is_done_is_not_done_again(monkeypatch):
    found = weighed_round(candidates=2)
    row = weighing_of(found)
    monkeypatch.setattr(kept, "weighed", lambda *said, **more: {"other": True})
    weigh(row.pk)
    weigh(10**9)
    assert weighing_of(found).result == row.result


def test_a_fit_that_does_not_converge_is_refused_and_may_be_tried_from_another_start(monkeypatch):
    found = settled_round(candidates=2)
    row = weighing_of(found)
    fit = stats.promise.fit(kept.judgements(row.phase), seed=1)

    def refused(*said, **more):
        raise stats.promise.NotConverged(fit.diagnostics)

    with monkeypatch.context() as patched:
        patched.setattr(kept, "weighed", refused)
        weigh(row.pk)
    refusal = weighing_of(found)
    assert (refusal.state, refusal.why) == ("refused", "not-converged")
    assert set(refusal.result) == {"diagnostics"} and refusal.ended_at is not None
    again = running.ask_again(phase=row.phase, actor=lead())
    assert (again.pk, again.state, again.result) == (row.pk, "waiting", None) and again.seed == row.seed + 1
    weigh(row.pk)
    assert weighing_of(found).state == "ready"


def test_what_goes_wrong_says_nothing_of_the_answers(monkeypatch, caplog):
    found = settled_round(candidates=2)
    row = weighing_of(found)

    def fails(*said, **more):
        raise ValueError(SECRET)

    with monkeypatch.context() as patched:
        patched.setattr(kept, "weighed", fails)
        weigh(row.pk)
    refusal = weighing_of(found)
    assert (refusal.state, refusal.why, refusal.result) == ("refused", "failed", None)
    assert "ValueError" in caplog.text and SECRET not in caplog.text
    assert running.ask_again(phase=row.phase, actor=lead()).seed == row.seed


def test_asking_again_is_for_leads_and_only_where_there_is_no_answer():
    found = settled_round(candidates=2)
    row = weighing_of(found)
    with pytest.raises(NotAllowedError):
        running.ask_again(phase=row.phase, actor=rater_user())
    with pytest.raises(ConflictError, match="regnes ut nå"):
        running.ask_again(phase=row.phase, actor=lead())
    weigh(row.pk)
    with pytest.raises(ConflictError, match="De samme svarene"):
        running.ask_again(phase=row.phase, actor=lead())
    with pytest.raises(ConflictError, match="ikke avgjort"):
        running.ask_again(phase=found.phases.last(), actor=lead())


def test_a_double_click_is_one_job():
    found = settled_round(candidates=2)
    row = weighing_of(found)
    Weighing.objects.filter(pk=row.pk).update(asked_at=timezone.now() - timedelta(hours=1))
    before = len(jobs())
    running.ask_again(phase=row.phase, actor=lead())
    with pytest.raises(ConflictError):
        running.ask_again(phase=row.phase, actor=lead())
    assert len(jobs()) == before + 1


def test_a_phase_settled_before_there_were_weighings_can_be_weighed():
    found = settled_round(candidates=2)
    weighing_of(found).delete()
    row = running.ask_again(phase=found.phases.first(), actor=lead())
    weigh(row.pk)
    assert weighing_of(found).state == "ready"


def test_history_says_that_it_was_weighed_and_nothing_of_the_numbers():
    found = weighed_round(candidates=2)
    event = AuditEvent.objects.get(verb="selection.weighed", about=found.public_id)
    assert event.facts == {"phase": "screening", "seed": weighing_of(found).seed, "state": "ready"}
    assert event.actor == ""


# It decides nothing


def test_nothing_that_follows_depends_on_a_weighing():
    """The same round with three different weighings: the same candidates left, given to the same readers."""

    def follows(state: str) -> tuple[list[int], list[tuple[int, int, int]]]:
        row = weighing_of(found)
        if state == "ready":
            made_up(row)
        elif state == "refused":
            Weighing.objects.filter(pk=row.pk).update(state=state, why="failed", ended_at=timezone.now())
        with transaction.atomic():
            phase = open_phase(round_=found, actor=lead())
            given = list(phase.readings.values_list("candidate__number", "rater", "place"))
            read_by_all(found, {number: ("out", "out") for number in numbers[:1]})
            settle_phase(round_=found, actor=lead())
            went = [one.number for one in left(found)]
            transaction.set_rollback(True)
        return went, given

    found = settled_round(candidates=4)
    numbers = [one.number for one in left(found)]
    first, *others = [follows(state) for state in ("waiting", "refused", "ready")]
    assert all(one == first for one in others) and first[0] == numbers[1:]


def test_a_draft_has_no_weighing():
    assert not Weighing.objects.filter(phase__round=locked_round(candidates=2)).exists()
