"""A rater reads twenty measures by keyboard alone; keys stay out of the way; two windows lose nothing; no scripts."""

import json
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

MANY = 20
PROGRAM = """
from lovende.selection.actions import lock_protocol, open_phase, save_rater
from making.selection import another_rater, draft_round, lead
def reading(candidates):
    found = draft_round(candidates=candidates, raters=1)
    save_rater(round_=found, user=another_rater(), department="Velferd", actor=lead())
    open_phase(round_=lock_protocol(round_=found, actor=lead()), actor=lead())
    return found.public_id
print(reading(20), reading(6))
"""
SAID = """
import json
from lovende.selection.models import Reading
rows = Reading.objects.filter(phase__round__public_id="{found}", rater__user__email="rater@demo.invalid")
print(json.dumps({{
    row.candidate.number: [row.verdict, row.reason, row.notes, row.locked_at is not None,
                           dict(row.ticks.values_list("criterion__key", "value"))]
    for row in rows.select_related("candidate")
}}))
"""
# Whatever a mouse, a pen or a finger does. A key on a button is a click, too, of no press (detail 0).
NO_MOUSE = """
const names = ["mousedown", "mouseup", "mousemove", "pointerdown", "pointermove", "touchstart", "wheel", "click"];
for (const name of names) {
  addEventListener(name, (event) => { if (name !== "click" || event.detail > 0) seenMouse(name); }, true);
}
"""


@pytest.fixture(scope="module")
def rounds(at_site: Callable[[str], str]) -> list[str]:
    """A round in which the demo rater reads twenty measures, and one in which they read six."""
    return at_site(PROGRAM).split()


@pytest.fixture
def raters(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """A function that gives a page of the demo rater's, signed in; terms as playwright's contexts take them."""
    contexts = []

    def one(**terms) -> Page:
        context = browser.new_context(
            **{"viewport": {"width": 1280, "height": 800}, "locale": "nb-NO", **terms}
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto(f"{site}/konto/login/?next=/utvelgelser/vurderinger/")
        page.fill("input[name=login]", "rater@demo.invalid")
        page.fill("input[name=password]", "lovende-demo")
        page.press("input[name=password]", "Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Mine vurderinger")
        return page

    yield one
    for context in contexts:
        context.close()


def tab_to(page: Page, selector: str) -> None:
    """Tab until what has the focus is it."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"Tab never reached {selector}")


def number_of(page: Page) -> int:
    return int(re.search(r"/les/(\d+)/", page.url)[1])


def test_twenty_measures_without_a_mouse(page: Page, site, at_site, rounds):
    mouse: list[str] = []
    page.expose_function("seenMouse", lambda name: mouse.append(name))
    page.add_init_script(NO_MOUSE)
    page.goto(f"{site}/konto/login/?next=/utvelgelser/vurderinger/")
    tab_to(page, "input[name=login]")
    page.keyboard.type("rater@demo.invalid")
    tab_to(page, "input[name=password]")
    page.keyboard.type("lovende-demo")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mine vurderinger")
    tab_to(page, f'.go a[href*="/{rounds[0]}/"]')
    page.keyboard.press("Enter")
    wanted = {}
    for turn in range(MANY):
        page.wait_for_url(re.compile(rf"/{rounds[0]}/screening/les/\d+/$"))
        expect(page.locator("#workspace[data-keys]")).to_be_attached()
        number = number_of(page)
        assert str(number) not in wanted, "read before"
        wanted[str(number)] = judge(page, turn)
        page.wait_for_url(lambda url, here=page.url: url != here)
    expect(page.locator("main")).to_contain_text("Du har låst alle vurderingene dine")
    assert json.loads(at_site(SAID.format(found=rounds[0]))) == wanted
    assert len(wanted) == MANY and mouse == []


def judge(page: Page, turn: int) -> list:
    """Everything about one candidate, by keys; → what the database should hold."""
    press, verdict, reason, notes = page.keyboard.press, "in", "", ""
    press("u" if turn % 2 else "i")
    if turn % 2:
        verdict, reason = "out", f"Lite å gå etter: i, u, 1 og l er bare bokstaver ({turn})."
        press("b")
        page.keyboard.type(reason)
        press("Escape")
    press("1")
    press("ovk"[turn % 3])
    press("2")
    for _ in range(turn % 4):
        press("2")
    if turn % 5 == 0:
        press("n")
        notes = f"Spør kontoret ({turn})."
        page.keyboard.type(notes)
    if turn % 3:
        press("Control+Enter")
    else:
        press("Escape")
        press("l")
        expect(page.locator("#lock")).to_be_focused()
        press("l")
    values = ["met", "not-met", "cannot-say"]
    ticks = {"documentation": ["met", "cannot-say", "not-met"][turn % 3]}
    if turn % 4:
        ticks["self-evaluation"] = values[turn % 4 - 1]
    return [verdict, reason, notes, True, ticks]


def at_first(page: Page, site: str, found: str) -> Page:
    """The page at the first candidate of the round that is not locked."""
    page.goto(f"{site}/utvelgelser/{found}/screening/les/")
    page.goto(site + str(page.locator("main .go a").get_attribute("href")))
    expect(page.locator("#show-keys")).to_be_visible()
    return page


def test_keys_are_shown_and_can_be_turned_off(raters, site, rounds):
    page = at_first(raters(), site, rounds[1])
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.get_by_label("Bruk enkelttaster")).to_be_focused()
    page.keyboard.press("i")
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    for _ in range(2):
        page.keyboard.press("i")
        page.keyboard.press("?")
        expect(page.locator("#verdict-in")).not_to_be_checked()
        expect(page.get_by_role("dialog")).to_be_hidden()
        page.reload()
    tab_to(page, "#show-keys")
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    page.keyboard.press("i")
    expect(page.locator("#verdict-in")).to_be_checked()


def test_one_stray_letter_locks_nothing_and_what_is_missing_is_said(raters, site, rounds):
    page = at_first(raters(), site, rounds[1])
    here = page.url
    page.keyboard.press("u")
    page.keyboard.press("l")
    expect(page.locator(".saved")).to_contain_text("en gang til")
    page.keyboard.press("1")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#feil")).to_be_focused()
    expect(page.locator("#p-reason")).to_have_text("Skriv hvorfor tiltaket bør ut.")
    expect(page.locator("#verdict-out")).to_be_checked()
    page.goto(here)
    expect(page.locator("#verdict-out")).to_be_checked()


def test_what_is_typed_is_saved_as_one_goes_and_before_one_leaves(raters, site, rounds):
    page = at_first(raters(), site, rounds[1])
    here = page.url
    page.keyboard.press("b")
    page.keyboard.type("Skrevet og latt stå.")
    expect(page.locator(".saved")).to_contain_text("Lagret kl.")
    page.keyboard.type(" Og litt til.")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.wait_for_url(lambda url: url != here)
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(here)
    expect(page.locator("#reason")).to_have_value("Skrevet og latt stå. Og litt til.")


def test_two_windows_lose_nothing(raters, site, rounds):
    page = at_first(raters(), site, rounds[1])
    other = page.context.new_page()
    other.goto(page.url)
    page.fill("#notes", "Fra det ene vinduet.")
    expect(page.locator(".saved")).to_contain_text("Lagret kl.")
    other.fill("#notes", "Fra det andre vinduet.")
    expect(other.locator(".saved")).to_contain_text("i et annet vindu imens")
    other.reload()
    expect(other.locator("#notes")).to_have_value("Fra det andre vinduet.")
    expect(other.locator("#kept")).to_contain_text("Fra det ene vinduet.")
    other.get_by_role("link", name="Bruk det som er lagret").click()
    expect(other.locator("#notes")).to_have_value("Fra det ene vinduet.")
    page.fill("#notes", "Nytt i det ene.")
    expect(page.locator(".saved")).to_contain_text("Lagret kl.")
    other.fill("#notes", "Nytt i det andre.")
    expect(other.locator(".saved")).to_contain_text("i et annet vindu imens")
    other.get_by_role("button", name="Lagre", exact=True).click()
    expect(other.locator("#feil")).to_contain_text("Ingenting er borte")
    expect(other.locator("#kept")).to_contain_text("Nytt i det ene.")
    expect(other.locator("#workspace[data-keys]")).to_be_attached()
    other.get_by_role("button", name="Lagre", exact=True).click()
    expect(other.locator(".messages")).to_contain_text("Vurderingen er lagret.")
    expect(other.locator("#notes")).to_have_value("Nytt i det andre.")


def test_without_scripts(raters, site, rounds):
    page = raters(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page.goto(f"{site}/utvelgelser/{rounds[1]}/screening/les/")
    page.locator("main .go a").click()
    here = page.url
    page.check("#verdict-out")
    page.check("#tick-documentation-met")
    page.fill("#reason", "Skrevet uten skript.")
    page.get_by_role("button", name="Neste", exact=True).click()
    assert page.url != here
    page.get_by_role("button", name="Forrige").click()
    expect(page.locator("#reason")).to_have_value("Skrevet uten skript.")
    expect(page.locator("#tick-documentation-met")).to_be_checked()
    page.get_by_role("button", name="Lås vurderingen").click()
    expect(page.locator(".messages")).to_contain_text("Her er den neste")
    page.goto(here)
    expect(page.locator(".given")).to_contain_text("kan ikke endres")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessible_and_never_wider_than_the_window(raters, site, rounds, sound, axe, scheme):
    page = raters(color_scheme=scheme)
    queue = f"/utvelgelser/{rounds[1]}/screening/les/"
    page.goto(site + queue)
    readings = page.locator(".queue th a").evaluate_all("links => links.map(link => link.pathname)")
    for path in ("/utvelgelser/vurderinger/", queue, readings[0], readings[-1]):
        sound(page, path, [""], widths=(1280, 360, 320))
    page.set_viewport_size({"width": 1280, "height": 800})
    for top in (0, 600):
        page.evaluate("top => scrollTo(0, top)", top)
        for what in (".judging h2", "#verdict-in", "#reason", "#lock"):
            expect(page.locator(what)).to_be_in_viewport()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.wait_for_timeout(500)
    assert axe(page) == []
