"""Each mode starts only with what it needs."""

import os
import subprocess
import sys
from contextlib import nullcontext

import pytest

from lovende.web import serving

NEEDED = {
    "LOVENDE_SECRET_KEY": "x" * 60,
    "LOVENDE_HOSTS": "lovende.example",
    "DATABASE_URL": "postgresql://u:p@db.example:5432/lovende",
}
SHOW = "import django; django.setup(); from django.conf import settings; print(settings.DEMO, settings.DEBUG)"


def start(**changes: str | None) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "lovende.web.settings", "LOVENDE_MODE": "production"}
    for name in NEEDED:
        env.pop(name, None)
    env |= {name: value for name, value in changes.items() if value is not None}
    return subprocess.run([sys.executable, "-c", SHOW], env=env, capture_output=True, text=True)


def test_production_starts_with_key_hosts_and_database_and_is_no_demo():
    done = start(**NEEDED)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["False", "False"]


@pytest.mark.parametrize("missing", NEEDED)
def test_production_refuses_to_start_without(missing):
    done = start(**{**NEEDED, missing: None})
    assert done.returncode != 0
    assert missing in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("LOVENDE_SECRET_KEY", "short", "at least 50"),
        ("LOVENDE_HOSTS", "*", "may not be *"),
        ("DATABASE_URL", "sqlite:///x.db", "PostgreSQL alone"),
    ],
)
def test_production_refuses_a_weak_setting(name, value, says):
    done = start(**{**NEEDED, name: value})
    assert done.returncode != 0
    assert says in done.stderr and "Traceback" not in done.stderr


def test_an_unknown_mode_is_refused():
    done = start(LOVENDE_MODE="prod")
    assert done.returncode != 0 and "demo, test or production" in done.stderr


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8111"),
        ("::1", "http://[::1]:8111"),
        ("0.0.0.0", "http://127.0.0.1:8111"),
        ("::", "http://[::1]:8111"),
    ],
)
def test_the_mails_of_a_demo_lead_to_where_it_is_served(monkeypatch, host, address):
    monkeypatch.setenv("LOVENDE_ADDRESS", "")
    assert served(monkeypatch, host) == address


def test_an_address_that_is_given_stands(monkeypatch):
    monkeypatch.setenv("LOVENDE_ADDRESS", "https://demo.example")
    assert served(monkeypatch, "127.0.0.1") == "https://demo.example"


def served(monkeypatch: pytest.MonkeyPatch, host: str) -> str:
    """The address that the processes of a demo are told, when it is served on `host`; nothing is started."""
    told: list[str] = []
    for name in ("check_address", "prepare"):
        monkeypatch.setattr(serving, name, lambda *args, **options: None)
    monkeypatch.setattr(serving, "welcome", lambda *args, **options: [])
    monkeypatch.setattr(serving, "worker_beside", nullcontext)
    monkeypatch.setattr(serving, "run_server", lambda *args: told.append(os.environ["LOVENDE_ADDRESS"]))
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)
    serving.serve(host, 8111)
    return told[0]
