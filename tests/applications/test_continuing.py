"""Whose measure an application may continue."""

import pytest

from lovende.applications.actions import save_facts, start_application
from lovende.applications.errors import ApplicationError
from lovende.measures.models import Measure
from making.applications import draft, open_call, organisation, user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]


def start(public_id: str):
    measure = Measure.objects.get(public_id=public_id)
    call = open_call()
    return start_application(
        call=call,
        organisation=organisation(),
        title="Vi går videre",
        actor=user("applicant"),
        kind="continuation",
        measure=measure,
    )


def test_a_measure_of_ones_own_municipality_goes_on():
    assert start("moss-jobbsjansen").measure.public_id == "moss-jobbsjansen"


def test_nobody_continues_what_belongs_to_others():
    with pytest.raises(ApplicationError) as problem:
        start("skolekompasset-grunerlokka")
    assert set(problem.value.fields) == {"measure"}
    row = draft()
    other = Measure.objects.get(public_id="skolekompasset-grunerlokka")
    with pytest.raises(ApplicationError):
        save_facts(
            application=row,
            facts={"kind": "continuation", "measure": other},
            version=row.version,
            actor=user("applicant"),
        )
