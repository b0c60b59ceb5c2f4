"""One measure through its whole life, as six people, none of whom can do another's step or see what is not theirs."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

PEOPLE = ("administrator", "applicant", "project-lead", "case-officer", "case-officer-2", "decision-maker")
NEED = "Unge i Moss står uten arbeid etter videregående, og kontoret har ikke noe tilbud som når dem."
DONE = "Ni av tretten deltakere var i arbeid da de sluttet hos oss, mot fire året før."
TITLE = "Ungdom i kjøkkenet"


@pytest.fixture(scope="module")
def people(browser: Browser, site: str) -> Iterator[dict[str, Page]]:
    """Six people, each signed in in a browser of their own."""
    contexts = {who: browser.new_context(viewport={"width": 1280, "height": 900}) for who in PEOPLE}
    pages = {}
    for who, context in contexts.items():
        page = pages[who] = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(site + "/konto/login/")
        page.fill("input[name=login]", f"{who}@demo.invalid")
        page.fill("input[name=password]", "lovende-demo")
        page.click("main button[type=submit]")
        expect(page.locator(".user-menu")).to_be_visible()
    yield pages
    for context in contexts.values():
        context.close()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=re.compile(name)).first.click()
    page.wait_for_load_state()


def denied(people: dict[str, Page], address: str, *who: str) -> None:
    """The address is closed to these."""
    found = {name: people[name].request.get(address).status for name in who}
    assert all(status in (403, 404) for status in found.values()), (address, found)


def refused(people: dict[str, Page], address: str, *who: str) -> None:
    """An act sent to the address, past any page, by these is refused."""
    for name in who:
        cookies = {row["name"]: row["value"] for row in people[name].context.cookies()}
        headers = {"X-CSRFToken": cookies["csrftoken"], "Referer": address}
        answer = people[name].request.post(address, headers=headers, form={"sure": "1"})
        assert answer.status in (403, 404), (address, name, answer.status)


@pytest.mark.timeout(900)  # some two hundred pages
def test_one_measure_from_call_to_continuation(people, site):
    call = publish_call(people, site)
    case = write(people, site, call)
    assess(people, site, case)
    decide(people, site, case)
    award = pay(people, site, case)
    change(people, award)
    report(people, site, award)
    go_on(people, site, award)


def publish_call(people, site) -> str:
    page = people["administrator"]
    page.goto(site + "/utlysninger/ny/?fra=sosiale-tjenester-demo")
    page.fill("input[name=title]", "Prøve hele livet")
    page.fill("input[name=year]", "2027")
    page.fill("input[name=deadline]", "2099-01-31")
    page.fill("input[name=frame]", "2 000 000")
    press(page, "^Lagre")
    call = re.sub(r"[?#].*", "", page.url)
    denied(people, call, "applicant", "project-lead")  # a draft is its makers'
    press(page, "Kunngjør")
    expect(page.locator("main")).to_contain_text("Utlysningen er kunngjort.")
    return call


def write(people, site, call) -> str:
    """Two authors; a similar measure is cited; signed off and handed in."""
    first, second = people["applicant"], people["project-lead"]
    first.goto(call)
    first.get_by_role("link", name="Start søknad").first.click()
    first.fill("#f-title", TITLE)
    first.get_by_role("button", name="Start søknaden").last.click()
    first.wait_for_url(re.compile(r"/soknader/sok-"))
    address = re.sub(r"[?#].*", "", first.url)
    denied(
        people, address, "project-lead", "case-officer", "case-officer-2", "decision-maker", "administrator"
    )
    first.goto(address + "?del=forfattere")
    first.fill("#f-email", "project-lead@demo.invalid")
    press(first, "Legg til")
    first.goto(address + "?del=om")
    first.select_option("#f-area", index=1)
    first.check("#year-1")
    first.check("#year-2")
    first.fill("#f-positions", "1")
    first.fill("#f-participants", "20")
    press(first, "Lagre og gå")
    for page, part in (
        (first, "behov"),
        (second, "problemstilling"),
        (second, "kunnskap"),
        (first, "evaluering"),
        (second, "tiltaket"),
        (first, "samarbeid"),
    ):
        page.goto(f"{address}?del={part}")
        for area in page.locator("main textarea[id^=a-]").all():
            area.fill(NEED)
        for radio in page.locator("main input[type=radio][id$='-1']").all():
            radio.check()
        press(page, "Lagre og gå")
    cite_similar(second, address)
    first.goto(address + "?del=budsjett")
    for cell in first.locator("input[id^=b-salaries-2]").all():
        cell.fill("600 000")
    first.locator("input[id^=b-competence-2]").first.fill("20 000")
    press(first, "Lagre og gå")
    denied(people, address, "case-officer", "case-officer-2", "decision-maker", "administrator")
    first.goto(address + "se-over/")
    press(first, "Godkjenn søknaden")
    refused(people, address + "send-inn/", "case-officer", "decision-maker", "administrator")
    press(first, "Send inn søknaden")
    expect(first.get_by_role("heading", level=1)).to_have_text("Søknaden er sendt inn")
    assert first.request.get(address + "kvittering.pdf").body().startswith(b"%PDF")
    return address.replace("/soknader/", "/saker/")


def cite_similar(page, address) -> None:
    page.goto(address + "?del=kunnskap")
    page.locator("summary", has_text="Ta med i søknaden").first.click()
    page.locator("input[type=radio][value=builds-on]").first.check()
    page.locator("textarea[name=note]").first.fill("Vi bruker samme oppsøkende arbeid.")
    page.locator("form:has(textarea[name=note]) button").first.click()
    expect(page.locator("main")).to_contain_text("Vi bruker samme oppsøkende arbeid.")


def assess(people, site, case) -> None:
    denied(people, case, "applicant", "project-lead", "administrator")
    boss = people["decision-maker"]
    declare(boss, case)
    for box in boss.locator("input[name=officer]").all():
        box.check()
    press(boss, "Fordel")
    for who in ("case-officer", "case-officer-2"):
        page = people[who]
        declare(page, case)
        for radio in page.locator("input[type=radio][value=met]").all():
            radio.check()
        for area in page.locator("textarea[name^=reason-]").all():
            area.fill("Vist i søknaden.")
        page.fill("#a-summary", f"Godt begrunnet, sier {who}.")
        page.select_option("#a-outcome", "conditions")
        page.fill("#a-amount", "620 000")
        if who == "case-officer-2":  # what the first found is not seen before one's own is done
            expect(page.locator("main")).not_to_contain_text("sier case-officer.")
        press(page, "Gjør ferdig")
    expect(people["case-officer-2"].locator("main")).to_contain_text("sier case-officer.")


def declare(page, case) -> None:
    page.goto(case)
    expect(page.locator("main")).not_to_contain_text(NEED)
    page.check("#conflict-none")
    press(page, "^Svar")
    expect(page.locator("main")).to_contain_text(NEED)


def decide(people, site, case) -> None:
    officer, boss, lead = people["case-officer"], people["decision-maker"], people["project-lead"]
    assert boss.locator("#r-outcome-award").count() == 0  # who decides does not recommend
    refused(people, case + "innstilling/", "decision-maker", "project-lead", "administrator")
    officer.goto(case)
    officer.check("#r-outcome-conditions")
    officer.fill("#r-amount", "620 000")
    officer.fill("#r-conditions", "Møt statsforvalteren i mai.")
    officer.fill("#r-reason", "Behovet er vist.")
    press(officer, "Innstill")
    assert officer.locator("#d-outcome-award").count() == 0  # who recommends does not decide
    refused(people, case + "vedtak/", "case-officer", "case-officer-2", "project-lead", "administrator")
    boss.goto(case)
    boss.check("#d-outcome-conditions")
    boss.fill("#d-amount", "620 000")
    boss.fill("#d-conditions", "Møt statsforvalteren i mai.")
    boss.fill("#d-reason", "Som innstilt.")
    press(boss, "Fatt vedtak")
    expect(boss.locator("main")).to_contain_text("Vedtaket er fattet.")
    officer.goto(case + "brev/")
    press(officer, "Lag brev")
    letter = case + "brev/1-nb.pdf"
    denied(people, letter, "project-lead", "applicant")  # not before it is sent
    press(officer, "^Send")
    assert lead.request.get(letter).body().startswith(b"%PDF")


def pay(people, site, case) -> str:
    officer = people["case-officer"]
    award = site + "/tilskudd/til-" + re.search(r"sok-([\d-]+)", case)[1] + "/"
    denied(people, award, "administrator")
    denied(people, award + "rate/1/betalt/", "project-lead", "applicant", "decision-maker")
    officer.goto(award)
    officer.get_by_role("link", name=re.compile("^Utbetalt")).first.click()
    press(officer, "Utbetalt|Lagre|Registrer|Merk")
    expect(officer.locator("main")).to_contain_text("utbetalt")
    return award


def change(people, award) -> None:
    """The project asks, the officer answers; the officer cannot ask, the project cannot answer."""
    lead, officer = people["project-lead"], people["case-officer"]
    denied(people, award + "endring/", "case-officer", "case-officer-2", "decision-maker")
    lead.goto(award + "endring/")
    lead.select_option("#id_kind", "target-group")
    lead.fill("#id_description", "Vi tar også inn dem over 25.")
    lead.fill("#id_why", "Færre enn ventet under 25.")
    press(lead, "^Send")
    officer.goto(award)
    answer = officer.get_by_role("link", name=re.compile("^Svar")).first
    denied(
        people, officer.url.split("/tilskudd/")[0] + answer.get_attribute("href"), "project-lead", "applicant"
    )
    answer.click()
    officer.check("#id_granted_0")
    officer.fill("#id_answer", "Greit, meld fra i rapporten.")
    press(officer, "Send svaret")
    expect(officer.locator("main")).to_contain_text("Greit, meld fra i rapporten.")


def report(people, site, award) -> None:
    """A light status report of the first year, then the full final report; one is sent back first."""
    lead, officer = people["project-lead"], people["case-officer"]
    number = re.search(r"til-([\d-]+)", award)[1]
    years = reports_of(lead, site, number)
    status, final = (site + address for address in years)
    assert status.endswith("-status/") and final.endswith("-slutt/")
    denied(people, final, "administrator")
    hand_in(lead, status)
    officer.goto(status)
    refused(people, status + "godkjenn/", "project-lead", "applicant")
    approve(officer)
    hand_in(lead, final)
    officer.goto(final)
    expect(officer.locator("main")).to_contain_text(DONE)
    officer.locator("main textarea").last.fill("Oppgi hvor mange som deltok.")
    press(officer, "Send tilbake")
    lead.goto(final + "skriv/?del=evaluering")
    lead.fill("#a-resultat", DONE + " Tretten deltok.")
    press(lead, "^Lagre$|Lagre og gå")
    press_in(lead, final)
    officer.goto(final)
    approve(officer)


def reports_of(page, site, number) -> list[str]:
    page.goto(site + "/rapporter/")
    links = page.locator(f"main a[href*='/rapporter/rap-{number}-']").all()
    return sorted({link.get_attribute("href") for link in links}, key=lambda address: "slutt" in address)


def hand_in(page, address) -> None:
    page.goto(address)
    press(page, "Begynn på rapporten")
    parts = page.locator("main a[href*='skriv/?del=']").all()
    for part in [link.get_attribute("href") for link in parts]:
        page.goto(re.sub(r"/rapporter/.*", "", address) + part)
        if part.endswith("regnskap"):
            for name, amount in (("received", "620 000"), ("wages", "600 000"), ("competence", "20 000")):
                page.fill(f"#f-{name}", amount)
            page.fill("#f-carried_over", "0")
        for area in page.locator("main textarea[id^=a-]:visible").all():
            area.fill(DONE)
        for group in page.locator("main fieldset:visible").all():
            if group.locator("input[type=radio]").count():
                group.locator("input[type=radio]").last.check()
        press(page, "^Lagre")
    press_in(page, address)


def press_in(page, address) -> None:
    page.goto(address + "se-over/")
    press(page, "^Lever")
    expect(page.locator("main")).to_contain_text("levert")


def approve(officer) -> None:
    for radio in officer.locator("main form[action*=godkjenn] input[type=radio]").all():
        radio.check()
    press(officer, "^Godkjenn")
    expect(officer.locator("main")).to_contain_text(re.compile("godkjent", re.I))


def go_on(people, site, award) -> None:
    """The same measure is applied for again; the register holds it as one record throughout."""
    lead = people["project-lead"]
    lead.goto(award)
    measure = lead.get_by_role("link", name="Se tiltaket").get_attribute("href")
    denied(people, award + "videreforing/", "case-officer", "decision-maker")
    lead.get_by_role("link", name="Søk om videreføring").click()
    page = lead.locator("main")
    page.locator("input[name=call]").last.check()
    press(lead, "Start søknaden")
    lead.wait_for_url(re.compile(r"/soknader/sok-"))
    expect(page).to_contain_text(TITLE)
    assert lead.locator("#kind-continuation").is_checked()
    stranger = lead.request.get(site + measure)
    assert stranger.status == 200 and TITLE in stranger.text()
