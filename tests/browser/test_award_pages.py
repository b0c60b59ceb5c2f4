"""What follows a decision, and the statistics, in a browser: accessible, and never wider than the window."""

AWARD = """
from making.awards import award
print(award().public_id)
"""


def test_accessible_and_never_wider_than_the_window(page, sign_in, site, at_site, axe):
    found = at_site(AWARD)
    sign_in(page, "case-officer", "/tilskudd/")
    of_awards = ("", f"{found}/", f"{found}/avslutt/", f"{found}/mote/", "penger/", "frister/", "varsler/")
    for address in (*(f"/tilskudd/{one}" for one in of_awards), "/rapporter/", "/rapporter/statistikk/"):
        for language, width in (("", 1280), ("", 320), ("/en", 1280)):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.goto(site + language + address).status == 200, address
            assert axe(page) == [], (language, address, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (language, address, width)
