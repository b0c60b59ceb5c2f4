"""A case read in one query is the case as its models have it."""

import pytest
from django.db.models import Model

from lovende.applications.models import Application
from lovende.assessments.casefile import find_case
from lovende.assessments.finding import cases_for
from lovende.assessments.models import Assignment
from lovende.schemes.models import Area
from making.applications import draft
from making.assessments import assessed, assigned, declared, handed_in, officer, plain_call, submit_again

pytestmark = pytest.mark.django_db


def values(one: Model) -> dict:
    """Every column as the model has it."""
    return {field.attname: getattr(one, field.attname) for field in one._meta.concrete_fields}


def said(one: Model, other: Model) -> tuple[dict, dict]:
    """What was read of `one`, and the same columns of `other`; without asking the database."""
    stored = values(other)
    read = {name: value for name, value in vars(one).items() if name in stored}
    return read, {name: stored[name] for name in read}


@pytest.fixture
def case() -> Application:
    call = plain_call()
    made = handed_in(call, area=Area.objects.create(call=call, key="en", number="1", name="Område én"))
    assigned(made, "case-officer", "case-officer-2")
    assessed(made, "case-officer")
    submit_again(made)
    assessed(made, "case-officer", summary="Nå av den nye.")
    declared(made, officer("decision-maker"), "conflict")
    return made


def test_it_is_what_the_models_have(case, django_assert_num_queries):
    stored = Application.objects.get(pk=case.pk)
    with django_assert_num_queries(1):
        read = find_case(case.public_id)
        rows = list(read.assignments.all())
        wrote = [one for row in rows for one in row.assessments.all()]
        judged = [one for assessment in wrote for one in assessment.judgements.all()]
        names = [row.officer.name for row in rows]
        assert read.standing.application is read and rows[0].application is read
        seen = (read.call.title, read.organisation.name, read.standing.area.name)
    assert seen == (stored.call.title, stored.organisation.name, "Område én")
    assert names == [
        row.officer.name for row in Assignment.objects.filter(application=case).order_by("assigned_at")
    ]
    assert len(rows) == 3 and len(wrote) == 2 and len(judged) == 2 * case.call.criteria.count() > 0
    pairs = [(read, stored), (read.standing, stored.standing), (read.call, stored.call)]
    pairs += [(read.organisation, stored.organisation), (read.standing.area, stored.standing.area)]
    pairs += [(one, type(one).objects.get(pk=one.pk)) for one in [*rows, *wrote, *judged]]
    pairs += [(row.officer, officer(row.officer.email.split("@")[0])) for row in rows]
    pairs += [(one.criterion, type(one.criterion).objects.get(pk=one.criterion_id)) for one in judged]
    for one, other in pairs:
        mine, theirs = said(one, other)
        assert mine == theirs
        assert [type(value) for value in mine.values()] == [type(value) for value in theirs.values()], one
    order = [(one.assessment_id, one.criterion.order, one.criterion_id) for one in judged]
    assert order == sorted(order)


def test_what_is_not_wanted_is_not_read(case, django_assert_num_queries):
    with django_assert_num_queries(1):
        read = find_case(case.public_id, with_assessments=False)
        first = read.assignments.all()[0]
    with django_assert_num_queries(1):
        assert len(first.assessments.all()) == 2, "asked for when it is used"
    with django_assert_num_queries(1):
        assert read.call.text == case.call.text


def test_what_stands_nowhere_yet_is_no_case():
    with pytest.raises(Application.DoesNotExist):
        find_case(draft().public_id)
    with pytest.raises(Application.DoesNotExist):
        find_case("sok-1900-1")


def test_without_area_and_officers():
    read = find_case(handed_in(area=None).public_id)
    assert read.standing.area is None and list(read.assignments.all()) == []


def test_who_says_to_be_partial_loses_the_case_at_once():
    """Also within one request, where whom a case is closed to has been read already."""
    case, me = handed_in(), officer()
    assert cases_for(me).filter(pk=case.pk).exists()
    declared(case, me, "conflict")
    assert not cases_for(me).filter(pk=case.pk).exists()
