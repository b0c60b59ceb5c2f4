"""`lovende serve` and `lovende worker`: the web server, and the worker for what happens behind it."""

from __future__ import annotations

import asyncio
import errno
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import django

from lovende.embedded import fail

# Of an advisory lock. Any number that no other program on the same database takes: "lovende" on a telephone.
PREPARING = 5683363
PARENT_PULSE_SECONDS = 1.0
# Of one web worker; each keeps a database connection. Requests beyond wait in line.
THREADS = 4
# The worker beside a demo yields to the pages.
NICE = 10
WORKER_PATIENCE_SECONDS = 10
# Hosts that mean every address of the machine, and the one a browser on it asks for.
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104


def serve(host: str = "127.0.0.1", port: int = 8000, workers: int = 1) -> None:
    """Prepare the database, say where to go, serve until SIGINT or SIGTERM.

    Exit status 2 with one line when the address cannot be had. In demo mode a worker runs beside.
    """
    check_address(host, port)
    django.setup()
    from django.conf import settings

    if settings.DEMO and not os.environ.get("LOVENDE_ADDRESS"):
        # Mails lead to where this demo is served; the processes started from here read it in their settings.
        os.environ["LOVENDE_ADDRESS"] = address_of(host, port)
    prepare(demo=settings.DEMO)
    lines = welcome(host, port, demo=settings.DEMO)
    from django.db import connections

    connections.close_all()
    check_address(host, port)  # another may have come while we prepared
    with worker_beside() if settings.DEMO else _nothing():
        run_server(host, port, workers, lines)


def check_address(host: str, port: int) -> None:
    """Fail with one line when the port is taken or needs other rights, or the host is not this machine's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "errno", None)
            if reason == errno.EADDRINUSE:
                fail(f"port {port} on {host} is in use: stop what runs there, or name another with --port")
            if reason == errno.EACCES:
                fail(f"port {port} needs more rights: name one of 1024 or more with --port")
            fail(f"cannot serve on {host}:{port}: {error}")


def prepare(*, demo: bool) -> None:
    """Migrate; collect static files; in demo mode fill an empty database. One process at a time does so."""
    from django.core.management import call_command
    from django.db import connection

    from lovende.web.upkeep import migrate_if_needed

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
        try:
            migrate_if_needed()
            call_command("collectstatic", interactive=False, verbosity=0)
            if demo:
                _load_when_empty()
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [PREPARING])


def _load_when_empty() -> None:
    from lovende.measures.models import Measure

    if Measure.objects.exists():
        return
    from lovende.reference.demo import load_demo

    print("Loading the reference portfolio …", flush=True)
    load_demo()


def address_of(host: str, port: int) -> str:
    """Where a browser on this machine finds what is served; a host that means all of them has no page itself.

    >>> address_of("::1", 8000), address_of("0.0.0.0", 80)
    ('http://[::1]:8000', 'http://127.0.0.1:80')
    """
    host = EVERYWHERE.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def welcome(host: str, port: int, *, demo: bool) -> list[str]:
    """The lines that say where to go and, in demo mode, as whom."""
    lines = [f"Lovende serves on {address_of(host, port)}/  (stop with Ctrl-C)"]
    if demo:
        from lovende.people.demo import accounts

        lines += ["", "Demo accounts:", *_table(accounts())]
    return lines


def _table(accounts: Iterable[Any]) -> Iterator[str]:
    """Accounts as aligned lines; each is a sequence, a mapping or a dataclass."""
    rows = [_cells(account) for account in accounts]
    widths = [max(map(len, column)) for column in zip(*rows, strict=False)]
    for row in rows:
        yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip()


def _cells(account: Any) -> list[str]:
    if isinstance(account, str):
        return [account]
    if isinstance(account, dict):
        return [str(value) for value in account.values()]
    return [
        str(value) for value in (account if isinstance(account, list | tuple) else vars(account).values())
    ]


def run_server(host: str, port: int, workers: int, lines: list[str]) -> None:
    """Serve until told to stop. Workers are spawned: forking would copy threads and connections."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    multiprocessing.set_start_method("spawn", force=True)
    server = Granian(
        "lovende.web.serving:application",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        backpressure=THREADS * 16,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=WORKER_PATIENCE_SECONDS,
    )
    server.on_startup(lambda: print("\n".join(lines), flush=True))
    server.serve()


def application() -> Callable[..., Any]:
    """The WSGI application of one web worker, which ends with its server, however that ends."""
    end_with_parent()
    from lovende.web.wsgi import application as wsgi

    return wsgi


def work() -> None:
    """Do background tasks until SIGINT or SIGTERM."""
    django.setup()
    asyncio.run(_work())


async def _work() -> None:
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    assert isinstance(app.connector, DjangoConnector)
    with app.replace_connector(app.connector.get_worker_connector()):
        async with app.open_async():
            await app.run_worker_async()


@contextmanager
def worker_beside() -> Iterator[None]:
    """A background worker as a process of its own, stopped at the end, and by itself when we are killed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "lovende.web.serving"],
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for us; we tell it
    )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(WORKER_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def end_with_parent() -> None:
    """Send ourselves SIGTERM when the parent is gone: a killed server must not leave workers on its port."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(PARENT_PULSE_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lovende.web.settings")
    os.nice(NICE)
    end_with_parent()
    work()
