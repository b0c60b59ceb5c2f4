"""A lead makes a round, takes in measures, puts on raters, locks the protocol and opens the first phase."""

import json
import re

import pytest
from playwright.sync_api import expect

# A round whose screening is settled with one split verdict, and whose deep study is open.
PROGRAM = """
from lovende.selection.actions import open_phase, settle_phase
from making.selection import lead, open_readings, open_round, read_by_all
found = open_round(title="Avgjort i nettleser", candidates=4, raters=4)
first = min(row.candidate.number for row in open_readings(found))
read_by_all(found, {first: ("in", "out")})
settle_phase(round_=found, actor=lead())
open_phase(round_=found, actor=lead())
print(found.public_id)
"""

# Every page of the lead's or the owner's in a round that has come to its end, one address of each.
FINISHED = """
import json
from django.conf import settings
settings.ALLOWED_HOSTS.append("testserver")
from lovende.selection import protocol
from making import round_pages, simulated
from making.simulated_round import end, play
criteria = {row["key"]: row["phases"] for row in protocol.start()["criteria"]}
told = simulated.World(7, criteria, candidates=40, near_blank=4, difficulties=simulated.AS_STERN_AS_003)
there = round_pages.pages(end(play(told)))
print(json.dumps({name: page.addresses[0] for name, page in there.items() if name not in round_pages.RATING}))
"""
FILES = ("_json", "_csv", "_pdf", "_word")


@pytest.fixture
def leading(page, sign_in):
    return sign_in(page, "evaluator", "/utvelgelser/")


def test_from_nothing_to_an_open_phase(leading, fine):
    page = leading
    fine(page)
    page.get_by_role("link", name="Ny utvelgelse").click()
    page.click("text=Lag utvelgelsen")
    expect(page.get_by_text("Gi utvelgelsen et navn.").first).to_be_visible()
    fine(page)
    page.get_by_label("Tittel").fill("Lovende i nettleser")
    page.click("text=Lag utvelgelsen")

    page.get_by_role("link", name="Ta inn kandidater").click()
    page.get_by_text("Fra et søk i registeret").click()
    page.get_by_role("main").get_by_label("Hva leter du etter?").fill("ungdom")
    page.get_by_role("main").get_by_role("button", name="Søk").click()
    fine(page)
    page.get_by_role("button", name=re.compile("Ta inn")).filter(has_text=re.compile("alle")).click()
    expect(page.get_by_text(re.compile("nye kandidater er tatt inn"))).to_be_visible()
    fine(page)

    page.get_by_role("link", name="Vurderere", exact=True).click()
    for number, department in enumerate(("Arbeid", "Velferd"), 1):
        page.get_by_label("Person").select_option(index=1)
        page.get_by_label("Avdeling").fill(department)
        page.get_by_role("button", name="Sett opp").click()
        expect(page.get_by_role("button", name=re.compile("Fjern"))).to_have_count(number)
    fine(page)

    page.get_by_role("link", name="Oversikt").click()
    page.get_by_role("link", name="Lås protokollen").click()
    fine(page)
    page.get_by_role("button", name="Lås protokollen").click()
    expect(page.get_by_text("Protokollen er låst. SHA-256:")).to_be_visible()
    page.get_by_role("link", name="Åpne fasen").click()
    page.get_by_role("button", name="Åpne fasen").click()
    expect(page.get_by_role("heading", name="Framdrift i «Screening»")).to_be_visible()
    fine(page)


def test_what_is_settled_is_read_by_everybody(leading, site, at_site, fine):
    found, page = at_site(PROGRAM), leading
    for name in ("", "protokoll/", "screening/enighet/", "screening/uenighet/"):
        page.goto(f"{site}/utvelgelser/{found}/{name}")
        fine(page)
    page.get_by_text("Alle sa inn").click()
    expect(page.locator(".split")).to_have_count(3)


def test_every_page_of_a_round_is_accessible(leading, site, at_site, fine):
    """As one who leads; of what is the owner's alone, the refusal."""
    there, page = json.loads(at_site(FINISHED)), leading
    assert {"round", "candidates", "discussions", "chosen", "case", "profile", "promise", "report"} <= set(
        there
    )
    for name, address in there.items():
        if not name.endswith(FILES):
            assert page.goto(site + address).status == (403 if name == "follow_up" else 200), name
            fine(page)


DRAFT = """
from making.selection import draft_round
found = draft_round(title="Utkast i nettleser", candidates=3)
print(found.public_id, found.raters.first().user.pseudonym)
"""


def test_every_page_that_changes_a_draft_is_accessible(leading, site, at_site, fine):
    (found, rater), page = at_site(DRAFT).split(), leading
    changing = (
        "endre/",
        "slett/",
        "faser/",
        "faser/deep/",
        "kriterier/",
        "kriterier/nytt/",
        "kriterier/novelty/",
    )
    for name in ("", *changing, "las/", f"vurderere/{rater}/", "protokoll/", "kandidater/"):
        assert page.goto(f"{site}/utvelgelser/{found}/{name}").status == 200
        fine(page)
