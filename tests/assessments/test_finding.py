"""The queue's statements, put together once a way of asking, against the same asked case by case."""

from decimal import Decimal
from itertools import product

import pytest

from lovende.applications.models import Application
from lovende.applications.queries import vector_of_texts
from lovende.assessments import ranking
from lovende.assessments.asked import UNASSIGNED, Asked
from lovende.assessments.choices import calls_for
from lovende.assessments.finding import cases_for, sought
from lovende.assessments.models import Standing
from lovende.assessments.queue import Queue
from lovende.assessments.ranking import Ranking
from lovende.people.models import Organisation, Role, User
from making.assessments import assessed, assigned, decided, declared, handed_in, officer, person, plain_call

pytestmark = pytest.mark.django_db


def cases(call):
    """Cases of several offices, areas, kinds, stages and officers; one that an officer is partial in."""
    other = Organisation.objects.exclude(pk=call.administrator_id).order_by("pk").first()
    kinds = Application.Kind.values
    made = [
        handed_in(
            call,
            title=f"{('Losen', 'Jobben')[number % 2]} {number}",
            kind=kinds[number % len(kinds)],
            area=call.areas.all()[number % 2] if number % 3 else None,
            applied=None if number == 4 else Decimal(number % 5 * 100_000),
            handler=other if number in (5, 6) else None,
        )
        for number in range(12)
    ]
    for case in made:
        Application.objects.filter(pk=case.pk).update(terms=vector_of_texts([case.title, "gjeld"]))
    assigned(made[0])
    assessed(made[1])
    assessed(made[2], "case-officer-2")
    decided(made[3])
    declared(made[7], officer(), "conflict")
    Application.objects.filter(pk=made[8].pk).update(state="withdrawn")
    return other


def facts_of(row: Standing) -> tuple[str, str | None, str, set[User]]:
    """(call, area, kind, who is on it) of a case."""
    on_it = row.application.assignments.filter(released_at=None, assesses=True)
    return row.call.key, row.area.key if row.area else None, row.kind, {one.officer for one in on_it}


def is_asked_for(facts: tuple[str, str | None, str, set[User]], user: User, asked: Asked) -> bool:
    """As the address says; words aside."""
    call, area, kind, officers = facts
    if asked.officer == UNASSIGNED:
        is_by = not officers
    else:
        is_by = not asked.officer or asked.officer in {str(one.pseudonym) for one in officers}
    return (
        is_by
        and asked.call in ("", call)
        and asked.area in ("", area)
        and asked.kind in ("", kind)
        and (not asked.mine or user in officers)
    )


def test_each_way_of_asking_finds_what_is_asked_for():
    call = plain_call()
    other = cases(call)
    both = person("begge", Role.CASE_OFFICER)
    both.memberships.create(organisation=other, role=Role.CASE_OFFICER)
    narrowings = product(
        ("", call.key),
        ("", call.areas.first().key),
        ("", Application.Kind.CONTINUATION),
        (False, True),
        ("", UNASSIGNED, str(officer().pseudonym), "x"),
    )
    ways = [Asked(call=c, area=a, kind=k, mine=m, officer=o, size=200) for c, a, k, m, o in narrowings]
    known = dict(Standing.objects.exclude(state="withdrawn").values_list("application__public_id", "pk"))
    seen = set()
    for name in ("case-officer", "decision-maker", "auditor", "begge"):
        user = officer(name)
        facts = {row.pk: facts_of(row) for row in cases_for(user)}
        assert {one.key for one in calls_for(user)} == {call for call, *_rest in facts.values()}
        for asked in ways:
            wanted = {pk for pk, one in facts.items() if is_asked_for(one, user, asked)}
            queue = Queue(user, asked)
            assert {known[row.public_id] for row in queue.rows} == wanted & set(known.values()), (name, asked)
            assert sum(number for stage, number in queue.counts.items() if stage) == len(wanted)
            seen.add(sought(user, asked).way)
    assert {way.handlers for way in seen} == {"one", "several", "all"} and len(seen) > 60


def test_the_same_way_asked_with_other_words_finds_others():
    cases(plain_call())
    auditor = officer("auditor")
    found = {q: {row.title for row in Queue(auditor, Asked(q=q)).rows} for q in ("losen", "jobben", "gjeld")}
    assert len(found["losen"]) == 5 and len(found["jobben"]) == 6 and len(found["gjeld"]) == 11
    assert found["losen"].isdisjoint(found["jobben"])
    ways = {sought(auditor, Asked(q=q)).way for q in found}
    assert len(ways) == 1


@pytest.mark.parametrize("text", ["100 %", "_", "%s", "'", "\\", "' OR true --", "{0}", "losen'"])
def test_what_is_typed_is_never_sql_nor_a_pattern(text):
    handed_in(title="Losen")
    assert Queue(officer(), Asked(q=f"{text} jobben")).total == 0


def plainly(user, call) -> list[tuple[str, Decimal]]:
    """The list as the rules say it, sorted here: (id, the total down to and with it)."""
    seen = {row.pk for row in cases_for(user)}
    rows = [row for row in Standing.objects.filter(call=call) if row.state != "withdrawn"]

    def claimed(row: Standing) -> Decimal:
        if row.decision_id:
            return row.decided_amount or Decimal(0)
        return (
            (row.recommended_amount or Decimal(0))
            if row.recommended_outcome not in ("", "rejected")
            else Decimal(0)
        )

    def place(row: Standing) -> tuple:
        prioritised = bool(row.area and row.area.is_prioritised)
        met = (1, 0) if row.met is None else (0, -row.met)
        return row.kind != "continuation", not prioritised, met, row.submitted_at, row.pk

    total = sum((claimed(row) for row in rows if row.pk not in seen), Decimal(0))
    told = []
    for row in sorted((row for row in rows if row.pk in seen), key=place):
        total += claimed(row)
        told.append((row.application.public_id, total))
    return told


@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
def test_the_prioritised_list_is_the_same_from_either_end(size, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(ranking, "PAGE", size)
    call = plain_call(frame=Decimal(1_000_000))
    cases(call)
    for number in range(3):
        decided(handed_in(call, applied=Decimal(10_000 * (number + 1))))
    for user in (officer("case-officer"), officer("auditor"), officer("decision-maker")):
        wanted = plainly(user, call)
        found = Ranking(user, call)
        assert found.total == len(wanted) and found.pages == -(-len(wanted) // size)
        told = []
        for page in range(1, found.pages + 1):
            with django_assert_max_num_queries(3):
                told += found.places(page)
        assert [(one.case.public_id, one.running) for one in told] == wanted
        assert [one.rank for one in told] == list(range(1, len(wanted) + 1))
        assert [one.is_beyond for one in told] == [total > call.frame for _id, total in wanted]
        with pytest.raises(ValueError, match="no page"):
            found.places(found.pages + 1)


def test_a_call_without_a_case_that_one_may_know_of_has_an_empty_list():
    call = plain_call()
    declared(handed_in(call), officer(), "conflict")
    found = Ranking(officer(), call)
    assert (found.total, found.pages, found.places(1)) == (0, 1, [])
