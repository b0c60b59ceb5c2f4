"""A person brings in a catalogue and goes through it: upload, review, edit, accept, reject, undo, find it again."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

KATALOG = Path(__file__).resolve().parents[1] / "catalogue" / "data" / "katalog.txt"
WIDTHS = (1280, 320)


@pytest.fixture
def officer(page, sign_in):
    return sign_in(page, "case-officer", "/import/")


def upload(page, site, title, file=KATALOG):
    page.goto(site + "/import/")
    page.set_input_files("input[type=file]", file)
    page.fill("#id_title", title)
    page.fill("#id_year", "2016")
    page.click("text=Last opp og les")


def read(page):
    """The import's own address, once the worker behind the server has read the file."""
    expect(page.get_by_text("0 av 3 seksjoner er gjennomgått")).to_be_visible(timeout=60_000)
    return re.sub(r"[?#].*", "", page.url)


def shows(page, text):
    expect(page.locator("#saved")).to_contain_text(text)


def test_the_whole_way(officer, site):
    page = officer
    upload(page, site, "Gjennomgang i nettleser 2016")
    batch = read(page)
    page.click("text=Verkstedet på Brygga")
    expect(page.locator("mark.personal").first).to_be_visible()

    # Edits save themselves, and are there after a reload.
    page.fill("#i-summary", "Ungdom reparerer trebåter.")
    shows(page, "Lagret kl.")
    page.reload()
    expect(page.locator("#i-summary")).to_have_value("Ungdom reparerer trebåter.")

    # A telephone number does not get out.
    page.fill("#i-summary", "Ring 912 34 567.")
    page.click("#do-accept")
    expect(page.locator("#feil")).to_contain_text("telefonnummer")
    expect(page.locator("#feil")).to_be_focused()
    page.fill("#i-summary", "Ungdom reparerer trebåter.")
    shows(page, "Lagret kl.")
    page.click("#do-accept")
    expect(page.get_by_text("Godtatt og publisert.")).to_be_visible()

    # Anybody finds it now, by a word of its text.
    page.goto(site + "/?q=trebåter")
    expect(page.get_by_role("link", name="Verkstedet på Brygga").first).to_be_visible()

    # Undo takes it away again.
    page.goto(batch + "1/")
    page.click("#do-undo")
    expect(page.locator("#do-accept")).to_be_visible()
    page.goto(site + "/?q=trebåter")
    expect(page.get_by_role("link", name="Verkstedet på Brygga")).to_have_count(0)

    # Reject owes a reason; undo brings the section back.
    page.goto(batch + "2/")
    page.click(".reject > summary")
    page.click("#do-reject")
    expect(page.locator("#feil")).to_contain_text("hvorfor")
    page.click(".reject > summary")
    page.fill("#i-reason", "Står i en annen katalog")
    page.click("#do-reject")
    expect(page.get_by_text("Avvist: Står i en annen katalog")).to_be_visible()
    page.click("#do-undo")
    expect(page.locator("#do-accept")).to_be_visible()


def test_by_the_keyboard(officer, site):
    page = officer
    upload(page, site, "Gjennomgang med tastatur 2016")
    batch = read(page)
    page.goto(batch + "1/")
    page.keyboard.press("j")
    expect(page).to_have_url(re.compile(r"/2/$"))
    page.keyboard.press("k")
    expect(page).to_have_url(re.compile(r"/1/$"))
    page.keyboard.press("r")
    expect(page.locator("#i-reason")).to_be_focused()
    page.keyboard.type("ja")
    page.keyboard.press("Escape")
    expect(page.locator("#i-reason")).to_be_hidden()
    page.keyboard.press("a")
    expect(page.get_by_text("Godtatt og publisert.")).to_be_visible()
    page.keyboard.press("u")
    expect(page.locator("#do-accept")).to_be_visible()


def test_two_windows_on_one_section(officer, site):
    page = officer
    upload(page, site, "Gjennomgang i to vinduer 2016")
    batch = read(page)
    page.goto(batch + "1/")
    other = page.context.new_page()
    other.goto(batch + "1/")
    other.fill("#i-title", "Båtverkstedet")
    shows(other, "Lagret kl.")
    page.fill("#i-summary", "Det samme")
    shows(page, "Noen andre har lagret")
    page.on("dialog", lambda dialog: dialog.accept())


def test_a_lost_connection_loses_nothing(officer, site):
    page = officer
    upload(page, site, "Gjennomgang uten nett 2016")
    batch = read(page)
    page.goto(batch + "1/")
    page.context.set_offline(True)
    page.fill("#i-summary", "Skrevet uten nett")
    shows(page, "ingen forbindelse")
    page.context.set_offline(False)
    expect(page.locator("#saved")).to_contain_text("Lagret kl.", timeout=15_000)
    page.reload()
    expect(page.locator("#i-summary")).to_have_value("Skrevet uten nett")


def test_a_session_that_ended_loses_nothing(officer, site):
    page = officer
    upload(page, site, "Gjennomgang etter utlogging 2016")
    batch = read(page)
    page.goto(batch + "1/")
    page.context.clear_cookies()
    page.fill("#i-summary", "Skrevet utlogget")
    shows(page, "Logg inn på nytt")
    other = page.context.new_page()
    other.goto(site + "/konto/login/?next=/import/")
    other.fill("input[name=login]", "case-officer@demo.invalid")
    other.fill("input[name=password]", "lovende-demo")
    other.click("main button[type=submit]")
    expect(page.locator("#saved")).to_contain_text("Lagret kl.", timeout=20_000)


def test_without_scripts(browser, site):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(site + "/konto/login/?next=/import/")
    page.fill("input[name=login]", "case-officer@demo.invalid")
    page.fill("input[name=password]", "lovende-demo")
    page.click("main button[type=submit]")
    upload(page, site, "Gjennomgang uten skript 2016")
    for _ in range(60):
        if page.get_by_text("0 av 3 seksjoner").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    page.click("text=Verkstedet på Brygga")
    page.fill("#i-summary", "Uten skript.")
    page.click("#do-save")
    expect(page.get_by_text("Lagret kl.").first).to_be_visible()
    page.click("#do-accept")
    expect(page.get_by_text("Godtatt og publisert.")).to_be_visible()
    page.click("#do-undo")
    expect(page.locator("#do-accept")).to_be_visible()
    context.close()


def test_a_file_that_cannot_be_read(officer, site, tmp_path):
    noise = tmp_path / "stoy.pdf"
    noise.write_bytes(bytes(range(256)) * 20)
    upload(officer, site, "Støy 2016", noise)
    expect(officer.get_by_text("Filen kunne ikke leses")).to_be_visible(timeout=60_000)


@pytest.mark.parametrize("language", ["", "/nn", "/en"])
def test_accessible_in_every_state(officer, site, sound, fine, language):
    page = officer
    upload(page, site, f"Gjennomgang for alle {language or 'nb'} 2016")
    batch = read(page).replace("/import/", f"{language}/import/")
    own = batch.removeprefix(site)
    for address in (f"{language}/import/", own, f"{own}?vis=rejected", f"{own}1/", f"{own}3/"):
        sound(page, address, [""])
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{batch}3/")
        page.click("#do-accept")
        expect(page.locator("#feil")).to_be_visible()
        fine(page, [width])
        page.click(".reject > summary")
        fine(page, [width])
