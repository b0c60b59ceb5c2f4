"""One Chromium for all browser tests, a fresh page for each, and axe for accessibility.

A test takes `page` (playwright's) and `site`, the address of a real server with the demo loaded:
`page.goto(site + "/")`. The server is a process of its own with a database of its own, as a user would run it.
`axe(page)` returns the violations as short lines, so that `assert axe(page) == []` says what is wrong.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from making.homes import Site

# Playwright's synchronous face runs an event loop in this thread, which Django's guard takes for async code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (320, 1280)  # a screen last: what is done next is done on one
QUIET = [
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def served() -> Iterator[Site]:
    """`lovende serve` in demo mode, started once; the data vanish with it."""
    with Site("site") as site:
        site.serve()
        yield site


@pytest.fixture(scope="session")
def site(served: Site) -> str:
    """Its address."""
    return served.address


@pytest.fixture(scope="session")
def at_site(served: Site) -> Callable[[str], str]:
    """Runs a program with the site's database, tests' factories (`making`) at hand; → what it printed last."""
    return served.run


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """The browser of the session. Its sandbox is off only as root, who cannot have one."""
    alone = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=[*QUIET, *alone])
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of its own (no cookies from other tests), 1280 × 800, in bokmål; script errors fail the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="nb-NO")
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert not errors, f"errors in the page's scripts: {errors}"


@pytest.fixture
def sign_in(site: str) -> Callable[[Page, str, str], Page]:
    """Signs a page in as one of the demo accounts and leads on to an address; → the page."""

    def signed_in(page: Page, who: str, to: str) -> Page:
        page.goto(f"{site}/konto/login/?next={to}")
        page.fill("input[name=login]", f"{who}@demo.invalid")
        page.fill("input[name=password]", "lovende-demo")
        page.click("main button[type=submit]")
        page.wait_for_url(site + to)
        return page

    return signed_in


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """A function from a page to its accessibility violations, one line for each rule and place."""
    script = AXE.read_text(encoding="utf-8")

    def check(page: Page) -> list[str]:
        page.evaluate(script)  # in an isolated call: a page's content policy does not bind it
        found = page.evaluate("async () => (await axe.run()).violations")
        return [
            f"{rule['id']} ({rule['impact']}): {' '.join(node['target'])}: {node['html'][:120]}"
            for rule in found
            for node in rule["nodes"]
        ]

    return check


@pytest.fixture
def fine(axe: Callable[[Page], list[str]]) -> Callable[..., None]:
    """Asserts of a page as it stands that it is accessible and never wider than the window, on a screen and on a
    telephone."""

    def assert_fine(page: Page, widths: Sequence[int] = WIDTHS) -> None:
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            assert axe(page) == [], (page.url, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (page.url, width)

    return assert_fine


@pytest.fixture
def sound(site: str, fine: Callable[..., None]) -> Callable[..., None]:
    """Asserts of an address that it is answered with `status` and is fine, in each of `languages` and loaded anew in
    each of `widths`: what a script does as a page loads may depend on the width."""

    def assert_sound(
        page: Page,
        address: str,
        languages: Sequence[str] = ("", "/en"),
        *,
        widths: Sequence[int] = WIDTHS,
        status: int = 200,
        site: str = site,
    ) -> None:
        for language, width in itertools.product(languages, widths):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.goto(site + language + address).status == status, (language, address, width)
            page.wait_for_load_state("networkidle")
            fine(page, [width])

    return assert_sound
