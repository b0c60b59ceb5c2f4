"""The pages about measures, organisations, places and sources in a browser: accessible in every language and width."""

import pytest

PAGES = [
    "/tiltak/nav-frogner-ssa/",
    "/tiltak/heimby-supported-employment/",
    "/sammenlign/?tiltak=nav-frogner-ssa&tiltak=klar&tiltak=festesona&tiltak=halden-en-dor-inn",
    "/sammenlign/?tiltak=finnes-ikke",
    "/organisasjon/avdir/",
    "/kommune/0301/",
    "/kommune/1133/",
    "/kilde/002/",
    "/lignende/",
    "/tiltak/finnes-ikke/",
]
LANGUAGES = ["", "/nn", "/en"]


@pytest.mark.parametrize("address", PAGES)
def test_accessible_and_never_wider_than_the_window(page, sound, address):
    sound(page, address, LANGUAGES, status=404 if "finnes-ikke" in address else 200)


def test_every_disclosure_open_is_accessible_too(page, site, axe):
    page.goto(site + "/tiltak/heimby-supported-employment/")
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert axe(page) == []


def test_similar_measures_for_pasted_text(page, site, axe):
    page.goto(site + "/lignende/")
    page.fill("textarea", "Vi vil lære opp språkmentorer på arbeidsplassen for innvandrere i praksis.")
    page.click("main button[type=submit]")
    page.wait_for_selector("main article, main li a")
    assert "nav-frogner-ssa" in page.content()
    assert axe(page) == []


def test_a_figure_opens_its_pedigree_by_keyboard(page, site):
    page.goto(site + "/tiltak/heimby-supported-employment/")
    summary = page.locator("details.locator summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("details.locator[open] a").first.is_visible()
