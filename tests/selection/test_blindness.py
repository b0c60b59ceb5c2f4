"""Blindness: before a phase is settled, nothing that anybody is sent depends on what another has said; nothing that
one who rates is sent does, before every phase is settled.

The whole product is walked in worlds that differ in what others said in their readings and in nothing else: same
people, same time, same rows, by rolling back to the same savepoint. Every answer must be the same to the byte.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django.db import connection
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.test import Client
from django.urls import path, reverse
from django.utils import timezone, translation

from lovende.selection import agreeing
from lovende.selection.actions import (
    Judged,
    lock_protocol,
    lock_reading,
    open_phase,
    replace_rater,
    save_reading,
    settle_phase,
)
from lovende.selection.models import Rater, Reading, Round, Weighing
from lovende.selection.rating import criteria_keys
from lovende.web.urls import urlpatterns as product
from making.schemes import person
from making.selection import (
    draft_round,
    lead,
    locked_reading,
    open_round,
    rater_user,
    read_by_all,
    settled_round,
)
from making.walking import LANGUAGES, Place, Walk, everything_there, undone, unlike

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
SAID = {
    "in": Judged("in", "Kort.", "", {}),
    "out": Judged("out", "Dette er en lang begrunnelse. " * 20, "Et eget notat", {}),
}


@dataclass
class Clock:
    now: datetime = NOON


@pytest.fixture
def clock(monkeypatch) -> Iterator[Clock]:
    """Time stands still: `clock.now` is now. Refused requests are not written to the log."""
    found = Clock()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    # When a page that nobody keeps expires is told in seconds of the machine's clock.
    monkeypatch.setattr("django.utils.cache.time", SimpleNamespace(time=lambda: found.now.timestamp()))
    logging.disable(logging.ERROR)
    yield found
    logging.disable(logging.NOTSET)


@dataclass(frozen=True)
class World:
    """What others have said: nothing (None), or each second in and the rest out, which second told by `first`."""

    first: str | None
    locked: bool = False

    def make(self, readings: Sequence[Reading], clock: Clock, capture) -> None:
        for place, row in enumerate(readings if self.first else ()):
            verdict = self.first if place % 2 else next(one for one in SAID if one != self.first)
            with capture(execute=True):
                saved = self.say(row, verdict, clock)
                if self.locked:
                    lock_reading(reading=saved, actor=row.rater.user)

    def say(self, row: Reading, like: str, clock: Clock, verdict: str = "") -> Reading:
        """Saved once or thrice, at different times, with other ticks: none of it may show. `verdict` when it is another
        than of those `like` it."""
        said, is_in = SAID[like], like == "in"
        ticks = dict.fromkeys(criteria_keys(row.phase)[: 1 if is_in else 9], "met" if is_in else "not-met")
        judged = Judged(verdict or said.verdict, said.reason, said.notes, ticks)
        for times in range(1 if is_in else 3):
            clock.now = NOON + timedelta(minutes=(7 if is_in else 31) + times)
            row = save_reading(reading=row, judged=judged, version=row.version, actor=row.rater.user)
        clock.now = NOON + timedelta(hours=1)
        return row


@dataclass(frozen=True)
class Screened(World):
    """The screening is settled and the deep study open. What others said in the first is `first`; which candidates are
    left is the same: all that the walker said in to, those that one of the others says in to whatever the rest say, and
    not one, which goes out by the gate or by an absolute criterion alone."""

    def make(self, readings: Sequence[Reading], clock: Clock, capture) -> None:
        kept = {row.candidate_id for row in readings[0].phase.readings.filter(verdict="in")}
        gone = next(row.candidate_id for row in readings if row.candidate_id not in kept)
        ways = iter(("out", "out" if self.first == "in" else "in"))
        for row in readings:
            like, verdict = self.first, next(ways) if row.candidate_id == gone else ""
            if row.candidate_id not in (gone, *kept):
                like = "in"
                kept.add(row.candidate_id)
            with capture(execute=True):
                lock_reading(reading=self.say(row, like, clock, verdict), actor=row.rater.user)
        with (
            connection.cursor() as cursor
        ):  # a job names its weighing by a key, which no rolling back gives back
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), 1000)", [Weighing._meta.db_table])
        agreeing._agreed_in.cache_clear()  # what is computed of a phase is kept by its key and when it was settled
        with capture(execute=True):
            settle_phase(round_=readings[0].phase.round, actor=lead())
            open_phase(round_=readings[0].phase.round, actor=lead())


SCREENED = (Screened("in"), Screened("out"))
SAVED = (World(None), World("in"), World("out"))
LOCKED = (World("in", locked=True), World("out", locked=True))


def differences(walk: Walk, worlds: Sequence[World], clock: Clock, capture) -> list[tuple[str, ...]]:
    """What was asked and answered differently in the worlds, and how."""
    answers = []
    for world in worlds:
        with undone():
            mail.outbox.clear()
            world.make(walk.place.others, clock, capture)
            clock.now = NOON + timedelta(hours=1)
            answers.append(walk.all())
    first, *rest = answers
    keys = dict.fromkeys(key for one in answers for key in one)
    return [
        (*key, unlike(first.get(key), one.get(key)))
        for one in rest
        for key in keys
        if one.get(key) != first.get(key)
    ]


@pytest.fixture
def place(clock, settings, tmp_path) -> Place:
    """A round whose screening is settled and whose deep study is being read, in a product full of other things."""
    settings.MEDIA_ROOT = tmp_path / "files"
    found = settled_round(candidates=3)
    open_phase(round_=found, actor=lead())
    return Place(found, everything_there())


@pytest.fixture
def own(place) -> list[Reading]:
    """The demo rater's readings, saved and not locked."""
    judged = Judged("in", "Mitt eget.")
    return [save_reading(reading=row, judged=judged, version=0, actor=rater_user()) for row in place.own]


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("who", ["rater", "evaluator", "auditor"])
def test_nothing_depends_on_what_others_saved(place, clock, own, who, django_capture_on_commit_callbacks):
    walk = Walk(person(who), place, only=() if who == "rater" else ("selection:",), languages=("nb",))
    assert differences(walk, SAVED, clock, django_capture_on_commit_callbacks)[:9] == []


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("who", ["rater", "evaluator", "auditor"])
def test_nothing_depends_on_what_others_locked(place, clock, own, who, django_capture_on_commit_callbacks):
    walk = Walk(person(who), place, languages=LANGUAGES if who == "rater" else ("nb",))
    assert differences(walk, LOCKED, clock, django_capture_on_commit_callbacks)[:9] == []
    was_somewhere(walk)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("who", ["rater", "evaluator", "auditor"])
def test_nothing_depends_on_what_all_locked(place, clock, own, who, django_capture_on_commit_callbacks):
    """All have locked and nobody has settled. Forms are not sent: one of them settles."""
    for row in own:
        lock_reading(reading=row, actor=rater_user())
    walk = Walk(person(who), place, only=("selection:",), posts=False)
    assert differences(walk, LOCKED, clock, django_capture_on_commit_callbacks)[:9] == []


def being_screened(candidates: int) -> Round:
    """A round whose screening is being read; its first criterion is absolute. One who leads it was put on and left."""
    found = draft_round(candidates=candidates)
    found.criteria.filter(key=criteria_keys(found.phases.first())[0]).update(is_absolute=True)
    Rater.objects.create(round=found, user=lead(), department="Ledelse", absent_since=NOON)
    lock_protocol(round_=found, actor=lead())
    open_phase(round_=found, actor=lead())
    return found


@pytest.fixture
def screening(clock, settings, tmp_path) -> Round:
    settings.MEDIA_ROOT = tmp_path / "files"
    return being_screened(candidates=6)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("who", ["rater", "rater who was replaced", "lead who was replaced"])
def test_one_who_rates_is_told_nothing_of_a_settled_phase_while_another_is_read(
    screening, clock, who, django_capture_on_commit_callbacks
):
    whole = who == "rater"
    place = Place(screening, everything_there() if whole else {})
    own = place.own
    for row in own[:1] if who == "rater who was replaced" else own:
        locked_reading(row)
    if who == "rater who was replaced":
        replace_rater(round_=screening, rater=own[0].rater, reason="Syk.", actor=lead())
    user = lead() if who.startswith("lead") else rater_user()
    walk = Walk(user, place, only=() if whole else ("selection:",), languages=("nb",))
    assert differences(walk, SCREENED, clock, django_capture_on_commit_callbacks)[:9] == []
    statuses = {key[1]: one[0] for key, one in walk.seen.items() if key[0] == "GET"}
    assert 500 not in statuses.values()
    assert statuses[reverse("selection:round", args=[screening.public_id])] == 200
    assert statuses[reverse("selection:disagreements", args=[screening.public_id, "screening"])] == 403
    if whole:
        assert statuses[reverse("selection:queue", args=[screening.public_id, "deep"])] == 200


def was_somewhere(walk: Walk) -> None:
    """The walk was let in, in each language, and broke nothing."""
    statuses = {key[1]: one[0] for key, one in walk.seen.items() if key[0] == "GET"}
    assert 500 not in statuses.values()
    name, args = "selection:round", [walk.place.found.public_id]
    if walk.user == rater_user():
        name, args = "selection:reading", [*args, "deep", walk.place.own[0].candidate.number]
    for language in LANGUAGES:
        with translation.override(language):
            assert statuses[reverse(name, args=args)] == 200
    assert list(statuses.values()).count(200) > 70


def test_what_others_said_is_shown_when_every_phase_is_settled(clock, django_capture_on_commit_callbacks):
    place = Place(open_round(candidates=2))
    for row in place.own:
        locked_reading(row)
    shown, bodies = place.own[0], []
    address = reverse("selection:reading", args=[place.found.public_id, "screening", shown.candidate.number])
    for world in LOCKED:
        with undone():
            world.make(place.others, clock, django_capture_on_commit_callbacks)
            settle_phase(round_=place.found, actor=lead())
            open_phase(round_=place.found, actor=lead())
            read_by_all(place.found)
            settle_phase(round_=place.found, actor=lead())
            client = Client()
            client.force_login(rater_user())
            bodies.append(client.get(address).content.decode())
    assert {SAID["out"].reason.strip() in body for body in bodies} == {True, False}
    assert all(SAID["out"].notes not in body for body in bodies)


# The walk finds a leak, whichever way it leaks: pages that tell.


def theirs(request, public_id, phase, number) -> Reading:
    rows = Reading.objects.filter(phase__round__public_id=public_id, phase__key=phase)
    return rows.exclude(rater__user=request.user).filter(candidate__number=number)[0]


def leak_body(request, **where):
    return HttpResponse(theirs(request, **where).verdict)


def leak_version(request, **where):
    return JsonResponse({"version": theirs(request, **where).version})


def leak_header(request, **where):
    return HttpResponse(headers={"Last-Modified": str(theirs(request, **where).saved_at)})


def leak_status(request, **where):
    return HttpResponse(status=200 if len(theirs(request, **where).reason) > 9 else 404)


def leak_redirect(request, **where):
    return HttpResponseRedirect(f"/{theirs(request, **where).ticks.count()}/")


def leak_cookie(request, **where):
    answer = HttpResponse()
    answer.set_cookie(f"said-{theirs(request, **where).verdict}", "1")
    return answer


def leak_error(request, **where):
    return HttpResponse(str(1 // len(theirs(request, **where).notes)))


def leak_order(request, public_id, phase, number):
    rows = Reading.objects.filter(phase__round__public_id=public_id, phase__key=phase)
    numbers = rows.order_by("saved_at", "pk").values_list("candidate__number", flat=True)
    return JsonResponse(list(numbers), safe=False)


def leak_side(request, **where):
    told = theirs(request, **where)
    return HttpResponse(told.reason if told.phase.state == "settled" else "")


def leak_mail(request, **where):
    mail.send_mail("Ny vurdering", theirs(request, **where).verdict, None, ["rater@demo.invalid"])
    return HttpResponse()


LEAKS = {name: view for name, view in list(globals().items()) if name.startswith("leak_")}
WHERE = "<slug:public_id>/<slug:phase>/<int:number>/"
urlpatterns = [*product, *(path(f"{name}/{WHERE}", view, name=name) for name, view in LEAKS.items())]


@pytest.mark.parametrize("leak", LEAKS)
def test_a_page_that_tells_is_found(clock, settings, leak, django_capture_on_commit_callbacks):
    settings.ROOT_URLCONF = __name__
    worlds, make = (SCREENED, being_screened) if leak == "leak_side" else (SAVED, open_round)
    walk = Walk(rater_user(), Place(make(candidates=2)), only=(leak,))
    for row in walk.place.own:
        locked_reading(row)
    found = differences(walk, worlds, clock, django_capture_on_commit_callbacks)
    assert found and {key[0] for key in found} <= (
        {"mail"} if leak == "leak_mail" else {"GET", "POST", "led to"}
    )
