"""Calls in a browser: accessible, within the width of a telephone, written and published without a mouse's help."""

import pytest

PAGES = [
    "/utlysninger/",
    "/utlysninger/tuki-2019/",
    "/utlysninger/sosiale-tjenester-demo/",
    "/utlysninger/ordning/jobbsjansen/",
]


@pytest.mark.parametrize("address", PAGES)
def test_accessible_and_never_wider_than_the_window(page, sound, address):
    sound(page, address, widths=(1280, 360, 320))


def test_accessible_in_the_dark(page, site, axe):
    page.emulate_media(color_scheme="dark")
    for address in PAGES:
        page.goto(site + address)
        assert axe(page) == [], address


def test_a_call_is_made_after_another_and_published(page, site, fine):
    page.goto(site + "/konto/login/?next=/utlysninger/ny/?fra=sosiale-tjenester-demo")
    page.fill("[name=login]", "decision-maker@demo.invalid")
    page.fill("[name=password]", "lovende-demo")
    page.click("main button[type=submit]")
    page.fill("[name=title]", "Vårens utlysning")
    fine(page)
    page.get_by_role("button", name="Lagre utkast").click()
    page.get_by_role("button", name="Kunngjør").click()
    assert "Sett en søknadsfrist." in page.content()
    page.get_by_role("link", name="Sett en søknadsfrist.").click()
    page.fill("[name=deadline]", "2099-03-01")
    page.get_by_role("button", name="Lagre utkast").click()
    page.get_by_role("button", name="Kunngjør").click()
    assert "Utlysningen er kunngjort." in page.content() and "1. mars 2099" in page.content()
    page.get_by_role("button", name="Avslutt utlysningen").click()
    assert "avsluttet" in page.locator(".call-tags").inner_text()
