"""The report of a published round, in PDF and Word: as printed, worked out anew, and what no file can say."""

import io

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from lovende.selection.published.showing import Shown
from lovende.selection.published.views import published
from lovende.selection.telling.document import Document, Table
from lovende.selection.telling.printed_report import printed_report
from who_may.selection_published import ROUND

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]


def made() -> Document:
    with translation.override("nb"):
        return printed_report(Shown(published().get(public_id=ROUND)))


def tables(document: Document) -> dict[str, Table]:
    """By the number that the source gives them, or by caption."""
    found = [one for section in document.sections for one in section.blocks if isinstance(one, Table)]
    return {one.caption: one for one in found}


def named(document: Document, number: str) -> Table:
    return next(one for caption, one in tables(document).items() if f"tabell {number} i kilden" in caption)


def words(text: str) -> str:
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def test_the_cell_that_does_not_fit_stands_beside_the_one_that_does():
    """Table 2.3 of 003 prints 129 where only 124 fits (L552–566)."""
    table = named(made(), "2.3")
    assert [row[1:3] for row in table.rows[:2]] == [["129 (124 går opp)", "9"], ["9", "5"]]
    assert table.rows[2][1:] == ["133 (cellene gir 138)", "14", "147 (cellene gir 152)"]
    assert table.notes[0] == "Summene stemmer ikke" and named(made(), "2.1").notes[0] == "Alle summer stemmer"


def test_the_agreement_is_as_printed_with_124_and_not_with_129():
    """Tables 2.2 and 2.4 of 003 (L522–536, L569–584)."""
    first = {row[0]: row[1:] for row in named(made(), "2.2").rows}
    assert first["Kappa"] == ["0.4721", "0.4721"] and first["Z-skår"] == ["6.35", "6.35"]
    second = {row[0]: row[1:] for row in named(made(), "2.4").rows}
    assert second["Kappa"] == ["0.2895", "0.2895", "0.2919"]


def test_the_flow_the_seven_and_the_fourteen_are_there():
    found = tables(made())
    steps = [row[1] for row in found["Flyten i tall"].rows]
    assert [one for one in steps if one.isdigit()] == ["203", "181", "147", "23", "10", "7", "2"]
    assert len(found["Lovende arbeidsmetoder"].rows) == 7
    assert len(found["Kriteriene og hvordan de er vurdert"].rows) == 14


@pytest.mark.parametrize("kind", ["printed_pdf", "printed_word"])
def test_anybody_gets_the_file_and_it_says_that_there_are_only_aggregates(client, kind):
    content = client.get(reverse(f"selection:{kind}", args=[ROUND])).content
    if kind == "printed_pdf":
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    else:
        file = docx.Document(io.BytesIO(content))
        cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
        text = " ".join([*(one.text for one in file.paragraphs), *cells])
    for said in (
        "Bare samletall",
        "er ikke trykt og kan ikke regnes tilbake",
        "129 (124 går opp)",
        "0.2895",
        "203",
    ):
        assert said in words(text), said


def test_another_round_has_no_such_file(client):
    for kind in ("printed_pdf", "printed_word"):
        assert client.get(reverse(f"selection:{kind}", args=["finnes-ikke"])).status_code == 404


def test_the_file_asks_little(client):
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("selection:printed_pdf", args=[ROUND]))
    assert len(asked) <= 5
