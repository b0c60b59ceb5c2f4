"""The pages: who gets in, uploading, reviewing, saving itself, and what strangers never see."""

import io
import logging
import zipfile
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lovende.catalogue import decisions
from lovende.catalogue.actions import read_import
from lovende.catalogue.models import CatalogueImport, Section
from lovende.catalogue.queries import lookalikes
from lovende.measures.models import Measure

pytestmark = pytest.mark.django_db


def address(batch, position=None):
    return f"/import/{batch.public_id}/" + (f"{position}/" if position else "")


class Form(HTMLParser):
    """The fields of a page as a browser would send them."""

    def __init__(self):
        super().__init__()
        self.values, self.area, self.select = {}, None, None

    def handle_starttag(self, tag, pairs):
        getattr(self, f"_{tag}", lambda row: None)(dict(pairs))

    def _input(self, row):
        if row.get("type") == "checkbox":
            if "checked" in row and "name" in row:
                self.values.setdefault(row["name"], []).append(row["value"])
        elif "name" in row:
            self.values[row["name"]] = row.get("value") or ""

    def _textarea(self, row):
        self.area = row["name"]
        self.values[self.area] = ""

    def _select(self, row):
        self.select = row["name"]

    def _option(self, row):
        if "selected" in row or self.select not in self.values:
            self.values[self.select] = row["value"]

    def handle_data(self, data):
        if self.area:
            self.values[self.area] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.area = None


def posted(client, batch, position, **changes):
    """The form as the page has it, with changes."""
    form = Form()
    form.feed(client.get(address(batch, position)).content.decode())
    return {**form.values, **changes}


def send(client, batch, position=1, accept="text/html", **changes):
    data = posted(client, batch, position, **changes)
    return client.post(address(batch, position), data, headers={"accept": accept})


def section(batch, position=1):
    return Section.objects.get(batch=batch, position=position)


@pytest.mark.parametrize("place", ["imports", "batch", "section"])
def test_strangers_are_sent_to_sign_in_and_others_are_denied(client, batch, applicant, place):
    path = {"imports": "/import/", "batch": address(batch), "section": address(batch, 1)}[place]
    answer = client.get(path)
    assert answer.status_code == 302 and answer["Location"].startswith("/konto/login/")
    client.force_login(applicant)
    assert client.get(path).status_code == 403
    assert client.post(path, {"do": "accept", "version": "0"}).status_code in (403, 405)
    assert section(batch).state == "waiting"


@pytest.mark.parametrize("name", ["case-officer", "programme-officer", "administrator"])
def test_those_who_may_come_in_and_no_cache_keeps_it(client, batch, name):
    from lovende.people.models import User

    client.force_login(User.objects.get(email=f"{name}@demo.invalid"))
    answer = client.get(address(batch, 1))
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    assert "912 34 567" in answer.content.decode(), "the raw lines are there for the reviewer"


def test_uploading(signed_in, katalog):
    file = SimpleUploadedFile("katalog.txt", katalog.read_bytes())
    answer = signed_in.post("/import/", {"file": file, "title": "Vår katalog", "year": "2016", "key": ""})
    batch = CatalogueImport.objects.get()
    assert answer.status_code == 302 and answer["Location"] == address(batch)
    assert batch.document_key == "var-katalog" and batch.state == "waiting"
    html = signed_in.get(address(batch)).content.decode()
    assert "venter på å bli lest" in html and "every 2s" in html and "Oppdater siden" in html
    read_import(public_id=str(batch.public_id))
    html = signed_in.get(address(batch)).content.decode()
    assert "0 av 3 seksjoner er gjennomgått" in html and "every 2s" not in html
    polled = signed_in.get(address(batch), headers={"HX-Request": "true"})
    assert polled["HX-Refresh"] == "true", "a page that waits shows the sections when they are there"


@pytest.mark.parametrize(
    ("name", "content", "data", "says"),
    [
        ("makro.docm", b"x", {}, "makroer"),
        ("bilde.png", b"x", {}, "Filtypen kan ikke leses"),
        ("tom.txt", b"", {}, "Filen er tom"),
        ("a.txt", b"x", {"title": ""}, "Skriv hva katalogen heter"),
        ("a.txt", b"x", {"year": "16"}, "fire sifre"),
        ("a.txt", b"x", {"key": "002"}, "alt brukt"),
        ("a.txt", b"x", {"title": "Ring 912 34 567"}, "blir offentlig"),
    ],
)
def test_errors_stand_beside_the_field_and_nothing_typed_is_lost(signed_in, name, content, data, says):
    given = {"title": "Katalog fra dalen", "year": "2016", "key": "dalen", **data}
    answer = signed_in.post("/import/", {**given, "file": SimpleUploadedFile(name, content)})
    html = answer.content.decode()
    assert answer.status_code == 422 and html.count(says) >= 2, "beside the field and in the summary"
    assert all(f'value="{value}"' in html for value in given.values() if value)
    assert not CatalogueImport.objects.exists()


def test_200_megabytes_are_refused_before_they_are_read(signed_in):
    answer = signed_in.generic(
        "POST",
        "/import/",
        b"",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(200 * 1024**2),
    )
    assert answer.status_code == 413 and "grensen er 50 MB" in answer.content.decode()


def test_an_unreadable_file_says_so_on_its_page(signed_in):
    file = SimpleUploadedFile("stoy.pdf", bytes(range(256)) * 8)
    signed_in.post("/import/", {"file": file, "title": "Støy", "year": "", "key": ""})
    batch = read_import(public_id=str(CatalogueImport.objects.get().public_id))
    html = signed_in.get(address(batch)).content.decode()
    assert "Filen kunne ikke leses" in html and "ikke en lesbar PDF" in html


def test_the_list_filters(signed_in, batch):
    assert signed_in.get(f"{address(batch)}?vis=settle").content.decode().count('<th scope="row">') == 1
    assert "Ingen seksjoner her" in signed_in.get(f"{address(batch)}?vis=accepted").content.decode()


def test_looking_and_saving_changes_nothing(signed_in, batch):
    """What the page shows is what the proposal says: sent back untouched, it is no edit."""
    for position in (1, 2, 3):
        send(signed_in, batch, position, do="save")
        row = section(batch, position)
        assert row.edited is None and row.version == 0, row.edited


def test_the_page_saves_itself(signed_in, batch):
    answer = send(signed_in, batch, accept="application/json", do="save", summary="Ungdom lager båter.")
    assert answer.json()["version"] == 1 and answer.json()["saved"].startswith("Lagret kl.")
    assert section(batch).facts["summary"] == "Ungdom lager båter."


def test_another_who_saved_first_is_told_of(signed_in, batch, other_officer):
    data = posted(signed_in, batch, 1, summary="Min tekst", do="save")
    row = section(batch)
    decisions.edit_section(section=row, facts={**row.facts, "title": "B"}, version=0, actor=other_officer)
    answer = signed_in.post(address(batch, 1), data, headers={"accept": "application/json"})
    assert answer.status_code == 409 and "Noen andre" in answer.json()["message"]
    page = signed_in.post(address(batch, 1), data)
    assert page.status_code == 409 and "Noen andre" in page.content.decode()


def test_all_that_can_be_edited_is_published(signed_in, batch):
    send(
        signed_in,
        batch,
        do="accept",
        title="Båtverkstedet",
        summary="Ungdom lager båter.",
        municipalities="Moss, Rygge",
        grant_years="2015–2017",
        ended="2018-06",
        schemes=["jobbsjansen", "kum"],
        categories=["arbeid"],
        **{
            "method-0-method": "motiverende-intervju",
            "method-0-use": "partial",
            "group-0-term": "ungdom",
            "focus-3-text": "Sjøvett",
            "answer-unikhet": "",
            "unknown-unikhet": "too-early",
        },
    )
    row = section(batch)
    assert row.state == "accepted", row.facts.get("review")
    measure = row.measure
    assert (measure.title, measure.ended, measure.grant_years) == (
        "Båtverkstedet",
        "2018-06",
        [2015, 2016, 2017],
    )
    assert sorted(place.number for place in measure.municipalities.all()) == ["0104", "0136"]
    assert {link.scheme.key for link in measure.scheme_links.all()} == {"jobbsjansen", "kum"}
    assert measure.method_uses.get().use == "partial"
    assert measure.target_groups.get().terms.get().key == "ungdom"
    assert [area.text for area in measure.focus_areas.all()][-1] == "Sjøvett"
    assert measure.unknowns.get(field="answers.unikhet").kind == "too-early"
    assert not measure.answers.rows.filter(question="unikhet").exists()


def test_what_cannot_be_read_is_kept_as_typed_and_explained(signed_in, batch):
    answer = send(
        signed_in, batch, do="accept", started="i vår", municipalities="Mos", grant_years="femten", title=""
    )
    html = answer.content.decode()
    assert answer.status_code == 422 and section(batch).state == "waiting"
    for words in ("Datoen kan ikke leses", "Fant ikke Mos", "Årene kan ikke leses", "Tittelen mangler"):
        assert html.count(words) == 2, f"{words}: in the summary and beside the field"
    again = signed_in.get(address(batch, 1)).content.decode()
    assert 'value="i vår"' in again and 'value="Mos"' in again and 'value="femten"' in again


def test_personal_data_typed_in_is_pointed_out(signed_in, batch):
    answer = send(signed_in, batch, do="accept", summary="Ring Torfinn Kvasthaug på 912 34 567.")
    html = answer.content.decode()
    assert (
        answer.status_code == 422
        and "telefonnummer står i teksten" in html
        and "er ikke et personnavn" in html
    )


def test_rejecting_and_undoing(signed_in, batch):
    assert send(signed_in, batch, do="reject", reason="").status_code == 422
    send(signed_in, batch, do="reject", reason="Samme som Verkstedet i Halden")
    html = signed_in.get(address(batch, 1)).content.decode()
    assert "Avvist: Samme som Verkstedet i Halden" in html
    signed_in.post(address(batch, 1), {"do": "undo", "version": section(batch).version})
    assert section(batch).state == "waiting"


def test_splitting(signed_in, batch):
    send(signed_in, batch, 3, do="split", **{"split-first": "Hagen", "split-second": "Verkstedet"})
    assert batch.sections.count() == 4
    assert "delt ut" in signed_in.get(address(batch)).content.decode()


def test_accepting_what_is_ready_needs_a_look(signed_in, batch):
    path = reverse("catalogue:accept_clean", args=[batch.public_id])
    signed_in.post(path)
    assert not Section.objects.filter(state="accepted").exists()
    html = signed_in.post(path, {"looked": "1"}, follow=True).content.decode()
    assert "2 seksjoner er godtatt og publisert" in html and "1 seksjon må du se på selv" in html


@pytest.mark.parametrize("place", ["imports", "batch", "section"])
def test_few_queries(signed_in, batch, place, django_assert_max_num_queries):
    path = {"imports": "/import/", "batch": address(batch), "section": address(batch, 1)}[place]
    signed_in.get(path)
    with django_assert_max_num_queries(15):
        signed_in.get(path)


@pytest.mark.parametrize("language", ["nn", "en"])
def test_other_languages(signed_in, batch, language):
    for path in ("/import/", address(batch), address(batch, 3)):
        assert signed_in.get(f"/{language}{path}").status_code == 200
    html = signed_in.get(f"/en{address(batch, 3)}").content.decode()
    assert "The entry seems to hold 2 projects" in html


def test_nothing_personal_gets_out(client, batch, officer, personal, caplog, capfd):
    """Everything clean accepted: not on a public page, not in a download, not in a log."""
    caplog.set_level(logging.DEBUG)
    titles = ("Hagen", "Sykkelverkstedet")
    decisions.split(section=section(batch, 3), version=0, titles=titles, actor=officer)
    assert decisions.accept_clean(batch=batch, actor=officer).accepted == 4
    ids = [row.measure.public_id for row in batch.sections.select_related("measure")]
    pages = [
        "/",
        "/?source=diktet-2016",
        "/kilde/diktet-2016/",
        "/kommune/3103/",
        "/sammenlign/?tiltak=" + ids[0],
    ]
    pages += [f"/tiltak/{key}/" for key in ids] + [f"/tiltak/{key}.json" for key in ids]
    pages += [f"/last-ned/{kind}/?source=diktet-2016" for kind in ("json", "csv", "xlsx")]
    for path in pages:
        answer = client.get(path)
        assert answer.status_code == 200, path
        text = _unpacked(answer)
        found = [word for word in personal if word in text]
        assert not found, f"{path}: {found}"
    logged = caplog.text + "".join(capfd.readouterr())
    assert not [word for word in personal if word in logged]
    assert "Verkstedet på Brygga" in client.get("/?q=trebåter").content.decode()
    assert Measure.objects.filter(public_id__in=ids, state="published").count() == 4


def _unpacked(answer):
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content[:2] != b"PK":
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


def test_the_list_counts_what_is_still_to_be_settled(signed_in, batch):
    assert "1 må avklares" in signed_in.get(address(batch)).content.decode()
    send(signed_in, batch, 3, do="save", seen=["two-projects:83"])
    html = signed_in.get(address(batch)).content.decode()
    assert "1 må avklares" not in html and "9 av 10" in html and "prosjekt · Sarpsborg" in html


def test_measures_that_resemble_the_section_are_shown(signed_in, batch):
    found = section(batch)
    rows = lookalikes(found)
    assert rows and all(
        row.measure.state == "published" and row.measure.pk != found.measure_id for row in rows
    )
    page = signed_in.get(address(batch, 1)).content.decode()
    assert rows[0].measure.get_absolute_url() in page
