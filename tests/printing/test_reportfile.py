"""A report as a Word file: columns wide enough for their words, rows whole, short tables on one page."""

import doctest
import io

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from lovende.printing import reportfile
from lovende.printing.reportfile import TEXT_WIDTH, WEIGHTS, column_widths, report_file

CELLS = st.text("abcæøå 0123", max_size=60)


def report(rows: list[list[str]], notes: list[str]) -> dict:
    table = {
        "kind": "table",
        "number": "1.1",
        "caption": "Prøve",
        "columns": ["text", "number"],
        "heads": ["Trinn", "Antall"],
        "rows": rows,
        "sums": [],
        "notes": notes,
    }
    return {
        "title": "Prøve",
        "author": "Instituttet",
        "kicker": "Metoderapport",
        "lead": "Kort.",
        "facts": {"rows": []},
        "notice": [],
        "words": {"table": "Tabell"},
        "sections": [{"number": 1, "title": "Flyten", "blocks": [table]}],
    }


def table_of(rows: list[list[str]], notes: list[str] | None = None):
    (table,) = docx.Document(io.BytesIO(report_file(report(rows, notes or []), language="nb"))).tables
    return table


def kept(table) -> list[bool]:
    """For each row, whether it stays with the next."""
    return [bool(row.cells[0].paragraphs[0].paragraph_format.keep_with_next) for row in table.rows]


def test_no_row_is_parted_and_the_head_repeats():
    table = table_of([["Tatt inn", "203"], ["Lest", "181"]])
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows] == [True, False, False]


@pytest.mark.parametrize(
    ("rows", "notes", "stay"),
    [
        (2, [], [True, True, False]),
        (2, ["Alle tall er telt."], [True, True, True]),
        (30, [], [True] + [False] * 30),
    ],
)
def test_a_short_table_stays_on_one_page_with_its_notes(rows, notes, stay):
    assert kept(table_of([["Tiltak", "1"]] * rows, notes)) == stay


@given(
    st.lists(st.tuples(st.sampled_from(sorted(WEIGHTS)), CELLS, CELLS), min_size=1, max_size=7),
)
def test_columns_fill_the_page_and_none_is_lost(columns):
    kinds, heads, cells = zip(*columns, strict=True)
    found = column_widths(kinds, [heads, cells])
    assert len(found) == len(kinds) and min(found) > 0
    assert sum(found) <= TEXT_WIDTH + 1e-9


def test_a_long_word_has_room_where_there_is_room():
    word, short = column_widths(["text", "text"], [["Kriterium", "Fase"], ["egenvurderingsskjemaets", "1"]])
    assert word > short


def test_the_example_in_the_code_holds():
    assert doctest.testmod(reportfile).failed == 0
