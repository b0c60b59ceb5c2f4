"""Attachments are checked and stored under their hash; vocabularies are rows."""

import hashlib

import pytest

from lovende.records.actions import keep_file, save_terms
from lovende.records.models import AuditEvent, Term
from lovende.records.words import in_language

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_a_file_is_kept_once_under_its_hash_whatever_it_is_called(files):
    content = b"Prosjektkatalog"
    one = keep_file(name="../../etc/katalog.txt", content=content, actor=None)
    two = keep_file(name="kopi.txt", content=content, actor=None)
    assert one.name == "katalog.txt" and one.media_type == "text/plain"
    assert one.sha256 == hashlib.sha256(content).hexdigest()
    assert one.file.name == two.file.name
    stored = [path for path in files.rglob("*") if path.is_file()]
    assert len(stored) == 1 and stored[0].read_bytes() == content
    assert stored[0].stat().st_mode & 0o077 == 0
    assert AuditEvent.objects.filter(about=one.sha256).count() == 2


@pytest.mark.parametrize(
    ("name", "content"), [("a.exe", b"x"), ("a.docm", b"x"), ("a", b"x"), ("a.txt", b"")]
)
def test_other_endings_and_empty_files_are_refused(name, content):
    with pytest.raises(ValueError):
        keep_file(name=name, content=content, actor=None)


def test_saving_terms_twice_changes_nothing_the_second_time():
    rows = [{"vocabulary": "method", "id": "ny-metode", "name": "Ny metode", "en": "New", "aliases": ["nm"]}]
    assert save_terms(rows) == 1
    assert save_terms(rows) == 0
    assert str(Term.objects.get(key="ny-metode")) == "Ny metode"


@pytest.mark.parametrize(
    ("names", "language", "expected"),
    [
        ({"nb": "Skole", "nn": "Skule", "en": "School"}, "nn", "Skule"),
        ({"nb": "Skole", "en": "School"}, "nn", "Skole"),
        ({"en": "School"}, "nb", "School"),
        ({"se": "Skuvla"}, "nb", "Skuvla"),
        ({}, "nb", ""),
    ],
)
def test_a_name_falls_back_to_bokmal_then_to_what_there_is(names, language, expected):
    assert in_language(names, language) == expected
