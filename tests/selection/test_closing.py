"""Closing a round: what it lacks until it can be, what no longer changes, what its pages say and lead to."""

import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lovende.forms.actions import save_answers
from lovende.people.demo import address
from lovende.people.models import Organisation, User
from lovende.records.models import AuditEvent
from lovende.selection.actions import (
    ConflictError,
    NotAllowedError,
    SelectionError,
    add_interview,
    choose,
    close_round,
    discuss,
    drop_case,
    follow_up,
    open_phase,
    replace_rater,
    say_view,
    settle_phase,
    take_in,
)
from lovende.selection.closing import lacking
from lovende.selection.models import FollowUp, Profile, Round
from lovende.selection.phases import left
from making.schemes import person
from making.selection import draft_round, lead, locked_round, open_round, read_by_all, settled_round
from making.selection_pages import at, client, get, text
from who_may.selection_cases import made_case, read_to_its_end

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]
OWNER = "statsforvalteren-oslo-viken"
HEADINGS = ("problem", "malgruppe", "samarbeid", "tiltak", "maloppnaelse", "overforbarhet")


def owner() -> Organisation:
    return Organisation.objects.get(slug=OWNER)


def talked(found: Round, number: int, outcome: str = "out") -> None:
    people, today = list(found.raters.all()[:2]), timezone.localdate()
    discuss(
        round_=found, number=number, participants=people, outcome=outcome, reason="Enige.", held_on=today,
        actor=lead(),
    )  # fmt: skip


def profiled(found: Round, number: int, headings=HEADINGS) -> None:
    rows = {
        key: {"value": "Skrevet.", "unknown": "", "source": None, "lines": "", "as_of": ""}
        for key in headings
    }
    candidate = found.candidates.get(number=number)
    Profile.objects.filter(candidate=candidate).delete()
    Profile.objects.create(
        candidate=candidate,
        answers=save_answers(form_key="method-profile", rows=rows, answers=None),
        by="test",
    )


def steps(found: Round) -> list[tuple[str, int | None]]:
    return [(str(one.step), one.number) for one in lacking(found)]


def whole(n: int = 4) -> tuple[Round, list[int]]:
    """A round of `n` that can be closed: one chosen with its profile, one not chosen, one dropped, the rest out."""
    found = read_to_its_end(title="Ferdig", owner=owner(), candidates=n)
    numbers = [one.number for one in left(found)]
    for number in numbers[:3]:
        made_case(found, number)
    for number in numbers[3:]:
        talked(found, number)
    choose(round_=found, number=numbers[0], is_chosen=True, reason="God.", actor=lead())
    choose(round_=found, number=numbers[1], is_chosen=False, reason="Svak.", actor=lead())
    drop_case(round_=found, number=numbers[2], because="not-new", note="Prøvd før.", actor=lead())
    profiled(found, numbers[0])
    return found, numbers


def closed() -> tuple[Round, list[int]]:
    found, numbers = whole()
    return close_round(round_=found, actor=lead()), numbers


# What a round lacks


def test_while_something_is_to_be_read_nothing_else_is_asked_for():
    assert steps(locked_round(candidates=2)) == [("reading", None)] * 2
    assert steps(open_round(candidates=2)) == [("reading", None)]
    assert steps(settled_round(candidates=2)) == [("reading", None)]


def test_each_step_is_asked_for_until_it_is_done():
    found = read_to_its_end(candidates=3)
    one, two, three = (row.number for row in left(found))
    assert steps(found) == [("discussion", None)] and "3 kandidater" in lacking(found)[0].words
    talked(found, three)
    for number in (one, two):
        made_case(found, number)
    assert steps(found) == [("choice", one), ("choice", two)]
    drop_case(round_=found, number=two, because="other", note="Annet.", actor=lead())
    choose(round_=found, number=one, is_chosen=True, reason="God.", actor=lead())
    assert steps(found) == [("profile", one)] and "ikke skrevet" in lacking(found)[0].words
    profiled(found, one, HEADINGS[:4])
    assert steps(found) == [("profile", one)]
    words = lacking(found)[0].words
    assert "Beskrivelse av måloppnåelse, Beskrivelse av overførbarhet" in words and "Målgruppen" not in words
    profiled(found, one)
    assert steps(found) == []


def test_one_that_is_not_chosen_needs_no_profile():
    found = read_to_its_end(candidates=1)
    number = made_case(found, left(found)[0].number)
    choose(round_=found, number=number, is_chosen=False, reason="Nei.", actor=lead())
    assert steps(found) == []


def test_a_round_with_nobody_left_may_be_closed_though_a_phase_was_never_opened():
    found = open_round(candidates=2)
    numbers = [one.number for one in left(found)]
    read_by_all(found, dict.fromkeys(numbers, ("out", "out")))
    assert steps(found) == [("reading", None)], "not before the phase is settled"
    settle_phase(round_=found, actor=lead())
    assert steps(found) == []
    assert "Avslutt utvelgelsen" in get("round", found.public_id)
    close_round(round_=found, actor=lead())
    assert "0 kandidater er igjen etter «Screening»" in get("discussions", found.public_id)
    assert "Ingen metoder er valgt" in get("chosen", found.public_id)
    for name in ("open_phase", "settle"):
        answer = client().get(at(name, found.public_id), follow=True)
        assert answer.redirect_chain and answer.status_code == 200


def test_what_is_lacking_takes_as_many_queries_whatever_there_is():
    counts = []
    for n in (3, 9):
        found, _numbers = whole(n)
        with CaptureQueriesContext(connection) as queries:
            assert lacking(found) == []
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 5


# The act


def test_a_round_that_lacks_something_is_not_closed_and_says_what():
    found = read_to_its_end(candidates=2)
    number = made_case(found, left(found)[0].number)
    with pytest.raises(SelectionError) as wrong:
        close_round(round_=found, actor=lead())
    assert set(wrong.value.fields) == {"discussion", "choice"}
    assert f"Case {number}" in wrong.value.fields["choice"]
    found.refresh_from_db()
    assert (found.state, found.closed_at) == (Round.State.LOCKED, None)


@pytest.mark.parametrize("who", ["rater", "auditor", "case-officer", "decision-maker", "applicant"])
def test_only_those_who_lead_close(who):
    found, _numbers = whole()
    with pytest.raises(NotAllowedError):
        close_round(round_=found, actor=person(who))


def test_closing_twice_is_once():
    found, _numbers = closed()
    again = close_round(round_=found, actor=lead())
    assert again.closed_at == found.closed_at and again.closed_by == str(lead().pseudonym)
    assert AuditEvent.objects.filter(about=found.public_id, verb="selection.closed").count() == 1


def test_a_draft_is_not_closed():
    found = draft_round(candidates=1)
    with pytest.raises(NotAllowedError):
        close_round(round_=found, actor=lead())


# Afterwards


def test_nothing_in_a_closed_round_changes():
    found, numbers = closed()
    people, today = list(found.raters.all()[:2]), timezone.localdate()
    facts = {"held_on": today, "role": "Leder", "people": 1, "consent": "oral", "topics": "x", "notes": ""}
    know = {"round_": found, "actor": lead()}
    before = AuditEvent.objects.filter(about=found.public_id).count()
    for act in (
        lambda: choose(number=numbers[1], is_chosen=True, reason="Likevel.", **know),
        lambda: discuss(
            number=numbers[3], participants=people, outcome="case", reason="Likevel.", held_on=today, **know
        ),
        lambda: add_interview(number=numbers[0], interviewers=people, facts=facts, **know),
        lambda: say_view(number=numbers[0], member="Kommune", stance="unsure", **know),
        lambda: drop_case(number=numbers[1], because="other", note="x", **know),
        lambda: open_phase(**know),
        lambda: settle_phase(**know),
        lambda: take_in(**know),
        lambda: replace_rater(rater=people[0], reason="Syk.", **know),
    ):  # fmt: skip
        with pytest.raises(ConflictError, match="avsluttet|låst"):
            act()
    assert AuditEvent.objects.filter(about=found.public_id).count() == before
    for change in ({"state": "locked"}, {"title": "Ny"}, {"closed_at": None}):
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            Round.objects.filter(pk=found.pk).update(**change)


def test_the_owner_still_takes_a_chosen_method_further():
    found, numbers = closed()
    officer = User.objects.get(email=address("decision-maker"))
    assert "Følg opp metoden" in get("chosen", found.public_id, who="decision-maker")
    answer = client("decision-maker").post(
        at("follow_up", found.public_id, numbers[0]), {"reason": "Vil prøves."}
    )
    assert answer.status_code == 302 and FollowUp.objects.get().by == str(officer.pseudonym)
    with pytest.raises(ConflictError, match="alt bestemt"):
        follow_up(round_=found, number=numbers[0], reason="Igjen.", actor=officer)


def test_every_page_says_that_it_is_closed_and_when_and_has_no_acts():
    found, numbers = closed()
    day = timezone.localtime(found.closed_at).strftime("avsluttet %d.%m.%Y")
    for name, parts in [
        ("round", []), ("candidates", []), ("raters", []), ("protocol", []), ("discussions", []), ("chosen", []),
        ("case", [numbers[0]]), ("discuss", [numbers[0]]), ("agreement", ["deep"]), ("disagreements", ["deep"]),
    ]:  # fmt: skip
        page = get(name, found.public_id, *parts)
        assert page.count(day) == 1, name
        assert not re.search(r'<form method="post" class="stack"', page), name
        assert "Neste steg" not in page and "Bytt ut" not in page, name
    assert day in get("rounds")


@pytest.mark.parametrize("name", ["interview", "group_view", "drop_case", "choose"])
def test_what_is_typed_in_an_old_window_is_refused_in_words_and_kept(name):
    found, numbers = closed()
    assert client().get(at(name, found.public_id, numbers[0])).status_code == 302
    people = [row.pk for row in found.raters.all()[:2]]
    typed = {
        "shown": 9, "held_on": str(timezone.localdate()), "role": "Leder", "people": 1, "consent": "oral",
        "interviewers": people, "topics": "Tema", "notes": "Beholdt.", "member": "Kommune", "stance": "unsure",
        "words": "Beholdt.", "because": "other", "note": "Beholdt.", "is_chosen": "no", "reason": "Beholdt.",
    }  # fmt: skip
    answer = client().post(at(name, found.public_id, numbers[0]), typed)
    assert answer.status_code == 409 and "Utvelgelsen er avsluttet." in text(answer)
    assert "Beholdt." in text(answer)


def test_a_discussion_in_an_old_window_is_refused_in_words_and_kept():
    found, numbers = closed()
    people = [row.pk for row in found.raters.all()[:2]]
    typed = {
        "shown": 1, "outcome": "case", "reason": "Beholdt.", "participants": people,
        "held_on": str(timezone.localdate()),
    }  # fmt: skip
    answer = client().post(at("discuss", found.public_id, numbers[3]), typed)
    assert answer.status_code == 409 and "avsluttet" in text(answer) and "Beholdt." in text(answer)


# The page, and the way to it


def test_the_page_leads_to_each_thing_that_is_lacking():
    found = read_to_its_end(candidates=3)
    numbers = [one.number for one in left(found)]
    made_case(found, numbers[0])
    chosen = made_case(found, numbers[1])
    choose(round_=found, number=chosen, is_chosen=True, reason="God.", actor=lead())
    page = get("close_round", found.public_id)
    assert at("write_profile", found.public_id, chosen) in page
    assert f'{at("discussions", found.public_id)}?vis=gjenstaar"' in page
    assert (
        at("case", found.public_id, numbers[0]) in page and "<button" not in page.split("Dette gjenstår")[1]
    )
    answer = client().post(at("close_round", found.public_id), {"step": "close"})
    assert answer.status_code == 422 and "Dette gjenstår" in text(answer)


def test_the_button_closes_and_pressed_again_leads_back():
    found, _numbers = whole()
    assert "det kan ikke gjøres om." in get("close_round", found.public_id)
    for _press in (1, 2):
        answer = client().post(at("close_round", found.public_id), {"step": "close"})
        assert answer.status_code == 302 and answer["Location"] == at("round", found.public_id)
    found.refresh_from_db()
    assert found.state == Round.State.CLOSED


def test_the_next_step_goes_from_the_discussion_to_the_cases_to_closing():
    found = read_to_its_end(candidates=2)
    one, two = (row.number for row in left(found))

    def next_step() -> str:
        return get("round", found.public_id).split("Neste steg")[1].split("</section>")[0]

    assert at("discussions", found.public_id) in next_step()
    talked(found, two)
    made_case(found, one)
    assert at("chosen", found.public_id) in next_step()
    choose(round_=found, number=one, is_chosen=True, reason="God.", actor=lead())
    assert "metodeprofilene" in next_step() and at("close_round", found.public_id) in next_step()
    profiled(found, one)
    assert "Alt er på plass." in next_step() and at("close_round", found.public_id) in next_step()


def test_the_menu_has_what_comes_after_the_readings_once_they_are_over():
    early, found = settled_round(candidates=1), read_to_its_end(candidates=1)
    for who in ("evaluator", "auditor", "rater"):
        for name in ("discussions", "chosen"):
            assert at(name, early.public_id) not in get("round", early.public_id, who=who)
            menu = get("round", found.public_id, who=who).split('class="round-nav')[1].split("</nav>")[0]
            assert at(name, found.public_id) in menu
    page = get("case", found.public_id, made_case(found, left(found)[0].number))
    assert re.search(r'/valgte/" aria-current="true"', page)
