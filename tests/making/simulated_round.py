"""A simulated round taken through the product: each step by the room's own actions, every verdict by its rater.

What the round is of (measures and their reports) is bulk-written beforehand; nothing of the round itself is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from secrets import token_hex
from typing import Protocol

from django.db import connection
from django.utils import timezone

from lovende.people.actions import grant_role
from lovende.people.models import Organisation, Role, User
from lovende.selection.actions import (
    Judged,
    add_interview,
    choose,
    close_round,
    discuss,
    drop_case,
    follow_up,
    lock_protocol,
    lock_reading,
    make_round,
    open_phase,
    save_profile,
    save_rater,
    save_reading,
    say_view,
    settle_phase,
    take_in,
)
from lovende.selection.models import Phase, Rater, Reading, Round
from lovende.selection.phases import left
from lovende.selection.profiles import headings
from making.simulated import DEPARTMENTS, Said
from making.simulated_reports import YEAR, call_of, offices, reports_of

INSTITUTE, OWNER = "nibr", "statsforvalteren-oslo-viken"
AT_MOST = 9
SEED = 2023
PARTIAL_EVERY = 40  # each rater is partial in every so many candidates
CASES, FOLLOWED, OFFICES = 10, 2, 3  # 003 L1036-1062, L1220-1226
DROPPED = ("no-respondents", "not-new", "not-the-office")  # the least promising cases, from the last
INTERVIEWS = (2, 2, 2, 2, 1, 1, 1, 1, 1)  # of the nine who could be reached: 13 with 16 people (003 L377-383)
IN_PAIRS = 3
MEMBERS = ("Statsforvalteren", "NAV Fylke", "Brukerrepresentant")
TICKED = {True: "met", False: "not-met", None: "cannot-say"}


class Told(Protocol):
    """Whoever knows what is said in a round; raters by place from 0, candidates by number from 1."""

    candidates: int
    near_blank: Collection[int]

    def said(self, phase: str, number: int, rater: int, place: int) -> Said: ...

    def promise(self, number: int) -> float: ...


@dataclass
class Played:
    """A round under way. `read`: phase → candidate → the raters who read it, by place, first the one put on first."""

    told: Told
    found: Round
    lead: User
    owner: User
    raters: list[Rater]
    partial: Mapping[int, set[int]]
    read: dict[str, dict[int, tuple[int, ...]]] = field(default_factory=dict)
    cases: list[int] = field(default_factory=list)

    @property
    def public_id(self) -> str:
        return self.found.public_id

    @property
    def chosen(self) -> list[int]:
        return self.cases[: -len(DROPPED)]


def play(told: Told, **facts) -> Played:
    """A round from reports to the choice and the profiles of what was chosen: ready to be closed."""
    now = prepared(told, **facts)
    for _phase in range(now.found.phases.count()):
        begin(now)
        rate(now)
        settle_phase(round_=now.found, actor=now.lead)
    talk(now)
    study(now)
    write(now)
    return now


def end(now: Played) -> Played:
    """The round closed; then the owner takes the first of what was chosen further."""
    closed = replace(now, found=close_round(round_=now.found, actor=now.lead))
    for number in closed.chosen[:FOLLOWED]:
        _follow(closed, number)
    return closed


def halfway(told: Told, **facts) -> Played:
    """A round in the middle of its first reading: every rater has locked half of theirs."""
    now = prepared(told, **facts)
    begin(now)
    rate(now, until=0.5)
    return now


def prepared(told: Told, *, title: str = "Lovende arbeidsmetoder, simulert") -> Played:
    """Candidates taken in from reports, raters with their conflicts, the protocol locked."""
    institute, owning = (Organisation.objects.get(slug=slug) for slug in (INSTITUTE, OWNER))
    lead = _person("leder", institute, Role.EVALUATOR)
    call = call_of(owning)
    found = make_round(
        title=title, institute=institute, owner=owning, scheme=call.scheme, year=YEAR, at_most=AT_MOST, actor=lead
    )  # fmt: skip
    # The seed is the row's number, which another run may not have; what is given out shall be the same in each.
    Round.objects.filter(pk=found.pk).update(seed=SEED)
    take_in(round_=found, reports=reports_of(call, told.candidates, told.near_blank), actor=lead)
    partial = _partial(told)
    raters = [
        save_rater(
            round_=found,
            user=_person(f"vurderer-{place + 1}", institute, Role.RATER),
            department=department,
            conflicts=dict.fromkeys(partial[place], "var med på søknaden"),
            actor=lead,
        )
        for place, department in enumerate(DEPARTMENTS)
    ]
    found = lock_protocol(round_=found, actor=lead)
    return Played(
        told, found, lead, _person("oppdragsgiver", owning, Role.PROGRAMME_OFFICER), raters, partial
    )


def _person(name: str, where: Organisation, role: Role) -> User:
    user = User.objects.create_user(f"{name}-{token_hex(4)}@simulert.invalid", name=name.capitalize())
    grant_role(user=user, organisation=where, role=role, by=None)
    return user


def _partial(told: Told) -> dict[int, set[int]]:
    complete = [number for number in range(1, told.candidates + 1) if number not in told.near_blank]
    return {place: set(complete[place::PARTIAL_EVERY]) for place in range(len(DEPARTMENTS))}


def begin(now: Played) -> Phase:
    """Open the next phase, and note who got what."""
    phase = open_phase(round_=now.found, actor=now.lead)
    places = {row.pk: place for place, row in enumerate(now.raters)}
    got: dict[int, list[int]] = defaultdict(list)
    for number, rater in phase.readings.order_by("rater").values_list("candidate__number", "rater"):
        got[number].append(places[rater])
    now.read[phase.key] = {number: tuple(several) for number, several in sorted(got.items())}
    return phase


def rate(now: Played, until: float = 1.0) -> None:
    """Every rater saves and locks their readings, in their own order, up to a share of them."""
    phase = now.found.phases.get(state=Phase.State.OPEN)
    for place, rater in enumerate(now.raters):
        rows = list(
            phase.readings.filter(rater=rater).select_related("candidate", "rater__user").order_by("place")
        )
        for row in rows[: round(until * len(rows))]:
            number = row.candidate.number
            at = now.read[phase.key][number].index(place)
            _lock(row, now.told.said(phase.key, number, place, at), rater.user)
    with connection.cursor() as cursor:  # as the database does by itself while people read for weeks
        cursor.execute("ANALYZE selection_reading, selection_tick, selection_candidate")


def _lock(row: Reading, said: Said, own: User) -> None:
    judged = Judged(
        verdict="in" if said.is_in else "out",
        reason="" if said.is_in else f"For lite å bygge på i {row.candidate.title.lower()}.",
        ticks={key: TICKED[value] for key, value in said.ticks.items()},
    )
    lock_reading(reading=save_reading(reading=row, judged=judged, version=0, actor=own), actor=own)


def talk(now: Played) -> None:
    """All six discuss what is left; the most promising become cases."""
    numbers = sorted((row.number for row in left(now.found)), key=now.told.promise, reverse=True)
    now.cases = numbers[:CASES]
    for number in sorted(numbers):
        is_case = number in now.cases
        discuss(
            round_=now.found, number=number, participants=now.raters, outcome="case" if is_case else "out",
            reason="Nytt, og godt undersøkt." if is_case else "Kjent fra før.", held_on=timezone.localdate(),
            actor=now.lead,
        )  # fmt: skip


def study(now: Played) -> None:
    """Interviews and views of all cases but the one that nobody could be reached of; the rest dropped or chosen."""
    pairs = IN_PAIRS
    for number, times in zip(now.cases[:-1], INTERVIEWS, strict=True):
        for _time in range(times):
            _interview(now, number, people=2 if pairs > 0 else 1)
            pairs -= 1
        for member in MEMBERS:
            say_view(round_=now.found, number=number, member=member, stance="interested", actor=now.lead)
    for number, because in zip(reversed(now.cases), DROPPED, strict=False):
        drop_case(round_=now.found, number=number, because=because, note="Slik det står.", actor=now.lead)
    for number in now.chosen:
        choose(
            round_=now.found, number=number, is_chosen=True, reason="Overførbar og virker.", actor=now.lead
        )


def write(now: Played) -> None:
    """The six headings of each method that was chosen (003, Vedlegg B)."""
    for number in now.chosen:
        texts = {one.key: f"{one.label['nb']} av tiltak {number}." for one in headings()}
        save_profile(round_=now.found, number=number, texts=texts, version=0, actor=now.lead)


def _interview(now: Played, number: int, people: int) -> None:
    facts = {
        "held_on": timezone.localdate() - timedelta(days=1),
        "role": "Prosjektleder",
        "people": people,
        "consent": "oral",
        "topics": "Tiltaket og tilskuddsordningen",
        "notes": "",
    }
    interviewers = now.raters[: 2 + number % 2]
    add_interview(round_=now.found, number=number, interviewers=interviewers, facts=facts, actor=now.lead)


def _follow(now: Played, number: int) -> None:
    own = now.found.candidates.get(number=number).organisation_id
    others = [one for one in offices() if one.pk != own][:OFFICES]
    follow_up(round_=now.found, number=number, reason="Prøves flere steder.", offices=others, actor=now.owner)
