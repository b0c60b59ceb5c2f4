"""Role by act by whose organisation; and who sees what, as sets that agree with the permissions."""

import pytest

from lovende.applications import actions, queries
from lovende.applications.models import Application
from lovende.measures.models import Measure
from lovende.people.actions import add_person, grant_role
from lovende.people.models import Role
from making.applications import draft, filled, open_call, organisation, submitted, user

pytestmark = pytest.mark.django_db
APPLIES, OFFICER = {Role.APPLICANT, Role.PROJECT_LEAD}, {Role.CASE_OFFICER, Role.DECISION_MAKER}
STRANGER = "stranger"
WHO = [*Role, STRANGER]


def person(role, place):
    """A new person who holds `role` at `place` and nothing else."""
    made = add_person(email=f"{role}-{place}@example.invalid", name="", by=None)
    if role != STRANGER:
        grant_role(user=made, organisation=organisation(place), role=role, by=None)
    return made


def acts(application, actor):
    """Every act: its name → doing it."""
    one = {"application": application, "actor": actor}
    measure = Measure.objects.get(public_id="klar")
    comment = application.comments.first()
    figure = {"label": "L", "period": "2024", "value": 1, "source": "Egen", "is_typed": True}
    return {
        "save_answer": lambda: actions.save_answer(question="metode", value="x", base=0, **one),
        "save_facts": lambda: actions.save_facts(facts={}, version=0, **one),
        "save_budget": lambda: actions.save_budget(
            rows=[
                {"year": row.year, "kind": row.kind, "amount": row.amount, "note": row.note}
                for row in application.budget.all()
            ],
            version=0,
            **one,
        ),
        "seen": lambda: actions.seen(application=application, user=actor, question="behov"),
        "add_comment": lambda: actions.add_comment(question="behov", text="x", **one),
        "resolve_comment": lambda: actions.resolve_comment(comment=comment, actor=actor),
        "note_similar": lambda: actions.note_similar(measure=measure, relation="learns", **one),
        "remove_similar": lambda: actions.remove_similar(measure=measure, **one),
        "cite": lambda: actions.cite(question="behov", figure=figure, **one),
        "attach": lambda: actions.attach(name="a.txt", content=b"a", **one),
        "sign_off": lambda: actions.sign_off(**one),
        "add_author": lambda: actions.add_author(email="ingen@example.invalid", **one),
        "submit": lambda: actions.submit(**one),
        "withdraw": lambda: actions.withdraw(**one),
    }


def allowed(act):
    try:
        act()
    except actions.NotAllowedError:
        return False
    return True


def whole():
    application = filled()
    actions.add_comment(application=application, question="behov", text="Hvor er tallet fra?", actor=user())
    return application


@pytest.mark.parametrize("place", ["nav-moss", "statsforvalteren-oslo-viken"])
@pytest.mark.parametrize("role", WHO)
def test_nobody_but_its_authors_does_anything_with_a_draft(role, place):
    """The applicant's own colleagues and chiefs, officers of the handler, administrators and auditors among them."""
    application, actor = whole(), person(role, place)
    for name, act in acts(application, actor).items():
        assert not allowed(act), name
    for permission in ("read_draft", "write", "sign_off", "submit", "withdraw", "read_submitted"):
        assert not actor.has_perm(f"applications.{permission}", application), permission
    assert application not in queries.readable_by(actor) and application not in queries.written_by(actor)


MAY_HAND_IN = {"submit", "withdraw", "add_author"}


@pytest.mark.parametrize(
    ("role", "place", "may_sign"),
    [(role, place, False) for role in WHO for place in ("nav-moss", "nav-asker")]
    + [(Role.APPLICANT, "nav-moss", True), (Role.PARTNER, "nav-moss", True)],
)
def test_an_author_writes_and_only_one_of_the_office_hands_in(role, place, may_sign):
    application, author = whole(), person(role, place)
    actions.add_author(application=application, user=author, actor=user(), may_sign=may_sign)
    hands_in = role in APPLIES and place == "nav-moss"
    for name, act in acts(application, author).items():
        expected = hands_in if name in MAY_HAND_IN else may_sign if name == "sign_off" else True
        assert allowed(act) == expected, name


@pytest.mark.parametrize("place", ["nav-moss", "statsforvalteren-oslo-viken", "avdir"])
@pytest.mark.parametrize("role", WHO)
def test_what_is_handed_in_is_read_by_its_handler_and_auditors(role, place):
    application, actor = submitted(), person(role, place)
    reads = role == Role.AUDITOR or (role in OFFICER and place == "statsforvalteren-oslo-viken")
    assert actor.has_perm("applications.read_submitted", application) == reads
    assert (application in queries.readable_by(actor)) == reads
    assert (application in queries.submitted_to(actor)) == reads
    assert not actor.has_perm("applications.read_draft", application)
    for name, act in acts(application, actor).items():
        if name != "resolve_comment":
            assert not allowed(act), name


@pytest.mark.parametrize("role", WHO)
def test_one_starts_for_ones_own_organisation_alone(role):
    actor, call = person(role, "nav-moss"), open_call()
    own = allowed(lambda: draft(call, actor=actor))
    assert own == (role in APPLIES) == actor.has_perm("applications.start")
    assert not allowed(lambda: draft(call, actor=actor, organisation=organisation("nav-asker")))


def test_the_sets_say_what_the_permissions_say():
    kept = [draft(), submitted(), filled(), submitted()]
    actions.withdraw(application=kept[1], actor=user())
    people = [person(role, "statsforvalteren-oslo-viken") for role in WHO] + [user()]
    for one in people:
        for application in Application.objects.all():
            for permission, rows in (
                ("read_submitted", queries.readable_by(one)),
                ("read_draft", queries.written_by(one)),
            ):
                held = one.has_perm(f"applications.{permission}", application)
                assert held == rows.filter(pk=application.pk).exists(), (one.email, permission)


def test_what_one_has_withdrawn_as_a_draft_was_never_the_funders_to_see():
    application = draft()
    actions.withdraw(application=application, actor=user())
    officer = user("case-officer")
    assert not officer.has_perm("applications.read_submitted", application)
    assert application not in queries.submitted_to(officer)


def test_who_left_the_office_hands_in_nothing_and_who_is_shut_out_reads_nothing():
    application, person_ = filled(), person(Role.APPLICANT, "nav-moss")
    actions.add_author(application=application, user=person_, actor=user())
    person_.memberships.all().delete()
    person_ = type(person_).objects.get(pk=person_.pk)
    assert person_.has_perm("applications.write", application)
    assert not person_.has_perm("applications.submit", application)
    person_.is_active = False
    assert not person_.has_perm("applications.read_draft", application)
    assert not queries.written_by(person_).exists()


def test_the_sets_take_few_queries(django_assert_max_num_queries):
    for _ in range(4):
        submitted()
    for name in ("case-officer", "auditor", "applicant"):
        one = user(name)
        with django_assert_max_num_queries(3):
            list(queries.readable_by(one))
            list(queries.submitted_to(one))


def test_an_application_is_read_in_few_queries(django_assert_max_num_queries):
    application = submitted()
    with django_assert_max_num_queries(9):
        row = queries.application_of(application.public_id)
        facts = queries.facts_of(row)
        queries.snapshot(row, facts)
        queries.obstacles(row, facts)
