"""The register in a browser: found accessible, usable as one types, and within the width of a telephone."""

import pytest

PAGES = [
    "/",
    "/?q=bolig&county=03",
    "/?kind=table",
    "/?kind=map",
    "/?q=xyzzyqq",
    "/lignende/",
    "/om/",
    "/konto/login/",
    "/utvelgelser/publisert/lovende-arbeidsmetoder-2021/",
]
LANGUAGES = ["", "/nn", "/en"]


@pytest.mark.parametrize("address", PAGES)
def test_accessible_and_never_wider_than_the_window(page, sound, address):
    sound(page, address, LANGUAGES)


@pytest.mark.parametrize("address", ["/?q=bolig&county=03", "/?kind=map", "/om/"])
def test_accessible_in_the_dark(page, site, axe, address):
    page.emulate_media(color_scheme="dark")
    page.goto(site + address)
    assert axe(page) == []


def test_results_follow_what_is_typed_and_ticked(page, site):
    page.goto(site + "/")
    page.locator("#q").press_sequentially("bolig", delay=30)
    page.wait_for_url("**/?q=bolig")
    assert page.evaluate("document.activeElement.id") == "q"
    assert "«bolig»" in page.inner_text("#register-status")
    page.check("#f-target_group-ungdom")
    page.wait_for_url("**/?q=bolig&target_group=ungdom")
    page.get_by_role("link", name="Tabell").click()
    page.wait_for_url("**&kind=table")
    assert page.locator("table tbody tr").count() > 0
    page.go_back()
    page.wait_for_selector(".cards")
    assert page.input_value("#q") == "bolig"


def test_four_measures_at_most_are_picked_across_pages(page, site):
    page.goto(site + "/")
    boxes = page.locator("input[form=compare-form]")
    for place in range(4):
        boxes.nth(place).check()
    assert boxes.nth(5).is_disabled()
    page.get_by_role("link", name="Neste").click()
    page.wait_for_url("**page=2")
    assert "4" in page.inner_text("#compare-help")
    page.click("#compare-bar button")
    page.wait_for_url("**/sammenlign/**")
    assert page.url.count("tiltak=") == 4


def test_everything_works_without_scripts(browser, site):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(site + "/")
    page.fill("#q", "bolig")
    page.get_by_role("button", name="Søk").click()
    assert "«bolig»" in page.inner_text("#result-count")
    page.click(".filters-summary")
    page.check("#f-target_group-ungdom")
    page.get_by_role("button", name="Vis treff").click()
    assert "target_group=ungdom" in page.url
    context.close()
