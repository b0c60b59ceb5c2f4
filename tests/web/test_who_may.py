"""Who may what: every named address, asked by strangers and by each role, answers as this table says.

An address that is not in the table fails the test: whoever adds one says here who may open it.
"""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from lovende.catalogue.actions import start_import, write_sections
from lovende.catalogue.reading import read
from lovende.measures.models import Measure, State
from lovende.people.models import Role, User

pytestmark = pytest.mark.django_db

EVERYBODY = dict.fromkeys(["stranger", *Role.values], 200)
REVIEWERS = {Role.CASE_OFFICER, Role.PROGRAMME_OFFICER, Role.ADMINISTRATOR}


def for_reviewers(allowed: int) -> dict[str, int]:
    """Strangers to sign-in, reviewers in, everybody else denied."""
    return {"stranger": 302} | {role: allowed if role in REVIEWERS else 403 for role in Role.values}


SIGNED_IN = EVERYBODY | {"stranger": 302}
# What is for strangers alone (signing in, a forgotten password) leads those who are signed in to the register.
STRANGERS = {"stranger": 200} | dict.fromkeys(Role.values, 302)
GONE = dict.fromkeys(["stranger", *Role.values], 404)

TABLE: dict[str, tuple[list[str], dict[str, int]]] = {
    "health": ([], EVERYBODY),
    "about": ([], EVERYBODY),
    "measures:register": ([], EVERYBODY),
    "measures:measure": (["klar"], EVERYBODY),
    "measures:measure_json": (["klar"], EVERYBODY),
    "measures:compare": ([], EVERYBODY),
    "measures:similar": ([], EVERYBODY),
    "measures:organisation": (["avdir"], EVERYBODY),
    "measures:municipality": (["0301"], EVERYBODY),
    "measures:source": (["002"], EVERYBODY),
    "measures:download": (["csv"], EVERYBODY),
    "measures:map": (["svg"], EVERYBODY),
    "catalogue:imports": ([], for_reviewers(200)),
    "catalogue:batch": (["BATCH"], for_reviewers(200)),
    "catalogue:section": (["BATCH", "1"], for_reviewers(200)),
    # These change something: a GET is refused to those who may.
    "catalogue:read_again": (["BATCH"], for_reviewers(405)),
    "catalogue:accept_clean": (["BATCH"], for_reviewers(405)),
    "catalogue:name_source": (["BATCH"], for_reviewers(405)),
}
CHANGING = [name for name in TABLE if name.startswith("catalogue:")]
# Of django-allauth, which holds its own; that nobody signs up or sees another's account is held here.
ACCOUNT: dict[str, dict[str, int]] = {
    "account_login": STRANGERS,
    "account_reset_password": EVERYBODY,
    "account_email": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "mfa_index": SIGNED_IN,
}
WHO = ["stranger", *Role.values]


@pytest.fixture
def batch(portfolio, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    text = "Halden kommune – Prøven\n\nKort beskrivelse av prosjektet\nUngdom møtes.\n".encode()
    made = start_import(
        name="prøve.txt", content=text, key="prove", title="Prøve", year=2016, actor=None, defer=False
    )
    return write_sections(public_id=str(made.public_id), catalogue=read(text, "prøve.txt", 2016))


def as_one(who: str) -> Client:
    client = Client()
    if who != "stranger":
        client.force_login(User.objects.get(email=f"{who}@demo.invalid"))
    return client


def address(name: str, parts: list[str], batch) -> str:
    return reverse(name, args=[str(batch.public_id) if part == "BATCH" else part for part in parts])


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
def test_each_address_answers_as_the_table_says(batch, who):
    client = as_one(who)
    found = {name: client.get(address(name, parts, batch)).status_code for name, (parts, _) in TABLE.items()}
    found |= {name: client.get(reverse(name)).status_code for name in ACCOUNT}
    wanted = {name: answers[who] for name, (_, answers) in TABLE.items()}
    wanted |= {name: answers[who] for name, answers in ACCOUNT.items()}
    assert found == wanted


@pytest.mark.parametrize("who", [who for who in WHO if who not in REVIEWERS])
def test_who_may_not_review_changes_nothing(batch, who):
    client = as_one(who)
    before = list(batch.sections.values())
    for name in CHANGING:
        answer = client.post(
            address(name, TABLE[name][0], batch), {"do": "accept", "version": "0", "looked": "1"}
        )
        assert answer.status_code == (302 if who == "stranger" else 403), name
        assert answer.status_code == 403 or answer["Location"].startswith("/konto/login/?next=/import/")
    assert list(batch.sections.values()) == before


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


def test_a_role_that_is_over_opens_nothing(batch):
    user = User.objects.get(email="case-officer@demo.invalid")
    user.memberships.update(valid_from="2020-01-01", valid_to="2020-12-31")
    assert as_one("case-officer").get("/import/").status_code == 403


def test_a_person_who_was_closed_out_is_a_stranger_at_once(batch):
    client = as_one("case-officer")
    assert client.get("/import/").status_code == 200
    User.objects.filter(email="case-officer@demo.invalid").update(is_active=False)
    assert client.get("/import/").status_code == 302
