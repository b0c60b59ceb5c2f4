"""`lovende selection assign`: files as people have them, one line for what is wrong, no database."""

import csv
import io
import json
import subprocess
import sys

import openpyxl
import pytest
from click.testing import CliRunner

from lovende.cli import main

MEASURES = "id,conflict\nt1,r1\nt2,r3 r4\nt3,\nt4,\nt5,\n"
RATERS = "id,department,max_load\nr1,X,\nr2,X,\nr3,Y,\nr4,Y,5\nr5,Z,\n"


def sheet(*rows) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


@pytest.fixture
def assign(tmp_path):
    def run(measures=MEASURES, raters=RATERS, *more, status=0):
        paths = tmp_path / "M.csv", tmp_path / "R.csv"
        for path, text in zip(paths, (measures, raters), strict=True):
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        named = ["--measures", str(paths[0]), "--raters", str(paths[1])]
        seeded = [] if "--seed" in more else ["--seed", "7"]
        result = CliRunner().invoke(main, ["selection", "assign", *named, *seeded, *more])
        assert result.exit_code == status, result.output + result.stderr
        return json.loads(result.stdout) if "--json" in more and status == 0 else result

    return run


def wrong(result):
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert len(lines) == 1 and lines[0].startswith("error: ")
    return lines[0]


def test_the_contract(assign):
    found = assign(MEASURES, RATERS, "--json")
    assert {"assignments", "load", "optimal", "seconds"} <= set(found)
    assert [row["measure"] for row in found["assignments"]] == ["t1", "t2", "t3", "t4", "t5"]
    assert all(len(set(row["raters"])) == 2 for row in found["assignments"])
    assert "r1" not in found["assignments"][0]["raters"]
    assert not {"r3", "r4"} & set(found["assignments"][1]["raters"])
    assert found["load"] == {"min": 2, "max": 2} and found["optimal"] is True
    assert isinstance(found["seconds"], float)


def test_the_same_seed_the_same_draw_and_another_another(assign):
    drawn = [assign(MEASURES, RATERS, "--json", "--seed", seed)["assignments"] for seed in ("1", "1", "2")]
    assert drawn[0] == drawn[1] != drawn[2]


def test_three_each(assign):
    found = assign(MEASURES, RATERS.replace("r5,Z,", "r5,Z,\nr6,W,"), "--json", "--per-measure", "3")
    assert {len(row["raters"]) for row in found["assignments"]} == {3}


def test_as_text(assign):
    text = assign().stdout
    assert "measure  raters" in text and "rater  department  ratings" in text
    assert "2 to 2 ratings each, proven the evenest there is; seed 7" in text


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_files_as_spreadsheets_save_them(assign, separator, encoding):
    measures = "Tiltak,Inhabil\r\nblå,Åse\r\n\r\nrød,\r\n".replace(",", separator).encode(encoding)
    raters = "Vurderer,Avdeling,Maks\r\nÅse,Sør,\r\nBo,sør,1 000\r\nØyvind,Nord,\r\n".replace(",", separator)
    found = assign(measures, raters.encode(encoding), "--json")
    assert found["assignments"] == [
        {"measure": "blå", "raters": ["Bo", "Øyvind"]},
        {"measure": "rød", "raters": ["Åse", "Øyvind"]},
    ]


def test_an_id_with_a_blank_in_it(assign):
    measures = 'id,conflict\nt1,"Kari Berg, Bo"\nt2,Kari Berg\n'
    found = assign(measures, "id,department\nKari Berg,X\nBo,X\nEli,X\nPer,Y\n", "--json")
    assert found["assignments"][0]["raters"] == ["Eli", "Per"]


def test_columns_not_understood_are_told(assign):
    found = assign(MEASURES.replace("id,conflict", "id,conflict,note"), RATERS, "--json")
    assert found["unknown"] == ["M.csv: note"]
    assert "M.csv: note" in assign(MEASURES.replace("id,conflict", "id,conflict,note")).stdout


@pytest.mark.parametrize(
    ("measures", "raters", "said"),
    [
        ("", RATERS, ["M.csv is empty"]),
        ("\n\n", RATERS, ["M.csv is empty"]),
        ("id\n", RATERS, ["M.csv has a heading and nothing under it"]),
        ("navn\nt1\n", RATERS, ["M.csv line 1", "no column id", "tiltak", "the heading has navn"]),
        ("id,tiltak\nt1,x\n", RATERS, ["M.csv line 1", "two columns say id"]),
        (MEASURES, "id\nr1\n", ["R.csv line 1", "no column department", "avdeling"]),
        ("id\nt1\nt2\nt1\n", RATERS, ["M.csv line 4", "t1 stands in line 2 too"]),
        (MEASURES, RATERS + "r1,Z,\n", ["R.csv line 7", "r1 stands in line 2 too"]),
        ("id,conflict\nt1,r9\n", RATERS, ["M.csv line 2", "«r9», who is not in R.csv", "mend the id"]),
        ("id,conflict\n,r1\n", RATERS, ["M.csv line 2", "no id"]),
        ("id,conflict\nt1,r1,r2\n", RATERS, ["M.csv line 2", "3 cells under 2 columns", "quotation marks"]),
        (MEASURES, "id,department\nr1,\n", ["R.csv line 2", "no department"]),
        (MEASURES, RATERS.replace("Y,5", "Y,many"), ["R.csv line 5", "«many»", "not a number"]),
        (MEASURES, RATERS.replace("Y,5", 'Y,"2,5"'), ["R.csv line 5", "«2,5»", "whole number"]),
        (MEASURES, RATERS.replace("Y,5", "Y,-1"), ["R.csv line 5", "«-1»", "from 0"]),
        (b"PK\x03\x04", RATERS, ["M.csv is not an Excel workbook", "save it anew"]),
        (b"\xd0\xcf\x11\xe0", RATERS, ["M.csv is neither CSV nor an Excel workbook"]),
        (sheet(["id", "conflict"], ["t1", "r9"]), RATERS, ["M.csv row 2", "«r9», who is not in R.csv"]),
        (sheet(["id"], [], ["t1"], ["t1"]), RATERS, ["M.csv row 4", "t1 stands in row 3 too"]),
        (MEASURES, sheet(["id", "department", "max_load"], ["r1", "X", 2.5]), ["R.csv row 2", "«2.5»"]),
        (sheet(["id"]), RATERS, ["M.csv has a heading and nothing under it"]),
    ],
)
def test_what_is_wrong_with_the_files(assign, measures, raters, said):
    line = wrong(assign(measures, raters, "--json", status=2))
    for part in said:
        assert part in line


@pytest.mark.parametrize(
    ("measures", "raters", "said"),
    [
        (MEASURES, "id,department\nr1,X\nr2,X\nr3,X\nr4,X\n", ["there is 1 (X)"]),
        (MEASURES + "t6,r1 r2 r5\n", RATERS, ["measure t6", "departments (Y)"]),
        (MEASURES, RATERS.replace(",\n", ",1\n").replace("Y,5", "Y,1"), ["10 ratings", "at most 5"]),
    ],
)
def test_what_is_impossible(assign, measures, raters, said):
    line = wrong(assign(measures, raters, status=2))
    for part in said:
        assert part in line


@pytest.mark.parametrize("more", [("--seed", "-1"), ("--seed", "x"), ("--per-measure", "0")])
def test_options_out_of_range(assign, more):
    wrong(assign(MEASURES, RATERS, *more, status=2))


def test_a_file_that_is_not_there(tmp_path):
    arguments = [
        "selection",
        "assign",
        "--measures",
        str(tmp_path / "no.csv"),
        "--raters",
        str(tmp_path),
        "--seed",
        "1",
    ]
    assert "cannot be read" in wrong(CliRunner().invoke(main, arguments))


def test_no_database_is_started(tmp_path):
    (tmp_path / "M.csv").write_text(MEASURES)
    (tmp_path / "R.csv").write_text(RATERS)
    script = (
        "import sys\nfrom lovende.cli import main\n"
        f"try: main(['selection', 'assign', '--measures', {str(tmp_path / 'M.csv')!r}, '--raters', "
        f"{str(tmp_path / 'R.csv')!r}, '--seed', '1', '--json'])\n"
        "finally: assert not {'django.db', 'psycopg', 'lovende.embedded'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["optimal"] is True


def test_a_workbook_says_what_csv_says(assign):
    def rows(text):
        numbers = (
            [int(cell) if cell.isdigit() else cell for cell in row] for row in csv.reader(io.StringIO(text))
        )
        return sheet(*numbers)

    first, second = assign(MEASURES, RATERS, "--json"), assign(rows(MEASURES), rows(RATERS), "--json")
    assert {**first, "seconds": 0} == {**second, "seconds": 0}


def test_ids_that_are_numbers_in_a_sheet_are_those_numbers(assign):
    measures = sheet(["tiltak", "inhabil"], [1.0, 11], [2, None])
    raters = sheet(["vurderer", "avdeling"], [10, "Nord"], [11.0, "Sør"], [12, "Sør"])
    found = assign(measures, raters, "--json")
    assert [row["measure"] for row in found["assignments"]] == ["1", "2"]
    assert found["assignments"][0]["raters"] == ["10", "12"]
