"""The shell: about, health, sign-in, errors, languages, and what no page may contain."""

import re

import pytest
from django.db import DatabaseError
from django.template.loader import render_to_string
from django.test import Client, override_settings

from lovende.people.models import User

INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\bsrc=)(?![^>]*application/json)")
PAGES = ["/", "/om/", "/lignende/", "/konto/login/", "/konto/password/reset/", "/?kind=table", "/?kind=map"]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_page_is_whole_in_every_language(client, address, language):
    prefix = "" if language == "nb" else f"/{language}"
    response = client.get(prefix + address)
    html = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{language}"' in html and html.count("<h1") == 1
    assert 'href="#innhold"' in html and '<main id="innhold"' in html
    assert not INLINE.search(html), INLINE.search(html)
    assert "dur=" in response["Server-Timing"]


def test_the_other_languages_are_the_same_address(client):
    html = client.get("/en/?q=bolig&county=03").content.decode()
    assert 'href="/nn/?q=bolig&amp;county=03"' in html and 'href="/?q=bolig&amp;county=03"' in html


def test_about_names_twelve_rules_and_every_source(client):
    html = client.get("/om/").content.decode()
    rules = html.split('class="rules"')[1].split("</ol>")[0]
    assert rules.count("<li>") == 12
    assert all(f"/kilde/{key}/" in html for key in ("000", "001", "002", "003", "004"))


def test_the_demo_says_so_and_only_the_demo(client):
    assert "Demonstrasjon" in client.get("/om/").content.decode()
    with override_settings(DEMO=False):
        assert "Demonstrasjon" not in client.get("/om/").content.decode()
        assert "demo.invalid" not in client.get("/konto/login/").content.decode()


def test_health(client, monkeypatch):
    assert client.get("/helse/").json() == {"status": "ok"}

    def broken(*_):
        raise DatabaseError

    monkeypatch.setattr("lovende.web.views.connection.cursor", broken)
    assert client.get("/helse/").status_code == 503


def test_a_page_that_is_not_there_helps_on(client):
    response = client.get("/finnes-ikke/")
    assert response.status_code == 404
    assert "Vi fant ikke siden" in response.content.decode()


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_error_pages_need_nothing_from_the_request(name):
    """Django renders 400 and 500 without a context."""
    assert "<h1" in render_to_string(name)


def test_a_form_without_its_token_is_refused_in_plain_words():
    response = Client(enforce_csrf_checks=True).post("/lignende/", {"text": "ungdom uten jobb"})
    assert response.status_code == 403 and "utløpt" in response.content.decode()


def test_wrong_password_is_said_beside_the_form(client):
    response = client.post("/konto/login/", {"login": "finnes@ikke.invalid", "password": "feil"})
    html = response.content.decode()
    assert "ds-error-summary" in html and "Dette må rettes" in html


def test_who_is_signed_in_can_sign_out(client):
    user = User.objects.create_user("leser@demo.invalid", "et langt passord", name="Leser <b>")
    client.force_login(user)
    html = client.get("/om/").content.decode()
    assert "Leser &lt;b&gt;" in html and 'action="/konto/logout/"' in html
    assert client.get("/konto/2fa/").status_code == 200
    assert client.get("/konto/password/change/").status_code == 200


def test_the_way_to_imports_is_shown_to_those_who_may(client):
    client.force_login(User.objects.get(email="case-officer@demo.invalid"))
    html = client.get("/om/").content.decode()
    assert ('href="/import/"' in html) == (client.get("/import/").status_code == 200)
    client.force_login(User.objects.create_user("leser@demo.invalid", "et langt passord"))
    assert 'href="/import/"' not in client.get("/om/").content.decode()
