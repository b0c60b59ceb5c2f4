"""An office works on its cases: two officers assess, one recommends, a decision maker decides; letters follow."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

KEY = "saker-i-nettleser"
PEOPLE = ("case-officer", "case-officer-2", "decision-maker")
# One to be assessed by both, two that the second officer has assessed, one that nobody has.
PROGRAM = f"""
from making.assessments import assessed, handed_in, plain_call
call = plain_call("{KEY}", title="Saker i nettleseren")
cases = [
    handed_in(call, title=f"Los for unge {{number}}", public_id=f"los-{{number}}") for number in range(1, 5)
]
for case in cases[1:3]:
    assessed(case, "case-officer-2")
print(*[case.public_id for case in cases])
"""


@pytest.fixture(scope="module")
def cases(at_site) -> list[str]:
    """Ids of the four cases, in the order of their titles."""
    return at_site(PROGRAM).split()


@pytest.fixture
def office(browser: Browser, site: str) -> Iterator[dict[str, Page]]:
    """Each of the office signed in in a browser of their own; errors of scripts fail the test."""
    contexts = [browser.new_context(viewport={"width": 1280, "height": 900}) for _who in PEOPLE]
    pages, errors = {}, []
    for who, context in zip(PEOPLE, contexts, strict=True):
        page = pages[who] = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(site + "/konto/login/?next=/saker/")
        page.fill("input[name=login]", f"{who}@demo.invalid")
        page.fill("input[name=password]", "lovende-demo")
        page.click("main button[type=submit]")
        expect(page.get_by_role("heading", level=1)).to_have_text("Saker")
    yield pages
    for context in contexts:
        context.close()
    assert not errors


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def said(page: Page, text: str) -> None:
    expect(page.locator("main")).to_contain_text(text)


def declare(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator("main")).not_to_contain_text("venter lenge")
    page.get_by_label("Nei, jeg er ikke inhabil").check()
    press(page, "Svar")
    said(page, "venter lenge")


def choose(page: Page, site: str, titles: list[str], act: str) -> None:
    """Tick the cases in the queue and say what to do with them."""
    page.goto(f"{site}/saker/?utlysning={KEY}")
    expect(page.get_by_role("button", name=act, exact=True)).to_be_disabled()
    for title in titles:
        page.get_by_role("checkbox", name=title).check()
    expect(page.locator("[data-chosen]")).to_have_text(f"{len(titles)} valgt")
    press(page, act)


def whole(page: Page, outcome: str) -> None:
    """Fill in the rest of an assessment and finish it."""
    for mark in page.locator("fieldset.mark").all():
        mark.get_by_label("Oppfylt", exact=True).check()
        mark.locator("textarea").fill("Godt vist.")
    page.fill("#a-summary", "Et godt tiltak.")
    page.select_option("#a-outcome", label=outcome)
    page.fill("#a-amount", "600 000")
    press(page, "Gjør ferdig")
    said(page, "Vurderingen er ferdig og låst.")


def test_from_the_queue_to_the_letter(office, site, cases):
    first, second, boss = (office[who] for who in PEOPLE)
    case = f"{site}/saker/{cases[0]}/"
    distribute(first, site)
    write(first, case)
    second_opinion(second, case)
    recommend(first, case)
    decide(boss, case)
    several(first, boss, site)


def distribute(page: Page, site: str) -> None:
    """All on the page are chosen with one click and given to both officers."""
    page.goto(f"{site}/saker/?utlysning={KEY}")
    page.get_by_label("Velg alle på siden").check()
    expect(page.locator("[data-chosen]")).to_have_text("4 valgt")
    press(page, "Fordel")
    for box in page.locator("#m-officers input").all():
        box.check()
    press(page, "Fordel sakene")
    said(page, "4 saker er ferdige.")


def write(page: Page, case: str) -> None:
    """What is written saves itself, over a lost connection as well, and is there after a reload."""
    declare(page, case)
    mark = page.locator("fieldset.mark").first
    mark.get_by_label("Delvis oppfylt").check()
    mark.locator("textarea").fill("Behovet er vist med egne tall.")
    expect(page.locator("#saved")).to_contain_text("Lagret kl.", timeout=15_000)
    page.context.set_offline(True)
    page.fill("#a-summary", "Skrevet uten nett")
    expect(page.locator("#saved")).to_contain_text("ingen forbindelse", timeout=15_000)
    page.context.set_offline(False)
    expect(page.locator("#saved")).to_contain_text("Lagret kl.", timeout=15_000)
    page.reload()
    expect(page.locator("#a-summary")).to_have_value("Skrevet uten nett")
    expect(mark.locator("textarea")).to_have_value("Behovet er vist med egne tall.")
    expect(mark.get_by_label("Delvis oppfylt")).to_be_checked()
    whole(page, "Innvilget")


def second_opinion(page: Page, case: str) -> None:
    """The second officer sees the first one's only when their own is finished."""
    declare(page, case)
    expect(page.locator("#vurdering")).not_to_contain_text("Vurdering fra saksbehandler")
    said(page, "1 vurdering er ferdig.")
    whole(page, "Innvilget med redusert beløp")
    expect(page.locator("#vurdering")).to_contain_text("Vurdering fra saksbehandler 1")


def recommend(page: Page, case: str) -> None:
    page.goto(case)
    form = page.locator("#innstilling form")
    form.get_by_role("button", name="Innstill").click()
    expect(page.locator("#feil")).to_be_focused()
    form.locator("#r-reason").fill("Behovet er godt vist.")
    form.get_by_role("button", name="Innstill").click()
    said(page, "Innstillingen er lagret.")


def decide(page: Page, case: str) -> None:
    declare(page, case)
    press(page, "Fatt vedtak")
    said(page, "Vedtaket er fattet.")
    page.locator("#vedtak").get_by_role("link", name="Brev").click()
    page.get_by_role("button", name=re.compile("^Lag brev.*bokmål")).click()
    expect(page.get_by_role("link", name=re.compile("^PDF.*bokmål"))).to_be_visible(timeout=15_000)


def several(officer: Page, boss: Page, site: str) -> None:
    """Three at once: the two that are assessed are recommended and decided, the third stays, and why is said."""
    titles = [f"Los for unge {number}" for number in (2, 3, 4)]
    choose(officer, site, titles, "Innstill")
    officer.get_by_label("Innvilget", exact=True).check()
    officer.fill("#m-reason", "Behovet er godt vist.")
    press(officer, "Innstill i sakene")
    expect(officer.locator("#feil")).to_contain_text("Kryss av for at du ikke er inhabil")
    expect(officer.locator("#m-reason")).to_have_value("Behovet er godt vist.")
    officer.check("#m-impartial")
    press(officer, "Innstill i sakene")
    said(officer, "2 saker er ferdige.")
    said(officer, "Minst én vurdering må være ferdig")
    choose(boss, site, titles[:2], "Fatt vedtak")
    boss.check("#m-impartial")
    press(boss, "Fatt vedtakene")
    said(boss, "2 saker er ferdige.")


def test_accessible_and_never_wider_than_the_window(office, sound, at_site):
    made = at_site(MANY_STAGES).split()
    closed, written, finished, advised, decided = made
    chosen = "&".join(f"sak={one}" for one in made)
    for address in (
        "/saker/", f"/saker/?utlysning={KEY}-stadier&mine=1", "/saker/?q=finnesikke", "/saker/utfall/",
        f"/saker/prioritering/{KEY}-stadier/", f"/saker/samlet/?do=assign&{chosen}", "/saker/brevkjoringer/",
        f"/saker/samlet/?do=recommend&{chosen}", f"/saker/{closed}/", f"/saker/{written}/", f"/saker/{finished}/",
        f"/saker/{written}/lignende/",
    ):  # fmt: skip
        sound(office["case-officer"], address)
    for address in (
        f"/saker/samlet/?do=decide&{chosen}", f"/saker/{advised}/", f"/saker/{decided}/", f"/saker/{decided}/brev/",
    ):  # fmt: skip
        sound(office["decision-maker"], address)


# A case at each stage, as the first officer and the decision maker meet it.
MANY_STAGES = f"""
from making.assessments import assessed, assigned, decided, declared, handed_in, officer, plain_call, recommended
call = plain_call("{KEY}-stadier", title="Saker på alle stadier")
closed, written, finished, advised, done = [
    handed_in(call, title=f"Jobbmentor for eneforsørgere i distriktene {{number}}", public_id=f"mentor-{{number}}")
    for number in range(5)
]
assigned(written)
assessed(finished)
recommended(advised)
declared(advised, officer("decision-maker"))
decided(done, outcome="conditions", conditions=["Stillingen er besatt innen 1. mars."])
print(*[case.public_id for case in (closed, written, finished, advised, done)])
"""


def test_what_is_wrong_is_said_accessibly(office, site, axe, at_site):
    (written,) = at_site(ONE_TO_WRITE).split()
    page = office["case-officer"]
    page.goto(f"{site}/saker/{written}/")
    press(page, "Gjør ferdig")
    expect(page.locator("#feil")).to_be_focused()
    expect(page).to_have_title(re.compile("^Feil: "))
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert axe(page) == [], width
    page.locator("#feil a").first.click()
    expect(page.locator(":target")).to_be_visible()


ONE_TO_WRITE = f"""
from making.assessments import assigned, handed_in, plain_call
case = handed_in(plain_call("{KEY}-feil"), public_id="sak-feil")
assigned(case)
print(case.public_id)
"""


def test_without_scripts(browser, site, at_site):
    (written,) = at_site(ONE_TO_WRITE.replace("-feil", "-uten-skript")).split()
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(f"{site}/konto/login/?next=/saker/{written}/")
    page.fill("input[name=login]", "case-officer@demo.invalid")
    page.fill("input[name=password]", "lovende-demo")
    page.click("main button[type=submit]")
    page.fill("#a-summary", "Uten skript")
    press(page, "Lagre")
    said(page, "Vurderingen er lagret.")
    expect(page.locator("#a-summary")).to_have_value("Uten skript")
    page.get_by_role("link", name="Vis tiltak som ligner").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lignende tiltak i registeret")
    page.goto(f"{site}/saker/?utlysning={KEY}-uten-skript")
    page.locator("input[name=sak]").first.check()
    press(page, "Fordel")
    expect(page.get_by_role("heading", level=1)).to_have_text("Fordel saker")
    context.close()
