"""PDF: archivable and tagged, text is never markup, and no sign in a text loses a letter."""

import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from lovende.printing import PrintingError, in_words, pdf, pictures, tidy

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOSTILE = [
    '#panic("ut")',
    '#read("/etc/passwd") #import "common.typ": *',
    "*fet* _kursiv_ `kode` $x^2$ = Overskrift <merke> @vis // merknad /* og slikt */",
    '"); #eval("1+1") ("',
    "\\u{41} \\n \\ --- ~ '\"",
    "{% raw %}{{ title }}{% endraw %} ${title} {title}",
    "- punkt\n+ tall\n/ ord: forklart\n\n\n= Ikke en overskrift",
    "</w:t><w:br/>&amp;<script>alert(1)</script>]]>",
]


def letter(reason: str, **changes) -> dict:
    whole = {
        "title": "Prøve – vedtak om tilskudd",
        "author": "Statsforvalteren",
        "words": {"page": "Side {page} av {pages}"},
        "sender": {"name": "Statsforvalteren", "lines": []},
        "recipient": {"name": "NAV Prøve", "lines": ["Prøve kommune"]},
        "reference": [["Vår referanse", "sok-1 / 1"], ["Dato", "21. november 2026"]],
        "heading": "Dere får tilskudd",
        "sections": [{"heading": "Begrunnelse", "paragraphs": [], "items": [], "quoted": [reason]}],
        "closing": {
            "greeting": "Med hilsen",
            "sender": "Statsforvalteren",
            "role": "Beslutter",
            "note": "Merk.",
        },
    }
    return whole | changes


def text_of(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return "\n".join(page.extract_text() for page in pages)


def squeezed(text: str) -> str:
    return "".join(text.replace("\N{SOFT HYPHEN}", "").replace("\N{ZERO WIDTH SPACE}", "").split())


def test_it_is_archivable_tagged_titled_and_says_its_language():
    made = pdf("letter", letter("Godt vist."), language="nn", at=AT)
    reader = PdfReader(io.BytesIO(made))
    root = reader.trailer["/Root"]
    assert reader.metadata.title == "Prøve – vedtak om tilskudd"
    assert root["/Lang"] == "nn-NO" and root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root
    about = root["/Metadata"].get_data().decode()
    assert "pdfuaid:part>1<" in about and "pdfaid:part>2<" in about and "pdfaid:conformance>A<" in about


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_text_whatever_it_looks_like(text):
    made = pdf("letter", letter(text, heading=text, title=text), language="nb", at=AT)
    shown = squeezed(text_of(made))
    for row in text.split("\n"):
        assert squeezed(row) in shown
    assert PdfReader(io.BytesIO(made)).metadata.title == tidy(text)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80))
def test_any_text_can_be_set(text):
    assert pdf("letter", letter(text, heading=f"x{text}"), language="nb", at=AT).startswith(b"%PDF")


@pytest.mark.parametrize(
    "text", ["😀 glad", "العربية", "汉字", "\ue000", "nul \x00 og \x0b", "a\u0301\u202e"]
)
def test_scripts_our_fonts_lack_never_lose_a_letter(text):
    assert pdf("letter", letter(text), language="nb", at=AT).startswith(b"%PDF")


def test_norwegian_and_sami_letters_are_set_with_our_own_fonts():
    text = "æøå ÆØÅ áčđŋšŧž ï ö ä é – « » § … • ≥ ½ €"
    assert squeezed(text) in squeezed(text_of(pdf("letter", letter(text), language="nb", at=AT)))


def test_lines_and_paragraphs_stay():
    shown = text_of(pdf("letter", letter("første\nandre\r\n\r\ntredje"), language="nb", at=AT)).split("\n")
    rows = [row.strip() for row in shown]
    assert rows.index("andre") == rows.index("første") + 1 and "tredje" in rows


def test_a_long_address_stays_on_the_page():
    made = pdf("letter", letter("https://example.org/" + "a" * 400), language="nb", at=AT)
    assert squeezed("a" * 400) in squeezed(text_of(made))
    widest = max(len(row) for row in text_of(made).split("\n"))
    assert widest < 110


def test_the_same_letter_is_the_same_file():
    first, second = (pdf("letter", letter("Godt vist."), language="nb", at=AT) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("rows", range(24, 34))
def test_nobody_signs_a_page_that_says_nothing(rows):
    made = pdf("letter", letter("Behovet er vist.\n\n" * rows + "Til slutt."), language="nb", at=AT)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(made)).pages]
    assert "Med hilsen" in pages[-1] and "Til slutt." in pages[-1]


def test_a_last_section_without_a_word_is_set():
    empty = {"heading": "Klage", "paragraphs": [], "items": [], "quoted": []}
    assert "Klage" in text_of(pdf("letter", letter("", sections=[empty]), language="nb", at=AT))


def test_pages_are_numbered_and_later_ones_bear_the_title():
    made = pdf("letter", letter("Behovet er godt vist.\n\n" * 80), language="nb", at=AT)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(made)).pages]
    assert len(pages) > 1 and f"Side 1 av {len(pages)}" in pages[0]
    assert "vedtak om tilskudd" in pages[1] and "vedtak om tilskudd" not in pages[0]
    assert len(pictures("letter", letter("Kort."), language="nb", ppi=30)) == 1


def test_what_is_missing_or_unknown_is_said():
    with pytest.raises(PrintingError):
        pdf("letter", {"title": "Uten resten"}, language="nb")
    with pytest.raises(PrintingError):
        pdf("letter", letter("x"), language="sv")
    with pytest.raises(PrintingError):
        pdf("finnes-ikke", letter("x"), language="nb")


def test_numbers_and_days_in_words():
    space = "\N{NO-BREAK SPACE}"
    assert in_words(Decimal("610000"), "nb") == f"610{space}000{space}kroner"
    assert in_words(Decimal("1036000.50"), "nn") == f"1{space}036{space}000,50{space}kroner"
    assert in_words(Decimal("610000"), "en") == f"NOK{space}610,000"
    assert in_words(date(2026, 3, 1), "nb") == f"1.{space}mars 2026"
    assert in_words(date(2026, 3, 1), "en") == f"1{space}March 2026"


@given(
    st.recursive(
        st.text() | st.none() | st.integers(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_tidying_keeps_shape_and_is_done_once(value):
    once = tidy(value)
    assert tidy(once) == once
    json.dumps(once).encode()


def test_tidying_keeps_what_can_be_shown():
    assert tidy("a\tb\r\nc\x00\x1b\ufffe\ud800") == "a b\nc"
