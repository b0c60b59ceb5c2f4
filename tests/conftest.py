"""What every test shares: a database that vanishes with the run, an order, word of browser tests not run."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

ROOT = Path(__file__).resolve().parent.parent
FIRST = ("text", "stats", "units")
NOT_RUN = pytest.StashKey[list[str]]()


def _rank(item: pytest.Item) -> int:
    """Pure tests, then those without a database, then those with one, then browsers, slow ones last: browsers keep
    to one process, and the other reads slow ones meanwhile."""
    folder = item.path.relative_to(ROOT / "tests").parts[0]
    if folder == "browser" or item.get_closest_marker("browser"):
        return 3
    if item.get_closest_marker("slow"):
        return 4
    if item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(
        getattr(item, "fixturenames", ())
    ):
        return 2
    return 0 if folder in FIRST else 1


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """What keeps together is marked before the distributor reads it, and the order is ours after everybody's."""
    for item in items:
        if item.path.is_relative_to(ROOT / "tests" / "browser"):
            item.add_marker("browser")
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group("browser"))  # one site and one browser, in one process
    yield
    items.sort(key=_rank)


def pytest_configure(config: pytest.Config) -> None:
    config.stash[NOT_RUN] = []
    config.pluginmanager.register(Missed(config.stash[NOT_RUN]))


@pytest.fixture(scope="session")
def sources() -> Path:
    """Folder of the five sources, named by LOVENDE_SOURCES; tests that read them are skipped without it."""
    named = os.environ.get("LOVENDE_SOURCES", "").strip()
    if not named:
        pytest.skip("LOVENDE_SOURCES is not set")
    folder = Path(named)
    assert folder.is_dir(), f"LOVENDE_SOURCES names no folder: {named}"
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser; skips where none can be had. `make test` has looked (and fetched) before."""
    named = os.environ.get("LOVENDE_BROWSER", "").strip()
    if named:
        return named
    looked = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "browser.py"), "--find"], capture_output=True, text=True
    )
    if looked.returncode:
        pytest.skip("no browser")
    return looked.stdout.strip()


class Missed:
    """Notes each browser test that did not run for want of a browser, whichever process it would have run in."""

    def __init__(self, names: list[str]) -> None:
        self.names = names

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and "browser" in report.keywords and "no browser" in str(report.longrepr):
            self.names.append(report.nodeid.partition("@")[0])


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """On CI, browser tests that were not run are a failure."""
    if (
        session.config.stash[NOT_RUN]
        and os.environ.get("CI", "").lower() in ("1", "true")
        and exitstatus == 0
    ):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    missed = terminalreporter.config.stash[NOT_RUN]
    if missed:
        terminalreporter.section("browser tests not run")
        for name in missed:
            terminalreporter.line(name)
        terminalreporter.line(f"browser tests not run: {len(missed)} (no browser)")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """The test database holds the reference portfolio and the demo accounts, loaded once, changed by nobody.

    Each test works in a transaction that is rolled back. A test that must commit uses a server of its own.
    """
    from lovende.reference.demo import load_demo

    with django_db_blocker.unblock():
        load_demo()


@pytest.fixture(autouse=True)
def language_of_its_own() -> Iterator[None]:
    """A page asked for in a test leaves its language active in the thread; the next test starts afresh."""
    yield
    translation.deactivate()


@pytest.fixture
def portfolio(db) -> None:
    """The reference portfolio is there."""
