"""What a hostile or clumsy client sends to the pages of grants: refused in words, never an error of ours."""

import pytest
from django.test import Client

from lovende.people.demo import address
from lovende.people.models import User
from making.applications import draft, open_call
from making.assessments import handed_in
from making.awards import award

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]
NUL, NO_UUID, LONG = "\0", "x" * 36, "9" * 30


def sends(who: str, verb: str, path: str, data: dict[str, str]) -> int:
    client = Client()
    client.force_login(User.objects.get(email=address(who)))
    return getattr(client, verb)(path, data).status_code


@pytest.mark.parametrize(
    ("path", "data", "status"),
    [
        ("/saker/", {"saksbehandler": NO_UUID}, 200),
        ("/saker/samlet/", {"do": "decide", "sak": NUL}, 400),
        ("/tilskudd/", {"ordning": NUL}, 400),
        ("/utlysninger/ny/", {"fra": NUL}, 400),
    ],
)
def test_no_address_of_an_office_breaks_a_page(path, data, status):
    assert sends("case-officer", "get", path, data) == status


def test_no_officer_is_put_on_a_case_by_a_made_up_name():
    path = f"/saker/{handed_in().public_id}/fordeling/"
    for name in ("officer", "release"):
        assert sends("case-officer", "post", path, {name: NO_UUID}) == 422


def test_no_amount_is_too_long_to_refuse():
    found = award()
    path = f"/tilskudd/{found.public_id}/rater/{found.years.get().year}/"
    sent = {"version": str(found.version), "amount_1": LONG, "due_1": "2026-03-15"}
    assert sends("case-officer", "post", path, sent) == 422


def test_nothing_sent_to_a_draft_breaks_it():
    row = draft(open_call())
    home = f"/soknader/{row.public_id}/"
    figure = {"label": "x", "value": LONG, "period": "2020", "source": "SSB"}
    assert sends("applicant", "post", home + "tall/behov/skriv/", figure) == 422
    assert sends("applicant", "post", home + "kommentar/", {"text": ""}) == 422
    assert sends("applicant", "post", home + "forhold/", {"measure": NUL, "relation": "differs"}) == 400
    assert sends("applicant", "post", home + "hvem/", {"question": NUL}) == 400
    assert sends("applicant", "post", home + "fakta/", {"title": "x", "kind": "new", "of": NUL}) == 400
