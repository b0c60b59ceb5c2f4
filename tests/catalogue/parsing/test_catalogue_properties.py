"""Whatever the text, parsing raises nothing but CatalogueError and every line has its place."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lovende.catalogue.parsing import CatalogueError, Line, default_forms, parse, read_bytes
from lovende.catalogue.parsing.personal import redact
from lovende.catalogue.parsing.result import Document

from .conftest import DATA, VOCABULARY, covers

ALIASES = [name for form in default_forms() for one in form.headings for name in (one.label, *one.aliases)]
PIECES = st.one_of(
    st.sampled_from([alias.replace("…", "Vik") for alias in ALIASES]),
    st.sampled_from(
        [
            "",
            "",
            "Vik kommune – Jobbsjansen – Prosjektnavn: Broa",
            "OPPSKRIFT",
            "Kommune: Vik",
            "- Målgruppe",
            "• 16 deltakere =",
            "o 3 er i jobb",
            "Topp tre prioriterte fokusområder:",
            "Kari Nesvik, tlf. 9123456, kari.nesvik@vik.",
            "\f",
        ]
    ),
    st.text(max_size=60),
)
STYLES = st.sampled_from([None, None, "title", "heading1", "heading2", "heading3", "table", "note", "header"])
SETTINGS = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SETTINGS
@given(st.lists(PIECES, max_size=40))
def test_any_text(pieces):
    try:
        document = read_bytes("\n".join(pieces).encode("utf-8", "replace"), "katalog.txt")
    except CatalogueError:
        return
    catalogue = parse(document, default_forms(), VOCABULARY)
    assert covers(catalogue)
    catalogue.to_json("en")


@SETTINGS
@given(st.lists(st.tuples(PIECES, STYLES), min_size=1, max_size=30))
def test_any_styled_lines(rows):
    raw = [text.replace("\f", "") for text, _ in rows]
    lines = [
        Line(number, text, None, style)
        for number, (text, (_, style)) in enumerate(zip(raw, rows, strict=True), 1)
    ]
    assert covers(parse(Document("katalog.docx", "word", lines, raw), default_forms(), VOCABULARY))


@SETTINGS
@given(
    st.binary(max_size=400),
    st.sampled_from(["a.txt", "a.pdf", "a.docx", "a"]),
    st.sampled_from([b"", b"%PDF-1.4\n", b"PK\x03\x04"]),
)
def test_any_bytes(data, name, start):
    try:
        document = read_bytes(start + data, name)
    except CatalogueError:
        return
    assert covers(parse(document, default_forms(), VOCABULARY))


@SETTINGS
@given(st.integers(0, 60), st.integers(0, 60))
def test_a_catalogue_cut_anywhere(first, count):
    lines = (DATA / "fjordane-nynorsk.txt").read_text(encoding="utf-8").split("\n")[first : first + count]
    try:
        document = read_bytes("\n".join(lines).encode(), "katalog.txt")
    except CatalogueError:
        return
    assert covers(parse(document, default_forms(), VOCABULARY))


@SETTINGS
@given(st.text(max_size=80), st.booleans())
def test_masking_leaves_no_address(text, contact):
    assert "@" not in redact(f"{text} kari.nesvik@vik.example {text}", contact)[0]


@pytest.mark.parametrize(
    "text",
    ["a" * 300_000, "Kari Aa " * 20_000, "@" * 50_000, "Mål\n" * 20_000, "Om prosjektet\nUnikhet\n" * 2_000],
)
def test_hostile_lengths_lose_nothing(text):
    assert covers(parse(read_bytes(text.encode(), "katalog.txt"), default_forms(), VOCABULARY))
