"""A suggested reading order: the rater's own verdicts alone teach it, nobody is skipped, and it decides nothing."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from lovende.people.models import User
from lovende.records.models import AuditEvent
from lovende.selection.actions import SelectionError, lock_protocol, open_phase, replace_rater, settle_phase
from lovende.selection.models import Candidate, Reading, Round
from lovende.selection.ordering import placing
from lovende.selection.ordering.arranging import arranged
from lovende.selection.ordering.asking import QUEUE, TASK
from lovende.selection.ordering.model import DRAWN_EVERY, ModelError, Text, installed, is_taught, suggested
from lovende.selection.tasks import suggest_order
from making import reading_orders
from making.selection import draft_round, lead, locked_reading, open_readings, open_round, rater_user
from making.walking import undone

MOST = 15

# Arranging


@given(st.integers(0, 40), st.randoms(use_true_random=False), st.integers(0, 40), st.booleans())
def test_nothing_is_skipped_and_nothing_comes_twice(many, chance, locked, is_followed):
    drawn = list(range(many))
    by_model = chance.sample(drawn, many)
    following = chance.choice(drawn) if is_followed and drawn else None
    found = arranged(drawn, by_model, locked=locked, following=following)
    assert sorted(found) == drawn
    assert following is None or found[0] == following


@given(st.lists(st.integers(0, 20), unique=True), st.lists(st.integers(0, 20), unique=True))
def test_what_the_model_did_not_see_comes_last_and_what_is_gone_does_not_come(drawn, by_model):
    found = arranged(drawn, by_model, locked=0)
    assert sorted(found) == sorted(drawn)
    by_order = [key for place, key in enumerate(found, 1) if place % DRAWN_EVERY]
    seen = [key in by_model for key in by_order]
    assert seen == sorted(seen, reverse=True)


def test_none_waits_for_ever_though_the_order_is_made_anew_each_time():
    """The model wants the first of the drawn order last, whatever is read: it is read as the fifth all the same."""
    left, read = list(range(30)), []
    following = 1
    while left:
        order = arranged(left, sorted(left, reverse=True), locked=len(read), following=following)
        read.append(order[0])
        left.remove(order[0])
        following = order[1] if len(order) > 1 else None
    assert [read[place - 1] for place in (5, 10, 15, 20)] == [0, 2, 3, 4]
    assert sorted(read) == list(range(30))


# The model


def means(folder: Path, topical: float) -> tuple[float, float]:
    """What `making.reading_orders` finds: of the suggested order and of the drawn one."""
    around = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "making.reading_orders", str(topical)]
    done = subprocess.run(command, cwd=folder, env=around, capture_output=True, text=True, check=True)
    return tuple(json.loads(done.stdout))


@pytest.mark.slow
def test_more_is_found_by_half_where_the_texts_tell(tmp_path):
    """Random order finds half of them by half; chance alone moves a mean of six by about 0.07."""
    by_model, as_drawn = means(tmp_path, 0.1)
    assert by_model > 0.75 > 0.65 > as_drawn


@pytest.mark.slow
def test_nothing_is_gained_where_the_texts_tell_nothing(tmp_path):
    by_model, _ = means(tmp_path, 0.0)
    assert 0.3 < by_model < 0.7


def some_texts(said: Mapping[int, bool]) -> list[Text]:
    texts = reading_orders.world(3, many=20)
    return [Text(key, f"Tiltak {key}", text, said.get(key)) for key, (text, _) in texts.items()]


def test_the_same_texts_and_seed_give_the_same_order():
    texts = some_texts({0: True, 1: False, 5: True, 6: False})
    first = suggested(texts, 7)
    assert sorted(first) == sorted(text.key for text in texts if text.said is None)
    assert suggested(texts, 7) == first


def test_without_an_in_and_an_out_there_is_nothing_to_learn_from():
    for said in ({}, {1: True, 2: True}, {1: False}):
        assert not is_taught(some_texts(said))
    assert is_taught(some_texts({1: True, 2: False}))
    with pytest.raises(ModelError, match="ValueError"):
        suggested(some_texts({1: True, 2: True}), 1)


def test_the_library_stays_in_its_own_process_and_folder(tmp_path, monkeypatch):
    """Loaded, it would cache all that the process fetches and leave a file where it stands."""
    monkeypatch.chdir(tmp_path)
    assert suggested(some_texts({0: True, 1: False}), 1)
    assert not {"asreview", "requests_cache", "synergy_dataset"} & set(sys.modules)
    assert list(tmp_path.iterdir()) == []


# Rounds


def suggesting_round(*, candidates: int = 20) -> Round:
    """A round whose protocol lets a model suggest the order, its screening open."""
    found = draft_round(candidates=candidates)
    Round.objects.filter(pk=found.pk).update(reading_order=Round.Order.SUGGESTED)
    locked = lock_protocol(round_=found, actor=lead())
    open_phase(round_=locked, actor=lead())
    return locked


def own(found: Round, who: User | None = None) -> list[Reading]:
    rows = [row for row in open_readings(found) if row.rater.user == (who or rater_user())]
    return sorted(rows, key=lambda row: row.place)


def places(found: Round, who: User | None = None) -> list[int]:
    """Candidate numbers in the person's own order."""
    return [row.candidate.number for row in own(found, who)]


def work() -> int:
    """What the worker does: every waiting job of this kind, once. → how many there were."""
    jobs = ProcrastinateJob.objects.filter(task_name=TASK, status="todo")
    wanted = [job.args for job in jobs]
    for args in wanted:
        suggest_order(**args)
    # Only the worker's own connection may change a job through the model.
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = %s", [TASK])
    return len(wanted)


def other_rater(found: Round) -> User:
    return next(row.rater.user for row in open_readings(found) if row.rater.user != rater_user())


@pytest.mark.django_db
@pytest.mark.usefixtures("portfolio")
class TestRounds:
    def test_off_unless_the_protocol_says_so(self):
        found = open_round(candidates=6)
        assert found.protocol["reading_order"] == "random" and "reading_model" not in found.protocol
        before = places(found)
        first, second, *_ = own(found)
        locked_reading(first, "in")
        locked_reading(second, "out")
        assert work() == 0 and places(found) == before
        event = AuditEvent.objects.filter(verb="selection.read").latest("sequence")
        assert event.facts == {"phase": "screening", "candidate": second.candidate.number}
        assert not placing.place_anew(phase=first.phase_id, rater=first.rater_id)

    def test_the_protocol_names_the_model(self):
        found = suggesting_round(candidates=4)
        assert found.protocol["reading_order"] == "suggested"
        told = {"name": "ELAS u4", "library": "ASReview", "version": installed(), "drawn_every": DRAWN_EVERY}
        assert found.protocol["reading_model"] == told and installed()
        client = Client()
        client.force_login(lead())
        page = client.get(reverse("selection:protocol", args=[found.public_id])).content.decode()
        assert f"ELAS u4 i ASReview {installed()}" in page

    def test_a_protocol_cannot_promise_a_model_that_is_not_there(self, monkeypatch):
        monkeypatch.setattr("lovende.selection.ordering.model.PACKAGE", "finnes-ikke")
        with pytest.raises(SelectionError) as refused:
            suggesting_round(candidates=4)
        assert set(refused.value.fields) == {"reading_order"}

    def test_as_drawn_until_there_is_an_in_and_an_out(self):
        found = suggesting_round(candidates=12)
        before = places(found)
        for row in own(found)[:3]:
            locked_reading(row, "in")
        assert work() == 1 and places(found) == before

    def test_only_what_is_not_locked_is_moved(self):
        found = suggesting_round()
        drawn, others = own(found), places(found, other_rater(found))
        assert [row.pk for row in drawn] == sorted(row.pk for row in drawn)
        for place, row in enumerate(drawn[:4]):
            locked_reading(row, "in" if place % 2 else "out")
        began = Reading.objects.filter(pk__in=[row.pk for row in drawn[:4]]).order_by("pk")
        before = list(began.values())
        assert work() == 1
        after = own(found)
        assert list(began.values()) == before and [row.pk for row in after[:4]] == [
            row.pk for row in drawn[:4]
        ]
        assert [row.place for row in after] == [row.place for row in drawn]
        assert {row.pk for row in after} == {row.pk for row in drawn}
        # The fifth of all is before the rater already, and the drawn order says the same.
        assert after[4].pk == drawn[4].pk
        assert places(found, other_rater(found)) == others

    def test_one_job_a_rater_and_phase_waits(self):
        found = suggesting_round(candidates=8)
        for row in [*own(found)[:3], own(found, other_rater(found))[0]]:
            locked_reading(row, "in")
        jobs = ProcrastinateJob.objects.filter(task_name=TASK)
        assert {job.queue_name for job in jobs} == {QUEUE}
        assert sorted(job.args["rater"] for job in jobs) == sorted(
            {own(found)[0].rater_id, own(found, other_rater(found))[0].rater_id}
        )

    def test_own_verdicts_alone_matter(self):
        # With as many left to place, two orders made of opposite verdicts are not alike by chance.
        found, seen = suggesting_round(candidates=40), []
        them, mine = own(found, other_rater(found)), own(found)
        for flipped in (False, True):
            with undone():
                for place, row in enumerate(them[:6]):
                    locked_reading(row, "in" if (place % 2 == 0) is flipped else "out")
                for place, row in enumerate(mine[:6]):
                    locked_reading(row, "in" if place % 2 else "out")
                assert work() == 2
                trail = list(AuditEvent.objects.values_list("sequence", "verb", "facts"))
                seen.append((places(found), queue_page(found).partition("<table")[2], trail))
        assert seen[0] == seen[1]
        with undone():
            for place, row in enumerate(mine[:6]):
                locked_reading(row, "out" if place % 2 else "in")
            assert work() == 1
            assert places(found) != seen[0][0]

    def test_an_event_does_not_tell_which_was_read_where_that_tells_of_verdicts(self):
        found = suggesting_round(candidates=4)
        locked_reading(own(found)[0], "in")
        events = AuditEvent.objects.filter(verb="selection.read", about=found.public_id)
        assert [event.facts for event in events] == [{"phase": "screening"}]

    def test_what_was_said_in_an_earlier_phase_teaches_nothing(self):
        found = suggesting_round(candidates=6)
        for row in open_readings(found):
            locked_reading(row, "in" if row.candidate.number % 2 else "out")
        settle_phase(round_=found, actor=lead())
        open_phase(round_=found, actor=lead())
        before = places(found)
        for row in own(found):
            assert not placing.place_anew(phase=row.phase_id, rater=row.rater_id)
        assert places(found) == before

    def test_the_gate_is_what_it_would_be_in_any_order(self):
        found, out = suggesting_round(candidates=10), []
        for works in (False, True):
            with undone():
                while left := [row for row in open_readings(found) if row.locked_at is None]:
                    row = min(left, key=lambda one: (one.rater_id, one.place))
                    locked_reading(row, "out" if row.candidate.number % 3 else "in")
                    if works and row.rater.user == rater_user():
                        work()
                settle_phase(round_=found, actor=lead())
                out.append(
                    set(found.candidates.filter(out_in__isnull=False).values_list("number", flat=True))
                )
        assert out[0] == out[1] and out[0]

    def test_a_model_that_fails_leaves_the_order_as_it_was(self):
        """Texts without a word, as the library refuses them."""
        found = draft_round(candidates=12)
        Candidate.objects.filter(round=found).update(title="–", material=[{"text": "–", "feeds": ""}])
        Round.objects.filter(pk=found.pk).update(reading_order=Round.Order.SUGGESTED)
        open_phase(round_=lock_protocol(round_=found, actor=lead()), actor=lead())
        before = places(found)
        for verdict, row in zip(("in", "out"), own(found), strict=False):
            locked_reading(row, verdict)
        with pytest.raises(ModelError, match="empty vocabulary"), undone():
            work()
        assert places(found) == before

    def test_another_version_than_the_protocol_s_is_not_asked(self, monkeypatch):
        found = suggesting_round(candidates=12)
        before = places(found)
        for verdict, row in zip(("in", "out"), own(found), strict=False):
            locked_reading(row, verdict)
        monkeypatch.setattr(placing, "installed", lambda: "0.1")
        with pytest.raises(ModelError), undone():
            work()
        assert places(found) == before

    def test_what_is_locked_while_the_model_works_keeps_its_place(self):
        found = suggesting_round(candidates=16)
        for verdict, row in zip(("in", "out"), own(found), strict=False):
            locked_reading(row, verdict)
        left = own(found)[2:]
        locked_reading(left[1], "in")
        by_model = [row.pk for row in reversed(left)]
        placing._write(placing._own(left[0].phase_id, left[0].rater_id), by_model)
        after = own(found)
        assert next(row for row in after if row.pk == left[1].pk).place == left[1].place
        assert sorted(row.place for row in after) == sorted({row.place for row in after})

    def test_what_is_taken_over_is_ordered_too(self):
        found = suggesting_round(candidates=16)
        ill = other_rater(found)
        for verdict, row in zip(("in", "out"), own(found), strict=False):
            locked_reading(row, verdict)
        replace_rater(round_=found, rater=own(found, ill)[0].rater, reason="Syk.", actor=lead())
        before = own(found)
        assert [row.pk for row in before] == sorted(row.pk for row in before)
        assert work() == 1
        after = own(found)
        assert {row.pk for row in after} == {row.pk for row in before}
        assert [row.place for row in after] == [row.place for row in before]


# Pages


def as_rater() -> Client:
    client = Client()
    client.force_login(rater_user())
    return client


def queue_address(found: Round) -> str:
    return reverse("selection:queue", args=[found.public_id, "screening"])


def queue_page(found: Round, client: Client | None = None) -> str:
    return (client or as_rater()).get(queue_address(found)).content.decode()


def shown(page: str, found: Round) -> list[int]:
    """Candidate numbers in the order of the page's table."""
    table = page.partition("<table")[2]
    numbers = {row.candidate.number for row in own(found)}
    at = {number: table.index(f"/screening/les/{number}/") for number in numbers}
    return sorted(at, key=lambda number: at[number])


@pytest.mark.django_db
@pytest.mark.usefixtures("portfolio")
class TestPages:
    def test_the_queue_says_what_the_order_is_and_one_may_read_as_drawn_all_the_same(self):
        found, client = suggesting_round(candidates=32), as_rater()
        drawn = places(found)
        assert "Rekkefølgen er trukket for deg. Når du har låst" in queue_page(found)
        assert "Rekkefølge" not in queue_page(open_round(candidates=4))
        for place, row in enumerate(own(found)[:4]):
            locked_reading(row, "in" if place % 2 else "out")
        work()
        page = queue_page(found)
        assert f"Rekkefølgen er foreslått av en modell (ELAS u4 i ASReview {installed()})" in page
        assert shown(page, found) == places(found) != drawn
        order = reverse("selection:order", args=[found.public_id, "screening"])
        assert client.post(order, {"order": "drawn"})["Location"] == queue_address(found)
        page = queue_page(found, client)
        assert shown(page, found) == drawn and "Du leser i rekkefølgen som ble trukket" in page
        row = next(one for one in own(found) if one.candidate.number == drawn[4])
        lock = reverse("selection:lock", args=[found.public_id, "screening", drawn[4]])
        led_to = client.post(lock, {"version": str(row.version), "verdict": "in"})["Location"]
        assert led_to == reverse("selection:reading", args=[found.public_id, "screening", drawn[5]])
        assert led_to in client.get(reverse("selection:mine")).content.decode()
        client.post(order, {"order": "suggested"})
        assert shown(queue_page(found, client), found) == places(found)

    def test_locking_leads_on_in_the_suggested_order(self):
        """Whoever just locks and reads on meets the next of the order each time, and everything once."""
        found, client = suggesting_round(candidates=12), as_rater()
        met, address = [], reverse("selection:reading", args=[found.public_id, "screening", places(found)[0]])
        wanted = []
        while address != queue_address(found):
            number = int(address.rstrip("/").rpartition("/")[2])
            met.append(number)
            verdict = "out" if number % 2 else "in"
            sent = {"version": "0", "verdict": verdict, "reason": "Kort."}
            address = client.post(f"{address}las/", sent)["Location"]
            work()
            unread = [row.candidate.number for row in own(found) if row.locked_at is None]
            wanted += unread[:1]
        assert met[1:] == wanted
        assert sorted(met) == sorted(places(found))

    def test_only_where_an_order_is_suggested_can_one_be_chosen(self):
        found = open_round(candidates=4)
        address = reverse("selection:order", args=[found.public_id, "screening"])
        assert as_rater().post(address, {"order": "drawn"}).status_code == 404
        client = Client()
        client.force_login(lead())
        own_round = suggesting_round(candidates=4)
        address = reverse("selection:order", args=[own_round.public_id, "screening"])
        assert client.post(address, {"order": "drawn"}).status_code == 403

    def test_few_queries_however_many(self):
        counts = []
        for candidates in (6, 18):
            found = suggesting_round(candidates=candidates)
            client = as_rater()
            queue_page(found, client)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                queue_page(found, client)
            counts.append(len(asked))
        assert counts[0] == counts[1] <= MOST
