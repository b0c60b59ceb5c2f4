"""What a hostile or clumsy client sends, and what every answer carries."""

import json
import logging
import sys

import pytest
from django.conf import settings as django_settings
from django.db import IntegrityError
from django.test import Client, RequestFactory

from lovende.people.models import User
from lovende.web.logs import formatter

pytestmark = pytest.mark.django_db
PASSWORD = "lovende-demo"
HEADERS = ("Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy")


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/om/",
        "/tiltak/klar.json",
        "/last-ned/xlsx/",
        "/kart.svg",
        "/finnes-ikke/",
        "/import/",
        "/tiltak/klar",
    ]
    + ["/konto/login/", "/static/css/base.css"],
)
def test_every_answer_carries_the_protecting_headers(client, address):
    answer = client.get(address)
    assert [name for name in HEADERS if name not in answer] == []
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'self';" in policy + ";" and "unsafe" not in policy


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/kommune/%00/", 404),
        ("/kommune/03%0001/", 404),
        ("/kommune/٠٣٠١/", 404),
        ("/kommune/" + "9" * 3000 + "/", 404),
        ("/sammenlign/?tiltak=%00", 200),
        ("/sammenlign/?tiltak=kl%00ar&tiltak=nav-frogner-ssa", 200),
        ("/sammenlign/?" + "&".join(["tiltak=klar"] * 100), 200),
        ("/sammenlign/?tiltak=" + "x" * 4000, 404),
        ("/?page=²&q=a%00b&county=%00", 200),
        ("/kilde/%00/", 404),
        ("/import/00000000-0000-0000-0000-000000000000/99999999999999999999/", 302),
    ],
)
def test_no_address_breaks_a_page(client, portfolio, address, status):
    assert client.get(address).status_code == status


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "DELETE", "PUT", "PATCH", "POST"])
@pytest.mark.parametrize("address", ["/", "/om/", "/helse/", "/tiltak/klar/", "/last-ned/csv/", "/kart.svg"])
def test_pages_that_are_read_are_only_read(client, method, address):
    assert client.generic(method, address).status_code == 405


@pytest.mark.parametrize("address", ["/lignende/", "/konto/login/", "/"])
def test_a_body_beyond_any_form_is_refused_unread(client, address):
    size = django_settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1
    answer = client.post(address, {"text": "ungdom"}, CONTENT_LENGTH=str(size))
    assert answer.status_code == 413 and "for stort" in answer.content.decode()


def test_a_strangers_file_is_not_taken_in_to_be_turned_away():
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "a" * 32
    answer = client.post("/import/", {"title": "x"})
    assert answer.status_code == 302 and answer["Location"].startswith("/konto/login/")


def sign_in(client, **more):
    return client.post("/konto/login/", {"login": "rater@demo.invalid", "password": PASSWORD, **more})


@pytest.mark.parametrize(
    "away", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_and_out_leads_nowhere_else(client, portfolio, away):
    assert sign_in(client, next=away)["Location"] == "/"
    assert client.post("/konto/logout/", {"next": away})["Location"] == "/"


def test_signing_in_makes_a_new_session_with_a_closed_cookie(client, portfolio):
    client.get("/konto/login/")
    session = client.session
    session["planted"] = "x"
    session.save()
    client.cookies["sessionid"] = planted = session.session_key
    answer = sign_in(client)
    cookie = answer.cookies["sessionid"]
    assert cookie.value not in ("", planted)
    assert cookie["httponly"] and cookie["samesite"] == "Lax"


@pytest.mark.parametrize(
    "address", ["/", "/tiltak/klar/", "/konto/email/", "/konto/2fa/", "/tiltak/klar.json"]
)
def test_no_cache_keeps_a_page_of_somebody_signed_in(client, portfolio, address):
    client.force_login(User.objects.get(email="rater@demo.invalid"))
    control = client.get(address)["Cache-Control"]
    assert "no-store" in control and "private" in control


def written(record: logging.LogRecord) -> dict:
    line = formatter().format(record)
    assert "\n" not in line
    return json.loads(line)


def record(message: str, *arguments, exc_info=None, **more) -> logging.LogRecord:
    made = logging.LogRecord("django.request", logging.ERROR, __file__, 1, message, arguments, exc_info)
    made.__dict__.update(more)
    return made


def test_logs_name_the_kind_of_address_alone(client, caplog):
    client.get("/konto/password/reset/key/1-hemmelig/?kari=nordmann")
    client.get("/kari.nordmann@example.no/?q=hemmelig")
    client.get("/tiltak/kari-nordmann/?q=hemmelig")
    said = [written(row) for row in caplog.records if row.name == "django.request"]
    assert [row["event"] for row in said] == [
        "404 GET (no such address)",
        "404 GET tiltak/<slug:public_id>/",
    ]
    assert "nordmann" not in json.dumps(said) and "hemmelig" not in json.dumps(said)


def test_logs_of_a_failure_tell_where_and_never_what(monkeypatch):
    monkeypatch.delenv("LOVENDE_DEBUG", raising=False)
    request = RequestFactory().get("/tiltak/klar/?q=hemmelig")
    try:
        try:
            int("kari@example.no")
        except ValueError as cause:
            raise IntegrityError("Key (email)=(kari@example.no) already exists.") from cause
    except IntegrityError:
        made = record(
            "%s: %s", "Error", request.path, exc_info=sys.exc_info(), request=request, status_code=500
        )
    line = written(made)
    assert "kari@example" not in line["exception"].replace('int("kari@example.no")', "").replace(
        '"Key (email)=(kari@example.no) already exists."', ""
    ), "only lines of the program itself"
    assert (
        line["exception"].endswith("django.db.utils.IntegrityError\n") and "ValueError" in line["exception"]
    )
    assert "test_hostile.py" in line["exception"] and line["event"] == "500 GET (no such address)"
