"""Exports: nothing in them is run by a spreadsheet, nothing is left out without saying so."""

import csv
import io

import openpyxl
import pytest

from lovende.measures.exports import LONGEST_CELL, fitting, rows_for, write_csv, write_xlsx
from lovende.measures.models import Measure
from lovende.measures.views import register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]


def one(**changes) -> Measure:
    Measure.objects.filter(public_id="klar").update(**changes)
    return Measure.objects.get(public_id="klar")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", "\r=", "\n="])
def test_a_title_is_never_run_as_a_formula(sign):
    measure = one(title=f'{sign}HYPERLINK("http://evil.example")')
    content, _ = write_csv(rows_for([measure.pk]))
    title = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))[1][1]
    assert title == "'" + measure.title
    content, _ = write_xlsx(rows_for([measure.pk]))
    cell = openpyxl.load_workbook(io.BytesIO(content)).active["B2"]
    assert cell.data_type == "s" and cell.hyperlink is None


def test_a_text_too_long_for_a_cell_is_cut_with_a_mark_and_never_blank():
    measure = one(summary="å" * (LONGEST_CELL + 100))
    content, _ = write_xlsx(rows_for([measure.pk]))
    values = [cell.value for cell in openpyxl.load_workbook(io.BytesIO(content)).active[2]]
    assert fitting(measure.summary) in values and fitting(measure.summary).endswith("[…]")
    content, _ = write_csv(rows_for([measure.pk]))
    assert measure.summary in content.decode()


@pytest.mark.parametrize("order", ["", "?sort=title", "?q=ungdom"])
def test_a_download_is_in_the_order_of_the_page(client, order):
    rows = csv.reader(
        io.StringIO(client.get(f"/last-ned/csv/{order}").content.decode("utf-8-sig")), delimiter=";"
    )
    ids = [row[0] for row in list(rows)[1:]]
    shown = client.get("/" + order).context["cards"]
    assert ids[: len(shown)] == [card.measure.public_id for card in shown]


def test_more_than_a_file_takes_is_refused_in_words_and_never_cut(client, monkeypatch):
    monkeypatch.setattr(register, "MOST_DOWNLOADED", 10)
    answer = client.get("/last-ned/csv/")
    assert answer.status_code == 413 and "høyst 10 tiltak" in answer.content.decode()
    assert client.get("/last-ned/csv/?municipality=3103").status_code == 200
