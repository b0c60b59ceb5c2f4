"""A rater's pages: own readings in the own order, saved as one goes, locked for good, nothing typed lost."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from lovende.forms.actions import latest_version
from lovende.people.models import User
from lovende.selection.actions import Judged, open_phase, replace_rater, save_reading, settle_phase
from lovende.selection.material import FEEDS, GOAL, NOVELTY, TRANSFER
from lovende.selection.models import Reading
from lovende.selection.rating import LONGEST
from lovende.selection.rating_pages.forms import parts_of, same
from lovende.selection.rating_pages.pace import PAUSE_MINUTES, pace
from lovende.selection.rating_pages.queries import Queue, Row
from making.schemes import person
from making.selection import (
    lead,
    locked_reading,
    open_readings,
    open_round,
    rater_user,
    read_by_all,
)

database = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]
JSON = {"Accept": "application/json"}
MOST = 15


def as_one(who: User | None = None) -> Client:
    client = Client()
    client.force_login(who or rater_user())
    return client


def own(found) -> list[Reading]:
    """The demo rater's, in the order drawn."""
    rows = [row for row in open_readings(found) if row.rater.user == rater_user()]
    return sorted(rows, key=lambda row: row.place)


def address(name: str, row: Reading) -> str:
    return reverse(f"selection:{name}", args=[row.phase.round.public_id, row.phase.key, row.candidate.number])


def queue_address(found) -> str:
    return reverse("selection:queue", args=[found.public_id, "screening"])


def sends(name: str, row: Reading, who: User | None = None, script: bool = False, **fields):
    sent = {"version": str(row.version), "verdict": "in", "reason": "", "notes": ""} | fields
    return as_one(who).post(address(name, row), sent, headers=JSON if script else {})


def text(path: str, who: User | None = None) -> str:
    answer = as_one(who).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


class TestOrderAndPace:
    """Without a database."""

    def queue(self, *states: str) -> Queue:
        """`l` a locked one, `.` one that waits; numbers from 10."""
        at = datetime(2026, 5, 4)
        return Queue(
            [Row(10 + n, "", "", 0, at if state == "l" else None) for n, state in enumerate("".join(states))]
        )

    @pytest.mark.parametrize(
        ("states", "number", "wanted"),
        [("..", 0, 10), ("l.", 0, 11), ("l..", 11, 12), (".l.", 12, 10), ("ll", 10, None), ("l.", 11, None)],
    )
    def test_the_next_is_the_next_unlocked_in_ones_own_order(self, states, number, wanted):
        assert self.queue(states).unread_after(number) == wanted

    def test_previous_and_next_end_at_the_ends(self):
        queue = self.queue("l..")
        assert [queue.beside(10, -1), queue.beside(10, 1), queue.beside(12, 1)] == [None, 11, None]
        assert queue.place_of(12) == 3 and queue.place_of(99) == 0

    @given(st.lists(st.integers(1, PAUSE_MINUTES), min_size=3, max_size=40), st.integers(0, 300))
    def test_the_pace_lies_within_the_gaps_and_a_pause_changes_nothing(self, gaps, left):
        times = [datetime(2026, 5, 4)]
        for gap in gaps:
            times.append(times[-1] + timedelta(minutes=gap))
        found = pace(times, left)
        assert min(gaps) <= found.minutes <= max(gaps)
        assert pace([*times, times[-1] + timedelta(days=2)], left) == found
        assert pace(times[::-1], left) == found
        assert (
            abs(found.hours_left * 60 + found.over_hours - found.minutes_left) <= 2.5
            or found.minutes_left < 60
        )

    def test_no_pace_is_told_of_too_little(self):
        assert pace([datetime(2026, 5, 4, 9, minute) for minute in (0, 5, 9)], 4) is None

    def test_an_answer_taken_back_is_no_answer(self):
        assert same(Judged("in", ticks={"a": ""}), Judged("in"))
        assert not same(Judged("in", ticks={"a": "met"}), Judged("in"))

    def test_the_material_is_grouped_by_what_it_is_read_for(self):
        rows = [("malgruppe", ""), ("resultat", GOAL), ("utfordringer", TRANSFER), ("beskrivelse", NOVELTY)]
        parts = parts_of({"key": key, "label": key, "text": "x", "feeds": feeds} for key, feeds in rows)
        assert [part.key for part in parts] == [NOVELTY, GOAL, TRANSFER, "background"]


class TestPages:
    pytestmark = database

    @pytest.mark.parametrize("form", ["final-report", "catalogue-entry", "method-profile"])
    def test_every_form_that_is_read_says_what_is_new_and_what_can_be_transferred(self, form):
        keys = {row.key for row in latest_version(form).content.questions()}
        assert {NOVELTY, GOAL, TRANSFER} <= {FEEDS[key] for key in keys & set(FEEDS)}

    def test_the_list_has_the_open_phase_with_what_is_left(self):
        rows = own(open_round(candidates=6))
        locked_reading(rows[0])
        page = text(reverse("selection:mine"))
        assert f"1 av {len(rows)} låst" in page and f"{len(rows) - 1} igjen" in page
        assert address("reading", rows[1]) in page
        assert "Du har ingen tiltak" in text(reverse("selection:mine"), person("applicant"))

    def test_the_queue_is_ones_own_in_the_order_drawn(self):
        found = open_round(candidates=8)
        rows = own(found)
        page = text(queue_address(found))
        shown = [int(number) for number in re.findall(r'<th scope="row"><a[^>]*/les/(\d+)/"', page)]
        assert shown == [row.candidate.number for row in rows]
        assert page.count("Neste</span>") == 1 and page.count("Venter</span>") == len(rows) - 1

    def test_a_begun_and_a_locked_one_say_so(self):
        found = open_round(candidates=8)
        rows = own(found)
        locked_reading(rows[0])
        sends("save", rows[1])
        page = text(queue_address(found))
        assert page.count("Låst</span>") == 1 and page.count("Påbegynt</span>") == 1

    def test_the_reading_has_the_question_the_material_and_the_criteria_of_the_phase(self):
        row = own(open_round(candidates=2))[0]
        page = text(address("reading", row))
        assert "Er tiltaket verdt å lese grundig?" in page and row.candidate.material[0]["label"] in page
        assert page.count('class="ds-fieldset mark"') == 2 and "Kontorets egenvurdering" in page

    def test_what_was_saved_stands_there_again(self):
        row = own(open_round(candidates=2))[0]
        fields = {"verdict": "out", "reason": "For «kort» <b>", "notes": "Ring", "tick-documentation": "met"}
        answer = sends("save", row, **fields)
        assert answer.status_code == 302 and answer["Location"] == address("reading", row)
        page = text(address("reading", row))
        assert (
            "For «kort» &lt;b&gt;" in page and 'value="out" checked' in page and 'value="met" checked' in page
        )

    def test_a_page_that_saves_itself_is_told_the_version_and_when(self):
        row = own(open_round(candidates=2))[0]
        answer = sends("save", row, script=True, reason="Nytt")
        assert answer.status_code == 200 and answer.json()["version"] == 1
        assert answer.json()["saved"].startswith("Lagret kl.")
        again = sends("save", row, script=True, reason="Nytt")  # sent twice, as after a lost answer
        assert (again.status_code, again.json()["version"]) == (200, 1)

    @pytest.mark.parametrize("script", [True, False])
    def test_what_two_windows_said_is_both_there(self, script):
        row = own(open_round(candidates=2))[0]
        sends("save", row, reason="Fra det første vinduet")
        answer = sends("save", row, script=script, verdict="out", reason="Fra det andre")
        assert answer.status_code == 409
        if script:
            assert "«Lagre»" in answer.json()["message"]
            return
        page = answer.content.decode()
        assert "Fra det første vinduet" in page and "Fra det andre</textarea>" in page
        version = re.search(r'name="version" value="(\d+)"', page)[1]
        assert sends("save", row, version=version, verdict="out", reason="Fra det andre").status_code == 302
        assert Reading.objects.get(pk=row.pk).reason == "Fra det andre"

    @pytest.mark.parametrize("script", [True, False])
    def test_what_is_typed_after_another_window_locked_is_shown_and_not_kept(self, script):
        row = own(open_round(candidates=2))[0]
        locked_reading(row)
        answer = sends("save", row, script=script, verdict="out", reason="For sent")
        assert answer.status_code == 409
        page = answer.json()["message"] if script else answer.content.decode()
        assert ("låst i et annet vindu" if script else "For sent") in page
        assert Reading.objects.get(pk=row.pk).verdict == "in"

    @pytest.mark.parametrize("script", [True, False])
    def test_what_is_too_long_is_said_beside_its_field_and_stays(self, script):
        row = own(open_round(candidates=2))[0]
        answer = sends("save", row, script=script, reason="x" * (LONGEST + 1))
        assert answer.status_code == 422
        if script:
            assert set(answer.json()["errors"]) == {"reason"}
        else:
            assert (
                "x" * (LONGEST + 1) in answer.content.decode()
                and 'href="#f-reason"' in answer.content.decode()
            )

    def test_locking_says_what_is_missing_and_keeps_what_is_there(self):
        row = own(open_round(candidates=2))[0]
        answer = sends("lock", row, verdict="out", notes="Husk", **{"tick-documentation": "met"})
        page = answer.content.decode()
        assert answer.status_code == 422 and "Skriv hvorfor tiltaket bør ut." in page and "Husk" in page
        kept = Reading.objects.get(pk=row.pk)
        assert (kept.verdict, kept.notes, kept.locked_at) == ("out", "Husk", None)

    def test_locking_leads_to_the_next_unlocked_and_at_last_to_the_queue(self):
        found = open_round(candidates=6)
        rows = own(found)
        assert len(rows) >= 2
        for row, following in zip(rows, rows[1:], strict=False):
            assert sends("lock", row)["Location"] == address("reading", following)
        assert sends("lock", rows[-1])["Location"] == queue_address(found)
        assert sends("lock", rows[-1])["Location"] == queue_address(found), "a second click"
        assert "Du har låst alle" in text(queue_address(found))
        assert "Låst " in text(address("reading", rows[0]))

    @pytest.mark.parametrize(("go", "to"), [("previous", 0), ("next", 2), ("skip", 3), ("", 1), ("x", 1)])
    def test_every_way_on_saves_first(self, go, to):
        rows = own(open_round(candidates=10))
        assert len(rows) >= 4
        locked_reading(rows[2])
        answer = sends("save", rows[1], reason="Lagret underveis", go=go)
        assert answer["Location"] == address("reading", rows[to])
        assert Reading.objects.get(pk=rows[1].pk).reason == "Lagret underveis"

    @pytest.mark.parametrize("version", ["", "x", "-1", "9" * 12])
    def test_without_a_version_nothing_is_saved(self, version):
        row = own(open_round(candidates=2))[0]
        assert sends("save", row, version=version).status_code == 400
        assert Reading.objects.get(pk=row.pk).version == 0

    def test_nul_and_foreign_answers_are_no_error_of_ours(self):
        row = own(open_round(candidates=2))[0]
        assert sends("save", row, reason="a\0b", go="next\0").status_code == 302
        row.refresh_from_db()
        assert row.reason == "ab"
        assert sends("save", row, **{"tick-documentation": "perhaps"}).status_code == 422

    def test_nobody_is_shown_what_others_read(self):
        found = open_round(candidates=6)
        theirs = next(row for row in open_readings(found) if row.candidate.number not in
                      {one.candidate.number for one in own(found)})  # fmt: skip
        for name in ("reading", "save", "lock"):
            client = as_one()
            ask = client.get if name == "reading" else client.post
            assert ask(address(name, theirs)).status_code == 404
        for who in (lead(), person("auditor")):
            assert as_one(who).get(address("reading", theirs)).status_code == 403
            assert as_one(who).post(address("save", theirs)).status_code == 403
        assert as_one(person("applicant")).get(address("reading", theirs)).status_code == 404

    def test_what_was_handed_over_is_gone_and_what_was_locked_stays(self):
        found = open_round(candidates=12, raters=6)
        rows = own(found)
        locked_reading(rows[0])
        replace_rater(round_=found, rater=rows[0].rater, reason="Syk.", actor=lead())
        assert as_one().get(address("reading", rows[1])).status_code == 404
        assert "1 av 1 låst" in text(queue_address(found))

    def test_others_answers_stand_there_when_every_phase_is_settled_and_their_notes_never(self):
        found = open_round(candidates=2)
        row = own(found)[0]
        other = next(
            one for one in open_readings(found) if one.candidate == row.candidate and one.rater != row.rater
        )
        judged = Judged("out", "Den andres grunn", "Den andres notat", {"documentation": "not-met"})
        saved = save_reading(reading=other, judged=judged, version=0, actor=other.rater.user)
        page = text(address("reading", row))
        assert "Den andres grunn" not in page and "Hva andre svarte" not in page
        locked_reading(saved, "out", "Den andres grunn")
        for one in open_readings(found):
            if one.locked_at is None:
                locked_reading(one)
        page = text(address("reading", row))
        assert "Den andres grunn" not in page
        settle_phase(round_=found, actor=lead())
        for opened in (False, True):
            if opened:
                open_phase(round_=found, actor=lead())
            page = text(address("reading", row))
            assert "Den andres grunn" not in page and "Hva andre svarte" not in page
            assert "vises når alle fasene er avgjort" in page
            assert "vises når alle fasene er avgjort" in text(queue_address(found))
        read_by_all(found)
        settle_phase(round_=found, actor=lead())
        page = text(address("reading", row))
        assert "vises når" not in page and "lese hva du og de andre svarte" in text(queue_address(found))
        assert "Hva andre svarte" in page and "Den andres grunn" in page and "Ikke oppfylt" in page
        assert "Den andres notat" not in page
        assert "Avgjort" in text(reverse("selection:mine"))

    def test_as_many_queries_for_many_candidates_as_for_few(self):
        counted = []
        for candidates in (2, 24):
            found = open_round(candidates=candidates)
            row = own(found)[0]
            counted.append([])
            for path in (reverse("selection:mine"), queue_address(found), address("reading", row)):
                client = as_one()
                with CaptureQueriesContext(
                    connection,
                ) as queries:
                    assert client.get(path).status_code == 200
                counted[-1].append(len(queries))
        assert counted[0] == counted[1] and max(counted[0]) <= MOST, counted
