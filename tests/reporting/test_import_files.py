"""What a file may be and what a cell may hold: read exactly, or refused with words that help. No database."""

import io
import os
import subprocess
import sys
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lovende.records.models import UnknownKind
from lovende.reporting.importing import files
from lovende.reporting.importing.cells import CellError, read_cell
from lovende.reporting.importing.checking import check
from lovende.reporting.importing.columns import APPLICATIONS, AWARDS, REPORTS, SHEETS
from lovende.reporting.importing.files import FileError, Row, Table, read, read_path
from lovende.reporting.importing.template import build

MONEY = APPLICATIONS.column("applied")
HEADINGS = ["Utlysning", "Organisasjon", "Tittel", "Søkt beløp"]


def workbook(rows: list[list], title: str = "Søknader") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("610 000", "610000"),
        ("610\u00a0000 kr", "610000"),
        ("kr 610.000", "610000"),
        ("1 036 000,50", "1036000.50"),
        ("610 000,-", "610000"),
        (610000, "610000"),
        (610000.5, "610000.5"),
        (0, "0"),
        ("0", "0"),
    ],
)
def test_kroner_as_they_are_written(cell, value):
    assert read_cell(MONEY, cell) == Decimal(value)


@pytest.mark.parametrize(
    "cell", [None, "", "  ", "-", "–", "ikke oppgitt", "Ikkje oppgitt", "ukjent", "not stated", "?"]
)
@pytest.mark.parametrize(
    "key", ["applied", "positions", "participants", "years", "submitted", "outcome", "area"]
)
def test_what_is_not_said_is_unknown_and_never_nought(key, cell):
    assert read_cell(APPLICATIONS.column(key), cell) is None


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("for tidlig", UnknownKind.TOO_EARLY),
        ("Skjermet", UnknownKind.WITHHELD),
        ("tapt i kilden", UnknownKind.LOST),
        ("ikke innhentet", UnknownKind.NOT_COLLECTED),
    ],
)
def test_why_a_sum_is_unknown(cell, why):
    assert read_cell(MONEY, cell) == why


@pytest.mark.parametrize(
    ("sheet", "key", "cell", "value"),
    [
        (APPLICATIONS, "positions", "1,5", Decimal("1.5")),
        (APPLICATIONS, "positions", "½", Decimal("0.5")),
        (APPLICATIONS, "participants", "20", 20),
        (APPLICATIONS, "participants", 20.0, 20),
        (APPLICATIONS, "years", "2019–2021", [2019, 2020, 2021]),
        (APPLICATIONS, "years", "2019, 2021 og 2020", [2019, 2020, 2021]),
        (APPLICATIONS, "years", 2019, [2019]),
        (APPLICATIONS, "submitted", "15.03.2019", date(2019, 3, 15)),
        (APPLICATIONS, "submitted", "1. mars 2019", date(2019, 3, 1)),
        (APPLICATIONS, "submitted", "2019-03-15", date(2019, 3, 15)),
        (APPLICATIONS, "submitted", datetime(2019, 3, 15, 8, 0), date(2019, 3, 15)),
        (APPLICATIONS, "outcome", "Innvilga", "award"),
        (APPLICATIONS, "outcome", "AVSLAG", "rejected"),
        (APPLICATIONS, "kind", "Videreføring", "continuation"),
        (AWARDS, "year", "2019", 2019),
        (AWARDS, "year", 2019.0, 2019),
        (REPORTS, "kind", "sluttrapport", "final"),
        (REPORTS, "carried_over", "-20 000", Decimal(-20000)),
        (APPLICATIONS, "title", 2020.0, "2020"),
        (APPLICATIONS, "title", "  Jobb \n først ", "Jobb først"),
    ],
)
def test_cells_as_people_fill_them_in(sheet, key, cell, value):
    assert read_cell(sheet.column(key), cell) == value


@pytest.mark.parametrize(
    ("sheet", "key", "cell"),
    [
        (APPLICATIONS, "applied", "mange penger"),
        (APPLICATIONS, "applied", "-5"),
        (APPLICATIONS, "applied", 10**15),
        (APPLICATIONS, "applied", float("nan")),
        (APPLICATIONS, "applied", True),
        (APPLICATIONS, "applied", datetime(2019, 1, 1)),
        (APPLICATIONS, "applied", "#REF!"),
        (APPLICATIONS, "applied", "#N/A"),
        (APPLICATIONS, "positions", "-1"),
        (APPLICATIONS, "participants", "12,5"),
        (APPLICATIONS, "participants", "mange"),
        (APPLICATIONS, "years", "2021–2019"),
        (APPLICATIONS, "years", "19"),
        (APPLICATIONS, "years", "1990–2090"),
        (APPLICATIONS, "submitted", "våren 2019"),
        (APPLICATIONS, "submitted", "31.02.2019"),
        (APPLICATIONS, "submitted", 43539),
        (APPLICATIONS, "submitted", "15.03.2019 og 16.03.2019"),
        (APPLICATIONS, "outcome", "kanskje"),
        (APPLICATIONS, "title", "x" * 201),
        (APPLICATIONS, "title", datetime(2019, 1, 1)),
        (AWARDS, "year", "i fjor"),
        (AWARDS, "year", 19),
        (AWARDS, "year", "2019,5"),
    ],
)
def test_what_cannot_be_understood_says_how_to_mend_it(sheet, key, cell):
    with pytest.raises(CellError) as wrong:
        read_cell(sheet.column(key), cell)
    assert str(wrong.value) and wrong.value.remedy


@given(st.one_of(st.text(max_size=60), st.floats(), st.integers(), st.booleans(), st.datetimes(), st.none()))
def test_no_cell_makes_it_stumble(cell):
    for sheet in SHEETS:
        for column in sheet.columns:
            try:
                read_cell(column, cell)
            except CellError:
                pass


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_a_sum_written_the_norwegian_way_comes_back(amount):
    written = f"{amount:,.2f}".replace(",", " ").replace(".", ",")
    assert read_cell(MONEY, written) == amount


def test_the_template_can_be_read_and_holds_nothing():
    content = check(read(build(), "mal.xlsx"))
    assert not content.errors and not content.warnings
    assert all(rows == [] for rows in content.rows.values())


def test_the_templates_examples_are_right():
    """What stands on the sheet of examples is understood when it is written in the sheets themselves."""
    from lovende.reporting.importing.template import EXAMPLES

    tables = []
    for sheet in SHEETS:
        head = Row(1, tuple(column.names[0] for column in sheet.columns))
        rows = [tuple(example.get(column.key) for column in sheet.columns) for example in EXAMPLES[sheet.key]]
        tables.append(Table(sheet.title, (head, *(Row(n, row) for n, row in enumerate(rows, start=2)))))
    content = check(tables)
    assert not content.errors
    assert {key: len(rows) for key, rows in content.rows.items()} == {
        "applications": 2,
        "awards": 2,
        "reports": 1,
    }


def test_headings_in_either_language_with_stars_and_brackets():
    head = ["Call *", "Applicant", "Title", "Amount applied (NOK)", "Noe helt annet"]
    content = check(read(workbook([head, ["x", "y", "z", 5]], "Applications"), "a.xlsx"))
    assert content.rows["applications"][0].values["applied"] == 5
    assert [issue.column for issue in content.warnings] == ["Noe helt annet"]


def test_each_error_says_sheet_row_and_column():
    rows = [HEADINGS, ["tuki", "nav-moss", "En", "mye"], [], ["", "nav-moss", "To", "5"]]
    content = check(read(workbook(rows), "a.xlsx"))
    assert [(one.sheet, one.row, one.column) for one in content.errors] == [
        ("Søknader", 2, "Søkt beløp"),
        ("Søknader", 4, "Utlysning"),
    ]
    assert all(one.message and one.remedy for one in content.errors)


def test_a_missing_and_a_doubled_column():
    content = check(read(workbook([["Utlysning", "Tittel", "Tittel"], ["a", "b", "c"]]), "a.xlsx"))
    assert {one.column for one in content.errors} == {"Organisasjon", "Tittel"}


def test_a_formula_that_was_never_worked_out_is_no_empty_cell():
    rows = [HEADINGS, ["tuki", "nav-moss", "En", "=1+1"]]
    content = check(read(workbook(rows), "a.xlsx"))
    assert "formel" in content.errors[0].message


@pytest.mark.parametrize("text", ["ring 22 33 44 55", "kari@nav.invalid"])
def test_contact_data_is_refused(text):
    content = check(read(workbook([HEADINGS, ["tuki", "nav-moss", text, 1]]), "a.xlsx"))
    assert content.errors[0].column == "Tittel"


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_of_one_sheet(delimiter, encoding):
    rows = [HEADINGS, ["tuki", "nav-moss", "Åpen dør", "610000"]]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    content = check(read(text.encode(encoding), "liste.csv"))
    assert content.rows["applications"][0].values["title"] == "Åpen dør"
    assert content.rows["applications"][0].values["applied"] == 610000


def test_csv_is_known_by_its_name_or_by_its_headings():
    head = "Utlysning;Organisasjon;Tittel;År;Tildelt beløp"
    row = "\ntuki;nav-moss;En;2019;5"
    assert check(read((head + row).encode(), "x.csv")).rows["awards"]
    short = head.removesuffix(";Tildelt beløp") + row.removesuffix(";5")
    assert check(read(short.encode(), "Tilskudd 2019.csv")).rows["awards"]
    with pytest.raises(FileError):
        check(read(b"a;b\n1;2", "x.csv"))


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def changed(**more: bytes) -> bytes:
    """A sound workbook with parts put in or replaced."""
    with zipfile.ZipFile(io.BytesIO(workbook([HEADINGS]))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, content in more.items():
        parts[name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin")] = content
    return zipped(parts)


OLE = files.OLE + b"\x00" * 600
WRONG = {
    "empty": (b"", "tom"),
    "blanks": (b" \n\n", "tom"),
    "xls": (OLE, "eldre Excel"),
    "encrypted": (OLE + "EncryptedPackage".encode("utf-16-le"), "passord"),
    "pdf": (b"%PDF-1.7 ...", "ikke en Excel"),
    "html": (b"<html><table>", "ikke en Excel"),
    "binary": (b"abc\x00def" * 50, "ikke en Excel"),
    "zip": (zipped({"a.txt": b"x"}), "ikke en Excel"),
    "word": (zipped({"[Content_Types].xml": b"wordprocessingml.document.main"}), "ikke en Excel"),
    "macros": (changed(xl__vbaProject_bin=b"x"), "makroer"),
    "entity": (changed(xl__extra_xml=b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"), "Excel aldri lager"),
    "bomb": (changed(xl__extra_xml=b"a" * 40_000_000), "pakkes ut"),
    "broken": (workbook([HEADINGS])[:400], "skadet"),
    "no rows": (workbook([]), "tom"),
    "other sheets": (workbook([["a"], ["b"]], "Ark1"), "Ingen av arkene"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_file_that_is_no_such_workbook_is_refused_with_words_that_help(name):
    content, told = WRONG[name]
    with pytest.raises(FileError, match=told):
        check(read(content, "fil.xlsx"))


def test_a_large_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "stor.xlsx"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(FileError, match="200 MB"):
        read_path(path)


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(files, "MOST_ROWS", 10)
    with pytest.raises(FileError, match="10 rader"):
        read(workbook([HEADINGS, *[["a", "b", str(n), 1] for n in range(20)]]), "a.xlsx")


@given(st.binary(max_size=300))
def test_no_bytes_make_it_stumble(content):
    for start in (b"", b"PK\x03\x04", files.OLE):
        try:
            check(read(start + content, "fil.csv"))
        except FileError:
            pass


def test_a_path_that_is_no_file(tmp_path):
    with pytest.raises(FileError):
        read_path(tmp_path)
    with pytest.raises(FileError):
        read_path(tmp_path / "finnes-ikke.xlsx")


def test_the_template_is_written_without_a_database(tmp_path):
    out = tmp_path / "mal.xlsx"
    done = subprocess.run(
        [sys.executable, "-m", "lovende.cli", "import", "template", "--out", str(out)],
        capture_output=True,
        text=True,
        env={**os.environ, "DATABASE_URL": "postgresql:///none"},
    )
    assert done.returncode == 0, done.stderr
    assert openpyxl.load_workbook(out).sheetnames == [
        "Les meg",
        "Søknader",
        "Tilskudd",
        "Rapporter",
        "Eksempler",
    ]
