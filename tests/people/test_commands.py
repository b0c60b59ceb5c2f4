"""`lovende people add`: the way the first administrator comes to be."""

import pytest

from lovende.people.commands import PeopleError, add_document
from lovende.people.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]


def test_the_link_lets_the_person_choose_a_password_and_sign_in(client):
    document = add_document("kari@example.invalid", "Kari", "administrator", "avdir")
    user = User.objects.get(email="kari@example.invalid")
    assert not user.has_usable_password() or not user.check_password("")
    assert user.has_perm("people.grant_role")
    page = client.get(document["password_link"], follow=True)
    assert page.status_code == 200
    chosen = {"password1": "tolv tegn eller flere", "password2": "tolv tegn eller flere"}
    client.post(page.redirect_chain[-1][0], chosen)
    user.refresh_from_db()
    assert user.check_password("tolv tegn eller flere")
    signed_in = client.post("/konto/login/", {"login": user.email, "password": "tolv tegn eller flere"})
    assert signed_in.status_code == 302


@pytest.mark.parametrize(
    ("email", "role", "place", "says"),
    [
        ("kari@example.invalid", "king", "avdir", "king"),
        ("kari@example.invalid", "auditor", "ingensteds", "ingensteds"),
        ("ingen adresse", "auditor", "avdir", "no address"),
        ("auditor@demo.invalid", "auditor", "avdir", "account already"),
    ],
)
def test_what_cannot_be_used_is_said(email, role, place, says):
    with pytest.raises(PeopleError, match=says):
        add_document(email, "", role, place)


def test_nobody_signs_up_by_themselves(client):
    page = client.get("/konto/signup/")
    assert b'name="password1"' not in page.content
    client.post(
        "/konto/signup/", {"email": "ny@example.invalid", "password1": "x" * 14, "password2": "x" * 14}
    )
    assert not User.objects.filter(email="ny@example.invalid").exists()
