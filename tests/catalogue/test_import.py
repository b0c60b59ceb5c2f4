"""A file comes in: by the command and in the background; whole or not at all; what is wrong is said clearly."""

import io
import json
import zipfile
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner
from pypdf import PdfWriter

from lovende.catalogue import actions
from lovende.catalogue.commands import CommandError, catalogue_text, import_document
from lovende.catalogue.models import CatalogueImport, Section
from lovende.catalogue.proposing import contact_roles
from lovende.catalogue.tasks import read_catalogue
from lovende.cli import main
from lovende.measures.models import Measure
from lovende.records.models import Attachment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]


KATALOG = Path(__file__).resolve().parent / "data" / "katalog.txt"


def started(officer, name="katalog.txt", content=None, **more):
    given = {"key": "k-2016", "title": "K", "year": 2016, "defer": False, **more}
    content = KATALOG.read_bytes() if content is None else content
    return actions.start_import(name=name, content=content, actor=officer, **given)


def test_a_dry_run_keeps_nothing():
    document = import_document(KATALOG, dry_run=True)
    assert document["sections"] == 3 and len(document["entries"]) == 3
    assert not CatalogueImport.objects.exists() and not Attachment.objects.exists()
    assert "dry run" in catalogue_text(document)


def test_the_command_keeps_and_tells_nothing_personal(personal):
    result = CliRunner().invoke(main, ["import", "catalogue", str(KATALOG), "--json"])
    assert result.exit_code == 0, result.stderr
    document = json.loads(result.stdout)
    assert {"sections", "entries", "recipes", "other", "id", "address"} <= set(document)
    row = document["entries"][0]
    keys = {"title", "municipality", "schemes", "headings_found", "headings_missing", "flags", "locator"}
    assert keys <= set(row) and row["locator"] == {"from": 5, "to": 43}
    assert Section.objects.filter(batch__public_id=document["id"]).count() == 3
    assert not any(word in result.stdout for word in personal)
    assert not Measure.objects.filter(public_id="moss-verkstedet-pa-brygga").exists()


def noise():
    return bytes(range(256)) * 40


def encrypted_pdf():
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.encrypt("hemmelig")
    writer.write(out)
    return out.getvalue()


def word_with_macros():
    out = io.BytesIO()
    docx.Document().save(out)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"makro")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("stoy.pdf", noise, "not a readable PDF"),
        ("last.pdf", encrypted_pdf, "password"),
        ("tom.txt", bytes, "empty"),
        ("makro.docx", word_with_macros, "macros"),
        ("stoy.txt", noise, "text"),
    ],
)
def test_a_bad_file_is_one_clear_line_and_nothing_is_kept(tmp_path, name, content, says):
    path = tmp_path / name
    path.write_bytes(content())
    result = CliRunner().invoke(main, ["import", "catalogue", str(path)])
    assert result.exit_code == 2 and result.stdout == ""
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1 and lines[0].startswith("error: ") and says in lines[0]
    assert not CatalogueImport.objects.exists() and not Attachment.objects.exists()


def test_200_megabytes_are_refused_unread(tmp_path):
    path = tmp_path / "stor.txt"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(CommandError, match="200 MB; the limit is 50 MB"):
        import_document(path, dry_run=False)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="was not found"):
        import_document(tmp_path / "borte.txt", dry_run=False)


def test_windows_1252_is_read_right(tmp_path):
    path = tmp_path / "gammel.txt"
    path.write_bytes(KATALOG.read_text(encoding="utf-8").encode("windows-1252"))
    document = import_document(path, dry_run=False)
    assert document["file"]["encoding"] == "windows-1252"
    assert document["entries"][0]["title"] == "Verkstedet på Brygga"


def test_word_comes_in_the_same_way(tmp_path):
    out = docx.Document()
    for line in KATALOG.read_text(encoding="utf-8").splitlines():
        out.add_paragraph(line)
    out.save(tmp_path / "katalog.docx")
    assert import_document(tmp_path / "katalog.docx", dry_run=False)["sections"] == 3


def test_the_task_reads_once(officer, personal):
    batch = started(officer)
    assert batch.state == CatalogueImport.State.WAITING
    for _ in range(2):
        read_catalogue(public_id=str(batch.public_id))
    batch.refresh_from_db()
    assert batch.state == CatalogueImport.State.REVIEW and batch.sections.count() == 3
    assert not any(word in json.dumps(batch.outline, ensure_ascii=False) for word in personal)


def test_the_task_is_there_when_the_import_is(officer):
    from procrastinate.contrib.django.models import ProcrastinateJob

    batch = started(officer, defer=True)
    job = ProcrastinateJob.objects.get(task_name="catalogue.read")
    assert job.args == {"public_id": str(batch.public_id)}


def test_what_cannot_be_read_says_why_and_can_be_tried_again(officer):
    batch = started(officer, name="last.pdf", content=encrypted_pdf())
    batch = actions.read_import(public_id=str(batch.public_id))
    assert batch.state == CatalogueImport.State.FAILED and batch.error["code"] == "pdf-encrypted"
    assert not batch.sections.exists()
    assert actions.read_again(batch=batch, actor=officer).state == CatalogueImport.State.WAITING


def test_a_source_can_be_named_until_something_is_decided(batch, officer):
    from lovende.catalogue.decisions import reject

    again = actions.name_source(batch=batch, key="annet", title="Annet", year=2021, actor=officer)
    batch = actions.read_import(public_id=str(again.public_id))
    first = batch.sections.first()
    assert first.proposal["municipalities"] == ["3002"], "Moss of 2021"
    reject(section=first, version=0, reason="nei", actor=officer)
    with pytest.raises(actions.UnderReviewError):
        actions.name_source(batch=batch, key="tredje", title="Tredje", year=None, actor=officer)


def test_another_documents_short_name_is_refused(officer):
    with pytest.raises(actions.SourceTakenError):
        started(officer, key="002", title="Noe helt annet")
    assert actions.free_document_key("002") == "002-2"


def test_contact_text_without_a_role_is_withheld():
    assert contact_roles("[skjermet]\nEnhetsleder: [skjermet]\n• Enhetsleder, [skjermet]") == "Enhetsleder"
    assert contact_roles("[skjermet]\n– [skjermet].") == ""


def test_proposed_ids_are_free(batch, officer):
    twin = started(officer, key="en-gang-til")
    twin = actions.read_import(public_id=str(twin.public_id))
    ids = [row.proposal["id"] for row in [*batch.sections.all(), *twin.sections.all()]]
    assert len(set(ids)) == 6
