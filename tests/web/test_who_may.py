"""Who may what: every named address, asked by strangers and by each role, answers as this table says.

An address that is not in the table fails the test: whoever adds one says here who may open it.
"""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from lovende.catalogue.models import Section
from lovende.measures.models import Measure, State
from lovende.people.models import Role, User
from who_may import EVERYBODY, SIGNED_IN, rooms
from who_may.catalogue import REVIEWERS

pytestmark = pytest.mark.django_db

# What is for strangers alone (signing in, a forgotten password) leads those who are signed in to the register.
STRANGERS = {"stranger": 200} | dict.fromkeys(Role.values, 302)
TABLE: dict[str, tuple[list[str], dict[str, int]]] = {
    "health": ([], EVERYBODY),
    "about": ([], EVERYBODY),
    **{name: row for room in rooms() for name, row in room.TABLE.items()},
}
# Of django-allauth, which holds its own; that nobody signs up or sees another's account is held here.
ACCOUNT: dict[str, dict[str, int]] = {
    "account_login": STRANGERS,
    "account_reset_password": EVERYBODY,
    "account_email": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "mfa_index": SIGNED_IN,
}
WHO = ["stranger", *Role.values]
CHANGING = [name for name in TABLE if name.startswith("catalogue:")]


@pytest.fixture
def places(portfolio, settings, tmp_path) -> dict[str, str]:
    """What the addresses lead to: placeholder → value."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return {key: value for room in rooms() for key, value in room.places().items()}


def as_one(who: str) -> Client:
    client = Client()
    if who != "stranger":
        client.force_login(User.objects.get(email=f"{who}@demo.invalid"))
    return client


def address(name: str, parts: list[str], places: dict[str, str]) -> str:
    return reverse(name, args=[places.get(part, part) for part in parts])


def names(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from names(pattern.url_patterns, inner)
        elif pattern.name:
            yield space + pattern.name


def test_every_named_address_is_in_the_table():
    ours = {name for name in names(get_resolver().url_patterns) if not name.startswith(("account_", "mfa_"))}
    assert ours == set(TABLE)


@pytest.mark.parametrize("who", WHO)
def test_each_address_answers_as_the_table_says(places, who):
    client = as_one(who)
    found = {name: client.get(address(name, parts, places)).status_code for name, (parts, _) in TABLE.items()}
    found |= {name: client.get(reverse(name)).status_code for name in ACCOUNT}
    wanted = {name: answers[who] for name, (_, answers) in TABLE.items()}
    wanted |= {name: answers[who] for name, answers in ACCOUNT.items()}
    assert found == wanted


@pytest.mark.parametrize("who", [who for who in WHO if who not in REVIEWERS])
def test_who_may_not_review_changes_nothing(places, who):
    client = as_one(who)
    before = list(Section.objects.values())
    for name in CHANGING:
        answer = client.post(
            address(name, TABLE[name][0], places), {"do": "accept", "version": "0", "looked": "1"}
        )
        assert answer.status_code == (302 if who == "stranger" else 403), name
        assert answer.status_code == 403 or answer["Location"].startswith("/konto/login/?next=/import/")
    assert list(Section.objects.values()) == before


@pytest.mark.parametrize("state", [State.DRAFT, State.WITHDRAWN])
@pytest.mark.parametrize("who", WHO)
def test_what_is_not_published_is_not_there_for_anybody(portfolio, who, state):
    from lovende.measures.documents import write_document

    measure = Measure.objects.get(public_id="nav-frogner-ssa")
    measure.state = state
    measure.save()
    write_document(measure)
    client = as_one(who)
    for name in ("measures:measure", "measures:measure_json"):
        assert client.get(reverse(name, args=[measure.public_id])).status_code == 404
    places = ["/?q=Frogner", "/last-ned/json/", "/last-ned/csv/", "/sammenlign/?tiltak=klar"]
    places += ["/organisasjon/nav-frogner/", "/kommune/0301/", "/kilde/003/", "/tiltak/nav-frogner-yno/"]
    for place in places:
        text = client.get(place).content.decode()
        assert measure.public_id not in text and measure.title not in text, place


@pytest.mark.parametrize("who", WHO)
def test_nobody_signs_up_by_themselves(who, db):
    client, before = as_one(who), User.objects.count()
    client.post("/konto/signup/", {"email": "ny@demo.invalid", "password1": "x" * 20, "password2": "x" * 20})
    assert User.objects.count() == before


def test_a_role_that_is_over_opens_nothing(places):
    user = User.objects.get(email="case-officer@demo.invalid")
    user.memberships.update(valid_from="2020-01-01", valid_to="2020-12-31")
    assert as_one("case-officer").get("/import/").status_code == 403


def test_a_person_who_was_closed_out_is_a_stranger_at_once(places):
    client = as_one("case-officer")
    assert client.get("/import/").status_code == 200
    User.objects.filter(email="case-officer@demo.invalid").update(is_active=False)
    assert client.get("/import/").status_code == 302
