"""Files that can be read, and files that are refused with a sentence that says what to do."""

from __future__ import annotations

import io
import os
import zipfile

import pytest
from pypdf import PdfReader, PdfWriter

from lovende.catalogue.parsing import CatalogueError, Limits, read_bytes, read_file
from lovende.catalogue.parsing.messages import texts

from .conftest import pdf_bytes, word_bytes

TEXT = "Overføringsverdi\nBåt, skøyte og æresord – «alt»\n"


def refused(data: bytes, name: str, limits: Limits | None = None) -> str:
    with pytest.raises(CatalogueError) as caught:
        read_bytes(data, name, limits)
    for language in ("nb", "nn", "en"):
        message = caught.value.message(language)
        assert name in message and "{" not in message and len(message.splitlines()) == 1
    return caught.value.code


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("cp1252", "windows-1252")],
)
def test_encodings(encoding, name):
    document = read_bytes(TEXT.encode(encoding), "katalog.txt")
    assert document.encoding == name
    assert [line.text for line in document.lines] == TEXT.splitlines()


def test_line_numbers_are_an_editors():
    document = read_bytes("a\r\nb\rc\x0bd\u2028e\n\nf".encode(), "katalog.txt")
    assert [line.number for line in document.lines if not line.blank] == [1, 2, 3, 5]


def test_private_use_bullets_become_bullets_and_raw_stays():
    document = read_bytes("\uf0b7 Mål\n\uf0a7Ett\n".encode(), "katalog.txt")
    assert [line.text for line in document.lines] == ["•  Mål", "• Ett"]
    assert document.raw[0] == "\uf0b7 Mål"


def test_form_feed_begins_a_page():
    document = read_bytes(b"a\n\x0cb\nc\n", "katalog.txt")
    assert [line.page for line in document.lines] == [1, 2, 2]


@pytest.mark.parametrize("data", [b"\x00\x01\x02" * 100, b"abc\x00def", bytes(range(1, 32)) * 20])
def test_noise_is_not_text(data):
    assert refused(data, "katalog.txt") == "not-text"


def test_empty_and_blank():
    assert refused(b"", "katalog.txt") == "empty"
    assert refused(b" \n\n\t\n", "katalog.txt") == "empty"


def test_too_large_is_refused_before_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "stor.txt"
    with path.open("wb") as file:
        os.truncate(file.fileno(), 200 * 1024 * 1024)
    monkeypatch.setattr("pathlib.Path.read_bytes", lambda self: pytest.fail("the file was read"))
    with pytest.raises(CatalogueError) as caught:
        read_file(path)
    assert caught.value.code == "too-large"
    assert "200 MB" in caught.value.message_nb


def test_missing_file_and_folder(tmp_path):
    for path, code in ((tmp_path / "borte.txt", "not-found"), (tmp_path, "unreadable")):
        with pytest.raises(CatalogueError) as caught:
            read_file(path)
        assert caught.value.code == code


def test_too_many_lines():
    assert refused(b"a\n" * 30, "katalog.txt", Limits(lines=20)) == "too-many-lines"


class TestPdf:
    def test_lines_with_pages(self):
        document = read_bytes(pdf_bytes([["Overførbarhet", "Ja"], ["Unikhet er her"]]), "katalog.pdf")
        assert [(line.text, line.page) for line in document.lines if not line.blank] == [
            ("Overførbarhet", 1),
            ("Ja", 1),
            ("Unikhet er her", 2),
        ]

    def test_noise_named_pdf(self):
        assert refused(os.urandom(4000), "katalog.pdf") == "pdf-damaged"
        assert refused(b"%PDF-1.7\n" + os.urandom(4000), "katalog.pdf") == "pdf-damaged"

    def test_encrypted(self):
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_bytes([["Hemmelig tekst her"]]))))
        writer.encrypt("hemmelig", algorithm="RC4-128")
        stream = io.BytesIO()
        writer.write(stream)
        assert refused(stream.getvalue(), "katalog.pdf") == "pdf-encrypted"

    def test_scanned(self):
        assert refused(pdf_bytes([[], []]), "katalog.pdf") == "pdf-without-text"

    def test_limits(self):
        data = pdf_bytes([["Litt tekst på en side"]] * 3)
        assert refused(data, "katalog.pdf", Limits(pages=2)) == "pdf-too-long"
        assert refused(data, "katalog.pdf", Limits(seconds=-1)) == "pdf-too-slow"


def repacked(data: bytes, change) -> bytes:
    """A .docx with its parts passed through ``change(parts)``."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return stream.getvalue()


class TestWord:
    DATA = word_bytes([("Heading 1", "Unikhet"), ("Normal", "Alt er nytt.")])

    def test_styles(self):
        document = read_bytes(self.DATA, "katalog.docx")
        assert [(line.text, line.level) for line in document.lines] == [
            ("Unikhet", 1),
            ("Alt er nytt.", None),
        ]

    def test_macros(self):
        with_part = repacked(self.DATA, lambda parts: parts.update({"word/vbaProject.bin": b"x"}))
        assert refused(with_part, "katalog.docx") == "word-macros"

        def declare(parts):
            parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
                b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                b"application/vnd.ms-word.document.macroEnabled.main+xml",
            )

        assert refused(repacked(self.DATA, declare), "katalog.docm") == "word-macros"

    def test_bomb(self):
        bomb = repacked(self.DATA, lambda parts: parts.update({"word/media/a.bin": b"0" * 30_000_000}))
        assert refused(bomb, "katalog.docx") == "word-unsafe"

    def test_entities(self):
        def add(parts):
            parts["word/document.xml"] = (
                b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
                + parts["word/document.xml"].split(b"?>", 1)[-1]
            )

        assert refused(repacked(self.DATA, add), "katalog.docx") == "word-unsafe"

    def test_text_box_once_deletions_out_insertions_in(self):
        box = (
            b'<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            b'<mc:Choice Requires="wps"><w:drawing><w:txbxContent><w:p><w:r><w:t>I boksen</w:t></w:r></w:p>'
            b"</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>I boksen"
            b"</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
            b"<w:p><w:ins><w:r><w:t>Inn</w:t></w:r></w:ins><w:del><w:r><w:delText>Ut</w:delText></w:r></w:del></w:p>"
        )

        def add(parts):
            parts["word/document.xml"] = parts["word/document.xml"].replace(
                b"<w:sectPr", box + b"<w:sectPr", 1
            )

        document = read_bytes(repacked(self.DATA, add), "katalog.docx")
        texts_ = [(line.text, line.style) for line in document.lines if not line.blank]
        assert texts_ == [
            ("Unikhet", "heading1"),
            ("Alt er nytt.", None),
            ("I boksen", "textbox"),
            ("Inn", None),
        ]

    def test_damaged_old_and_other(self):
        assert refused(self.DATA[: len(self.DATA) // 2], "katalog.docx") == "word-damaged"
        assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "katalog.doc") == "old-word"
        assert refused(b"bare tekst", "katalog.docx") == "word-damaged"
        sheet = repacked(self.DATA, lambda parts: parts.update({"[Content_Types].xml": b"<Types/>"}))
        assert refused(sheet, "katalog.xlsx") == "unknown-kind"

    def test_empty_document(self):
        assert refused(word_bytes([("Normal", " ")]), "katalog.docx") == "empty"


def test_every_message_is_in_three_languages():
    for group in texts().values():
        for sentences in group.values():
            assert set(sentences) == {"nb", "nn", "en"}
            assert all(sentences.values())
