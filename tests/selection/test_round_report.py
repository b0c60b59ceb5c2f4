"""The report of a round as plain data and on its two kinds of paper: sums, numbers, tags, headings. No database."""

import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime

import docx
import pytest
from django.utils import translation
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from lovende.printing.reportfile import report_file
from lovende.printing.typesetting import pdf
from lovende.selection.published.drawing import Told, draw
from lovende.selection.telling.agreement_part import top
from lovende.selection.telling.document import (
    Document,
    Facts,
    Figure,
    Items,
    Paragraph,
    Prose,
    Section,
    Subheading,
    Table,
    numbered,
    plain,
)
from lovende.selection.telling.stages import Gone, Stage, share, unequal
from lovende.selection.telling.written import chance, day, interval, number, percent

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


# Sums


def of_003(deep_out: int = 124) -> list[Stage]:
    """The funnel of 003 (L68–70, L505–566, L1034–1062, L1220); `deep_out` is what table 2.3 has in its first cell."""
    return [
        Stage("all", "", 203),
        Stage("read", "", 181, [Gone(22, "")]),
        Stage("screening", "", 147, [Gone(34, "")]),
        Stage("deep", "", 23, [Gone(deep_out, "")]),
        Stage("cases", "", 10, [Gone(13, "")]),
        Stage("chosen", "", 7, [Gone(1, ""), Gone(1, ""), Gone(1, "")]),
    ]


def test_the_funnel_of_003_adds_up_with_124_and_not_with_the_printed_129():
    assert unequal(of_003()) == []
    assert unequal(of_003(129)) == ["deep"]
    shares = [round(share(one, of_003()), 1) for one in of_003()]
    assert shares == [
        100.0,
        89.2,
        72.4,
        11.3,
        4.9,
        3.4,
    ]  # notes of 003: 181/203, 147/203, 23/203, 10/203, 7/203
    assert share(Stage("all", "", 0), [Stage("all", "", 0)]) is None


@given(
    st.integers(0, 500), st.lists(st.lists(st.integers(0, 40), max_size=4), min_size=1, max_size=6), st.data()
)
def test_one_number_that_is_off_is_found_where_it_is(left, losses, data):
    stages = [Stage("0", "", left + sum(map(sum, losses)))]
    for place, several in enumerate(losses, 1):
        rest = stages[-1].left - sum(several)
        stages.append(Stage(str(place), "", rest, [Gone(one, "") for one in several]))
    assert unequal(stages) == []
    place = data.draw(st.integers(1, len(losses)))
    stages[place] = replace(stages[place], gone=[*stages[place].gone, Gone(1, "")])
    assert unequal(stages) == [str(place)]


def test_a_number_below_zero_is_found():
    assert unequal([Stage("a", "", 1), Stage("b", "", -1, [Gone(2, "")])]) == ["b"]


# Numbers


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nb", ["0,4721", "\N{MINUS SIGN}0,09", "0,00", "12\N{NO-BREAK SPACE}346", "finnes ikke"]),
        ("nn", ["0,4721", "\N{MINUS SIGN}0,09", "0,00", "12\N{NO-BREAK SPACE}346"]),
        ("en", ["0.4721", "\N{MINUS SIGN}0.09", "0.00", "12,346"]),
    ],
)
def test_numbers_are_written_as_the_language_has_them(language, said):
    with translation.override(language):
        made = [number(0.47214, 4), number(-0.0865, 2), number(-0.001, 2), number(12345.5), number(None, 2)]
        assert made[: len(said)] == said


def test_shares_chances_intervals_and_days():
    with translation.override("nb"):
        assert percent(141 / 181, 2) == "77,90\N{NO-BREAK SPACE}%" and percent(None) == "finnes ikke"
        assert chance(0.000224) == "0,0002" and chance(1e-10) == "<\N{NO-BREAK SPACE}0,0001"
        assert interval(-0.031, 0.5) == "\N{MINUS SIGN}0,03 til 0,50" and interval(None, 0.5) == "finnes ikke"
        assert day(date(2026, 3, 1)) == "1.\N{NO-BREAK SPACE}mars 2026" and day(None) == "ikke ennå"
    with translation.override("en"):
        assert percent(0.779) == "78%"


# The most probable, of what a fit left


def row(**changed):
    whole = {
        "number": 1,
        "p": 0.5,
        "low": 0.1,
        "high": 0.9,
        "rank_low": 1,
        "rank_high": 9,
        "chosen_probability": 0.2,
    }
    return whole | changed


def test_the_most_probable_come_first_and_half_a_row_is_left_out():
    rows = [row(), row(number=3, p=0.9), row(number=2, p=0.9), {"number": 4, "p": 1.0}, "tull", row(p=None)]
    assert [one["number"] for one in top({"measures": rows}, 10)] == [2, 3, 1]
    assert len(top({"measures": rows}, 2)) == 2
    assert [top(one, 5) for one in ({}, {"measures": None}, {"measures": {"1": row()}})] == [[], [], []]


# The document


def test_a_table_has_a_cell_for_each_head():
    with pytest.raises(ValueError, match="Skjev"):
        Table("Skjev", ["text", "number"], ["a", "b"], [["1"]])
    with pytest.raises(ValueError, match="Skjev"):
        Table("Skjev", ["text"], ["a", "b"], [["1", "2"]])


def whole() -> Document:
    """A document with a block of every kind, long words and what looks like markup in each language of type."""
    picture = draw([(Told("203", "tatt inn"), []), (Told("181", "leses"), [Told("22", "nesten tomt")])])
    table = Table(
        "Krysstabell",
        ["text", "number"],
        ["Ut", "Inn"],
        [["#let x = 1", "34"], ["Sum", "54"]],
        [1],
        ["En note"],
    )
    long = Table(
        "Lang",
        ["wide", "text"],
        ["Tiltak", "Hvorfor"],
        [[f"Tiltak {n}", "$x$ *y* " + "a" * 90] for n in range(90)],
    )
    blocks = [
        Paragraph("Et avsnitt."),
        Paragraph("Finnes ikke.", "missing"),
        Facts([("Frø", "7")]),
        Figure("Flyten", "203, så 181", picture),
        table,
        long,
        Items(["Ett", "To"]),
        Subheading("Metoden", is_name=True),
        Subheading("Problemdefinisjon", 4),
        Prose("Første.\n\nAndre <b>avsnitt</b>."),
    ]
    return Document(
        title="Runde «A»",
        kicker="Metoderapport",
        lead="7 av 203.",
        author="Instituttet",
        language="nb",
        notice=["Ikke ferdig"],
        facts=Facts([("Tilstand", "pågår")]),
        sections=numbered([Section("a", "Metode", blocks), Section("b", "Flyt", [table, table])]),
        words={"contents": "Innhold", "page": "Side {page} av {pages}", "table": "Tabell", "figure": "Figur",
               "notice": "Foreløpig", "so_far": "Til nå:"},
    )  # fmt: skip


def test_tables_and_figures_are_numbered_by_section():
    first, second = whole().sections
    assert (first.number, second.number) == ("1", "2")
    assert [one.number for one in first.blocks if isinstance(one, Table)] == ["1.1", "1.2"]
    assert [one.number for one in first.blocks if isinstance(one, Figure)] == ["1.1"]
    assert [one.number for one in second.blocks] == ["2.1", "2.2"]


def test_the_plain_data_is_json_and_the_drawing_is_in_it():
    data = json.loads(json.dumps(plain(whole())))
    kinds = [one["kind"] for one in data["sections"][0]["blocks"]]
    assert set(kinds) == {"paragraph", "facts", "figure", "table", "items", "subheading", "prose"}
    picture = data["sections"][0]["blocks"][3]["picture"]
    assert [one["box"]["number"] for one in picture["rows"]] == ["203", "181"]
    assert picture["rows"][1]["outs"][0]["number"] == "22"


def pages(content: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def test_the_pdf_is_archivable_tagged_and_says_it_all():
    content = pdf("round", plain(whole()), language="nb", at=NOON)
    assert content == pdf("round", plain(whole()), language="nb", at=NOON)
    reader = PdfReader(io.BytesIO(content))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"].startswith("nb")
    meta = root["/Metadata"].get_data().decode()
    assert "pdfaid:part" in meta and "pdfuaid:part" in meta and reader.metadata.title == "Runde «A»"
    text = " ".join(pages(content))
    for said in (
        "Tabell 1.1 Krysstabell",
        "#let x = 1",
        "$x$ *y*",
        "<b>avsnitt</b>",
        "Figur 1.1",
        "Foreløpig",
        "181",
    ):
        assert said in text
    assert "Side 1 av" in pages(content)[0]


def test_the_head_of_a_long_table_repeats_on_each_of_its_pages():
    having = [one for one in pages(pdf("round", plain(whole()), language="nb", at=NOON)) if "Tiltak 3" in one]
    assert len(having) > 1 and all("Hvorfor" in one for one in having)


def test_the_drawing_is_lines_and_letters_not_a_photograph():
    reader = PdfReader(io.BytesIO(pdf("round", plain(whole()), language="nb", at=NOON)))
    assert not any(list(page.images) for page in reader.pages)


def test_the_word_file_has_headings_captions_heads_of_tables_and_a_described_picture():
    content = report_file(plain(whole()), language="nb", at=NOON)
    assert content == report_file(plain(whole()), language="nb", at=NOON)
    made = docx.Document(io.BytesIO(content))
    styled = [(one.style.name, one.text) for one in made.paragraphs]
    assert ("Title", "Runde «A»") in styled and ("Heading 1", "1. Metode") in styled
    assert ("Heading 2", "Metoden") in styled and ("Heading 3", "Problemdefinisjon") in styled
    captions = [text for style, text in styled if style == "Caption"]
    assert captions == ["Figur 1.1. Flyten", "Tabell 1.1. Krysstabell", "Tabell 1.2. Lang", "Tabell 2.1. Krysstabell",
                        "Tabell 2.2. Krysstabell"]  # fmt: skip
    assert [len(one.rows) for one in made.tables] == [3, 91, 3, 3]
    assert all(one.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for one in made.tables)
    assert [one.text for one in made.tables[0].rows[1].cells] == ["#let x = 1", "34"]
    assert made.inline_shapes[0]._inline.docPr.get("descr") == "203, så 181"
    assert made.core_properties.title == "Runde «A»" and made.core_properties.language == "nb-NO"


def test_what_people_wrote_is_norwegian_in_an_english_word_file():
    made = docx.Document(io.BytesIO(report_file(plain(whole()), language="en", at=NOON)))
    marks = {name: made.styles[name].element.rPr.find(qn("w:lang")).get(qn("w:val")) for name in ("Written",)}
    default = next(made.styles.element.iter(qn("w:lang"))).get(qn("w:val"))
    assert (marks["Written"], default) == ("nb-NO", "en-GB")
