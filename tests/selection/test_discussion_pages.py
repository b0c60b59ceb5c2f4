"""Pages of the joint discussions: what is there before and after the phases are settled, the form, two windows."""

import re
from collections import Counter

import pytest
from django.utils import timezone

from lovende.selection.actions import choose, discuss
from lovende.selection.case_pages.queries import Standing, left_in, standings
from lovende.selection.models import Choice, Discussion, Round
from lovende.selection.phases import open_phase
from making.case_pages import CASE_ACTS, numbers, owner, read_round, talk
from making.selection import lead, locked_reading, open_readings, settled_round
from making.selection_pages import at, client, get, post, text
from who_may.selection_cases import made_case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]
SECRET = "Helt uegnet til noe som helst."


@pytest.fixture
def found() -> Round:
    return read_round()


# Before the phases are settled


def test_before_the_last_phase_is_settled_nothing_said_is_there():
    made = settled_round(owner=owner())
    number = numbers(made)[0]
    open_phase(round_=made, actor=lead())
    locked_reading(open_readings(made)[0], "out", SECRET)
    for who in ("evaluator", "rater", "auditor", "case-officer"):
        for name in ("discussions", "chosen"):
            page = get(name, made.public_id, who=who)
            assert "Fasene er ikke avgjort ennå." in page and SECRET not in page
            assert "Godt beskrevet." not in page and "igjen etter" not in page
        for name in ("discuss", "case"):
            assert client(who).get(at(name, made.public_id, number)).status_code == 404
    for name in CASE_ACTS:
        assert post(name, made.public_id, number).status_code == 404
    assert post("discuss", made.public_id, number, **talk(made)).status_code == 404


def test_a_round_that_is_not_locked_or_not_known_has_no_such_pages(found):
    assert client("applicant").get(at("discussions", found.public_id)).status_code == 404
    assert client("applicant").post(at("choose", found.public_id, 1)).status_code == 404


def test_the_round_leads_here_once_it_is_read_to_its_end(found):
    there = at("discussions", found.public_id)
    assert there in get("round", found.public_id, who="rater")
    early = settled_round(title="Ikke ferdig lest")
    assert at("discussions", early.public_id) not in get("round", early.public_id)


# Discussing


def test_the_list_shows_both_sides_and_counts_split_and_together(found):
    page = get("discussions", found.public_id)
    assert "5 kandidater er igjen" in page
    assert "1 der vurdererne var uenige, og 4 der alle sa inn" in page
    split = get("discussions", found.public_id, vis="uenige")
    assert len(re.findall('class="split"', split)) == 1 and len(re.findall('class="side"', split)) == 2
    assert "Inn</span>" in split and "Ut</span>" in split
    assert len(re.findall('class="split"', get("discussions", found.public_id, vis="enige"))) == 4


def test_raters_are_named_for_those_who_lead_alone(found):
    name = str(found.raters.select_related("user")[1].user)
    assert name in get("discussions", found.public_id)
    for who in ("rater", "auditor", "case-officer"):
        for page in (
            get("discussions", found.public_id, who=who),
            get("discuss", found.public_id, 3, who=who),
        ):
            assert name not in page and re.search(r"vurderer [1-4]\b", page)


def test_what_is_agreed_is_kept_and_a_case_comes_of_it(found):
    number = numbers(found)[0]
    answer = post("discuss", found.public_id, number, **talk(found))
    assert answer.status_code == 302 and answer["Location"] == at("discussions", found.public_id)
    page = get("discussions", found.public_id)
    assert "Nytt og prøvbart." in page and at("case", found.public_id, number) in page
    assert number not in [
        int(one) for one in re.findall(r'id="k-(\d+)"', get("discussions", found.public_id, vis="gjenstaar"))
    ]


def test_how_each_stands_is_said_alike_shortly_and_in_full(found):
    last = list(found.phases.all())[-1]
    one, two = numbers(found)[:2]
    choose(round_=found, number=made_case(found, one), is_chosen=True, reason="God.", actor=lead())
    raters, today = list(found.raters.all()[:2]), timezone.localdate()
    discuss(
        round_=found, number=two, participants=raters, outcome="out", reason="Kjent.", held_on=today, actor=lead()
    )  # fmt: skip
    short = standings(found, last)
    assert short == [
        Standing(row.pk, row.is_split, row.is_together, row.outcome, row.is_chosen)
        for row in left_in(found, last)
    ]
    assert Counter((row.outcome, row.is_chosen) for row in short) == {
        ("case", True): 1,
        ("out", None): 1,
        (None, None): 3,
    }
    assert [row.is_split for row in short].count(True) == 1


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"participants": []}, "Kryss av hvem som var med."),
        ({"outcome": ""}, "Velg hva dere kom fram til."),
        ({"reason": " "}, "Skriv hvorfor."),
        ({"held_on": "2999-01-01"}, "Skriv datoen"),
        ({"held_on": "2090-01-01"}, "Dagen er ikke kommet ennå."),
    ],
)
def test_what_is_wrong_in_a_discussion_is_said_beside_it_and_nothing_is_lost(found, changed, says):
    answer = post(
        "discuss", found.public_id, numbers(found)[0], **(talk(found, reason="Beholdt ord.") | changed)
    )
    page = text(answer)
    assert answer.status_code == 422 and says in page.split('class="stack"')[1]
    assert ("Beholdt ord." in page) == ("reason" not in changed)
    assert ('value="case" ' in page and "checked" in page) and not Discussion.objects.exists()
    links = re.findall(r'<a href="#([^"]*)">', page)
    assert links and all(f'id="{one}"' in page for one in links)


def test_one_participant_is_too_few(found):
    one = [found.raters.first().pk]
    answer = post("discuss", found.public_id, numbers(found)[0], **talk(found, participants=one))
    assert answer.status_code == 422 and "Minst to vurderere" in text(answer)


def test_a_double_click_discusses_once_and_another_window_is_told(found):
    number = numbers(found)[0]
    for _press in (1, 2):
        assert post("discuss", found.public_id, number, **talk(found)).status_code == 302
    assert Discussion.objects.count() == 1
    other = talk(found, outcome="out", reason="Likevel ikke.")
    answer = post("discuss", found.public_id, number, **other)
    assert answer.status_code == 409 and "mens du skrev" in text(answer) and "Likevel ikke." in text(answer)
    assert 'name="shown" value="1"' in text(answer)
    assert post("discuss", found.public_id, number, **(other | {"shown": 1})).status_code == 302
    page = get("discuss", found.public_id, number)
    assert "drøftet om igjen senere" in page and "Nytt og prøvbart." in page


def test_who_only_reads_sees_no_form_and_changes_nothing(found):
    number = made_case(found, numbers(found)[0])
    for who in ("rater", "auditor", "case-officer"):
        for page in (
            get("discuss", found.public_id, number, who=who),
            get("case", found.public_id, number, who=who),
        ):
            assert '<form method="post" class="stack"' not in page and "Legg til" not in page
        assert post("discuss", found.public_id, number, who=who, **talk(found)).status_code == 403
        for name in CASE_ACTS:
            assert post(name, found.public_id, number, who=who).status_code == 403
    assert Discussion.objects.count() == 1 and not Choice.objects.exists()


def test_candidates_that_went_out_are_not_there(found):
    gone = found.candidates.filter(out_in__isnull=False).first().number
    for name in ("discuss", "case", *CASE_ACTS):
        assert client().get(at(name, found.public_id, gone)).status_code == 404
