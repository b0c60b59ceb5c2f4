"""Two people write one application in two browsers: nothing is lost, not to each other, not to a killed server."""

import re
import time

import pytest
from playwright.sync_api import expect

from making.homes import Site

LONG = (
    "Mange unge mellom 18 og 25 år står uten arbeid og skoleplass. De trenger tett oppfølging, "
    "bolig og hjelp med gjeld, og kontoret har ikke noe tilbud som når dem."
)
LANGUAGES = ("", "/nn", "/en")


def sign_in(page, site, who):
    page.goto(site + "/konto/login/?next=/soknader/")
    page.fill("input[name=login]", f"{who}@demo.invalid")
    page.fill("input[name=password]", "lovende-demo")
    page.click("main button[type=submit]")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mine søknader")


def begin(page, site, title):
    """The address of a new application."""
    page.goto(site + "/soknader/ny/")
    page.locator(".calls a").first.click()
    page.fill("#f-title", title)
    page.get_by_role("button", name="Start søknaden").last.click()
    page.wait_for_url(re.compile(r"/soknader/sok-"))
    return re.sub(r"[?#].*", "", page.url)


def saved(page, key):
    expect(page.locator(f"#s-{key} .saved")).to_contain_text("Lagret kl.", timeout=15_000)


@pytest.fixture
def author(page, site):
    sign_in(page, site, "applicant")
    return page


@pytest.fixture
def other(browser, site):
    """The second author, in a browser of her own."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="nb-NO")
    page = context.new_page()
    sign_in(page, site, "project-lead")
    yield page
    context.close()


def test_two_write_in_the_same_answer_and_neither_loses_text(author, other, site):
    address = begin(author, site, "Skrevet av to")
    assert other.goto(address).status == 404
    author.goto(address + "?del=forfattere")
    author.fill("#f-email", "project-lead@demo.invalid")
    author.get_by_role("button", name="Legg til").click()
    for page in (author, other):
        page.goto(address + "?del=behov")
    author.fill("#a-behov", "Unge står uten arbeid i kommunen vår.")
    saved(author, "behov")
    expect(other.locator("#a-behov")).to_have_value("Unge står uten arbeid i kommunen vår.", timeout=15_000)

    # Each goes on without seeing what the other writes.
    author.locator("#a-behov").press("Control+Home")
    other.locator("#a-behov").press("Control+End")
    author.keyboard.type("Mange flere. ")
    other.keyboard.type(" De trenger bolig.")
    whole = "Mange flere. Unge står uten arbeid i kommunen vår. De trenger bolig."
    for page in (author, other):
        expect(page.locator("#a-behov")).to_have_value(whole, timeout=20_000)
    expect(author.locator("#wq-behov")).to_contain_text("er her nå", timeout=15_000)
    author.reload()
    expect(author.locator("#a-behov")).to_have_value(whole)


def test_a_similar_measure_is_cited(author, site):
    page, address = author, begin(author, site, "Med lignende tiltak")
    page.goto(address + "?del=kunnskap")
    page.fill("#a-kunnskapsgrunnlag", LONG)
    first = page.locator("#similar-kunnskapsgrunnlag .near > li").first
    expect(first).to_contain_text("Felles ord", timeout=15_000)
    title = first.locator(".near-title").inner_text()
    first.locator(".relate summary").click()
    first.get_by_role("button", name="Lagre").click()
    expect(page.locator(".relate .ds-validation-message")).to_be_visible()
    form = page.locator(".relate[open]")
    form.get_by_label("Vi lærer av det som ikke gikk").check()
    form.locator("textarea").fill("Vi begynner med boligen.")
    form.get_by_role("button", name="Lagre").click()
    expect(page.locator("#similar-kunnskapsgrunnlag .noted")).to_contain_text(title)
    page.goto(address + "se-over/")
    expect(page.locator(".reading")).to_contain_text("Vi begynner med boligen.")
    expect(page.locator(".reading")).to_contain_text(title)


def test_facts_and_budget_save_themselves_and_are_checked(author, site):
    page, address = author, begin(author, site, "Med budsjett")
    page.check("#year-1")
    page.fill("#f-positions", "1")
    expect(page.locator(".facts .saved")).to_contain_text("Lagret kl.", timeout=15_000)
    page.goto(address + "?del=budsjett")
    cell = page.locator(".budget tbody input").first
    cell.fill("900 000")
    expect(page.locator("#sum-all")).to_contain_text("900", timeout=15_000)
    expect(page.locator("#check")).to_contain_text("610")
    cell.fill("mye")
    expect(page.locator(".budget .problem").first).to_be_visible(timeout=15_000)
    expect(cell).to_have_value("mye")
    cell.fill("600 000")
    expect(page.locator(".saved")).to_contain_text("Lagret kl.", timeout=15_000)
    page.reload()
    expect(page.locator(".budget tbody input").first).to_have_value("600 000")


def test_a_lost_connection_loses_nothing(author, site):
    page, address = author, begin(author, site, "Uten nett")
    page.goto(address + "?del=behov")
    page.context.set_offline(True)
    page.fill("#a-behov", "Skrevet uten nett")
    expect(page.locator("#s-behov .saved")).to_contain_text("Ikke lagret ennå", timeout=15_000)
    page.context.set_offline(False)
    saved(page, "behov")
    page.reload()
    expect(page.locator("#a-behov")).to_have_value("Skrevet uten nett")


def test_leaving_in_the_middle_of_a_word_saves_it(author, site):
    page, address = author, begin(author, site, "Forlatt")
    page.goto(address + "?del=behov")
    page.fill("#a-behov", "Halvveis")
    page.goto(address + "?del=om")
    page.goto(address + "?del=behov")
    # What was sent on leaving may come in after the page that is asked for at once; it then follows by itself.
    expect(page.locator("#a-behov")).to_have_value("Halvveis", timeout=15_000)


PARTS = ("", "?del=behov", "?del=tiltaket", "?del=budsjett", "?del=vedlegg", "?del=forfattere", "se-over/")


def test_accessible_and_never_wider_than_the_window(author, site, sound):
    page, address = author, begin(author, site, "Lang tittel på et tiltak for unge utenfor arbeid og skole")
    page.goto(address + "?del=behov")
    page.fill("#a-behov", LONG)
    saved(page, "behov")
    own = address.removeprefix(site)
    for place in ("/soknader/", "/soknader/ny/", *(own + part for part in PARTS)):
        sound(page, place, LANGUAGES)


def test_without_scripts(browser, site):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = context.new_page()
    sign_in(page, site, "applicant")
    address = begin(page, site, "Uten skript")
    page.goto(address + "?del=behov")
    page.fill("#a-behov", LONG)
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.locator("#a-behov")).to_have_value(LONG)
    page.get_by_role("link", name="Vis tiltak som ligner").first.click()
    expect(page.locator("#similar-behov .near > li").first).to_be_visible()
    page.get_by_role("button", name="Lagre og gå til").click()
    expect(page.get_by_role("heading", level=2).first).to_have_text("Problemstillingen")
    context.close()


@pytest.fixture
def mortal():
    with Site("writing") as server:
        server.serve()
        yield server


@pytest.mark.slow
def test_a_killed_server_loses_at_most_what_was_typed_in_the_last_two_seconds(page, browser, mortal):
    """In the database; in the author's own browser not even that."""
    sign_in(page, mortal.address, "applicant")
    address = begin(page, mortal.address, "Drept underveis")
    page.goto(address + "?del=behov")
    field, typed = page.locator("#a-behov"), []
    field.click()
    for number in range(60):
        word = f"ord{number} "
        page.keyboard.type(word, delay=10)
        typed.append((time.monotonic(), word))
        page.wait_for_timeout(60)
    killed = time.monotonic()
    mortal.kill()
    page.keyboard.type("etterpå")
    expect(page.locator("#s-behov .saved")).to_contain_text("Ikke lagret ennå", timeout=15_000)
    whole = "".join(word for _at, word in typed) + "etterpå"

    mortal.serve()
    old = "".join(word for at, word in typed if at < killed - 2)
    stranger = browser.new_context(storage_state={"cookies": page.context.cookies(), "origins": []})
    elsewhere = stranger.new_page()
    elsewhere.goto(address + "?del=behov")
    assert elsewhere.locator("#a-behov").input_value().startswith(old.rstrip())
    stranger.close()

    saved(page, "behov")
    page.reload()
    expect(page.locator("#a-behov")).to_have_value(whole)
