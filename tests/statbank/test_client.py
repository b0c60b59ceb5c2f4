"""The bank is asked politely, for a bounded time, and each way it can fail has a name."""

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from lovende.statbank import client as module
from lovende.statbank.client import (
    Client,
    OfflineError,
    RefusedError,
    UnreadableError,
    data_question,
    metadata_question,
    tables_question,
)

DATA = Path(__file__).parent / "data"
BANK = "https://bank.invalid/v2/"


def client(answer, waits: list[float] | None = None) -> Client:
    sleep = (waits if waits is not None else []).append
    return Client(BANK, transport=httpx.MockTransport(answer), sleep=sleep)


def test_one_figure_is_asked_for_as_documented():
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, content=(DATA / "data-08764-moss-2016.json").read_bytes())

    selection = {"Tid": "2016", "Region": "0104", "ContentsCode": "EUskala60"}
    with client(answer) as bank:
        found = bank.ask(*data_question("08764", selection, "no"))
    request = asked[0]
    assert request.method == "GET" and request.url.path == "/v2/tables/08764/data"
    assert dict(request.url.params) == {
        "lang": "no",
        "outputFormat": "json-stat2",
        "valueCodes[Region]": "0104",
        "valueCodes[ContentsCode]": "EUskala60",
        "valueCodes[Tid]": "2016",
    }
    assert request.headers["User-Agent"].startswith("Lovende/")
    assert found.address == str(request.url) and found.content["value"] == [12.3]


def test_questions_for_tables_and_metadata():
    assert metadata_question("08764", "en") == ("tables/08764/metadata", {"lang": "en"})
    path, params = tables_question("barn", "no")
    assert path == "tables" and params["query"] == "barn" and params["includeDiscontinued"] == "false"


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_bank_is_asked_again_a_little_later(status):
    left, waits = [status, 200], []
    with client(lambda _: httpx.Response(left.pop(0), json={"ok": 1}), waits) as bank:
        assert bank.ask("tables", {}).content == {"ok": 1}
    assert waits == [0.5]


def test_nobody_waits_long():
    waits: list[float] = []
    with client(lambda _: httpx.Response(429, headers={"Retry-After": "60"}), waits) as bank:
        with pytest.raises(OfflineError):
            bank.ask("tables", {})
    assert waits == []
    tries: list[int] = []
    with client(lambda _: tries.append(1) or httpx.Response(503), waits) as bank:
        with pytest.raises(OfflineError):
            bank.ask("tables", {})
    assert len(tries) == module.TRIES and sum(waits) < 3


@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ConnectTimeout, httpx.ReadTimeout])
def test_without_a_net_it_says_so_at_once(error):
    tries: list[int] = []

    def answer(request: httpx.Request) -> httpx.Response:
        tries.append(1)
        raise error("no")

    with client(answer) as bank, pytest.raises(OfflineError):
        bank.ask("tables", {})
    assert len(tries) == 1


@pytest.mark.parametrize("status", [400, 403, 404])
def test_a_refusal_carries_what_the_bank_says(status):
    body = json.loads((DATA / "error-404.json").read_text())
    with client(lambda _: httpx.Response(status, json=body)) as bank:
        with pytest.raises(RefusedError, match="Non-existent table"):
            bank.ask("tables/99999/metadata", {})


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(200, text="<html>"), UnreadableError),
        (httpx.Response(200), UnreadableError),
        (httpx.Response(302, headers={"Location": "https://elsewhere.invalid/"}), UnreadableError),
        (httpx.Response(404, text="<html>"), RefusedError),
        (httpx.Response(500, text="oops"), OfflineError),
    ],
)
def test_odd_answers_have_a_name(answer, error):
    with client(lambda _: answer) as bank, pytest.raises(error):
        bank.ask("tables", {})


def test_an_endless_answer_is_let_go(monkeypatch):
    monkeypatch.setattr(module, "MOST_BYTES", 1000)
    given: list[int] = []

    def endless():
        while True:
            given.append(1)
            yield b"x" * 400

    with client(lambda _: httpx.Response(200, content=endless())) as bank:
        with pytest.raises(UnreadableError, match="larger"):
            bank.ask("tables", {})
    assert len(given) < 10


def test_importing_the_room_opens_no_connection():
    code = (
        "import socket\n"
        "def no(*a, **k): raise SystemExit('asked the net')\n"
        "socket.socket.connect = no\n"
        "import lovende.statbank.client, lovende.statbank.jsonstat\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
