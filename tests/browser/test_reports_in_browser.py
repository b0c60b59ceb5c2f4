"""Two people write one report beside the plan; an officer answers it; the pages fit a telephone and are accessible."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from making.homes import Site

TEXT = "Ni av tretten deltakere var i arbeid da de sluttet hos oss i desember, mot fire året før."
# Reports as awards owe them: one to write, one begun, one handed in, one that is late.
PROGRAM = """
from datetime import timedelta
from django.utils import timezone
from lovende.forms.actions import latest_version
from lovende.reporting.models import Report
from making.applications import open_call, submitted
from making.awards import award
from making.reporting import begun, expected, handed_in
def owed():
    plan = {"evaluering-maal": "Andelen i arbeid seks måneder etter at de sluttet."}
    return expected(award(submitted(open_call(), texts=plan)))
writing, reading, missing = owed(), handed_in(owed()), owed()
old = owed()
old.call.self_evaluation = latest_version("self-evaluation")
old.call.save()
begun(old)
Report.objects.filter(pk=missing.pk).update(due_on=timezone.localdate() - timedelta(days=4))
print(writing.public_id, reading.public_id, missing.public_id, old.public_id)
"""


@dataclass(frozen=True)
class Place:
    """A demo of its own with reports in it: all but the first are their addresses."""

    address: str
    writing: str
    reading: str
    missing: str
    old: str


@pytest.fixture(scope="module")
def place(chromium: str) -> Iterator[Place]:
    with Site("reports") as site:
        site.serve()
        ids = site.run(PROGRAM).split()
        yield Place(site.address, *(f"{site.address}/rapporter/{one}/" for one in ids))


@pytest.fixture
def people(browser: Browser, place: Place) -> Iterator:
    """A function from the name of a demo account to a page of theirs."""
    contexts = []

    def one(who: str, **terms) -> Page:
        context = browser.new_context(
            **{"viewport": {"width": 1280, "height": 800}, "locale": "nb-NO", **terms}
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(place.address + "/konto/login/?next=/rapporter/")
        page.fill("input[name=login]", f"{who}@demo.invalid")
        page.fill("input[name=password]", "lovende-demo")
        page.click("main button[type=submit]")
        expect(page.get_by_role("heading", level=1)).to_have_text("Rapporter")
        return page

    yield one
    for context in contexts:
        context.close()


def saved(page: Page, key: str) -> None:
    expect(page.locator(f"#s-{key} .saved")).to_contain_text("Lagret kl.", timeout=15_000)


def test_a_report_is_written_by_two_beside_the_plan_and_answered(people, place):
    lead, other, officer = people("project-lead"), people("applicant"), people("case-officer")
    lead.goto(place.writing)
    lead.get_by_role("button", name="Begynn på rapporten").click()
    for page in (lead, other):
        page.goto(place.writing + "skriv/?del=evaluering")
    expect(lead.locator("#s-resultat .planned")).to_contain_text("Andelen i arbeid seks måneder")
    lead.fill("#a-resultat", "Ni kom i arbeid.")
    saved(lead, "resultat")
    other.fill("#a-resultat", "Fire sluttet.")
    saved(other, "resultat")
    expect(other.locator("#s-resultat .merged")).to_be_visible()
    assert {"Ni", "Fire"} <= set(other.locator("#a-resultat").input_value().split())
    lead.reload()
    lead.fill("#a-resultat", TEXT)
    saved(lead, "resultat")
    account(lead, place.writing)
    answer_all(lead, place.writing)
    lead.goto(place.writing + "se-over/")
    lead.get_by_role("button", name="Lever rapporten").click()
    expect(lead.locator(".messages")).to_contain_text("Rapporten er levert.")
    approve_it(officer, place.writing)
    lead.reload()
    expect(lead.get_by_role("link", name="Søk om videreføring")).to_be_visible()


def account(page: Page, address: str) -> None:
    """The sums stand beside as one types."""
    page.goto(address + "skriv/?del=regnskap")
    for name, amount in (("received", "610 000"), ("wages", "600 000"), ("competence", "0")):
        page.fill(f"#f-{name}", amount)
    expect(page.locator("#check")).to_contain_text("10\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}kr")
    page.fill("#f-carried_over", "5 000")
    expect(page.locator("#check .findings")).to_contain_text("Det er oppgitt 5\N{NO-BREAK SPACE}000")
    page.fill("#f-carried_over", "mye")
    expect(page.locator("#p-carried_over")).to_be_visible()
    page.fill("#f-carried_over", "10 000")
    expect(page.locator("#check")).to_contain_text("Tallene går opp.")


def answer_all(page: Page, address: str) -> None:
    """Every question of every part; one that is asked after a certain answer comes and goes with it."""
    for part in ("tiltaket", "evaluering", "laering", "videre", "egenvurdering"):
        page.goto(address + f"skriv/?del={part}")
        if part == "videre":
            page.get_by_label("Ja, deler av det").check()
            expect(page.locator("#s-videreforing-hvordan")).to_be_visible()
            page.locator("#s-videreforing").get_by_label("Nei", exact=True).check()
            expect(page.locator("#s-videreforing-hvordan")).to_be_hidden()
        for box in page.locator(".question[data-question]").all():
            if not box.is_visible():
                continue
            if box.locator("textarea").count():
                box.locator("textarea").fill(TEXT)
            else:
                box.locator("input[type=radio]").nth(1).check()
        for box in page.locator(".question[data-question]").all():
            if box.is_visible():
                expect(box.locator(".saved")).to_contain_text("Lagret")


def approve_it(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator(".reading")).to_contain_text(TEXT)
    page.get_by_role("button", name="Send tilbake").click()
    expect(page.locator("#p-reason")).to_have_text("Skriv hva som må rettes.")
    page.get_by_label("Nei", exact=True).check()
    page.get_by_role("button", name="Godkjenn rapporten").click()
    expect(page.locator(".messages")).to_contain_text("Rapporten er godkjent.")


def test_what_is_late_is_listed_and_what_is_not_handed_in_is_closed(people, place):
    officer = people("case-officer")
    officer.get_by_role("link", name="Frist passert").click()
    expect(officer.locator("tbody tr")).to_have_count(1)
    expect(officer.locator("tbody")).to_contain_text("4 dager over")
    assert officer.request.get(place.missing).status == 403


def test_without_scripts(people, place):
    page = people("project-lead", java_script_enabled=False, viewport={"width": 360, "height": 800})
    page.goto(place.old + "skriv/?del=laering")
    page.fill("#a-suksessfaktorer", TEXT)
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.locator("#a-suksessfaktorer")).to_have_value(TEXT)
    page.goto(place.old + "skriv/?del=videre")
    expect(page.locator("#s-videreforing-hvorfor-ikke")).to_contain_text("Svar bare hvis")
    page.goto(place.old + "skriv/?del=regnskap")
    page.fill("#f-wages", "lite")
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.locator("#p-wages")).to_be_visible()
    expect(page.locator("#f-wages")).to_have_value("lite")


PARTS = (
    "",
    *(f"skriv/?del={one}" for one in ("evaluering", "videre", "regnskap", "egenvurdering")),
    "se-over/",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessible_and_never_wider_than_the_window(people, place, sound, scheme):
    lead, officer = people("project-lead", color_scheme=scheme), people("case-officer", color_scheme=scheme)
    seen = [(lead, place.old + part) for part in PARTS] + [(officer, place.reading)]
    seen += [(page, place.address + "/rapporter/") for page in (lead, officer)]
    for page, address in seen:
        sound(page, address.removeprefix(place.address), [""], site=place.address)
