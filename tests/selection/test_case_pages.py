"""Pages of the cases: forms, two windows, the choice and the follow-up, queries."""

import re

import pytest
from django.utils import timezone

from lovende.people.demo import address
from lovende.people.models import Organisation, User
from lovende.selection.actions import choose, discuss, drop_case, follow_up, say_view
from lovende.selection.case_pages.forms import FollowUpForm
from lovende.selection.case_pages.queries import offices
from lovende.selection.models import Case, Choice, FollowUp, GroupView, Interview, Round
from making.case_pages import CASE_ACTS, numbers, owner, read_round
from making.selection import lead
from making.selection_pages import at, client, counted, get, post, text
from who_may.selection_cases import made_case, read_to_its_end

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]
MOST_QUERIES = 15


@pytest.fixture
def found() -> Round:
    return read_round()


def interview(found: Round, **changed) -> dict:
    people = [row.pk for row in found.raters.all()[:2]]
    facts = {"shown": 0, "held_on": str(timezone.localdate()), "role": "Veileder", "people": 1, "consent": "oral",
             "interviewers": people, "topics": "Tiltaket", "notes": "Virket godt."}  # fmt: skip
    return facts | changed


def case(found: Round, place: int = 0) -> int:
    return made_case(found, numbers(found)[place])


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
