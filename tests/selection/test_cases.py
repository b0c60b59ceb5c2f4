"""After the readings: discussion, case studies, the choice and what the owner takes further, on the database."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from lovende.people.actions import grant_role
from lovende.people.models import Organisation, Role, User
from lovende.records.models import AuditEvent
from lovende.selection.actions import ConflictError, NotAllowedError, SelectionError, settle_phase
from lovende.selection.choosing import choose, chosen, follow_up
from lovende.selection.discussing import add_interview, discuss, drop_case, say_view
from lovende.selection.models import Case, Choice, Round
from lovende.selection.phases import left, open_phase
from making.selection import lead, rater_user, read_by_all, settled_round

pytestmark = pytest.mark.django_db
OUT = ("out", "out")
SPLIT = ("in", "out")


@pytest.fixture
def found(portfolio) -> Round:
    """Both phases settled: of six candidates one went out in the screening and one in the deep study."""
    made = settled_round()
    numbers = [one.number for one in left(made)]
    open_phase(round_=made, actor=lead())
    read_by_all(made, {numbers[0]: OUT, numbers[1]: SPLIT})
    settle_phase(round_=made, actor=lead())
    return made


def first(found: Round) -> int:
    return left(found)[0].number


def talk(found: Round, number: int, outcome: str = "case", **more):
    facts = {"participants": list(found.raters.all()[:3]), "reason": "Nytt og prøvbart.",
             "held_on": timezone.localdate()}  # fmt: skip
    return discuss(round_=found, number=number, outcome=outcome, actor=lead(), **(facts | more))


def interview(found: Round, number: int, people: int = 2, **more):
    facts = {"held_on": timezone.localdate(), "role": "Veileder", "people": 1, "consent": "oral",
             "topics": "Tiltaket og ordningen", "notes": ""}  # fmt: skip
    return add_interview(
        round_=found,
        number=number,
        interviewers=found.raters.all()[:people],
        facts=facts | more,
        actor=lead(),
    )


def case(found: Round) -> int:
    number = first(found)
    talk(found, number)
    interview(found, number)
    return number


def test_the_gate_of_both_out_leaves_the_split_for_discussion(found):
    settled = list(found.phases.order_by("order"))
    out = {row.out_in_id for row in found.candidates.filter(out_in__isnull=False)}
    assert out == {settled[1].pk} and len(left(found)) == 5


def test_nobody_discusses_before_the_phases_are_settled(portfolio):
    early = settled_round()
    with pytest.raises(ConflictError, match="ikke avgjort"):
        talk(early, first(early))


def test_a_discussion_makes_a_case_and_is_superseded_never_edited(found):
    number = first(found)
    one, two = talk(found, number), talk(found, number, outcome="out", reason="Likevel ikke nytt.")
    assert (one.number, two.number) == (1, 2) and Case.objects.filter(candidate=one.candidate).exists()
    with pytest.raises(ConflictError, match="ikke en case"):
        interview(found, number)
    for wrong in (lambda: one.delete(), lambda: type(one).objects.filter(pk=one.pk).update(reason="x")):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"participants": []}, "participants"),
        ({"outcome": "perhaps"}, "outcome"),
        ({"reason": "  "}, "reason"),
        ({"held_on": timezone.localdate() + timedelta(days=2)}, "held_on"),
    ],
)
def test_what_is_missing_in_a_discussion_is_said_beside_its_field(found, changed, field):
    with pytest.raises(SelectionError) as wrong:
        talk(found, first(found), **changed)
    assert set(wrong.value.fields) == {field} and not Case.objects.exists()


def test_raters_of_another_round_do_not_count_as_participants(found):
    other = settled_round(title="En annen")
    with pytest.raises(SelectionError) as wrong:
        talk(found, first(found), participants=list(other.raters.all()))
    assert set(wrong.value.fields) == {"participants"}


@pytest.mark.parametrize("people", [1, 4])
def test_two_or_three_interview_together(found, people):
    talk(found, first(found))
    with pytest.raises(SelectionError) as wrong:
        interview(found, first(found), people=people)
    assert set(wrong.value.fields) == {"interviewers"}


def test_an_interview_needs_consent_and_a_day_that_has_come(found):
    talk(found, first(found))
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(SelectionError) as wrong:
        interview(found, first(found), consent="", held_on=tomorrow, role=" ")
    assert set(wrong.value.fields) == {"consent", "held_on", "role"}


def test_a_dropped_case_says_why_and_is_studied_no_more(found):
    number = case(found)
    with pytest.raises(SelectionError) as wrong:
        drop_case(round_=found, number=number, because="tired", note="", actor=lead())
    assert set(wrong.value.fields) == {"because", "note"}
    drop_case(round_=found, number=number, because="not-new", note="Prøvd i flere byer før.", actor=lead())
    for act in (lambda: interview(found, number), lambda: choose(
        round_=found, number=number, is_chosen=True, reason="God.", actor=lead())):  # fmt: skip
        with pytest.raises(ConflictError, match="avsluttet"):
            act()


def test_a_chosen_method_is_not_dropped_behind_the_choice(found):
    number = case(found)
    choose(round_=found, number=number, is_chosen=True, reason="God.", actor=lead())
    with pytest.raises(ConflictError, match="Metoden er valgt"):
        drop_case(round_=found, number=number, because="not-new", note="Likevel ikke.", actor=lead())
    assert [one.number for one in chosen(found)] == [number]


def test_a_view_said_again_replaces_the_one_before(found):
    number = case(found)
    for stance in ("unsure", "interested"):
        say_view(round_=found, number=number, member="NAV-kontor", stance=stance, actor=lead())
    views = Case.objects.get(candidate__number=number, candidate__round=found).group_views
    assert list(views.values_list("member", "stance")) == [("NAV-kontor", "interested")]


def test_the_choice_is_superseded_and_stays_within_the_protocol(found):
    number = case(found)
    choose(round_=found, number=number, is_chosen=True, reason="Virker og kan flyttes.", actor=lead())
    choose(round_=found, number=number, is_chosen=False, reason="Tvil om målingen.", actor=lead())
    assert chosen(found) == [] and Choice.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Choice.objects.update(is_chosen=True)


def test_no_more_are_chosen_than_the_protocol_says(portfolio):
    made = settled_round(at_most=1)
    open_phase(round_=made, actor=lead())
    read_by_all(made)
    settle_phase(round_=made, actor=lead())
    one, two = (row.number for row in left(made)[:2])
    for number in (one, two):
        talk(made, number)
        interview(made, number)
    choose(round_=made, number=one, is_chosen=True, reason="God.", actor=lead())
    choose(round_=made, number=one, is_chosen=True, reason="God, sagt bedre.", actor=lead())
    with pytest.raises(SelectionError) as wrong:
        choose(round_=made, number=two, is_chosen=True, reason="Også god.", actor=lead())
    assert set(wrong.value.fields) == {"is_chosen"} and [row.number for row in chosen(made)] == [one]


def test_nothing_is_chosen_that_nobody_was_asked_about(found):
    talk(found, first(found))
    with pytest.raises(SelectionError) as wrong:
        choose(round_=found, number=first(found), is_chosen=True, reason="God.", actor=lead())
    assert set(wrong.value.fields) == {"is_chosen"}


def test_the_owner_takes_a_chosen_method_to_other_offices_once(found):
    number = case(found)
    owner = User.objects.create_user("eier@test.invalid", name="Eier")
    avdir = Organisation.objects.get(slug="avdir")
    grant_role(user=owner, organisation=avdir, role=Role.DECISION_MAKER, by=None)
    Round.objects.filter(pk=found.pk).update(owner=avdir)
    offices = list(Organisation.objects.filter(slug__in=["nav-moss", "nav-frogner", "nav-asker"]))
    facts = {"round_": found, "number": number, "reason": "Vil prøves.", "offices": offices}
    with pytest.raises(ConflictError, match="ikke valgt"):
        follow_up(actor=owner, **facts)
    choose(round_=found, number=number, is_chosen=True, reason="God.", actor=lead())
    with pytest.raises(NotAllowedError):
        follow_up(actor=lead(), **facts)
    assert set(follow_up(actor=owner, **facts).offices.all()) == set(offices)
    with pytest.raises(ConflictError, match="alt bestemt"):
        follow_up(actor=owner, **facts)


def test_those_who_do_not_lead_change_nothing(found):
    number = case(found)
    before = AuditEvent.objects.count()
    with pytest.raises(NotAllowedError):
        choose(round_=found, number=number, is_chosen=False, reason="Nei.", actor=rater_user())
    with pytest.raises(NotAllowedError):
        drop_case(round_=found, number=number, because="other", note="x", actor=rater_user())
    assert AuditEvent.objects.count() == before


def test_events_hold_no_reason_and_no_words(found):
    number = case(found)
    choose(round_=found, number=number, is_chosen=True, reason="Hemmelig grunn.", actor=lead())
    facts = list(AuditEvent.objects.filter(about=found.public_id).values_list("facts", flat=True))
    assert facts and "Hemmelig" not in str(facts) and "Nytt og prøvbart" not in str(facts)
