"""Catalogues of other makes: nynorsk, numbered and paged, messy, Word and PDF. All content is invented."""

from __future__ import annotations

import pytest

from lovende.catalogue.parsing import default_forms, parse, read_bytes

from .conftest import DATA, VOCABULARY, covers, pdf_bytes, word_bytes


def flags(section, kind):
    return [flag for flag in section.flags if flag.kind == kind]


def values(section, field):
    return [proposal.value for proposal in section.proposals if proposal.field == field]


@pytest.mark.parametrize("path", sorted(DATA.glob("*.txt")), ids=lambda path: path.stem)
def test_every_line_belongs_somewhere(path, invented):
    assert covers(invented(path.name))


class TestNynorsk:
    """Other headings, other order, fields in the title, one heading unknown to the form."""

    @pytest.fixture
    def catalogue(self, invented):
        return invented("fjordane-nynorsk.txt")

    def test_sections(self, catalogue):
        found = [(one.kind, one.start, one.title, one.municipality) for one in catalogue.sections]
        assert found == [
            ("entry", 6, "Verkstaden på kaia", "Solfjord"),
            ("entry", 39, "Matlaget", "Breivatn"),
            ("entry", 64, "Heimvegen", "Breivatn"),
        ]
        assert [(part.start, part.end) for part in catalogue.front] == [(1, 5)]

    def test_order_of_the_text_is_kept(self, catalogue):
        first = catalogue.sections[0]
        assert first.found[:3] == ["samhandling", "beskrivelse", "mal"]
        assert first.missing == ["kommune"]

    def test_unknown_heading_is_shown_not_dropped(self, catalogue):
        parts = [part for part in catalogue.sections[2].parts if part.kind == "unknown-heading"]
        assert [(part.key, part.start, part.end) for part in parts] == [("Økonomi og rammer", 73, 75)]
        assert flags(catalogue.sections[2], "unknown-heading")

    def test_flags(self, catalogue):
        _, second, third = catalogue.sections
        assert flags(second, "too-many-focus-areas")[0].params["count"] == 4
        assert [flag.line for flag in flags(second, "leaked-prompt")] == [55]
        assert [flag.line for flag in flags(second, "too-early")] == [59]
        assert flags(second, "malformed-telephone")[0].params == {"digits": 7}
        assert flags(second, "conflicting-facts")[0].params["values"] == [4210, 4150]
        assert flags(third, "scheme-not-stated")

    def test_proposals(self, catalogue):
        first, second, _ = catalogue.sections
        methods = {value["id"]: value["use"] for value in values(first, "method")}
        assert methods == {"se": "partial", "mi": "partial"}
        assert values(first, "age") == [{"min": 17, "max": 24, "of": "participants"}]
        assert {"date": "2021-10-01", "role": "as-of"} in values(first, "date")
        assert second.schemes == ["barnefattigdom"]
        assert first.schemes == ["Tilskot til sosiale tenester"]
        assert values(first, "contact-role") == ["Prosjektleiar"]


class TestNumbered:
    """One project a page, numbered headings, Windows-1252."""

    @pytest.fixture
    def catalogue(self, invented):
        return invented("vik-nummerert-1252.txt")

    def test_sections(self, catalogue):
        assert catalogue.encoding == "windows-1252"
        assert [one.title for one in catalogue.entries] == ["Kafé Trapp opp", "Nøkkelen", "Språk i arbeid"]
        assert {one.municipality for one in catalogue.entries} == {"Vik"}

    def test_signs_of_the_code_page_are_read(self, catalogue):
        answer = catalogue.entries[0].answers_to("erfaringer")[0]
        assert answer.text == "Korte vakter fungerer. „Alle“ møter på mandager."

    def test_number_that_the_form_lacks_is_a_part_of_its_own(self, catalogue):
        keys = [part.key for part in catalogue.entries[0].parts if part.kind == "unknown-heading"]
        assert keys == ["4. Budsjett"]

    def test_sum_and_conflict(self, catalogue):
        first = catalogue.entries[0]
        assert flags(first, "sum-mismatch")[0].params == {"stated": 10, "computed": 9, "parts": [4, 3, 2]}
        assert flags(first, "conflicting-facts")[0].params["lines"] == [9, 34, 52]

    def test_schemes_and_placeholder(self, catalogue):
        schemes = [one.schemes for one in catalogue.entries]
        assert schemes == [["boligsosialt"], ["Kompetansetilskudd fra Husbanken"], ["jobbsjansen"]]
        assert flags(catalogue.entries[2], "copied-placeholder")


class TestMessy:
    """Capitals, slips, inline headings, a repeated heading, a section without title, a recipe."""

    @pytest.fixture
    def catalogue(self, invented):
        return invented("rotete.txt")

    def test_sections(self, catalogue):
        assert [(one.kind, one.start) for one in catalogue.sections] == [
            ("entry", 6),
            ("entry", 23),
            ("recipe", 33),
        ]

    def test_two_projects_and_repeated_heading(self, catalogue):
        first = catalogue.sections[0]
        assert flags(first, "two-projects")[0].params == {"count": 2}
        assert flags(first, "repeated-heading")
        assert first.answers_to("erfaringer")[0].confidence < 1

    def test_section_without_title_is_said_to_be_uncertain(self, catalogue):
        second = catalogue.sections[1]
        assert flags(second, "uncertain-boundary")
        assert flags(second, "title-not-found")
        assert [flag.line for flag in flags(second, "copied-placeholder")] == [27, 29]

    def test_recipe(self, catalogue):
        recipe = catalogue.recipes[0]
        assert recipe.found == ["beskrivelse", "premisser", "svakheter", "hvor"]
        assert recipe.missing == ["styrker", "overforbarhet"]
        assert recipe.answers_to("premisser")[0].text == "En ildsjel og et rom."
        assert recipe.answers_to("hvor")[0].text == "Nordvåg kommune – kontakt [skjermet]"


WORD_ROWS = [
    ("Title", "Årets prosjekter"),
    ("Normal", "Et forord uten overskrifter."),
    ("Heading 1", "Solfjord kommune – Jobbsjansen – Havnelaget"),
    ("Heading 2", "Kort om kommunen"),
    ("Normal", "Solfjord har 9 900 innbyggere."),
    ("Heading 2", "Om prosjektet"),
    ("List Bullet", "Praksis i havna"),
    ("List Bullet", "Norsk på arbeidsplassen"),
    ("Heading 2", "Hva koster det"),
    ("Normal", "Ett årsverk."),
    ("table", "Mål og resultater|Flere i arbeid."),
    ("Heading 2", "Kontaktperson"),
    ("Normal", "Prosjektleder Kari Eksempel, kari.eksempel@solfjord.example"),
    ("Heading 1", "Breivatn kommune – Vennskapsbenken"),
    ("Heading 2", "Om prosjektet"),
    ("Normal", "En benk."),
    ("Heading 2", "Mål og resultater"),
    ("Normal", "Flere møter."),
    ("Heading 1", "Etterord"),
    ("Normal", "Takk til alle."),
]


class TestWord:
    @pytest.fixture
    def catalogue(self):
        return parse(read_bytes(word_bytes(WORD_ROWS), "prosjekter.docx"), default_forms(), VOCABULARY)

    def test_sections_by_style(self, catalogue):
        assert catalogue.kind == "word"
        assert [one.title for one in catalogue.entries] == ["Havnelaget", "Vennskapsbenken"]
        assert [one.municipality for one in catalogue.entries] == ["Solfjord", "Breivatn"]
        assert covers(catalogue)

    def test_table_cells_and_lists(self, catalogue):
        first = catalogue.entries[0]
        assert first.answers_to("mal")[0].text == "Flere i arbeid."
        assert first.answers_to("beskrivelse")[0].text == "• Praksis i havna\n• Norsk på arbeidsplassen"

    def test_unknown_heading_and_chapter_are_kept(self, catalogue):
        keys = [part.key for part in catalogue.entries[0].parts if part.kind == "unknown-heading"]
        assert keys == ["Hva koster det"]
        assert [one.text for part in catalogue.unplaced for one in part.paragraphs] == [
            "Etterord",
            "Takk til alle.",
        ]

    def test_contact_is_a_role(self, catalogue):
        assert catalogue.entries[0].answers_to("kontakt")[0].text == "Prosjektleder [skjermet]"


def test_pdf_with_a_project_on_each_page():
    pages = [
        [
            "Prosjektnavn: Broa",
            "Solfjord kommune - Jobbsjansen",
            "Om prosjektet",
            "En bro.",
            "Unikhet",
            "Alt.",
        ],
        [
            "Prosjektnavn: Tunnelen",
            "Vik kommune - Jobbsjansen",
            "Om prosjektet",
            "En tunnel.",
            "Unikhet",
            "Lite.",
        ],
    ]
    catalogue = parse(read_bytes(pdf_bytes(pages), "katalog.pdf"), default_forms(), VOCABULARY)
    assert [(one.title, one.municipality) for one in catalogue.entries] == [
        ("Broa", "Solfjord"),
        ("Tunnelen", "Vik"),
    ]
    assert catalogue.entries[1].answers_to("beskrivelse")[0].text == "En tunnel."
    assert covers(catalogue)


def test_text_without_any_heading_is_unplaced(parsed):
    catalogue = parsed("Et brev.\n\nUten noe som ligner et skjema.\n")
    assert catalogue.sections == []
    assert [(part.start, part.end) for part in catalogue.unplaced] == [(1, 3)]
    assert [flag.kind for flag in catalogue.flags] == ["no-sections"]


def test_headings_with_a_name_inside_a_number_before_and_a_slip(parsed):
    catalogue = parsed(
        "Prosjektnavn: Broa\n\n1) Kort beskrivelse av Indre Vik kommune:\nLiten.\n\n"
        "2) KORT BESKRIVELSE AV PROSJEKTET\nEn bro.\n\n3) Prosjektets statsu og fremgang\nI gang.\n"
    )
    assert catalogue.entries[0].found == ["kommune", "beskrivelse", "status"]
    assert catalogue.entries[0].municipality == "Vik"


def test_short_word_is_a_label_where_the_document_uses_the_long_heading(parsed):
    """«Status:» under the long status heading is text, not a heading of its own."""
    catalogue = parsed(
        "Prosjektnavn: Broa\nKort beskrivelse av prosjektet\nEn bro.\n"
        "Prosjektets status og fremgang\nStatus: i gang\nMetode:\nSamtaler.\n"
        "Beskriv prosjektets faglige robusthet\nGod.\n"
    )
    assert catalogue.sections[0].found == ["beskrivelse", "status", "robusthet"]
    assert "Status: i gang" in catalogue.sections[0].answers_to("status")[0].text


def test_json_has_the_keys_of_the_command(invented):
    document = invented("rotete.txt").to_json("nn")
    assert document["sections"] == 3
    entry = document["entries"][0]
    assert {
        "title",
        "municipality",
        "schemes",
        "headings_found",
        "headings_missing",
        "flags",
        "locator",
    } <= set(entry)
    assert entry["locator"] == {"from": 6, "to": 22}
    assert {"kind", "where", "message"} <= set(entry["flags"][0])
    assert "Overskrifta" in next(
        flag["message"] for flag in entry["flags"] if flag["kind"] == "missing-heading"
    )
