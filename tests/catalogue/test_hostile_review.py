"""What a hostile or clumsy client sends to the review: the page answers, and nothing is published by it."""

import json
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lovende.catalogue.actions import read_import
from lovende.catalogue.models import CatalogueImport, Section
from lovende.catalogue.proposing import LONGEST_ID, free_id
from lovende.measures.models import Measure

pytestmark = pytest.mark.django_db


def at(batch, position=1) -> str:
    return f"/import/{batch.public_id}/{position}/"


def form(section: Section, **changes) -> dict:
    """A form as the page sends it: title, one row of each kind, and what is changed."""
    rows = {"group-0-lines": "1", "group-0-text": "Unge", "method-0-lines": "1", "focus-0-lines": "1"}
    return {"do": "save", "version": str(section.version), "title": "Prøven", **rows, **changes}


@pytest.mark.parametrize("version", ["", "x", "-1", "²", "9" * 5000, "1e3", "99999999999999999999"])
def test_a_version_that_is_none_is_refused(signed_in, batch, version):
    section = batch.sections.get(position=1)
    for verb in ("save", "accept", "undo", "reject"):
        answer = signed_in.post(at(batch), form(section, do=verb, version=version))
        assert answer.status_code in (404, 409), (verb, version)
    section.refresh_from_db()
    assert section.version == 0 and section.state == "waiting"


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Prøven\0 med nullbyte"},
        {"summary": "\0"},
        {"answer-kommune": "a\0b"},
        {"categories": "bolig\0"},
        {"seen": "two-projects:1\0"},
        {"not-personal": "\0"},
        {"kind": "\0"},
        {"focus-0-text": "\0x"},
        {"group-0-age_min": "²", "group-0-age_max": "٣٠"},
        {"group-0-age_min": "9" * 5000},
        {"group-0-age_min": "-1"},
        {"group-0-lines": "1); DROP TABLE"},
        {"group-0-text": "x" * 100_000},
        {"grant_years": "1900-2099" * 50},
        {"grant_years": "٢٠١٦"},
        {"municipalities": "Moss\0"},
        {"municipalities": "٠١٠٤, " * 300},
        {"started": "0000-99-99"},
        {"started": "٢٠١٦"},
        {"title": "💥‮" * 400},
        {"schemes": "finnes-ikke"},
        {"kind": "finnes-ikke"},
        {"method-0-method": "finnes-ikke"},
        {"group-0-term": "finnes-ikke"},
        {"figure-0-claim": "9" * 200, "figure-0-keep": "on", "figure-0-label": "x"},
        {"figure-0-claim": "-1e999 %", "figure-0-keep": "on", "figure-0-label": ""},
        {"unknown-kommune": "finnes-ikke"},
        {"do": "finnes-ikke"},
        {"do": "split", "split-first": "a\0", "split-second": "b\0"},
        {"do": "reject", "reason": "\0" + "x" * 900},
    ],
    ids=lambda changes: json.dumps(changes)[:40],
)
def test_whatever_the_form_holds_the_page_answers(signed_in, batch, changes):
    before = Measure.objects.count()
    section = batch.sections.get(position=1)
    answer = signed_in.post(at(batch), form(section, **changes))
    assert answer.status_code in (200, 302, 404, 409, 422)
    section.refresh_from_db()
    assert signed_in.get(at(batch)).status_code == 200, "what was kept can be shown"
    if changes.get("do") is None:
        answer = signed_in.post(at(batch), form(section, **changes, do="accept"))
        assert answer.status_code in (200, 302, 409, 422)
    for measure in Measure.objects.filter(source__key=batch.document_key):
        assert signed_in.get(measure.get_absolute_url()).status_code == 200
    assert Measure.objects.count() <= before + 1


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd.txt", "<img src=x onerror=alert(1)>.txt", "‮txt.txt", "a" * 400 + ".txt"],
)
def test_a_file_name_is_never_a_path_nor_markup(signed_in, name):
    content = (
        "Halden kommune – Prøven\n\nKort beskrivelse av prosjektet\n<script>alert(1)</script>\n".encode()
    )
    file = SimpleUploadedFile("x.txt", content)
    file.name, file._name = name, name
    answer = signed_in.post("/import/", {"file": file, "title": "<b>Katalog</b>", "year": "2016", "key": ""})
    assert answer.status_code == 302
    batch = CatalogueImport.objects.get()
    read_import(public_id=str(batch.public_id))
    pages = [f"/import/{batch.public_id}/", "/import/"]
    pages += [at(batch, section.position) for section in batch.sections.all()]
    for page in pages:
        html = signed_in.get(page).content.decode()
        assert "<img src=x" not in html and "<script>alert" not in html and "<b>Katalog" not in html
    assert "/" not in batch.attachment.name and batch.attachment.file.name.startswith("attachments/")


@pytest.mark.parametrize("title", ["A" * 90, "Ø" * 61, "-" * 70, "💥", "x" * 60])
def test_every_title_gives_an_id(title):
    taken: set[str] = set()
    ids = [free_id("", title, taken) for _ in range(3)]
    assert len(set(ids)) == 3 and all(0 < len(one) <= LONGEST_ID + 3 for one in ids)


def test_characters_that_no_database_takes_do_not_strand_an_import(signed_in, monkeypatch):
    """A font without a map to Unicode leaves NUL and halves of pairs behind (pypdf gives them as they stand)."""
    from lovende.catalogue.parsing import reading_pdf

    page = "Halden kommune – Prøven\n\nKort beskrivelse av prosjektet\nUngdom \0 møtes \ud800 ukentlig.\n"
    reader = SimpleNamespace(is_encrypted=False, pages=[SimpleNamespace(extract_text=lambda: page)])
    monkeypatch.setattr(reading_pdf, "PdfReader", lambda *_, **__: reader)
    file = SimpleUploadedFile("katalog.pdf", b"%PDF-1.4 x")
    signed_in.post("/import/", {"file": file, "title": "Katalog", "year": "2016", "key": ""})
    read = read_import(public_id=str(CatalogueImport.objects.get().public_id))
    assert read.state == "review" and "\N{REPLACEMENT CHARACTER}" in "".join(read.raw_lines)
