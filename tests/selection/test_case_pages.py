"""Pages after the readings: what is there before and after the phases are settled, forms, two windows, queries."""

import re
from collections import Counter

import pytest
from django.utils import timezone

from lovende.people.demo import address
from lovende.people.models import Organisation, User
from lovende.selection.actions import choose, discuss, drop_case, follow_up, say_view, settle_phase
from lovende.selection.case_pages.forms import FollowUpForm
from lovende.selection.case_pages.queries import Standing, left_in, offices, standings
from lovende.selection.models import Case, Choice, Discussion, FollowUp, GroupView, Interview, Round
from lovende.selection.phases import left, open_phase
from making.selection import lead, locked_reading, open_readings, read_by_all, settled_round
from making.selection_pages import at, client, counted, get, post, text
from who_may.selection_cases import made_case, read_to_its_end

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]
OWNER = "statsforvalteren-oslo-viken"
SECRET = "Helt uegnet til noe som helst."
MOST_QUERIES = 15
CASE_ACTS = ["interview", "group_view", "drop_case", "choose"]


def owner() -> Organisation:
    return Organisation.objects.get(slug=OWNER)


@pytest.fixture
def found() -> Round:
    """Six candidates: in the last phase one went out, one is split, the rest both said in to."""
    made = settled_round(owner=owner())
    numbers = [one.number for one in left(made)]
    open_phase(round_=made, actor=lead())
    read_by_all(made, {numbers[0]: ("out", "out"), numbers[1]: ("in", "out")})
    settle_phase(round_=made, actor=lead())
    return made


def numbers(found: Round) -> list[int]:
    return [one.number for one in left(found)]


def talk(found: Round, **changed) -> dict:
    people = [row.pk for row in found.raters.all()[:2]]
    facts = {"shown": 0, "outcome": "case", "reason": "Nytt og prøvbart.", "participants": people,
             "held_on": str(timezone.localdate())}  # fmt: skip
    return facts | changed


def interview(found: Round, **changed) -> dict:
    people = [row.pk for row in found.raters.all()[:2]]
    facts = {"shown": 0, "held_on": str(timezone.localdate()), "role": "Veileder", "people": 1, "consent": "oral",
             "interviewers": people, "topics": "Tiltaket", "notes": "Virket godt."}  # fmt: skip
    return facts | changed


def case(found: Round, place: int = 0) -> int:
    return made_case(found, numbers(found)[place])


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
    number = case(found)
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


# Cases


def test_an_interview_asks_for_a_role_and_never_a_name(found):
    number = case(found)
    page = get("interview", found.public_id, number)
    assert "Rollen, ikke navnet" in page and not re.search(r'name="(name|navn)"', page)
    facts = interview(found, shown=1, role="Prosjektleder")
    for _press in (1, 2):
        assert post("interview", found.public_id, number, **facts).status_code == 302
    assert Interview.objects.count() == 2
    page = get("case", found.public_id, number)
    assert "Prosjektleder" in page and "muntlig samtykke" in page and "Virket godt." in page


def test_two_windows_may_each_add_an_interview(found):
    number = case(found)
    for role in ("Prosjektleder", "Leder"):
        assert (
            post("interview", found.public_id, number, **interview(found, shown=1, role=role)).status_code
            == 302
        )
    assert Interview.objects.count() == 3


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"role": ""}, "Skriv rollen."),
        ({"consent": ""}, "Uten samtykke"),
        ({"people": "0"}, "minst 1"),
        ({"topics": ""}, "Skriv hva dere snakket om."),
        ({"held_on": "i går"}, "Skriv datoen"),
    ],
)
def test_a_wrong_interview_keeps_what_was_typed(found, changed, says):
    number = case(found)
    answer = post("interview", found.public_id, number, **interview(found, notes="Beholdt.", **changed))
    assert answer.status_code == 422 and says in text(answer) and "Beholdt." in text(answer)
    assert Interview.objects.count() == 1


def test_one_does_not_interview_alone(found):
    one = [found.raters.first().pk]
    answer = post("interview", found.public_id, case(found), **interview(found, interviewers=one))
    assert answer.status_code == 422 and "To eller tre intervjuer sammen." in text(answer)


def test_a_view_replaces_only_what_its_writer_has_seen(found):
    number = case(found)
    said = {"replaces": "", "member": "NAV-kontor", "stance": "unsure", "words": "Ser dyrt ut."}
    for _press in (1, 2):
        assert post("group_view", found.public_id, number, **said).status_code == 302
    other = said | {"stance": "interested", "words": "Nå vil vi."}
    answer = post("group_view", found.public_id, number, **other)
    assert answer.status_code == 409 and "Nå vil vi." in text(answer)
    assert GroupView.objects.get().stance == "unsure"
    seen = re.search(r'name="replaces" value="([0-9a-f]{64})"', text(answer))[1]
    assert post("group_view", found.public_id, number, **(other | {"replaces": seen})).status_code == 302
    assert GroupView.objects.get().words == "Nå vil vi."


def test_changing_a_view_keeps_whose_it_is(found):
    number = case(found)
    row = say_view(round_=found, number=number, member="Kommune", stance="unsure", actor=lead())
    there = at("group_view", found.public_id, number) + f"?medlem={row.pk}"
    page = text(client().get(there))
    field = re.search(r'<input[^>]*name="member"[^>]*>', page)[0]
    assert "Kommune" in field and "readonly" in field and "disabled" not in field
    seen = re.search(r'name="replaces" value="([0-9a-f]{64})"', page)[1]
    answer = client().post(
        there, {"replaces": seen, "member": "En annen", "stance": "not-for-us", "words": ""}
    )
    assert answer.status_code == 302
    assert list(GroupView.objects.values_list("member", "stance")) == [("Kommune", "not-for-us")]


def test_a_case_is_dropped_with_its_reason_and_studied_no_more(found):
    number = case(found)
    assert post("drop_case", found.public_id, number, because="not-new", note="").status_code == 422
    for _press in (1, 2):
        answer = post("drop_case", found.public_id, number, because="not-new", note="Prøvd i flere byer.")
        assert answer.status_code == 302
    page = get("case", found.public_id, number)
    assert "ikke nytt" in page and "Prøvd i flere byer." in page and "Legg til et intervju" not in page
    assert client().get(at("choose", found.public_id, number)).status_code == 302
    late = post("interview", found.public_id, number, **interview(found, notes="Ble skrevet for sent."))
    assert late.status_code == 409 and "Ble skrevet for sent." in text(late)


def test_a_chosen_method_is_not_dropped_before_the_choice_is_made_again(found):
    number = case(found)
    choose(round_=found, number=number, is_chosen=True, reason="God.", actor=lead())
    answer = post("drop_case", found.public_id, number, because="other", note="Likevel ikke.")
    assert answer.status_code == 409 and "Metoden er valgt." in text(answer)
    assert Case.objects.get().dropped_at is None


# The choice and the follow-up


def test_a_choice_supersedes_the_one_its_writer_saw(found):
    number = case(found)
    yes = {"shown": 0, "is_chosen": "yes", "reason": "Virker og kan flyttes."}
    for _press in (1, 2):
        assert post("choose", found.public_id, number, **yes).status_code == 302
    assert Choice.objects.count() == 1
    no = {"shown": 0, "is_chosen": "no", "reason": "Tvil om målingen."}
    assert post("choose", found.public_id, number, **no).status_code == 409
    assert post("choose", found.public_id, number, **(no | {"shown": 1})).status_code == 302
    page = get("case", found.public_id, number)
    assert "Virker og kan flyttes." in page and "tatt om igjen senere" in page and "ikke valgt" in page
    assert "Ingen metoder er valgt ennå." in get("chosen", found.public_id)


def test_what_the_protocol_or_the_rules_refuse_is_said_beside_the_choice(found):
    number = numbers(found)[0]
    discuss(
        round_=found, number=number, participants=list(found.raters.all()[:2]), outcome="case", reason="Nytt.",
        held_on=timezone.localdate(), actor=lead(),
    )  # fmt: skip
    answer = post("choose", found.public_id, number, shown=0, is_chosen="yes", reason="Beholdt grunn.")
    assert answer.status_code == 422 and "Ingen er intervjuet." in text(answer)
    assert "Beholdt grunn." in text(answer)


def test_the_last_steps_add_up_and_the_chosen_lead_to_their_measures(found):
    one, two, three, four = (case(found, place) for place in range(4))
    drop_case(round_=found, number=two, because="no-respondents", note="Ingen svarte.", actor=lead())
    choose(round_=found, number=three, is_chosen=False, reason="Ikke overførbart.", actor=lead())
    choose(round_=found, number=four, is_chosen=True, reason="Klart lovende.", actor=lead())
    page = get("chosen", found.public_id, who="rater")
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    for line in ("5 igjen etter", "0 ut i fellesdrøftingen", "1 er ikke drøftet ennå", "4 caser",
                 "1 avsluttet uten valg", "1 ingen å intervjue", "1 ikke valgt", "1 case undersøkes fortsatt",
                 "1 valgt"):  # fmt: skip
        assert line in plain, line
    assert "Ingen svarte." in page and "Klart lovende." in page
    assert found.candidates.get(number=four).measure.get_absolute_url() in page
    assert found.candidates.get(number=one).measure.get_absolute_url() not in page


def test_the_owner_takes_a_chosen_method_to_offices_by_name_once(found):
    number = case(found)
    assert client("decision-maker").get(at("follow_up", found.public_id, number)).status_code == 302
    choose(round_=found, number=number, is_chosen=True, reason="God.", actor=lead())
    assert post("follow_up", found.public_id, number, reason="x").status_code == 403
    assert at("follow_up", found.public_id, number) in get(
        "case", found.public_id, number, who="decision-maker"
    )
    own = found.candidates.get(number=number).organisation_id
    names = list(
        Organisation.objects.filter(kind__key="nav-office", is_pseudonym=False)
        .exclude(pk=own).order_by("name").values_list("name", flat=True)[:3]
    )  # fmt: skip
    typed = {f"office_{place}": name for place, name in enumerate(names, 1)}
    wrong = post("follow_up", found.public_id, number, who="decision-maker", reason="Vil prøves.",
                 **(typed | {"office_2": "NAV Finnes Ikke"}))  # fmt: skip
    assert wrong.status_code == 422 and "Finnes ikke blant NAV-kontorene" in text(wrong)
    assert "NAV Finnes Ikke" in text(wrong) and "Vil prøves." in text(wrong)
    for _press in (1, 2):
        answer = post(
            "follow_up", found.public_id, number, who="decision-maker", reason="Vil prøves.", **typed
        )
        assert answer.status_code == 302
    assert sorted(FollowUp.objects.get().offices.values_list("name", flat=True)) == sorted(names)
    other = post("follow_up", found.public_id, number, who="decision-maker", reason="En annen grunn.")
    assert other.status_code == 409 and "alt bestemt" in text(other)
    for name, parts in (("case", [number]), ("chosen", [])):
        page = get(name, found.public_id, *parts, who="rater")
        assert "Vil prøves." in page and all(one in page for one in names)


def test_a_method_is_not_followed_up_where_it_is_and_names_are_read_as_they_are_written():
    own = Organisation.objects.get(slug="nav-moss")
    typed = {"reason": "Vil prøves.", "office_1": own.name.lower()}
    refused = FollowUpForm(typed, rows=offices(), own=own.pk)
    assert set(refused.errors) == {"office_1"} and "dem som har den" in refused.errors["office_1"][0]
    assert own.name not in refused.names() and "NAV Frogner" in refused.names()
    typed |= {"office_1": " nav frogner ", "office_2": "NAV Frogner"}
    taken = FollowUpForm(typed, rows=offices(), own=own.pk)
    assert taken.is_valid(), taken.errors
    assert [one.slug for one in taken.cleaned_data["offices"]] == ["nav-frogner"]


def test_offices_of_one_name_are_told_apart_by_their_municipality(found):
    number, one = case(found), Organisation.objects.get(slug="nav-moss")
    other = Organisation.objects.get(slug="nav-asker")
    Organisation.objects.filter(pk=other.pk).update(name=one.name)
    choose(round_=found, number=number, is_chosen=True, reason="God.", actor=lead())
    typed = {"reason": "Vil prøves.", "office_1": one.name}
    answer = post("follow_up", found.public_id, number, who="decision-maker", **typed)
    called = re.search(r"Skriv ett av dem: ([^,]+), ", text(answer))[1]
    assert answer.status_code == 422 and called.startswith(f"{one.name} (")
    typed["office_1"] = called
    assert post("follow_up", found.public_id, number, who="decision-maker", **typed).status_code == 302
    assert FollowUp.objects.get().offices.count() == 1


# Queries


def filled(n: int) -> tuple[Round, int]:
    """A round of `n` candidates that are all chosen cases, two of them followed up."""
    made = read_to_its_end(title=f"Runde med {n}", owner=owner(), candidates=n)
    user = User.objects.get(email=address("decision-maker"))
    places = Organisation.objects.filter(slug__in=["nav-moss", "nav-frogner", "nav-asker"])
    for place, number in enumerate(numbers(made)):
        made_case(made, number)
        say_view(round_=made, number=number, member="Kommune", stance="unsure", actor=lead())
        if place % 3 == 2:
            drop_case(round_=made, number=number, because="other", note="Annet.", actor=lead())
            continue
        choose(round_=made, number=number, is_chosen=True, reason="God.", actor=lead())
        own = made.candidates.get(number=number).organisation_id
        follow_up(
            round_=made, number=number, reason="Prøves.", offices=[one for one in places if one.pk != own], actor=user
        )  # fmt: skip
    return made, numbers(made)[0]


def test_the_forms_take_few_queries_however_many_candidates():
    both = [read_to_its_end(title=f"Skjema {n}", owner=owner(), candidates=n) for n in (3, 12)]
    for made in both:
        for number in numbers(made)[: len(numbers(made)) - 1]:
            made_case(made, number)
    for name, place in [("discuss", 0), ("discuss", -1), *((act, 0) for act in CASE_ACTS)]:
        small, large = (counted(at(name, made.public_id, numbers(made)[place]), "evaluator") for made in both)
        assert small == large <= MOST_QUERIES, (name, small, large)


@pytest.mark.parametrize("who", ["evaluator", "case-officer"])
def test_pages_take_few_queries_however_many_candidates(who):
    both = [filled(n) for n in (3, 12)]
    for name in ("discussions", "chosen"):
        small, large = (counted(at(name, made.public_id), who) for made, _number in both)
        assert small == large <= MOST_QUERIES, (name, small, large)
    for name in ("discuss", "case"):
        small, large = (counted(at(name, made.public_id, number), who) for made, number in both)
        assert small == large <= MOST_QUERIES, (name, small, large)
