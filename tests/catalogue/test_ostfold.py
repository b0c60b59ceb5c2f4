"""The real catalogue (document 002) through the command and through the page, with the counts of its notes."""

import re
from collections import Counter

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lovende.catalogue import decisions
from lovende.catalogue.actions import read_import
from lovende.catalogue.checking import verdict
from lovende.catalogue.commands import import_document
from lovende.catalogue.models import CatalogueImport
from lovende.measures.models import Measure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]


@pytest.fixture(scope="module")
def file(sources):
    return next(sources.glob("002_*.txt"))


def _counts(entries, recipes, other):
    """22 sections = 18 entries, 3 recipes, KLAR; 170 of 180 headings; 15 of 18 complete (002 notes B3)."""
    assert (len(entries), len(recipes), len(other)) == (18, 3, 1)
    assert sum(len(row["headings_found"]) for row in entries) == 170
    assert sum(1 for row in entries if not row["headings_missing"]) == 15


def test_by_the_command(file):
    document = import_document(file, dry_run=False)
    assert document["sections"] == 22
    _counts(document["entries"], document["recipes"], document["other"])
    flags = [(flag["kind"], flag["where"]["from"]) for row in _rows(document) for flag in row["flags"]]
    assert sorted(line for kind, line in flags if kind == "malformed-telephone") == [1248, 3387, 4555]
    assert CatalogueImport.objects.get(public_id=document["id"]).sections.count() == 22


def _rows(document):
    return [*document["entries"], *document["recipes"], *document["other"]]


def test_by_the_page_and_what_is_clean_is_published(signed_in, officer, file):
    upload = SimpleUploadedFile("katalog.txt", file.read_bytes())
    data = {"file": upload, "title": "Østfold prosjektkatalog", "year": "2016", "key": "ostfold"}
    signed_in.post("/import/", data)
    batch = read_import(public_id=str(CatalogueImport.objects.get().public_id))
    sections = list(batch.sections.all())
    kinds = Counter(row.kind for row in sections)
    assert kinds == {"entry": 18, "recipe": 3, "other": 1}
    parsed = {kind: [row.parsed for row in sections if row.kind == kind] for kind in kinds}
    _counts(parsed["entry"], parsed["recipe"], parsed["other"])
    kum = next(row for row in sections if row.line_from in range(3222, 3233))
    assert "two-projects" in {flag["kind"] for flag in kum.flags}
    html = signed_in.get(f"/import/{batch.public_id}/").content.decode()
    assert "0 av 22 seksjoner er gjennomgått" in html
    places = {number for row in sections for number in row.proposal["municipalities"]}
    assert places == {"0101", "0104", "0105", "0106"}, "the municipalities of 2016"
    assert not [row.title for row in sections if verdict(row, batch.known_names).exposed]
    swept = decisions.accept_clean(batch=batch, actor=officer)
    assert swept.accepted + len(swept.left) == 22 and swept.accepted >= 15
    answers = Measure.objects.filter(source__key="ostfold").values_list("answers__rows__value", flat=True)
    words = set(re.findall(r"\w+", " ".join(str(answer) for answer in answers).casefold()))
    assert not {name for name in batch.known_names if len(name) > 3} & words
    assert not any("@" in str(answer) for answer in answers)
