"""What follows a decision, and the statistics, in a browser: accessible, and never wider than the window."""

AWARD = """
from making.awards import award
print(award().public_id)
"""


def test_accessible_and_never_wider_than_the_window(page, sign_in, sound, at_site):
    found = at_site(AWARD)
    sign_in(page, "case-officer", "/tilskudd/")
    of_awards = ("", f"{found}/", f"{found}/avslutt/", f"{found}/mote/", "penger/", "frister/", "varsler/")
    for address in (*(f"/tilskudd/{one}" for one in of_awards), "/rapporter/", "/rapporter/statistikk/"):
        sound(page, address)
