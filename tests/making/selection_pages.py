"""Pages of rounds as a test opens them: signed in as one of the demo accounts, their text in one line."""

import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lovende.people.demo import address
from lovende.people.models import User


def client(who: str = "evaluator") -> Client:
    made = Client()
    made.force_login(User.objects.get(email=address(who)))
    return made


def at(name: str, *parts) -> str:
    return reverse(f"selection:{name}", args=parts)


def text(answer) -> str:
    whole = re.sub(r"\s+", " ", answer.content.decode())
    return whole.replace("&nbsp;", " ").replace("\N{NO-BREAK SPACE}", " ")


def get(name: str, *parts, who: str = "evaluator", **query) -> str:
    answer = client(who).get(at(name, *parts), query)
    assert answer.status_code == 200, answer.status_code
    return text(answer)


def post(name: str, *parts, who: str = "evaluator", **data):
    return client(who).post(at(name, *parts), data)


def counted(path: str, who: str, **query) -> int:
    """How many queries the page takes."""
    opened = client(who)
    with CaptureQueriesContext(connection) as queries:
        assert opened.get(path, query).status_code == 200
    return len(queries)
