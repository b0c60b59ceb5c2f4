"""Word: text escaped, line ends kept, title and language set, the committed template as its script builds it."""

import io
import zipfile
from datetime import UTC, datetime

import docx
import pytest
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import qn

from lovende.printing import PrintingError, word
from lovende.printing.building import build
from lovende.printing.wordfile import LETTER

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOSTILE = [
    "{{ sender.name }} {% for x in y %}",
    "{{ ''.__class__.__mro__ }}",
    "</w:t></w:r><w:r><w:t>inn</w:t>",
    "&amp; <b>fet</b> \"sitat\" 'og'",
    "{_{ og }_} {#merknad#}",
]


def letter(reason: str, **changes) -> dict:
    whole = {
        "language": "nb",
        "title": "Prøve – vedtak",
        "author": "Statsforvalteren",
        "sender": {"name": "Statsforvalteren", "lines": ["Postboks 1"]},
        "recipient": {"name": "NAV Prøve", "lines": ["Prøve kommune"]},
        "reference": [["Vår referanse", "sok-1 / 1"]],
        "heading": "Dere får tilskudd",
        "sections": [
            {
                "heading": "Vilkår",
                "paragraphs": ["Disse:"],
                "items": ["Den ene.", "Den andre."],
                "quoted": [],
            },
            {"heading": "", "paragraphs": [], "items": [], "quoted": [reason]},
        ],
        "closing": {
            "greeting": "Med hilsen",
            "sender": "Statsforvalteren",
            "role": "Beslutter",
            "note": "Merk.",
        },
    }
    return whole | changes


def opened(data: dict):
    return docx.Document(io.BytesIO(word(LETTER, data, at=AT)))


def rows_of(document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_text_whatever_it_looks_like(text):
    document = opened(letter(text, heading=text, title=text))
    plain = text.replace("{_{", "{{").replace(
        "}_}", "}}"
    )  # what the template engine writes for a literal brace
    assert rows_of(document).count(plain) == 2
    assert document.core_properties.title == text


def test_lines_stay_and_signs_that_no_xml_holds_go():
    rows = rows_of(opened(letter("første\r\nandre\n\ntredje\x00\x0b\x07")))
    assert "første\nandre\n\ntredje" in rows


def test_headings_conditions_and_page_numbers():
    document = opened(letter("Godt vist."))
    styles = {paragraph.text: paragraph.style.name for paragraph in document.paragraphs}
    assert styles["Dere får tilskudd"] == "Heading 1" and styles["Vilkår"] == "Heading 2"
    assert "1. Den ene." in styles and "2. Den andre." in styles
    assert "{" not in "".join(rows_of(document)) and "" not in [
        paragraph.text for paragraph in document.paragraphs if paragraph.style.name.startswith("Heading")
    ]
    foot = document.sections[0].footer.paragraphs[0]
    assert foot.text == "Statsforvalteren\t1 / 1" and "NUMPAGES" in foot._p.xml
    (stop,) = [*foot.paragraph_format.tab_stops, *foot.style.paragraph_format.tab_stops]
    assert stop.alignment == WD_TAB_ALIGNMENT.RIGHT


def test_the_last_of_what_is_said_goes_with_the_signature():
    last = {"heading": "Klage", "paragraphs": ["Nest sist.", "Helt sist."], "items": [], "quoted": []}
    first = {"heading": "Vedtak", "paragraphs": ["Innledning."], "items": [], "quoted": []}
    document = opened(letter("", sections=[first, last]))
    held = {paragraph.text for paragraph in document.paragraphs if paragraph.paragraph_format.keep_with_next}
    assert {"Helt sist.", "Med hilsen"} <= held and not {"Innledning.", "Nest sist."} & held


def test_title_and_language_are_the_documents():
    document = opened(letter("x", language="nn"))
    assert (document.core_properties.title, document.core_properties.language) == ("Prøve – vedtak", "nn-NO")
    assert {mark.get(qn("w:val")) for mark in document.styles.element.iter(qn("w:lang"))} == {"nn-NO"}


def test_the_same_letter_is_the_same_file():
    assert word(LETTER, letter("x"), at=AT) == word(LETTER, letter("x"), at=AT)


def test_a_template_that_asks_for_what_is_not_there_is_refused(tmp_path):
    document = docx.Document()
    document.add_paragraph("{{ missing.thing }}")
    document.save(str(tmp_path / "egen.docx"))
    with pytest.raises(PrintingError):
        word(tmp_path / "egen.docx", letter("x"))


def test_a_template_reaches_nothing_but_its_data(tmp_path):
    document = docx.Document()
    document.add_paragraph("{{ title.__class__.__mro__ }}")
    document.save(str(tmp_path / "egen.docx"))
    with pytest.raises(PrintingError):
        word(tmp_path / "egen.docx", letter("x"))


def test_the_committed_template_is_what_its_script_builds():
    made = io.BytesIO()
    build().save(made)
    made.seek(0)
    with zipfile.ZipFile(made) as new, zipfile.ZipFile(LETTER) as kept:
        for part in ("word/document.xml", "word/footer1.xml", "word/styles.xml"):
            assert new.read(part) == kept.read(part), part
