"""What follows a decision, and the statistics, in a browser: accessible, and never wider than the window."""

import pytest

PASSWORD = "lovende-demo"
AWARD = """
from making.awards import award
print(award().public_id)
"""


@pytest.fixture
def officer(page, site):
    page.goto(site + "/konto/login/")
    page.fill("input[name=login]", "case-officer@demo.invalid")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda address: "/login/" not in address)
    return page


def test_accessible_and_never_wider_than_the_window(officer, site, at_site, axe):
    found, page = at_site(AWARD), officer
    of_awards = ("", f"{found}/", f"{found}/avslutt/", f"{found}/mote/", "penger/", "frister/", "varsler/")
    for address in (*(f"/tilskudd/{one}" for one in of_awards), "/rapporter/", "/rapporter/statistikk/"):
        for language, width in (("", 1280), ("", 320), ("/en", 1280)):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.goto(site + language + address).status == 200, address
            assert axe(page) == [], (language, address, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (language, address, width)
