"""`lovende stats agreement` and `lovende stats table`: keys, exit statuses, one line for what is wrong."""

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from lovende.cli import main

PROMISED = (
    "n_items n_raters observed expected kappa z p_one_sided p_two_sided ci_low ci_high ac1 alpha note".split()
)


def run(*arguments, status=0):
    result = CliRunner().invoke(main, ["stats", *arguments])
    assert result.exit_code == status, result.output + result.stderr
    return result


def answer(*arguments, status=0):
    return json.loads(run(*arguments, "--json", status=status).stdout)


def wrong(*arguments):
    result = run(*arguments, status=2)
    lines = result.stderr.strip().splitlines()
    assert result.stdout == "" and len(lines) == 1 and lines[0].startswith("error: ")
    return lines[0]


@pytest.fixture
def ratings(tmp_path):
    path = tmp_path / "vurderinger.csv"
    said = {"1": "aab", "2": "bb", "3": "ab", "4": "aaa", "5": "bbb"}
    rows = [
        f"{item};{rater};{value};x"
        for item, row in said.items()
        for rater, value in zip("RST", row, strict=False)
    ]
    path.write_text("\n".join(["tiltak;forsker;vurdering;merknad", *rows]), encoding="windows-1252")
    return path


def test_agreement_of_a_table():
    found = answer("agreement", "--table", "34,20;20,107")
    assert set(PROMISED) <= set(found)
    assert (found["n_items"], found["n_raters"], found["band"]) == (181, 2, "moderate")
    assert round(found["kappa"], 4) == 0.4721 and round(found["z"], 2) == 6.35
    assert found["interval"] == {
        "method": "percentile bootstrap of items",
        "level": 0.95,
        "resamples": 2000,
        "seed": 1977,
    }
    assert "discretion" in found["note"]


def test_agreement_of_a_file(ratings):
    found = answer("agreement", str(ratings))
    assert (found["statistic"], found["n_items"], found["n_raters"]) == ("Fleiss' kappa", 5, 3)
    assert found["categories"] == ["a", "b"] and found["unknown_columns"] == ["merknad"]
    assert [(one["first"], one["second"], one["n_items"]) for one in found["by_pair"]] == [
        ("R", "S", 5),
        ("R", "T", 3),
        ("S", "T", 3),
    ]


def test_seed_and_weights():
    one, two = (answer("agreement", "--table", "9,2,1;3,8,2;1,2,9", "--seed", seed) for seed in ("1", "2"))
    assert one["kappa"] == two["kappa"] and one["ci_low"] != two["ci_low"]
    weighted = answer("agreement", "--table", "9,2,1;3,8,2;1,2,9", "--weights", "quadratic")
    assert weighted["weights"] == "quadratic" and weighted["kappa"] > one["kappa"]
    assert weighted["ac2"] is not None and one["ac2"] is None


def test_what_cannot_be_computed_is_null_with_its_reason():
    found = answer("agreement", "--table", "7,0;0,0")
    assert [found[key] for key in PROMISED if found[key] is not None] == [7, 2, 1.0, found["note"]]
    assert "one category" in found["note"] and found["band"] is None and found["interval"] is None


def test_text_for_people(ratings):
    table = run("agreement", "--table", "124,9;9,5").stdout
    assert "87.76 %" in table and "0.2895   fair (Landis and Koch 1977)" in table and "p 0.0002" in table
    assert "Scott's pi" in table
    of_file = run("agreement", str(ratings)).stdout
    assert "Fleiss' kappa" in of_file and "R – T" in of_file and "columns not read: merknad" in of_file
    undefined = run("agreement", "--table", "7,0;0,0").stdout.splitlines()
    assert [line.split() for line in undefined if line.startswith("Cohen")] == [["Cohen's", "kappa", "–"]]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "either a FILE"),
        (("x.csv", "--table", "1,2;3,4"), "either a FILE"),
        (("x.csv",), "x.csv: No such file"),
        (("--table", "1,2;3"), "not square"),
        (("--table", "-1,2;3,4"), "negative"),
        (("--table", "1.5,2;3,4"), "no whole number"),
        (("--table", "ut,2;3,4"), "'ut'"),
        (("--table", ""), "0 rows"),
        (("--table", "1,2;3,4", "--weights", "cubic"), "cubic"),
        (("--table", "1,2;3,4", "--seed", "-1"), "seed"),
    ],
)
def test_wrong_agreement(arguments, words):
    assert words in wrong("agreement", *arguments)


def test_wrong_file(ratings):
    assert "weights need ordered ratings" in wrong("agreement", str(ratings), "--weights", "linear")
    ratings.write_text("item,rater\n1,a\n")
    assert str(ratings) in wrong("agreement", str(ratings))


def test_table():
    totals = ("--row-totals", "133,14", "--col-totals", "133,14", "--total", "147")
    found = answer("table", "--table", "129,9;9,5", *totals, status=1)
    assert found["consistent"] is False
    assert found["repairs"] == [{"row": 0, "col": 0, "printed": 129, "fits": 124}]
    assert {key for one in found["findings"] for key in one} == {"kind", "where", "message"}
    assert (
        "printed 129: 124 fits every total" in run("table", "--table", "129,9;9,5", *totals, status=1).stdout
    )
    mended = answer("table", "--table", "124,9;9,5", *totals)
    assert (mended["consistent"], mended["findings"], mended["repairs"]) == (True, [], [])
    assert "every total holds" in run("table", "--table", "124,9;9,5", *totals).stdout


def test_table_without_a_verdict():
    assert answer("table", "--table", "1,2;3,4") | {"note": ""} == {
        "consistent": None,
        "findings": [],
        "repairs": [],
        "total_repairs": [],
        "note": "",
    }
    assert "no single cell" in run("table", "--table", "1,2;3,4", "--row-totals", "9,9", status=1).stdout
    assert "total, printed 9: 10" in run("table", "--table", "1,2;3,4", "--total", "9", status=1).stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "--table"),
        (("--table", "1,2;3"), "row 1 has 1 cells"),
        (("--table", "1,2;3,4", "--row-totals", "3"), "1 row totals for 2 rows"),
        (("--table", "1,2;3,4", "--col-totals", "3,x"), "column total 1"),
        (("--table", "1,2;3,4", "--total", "1,2"), "the total"),
        (("--table", "1,2;3,4", "--total", ""), "the total is empty"),
    ],
)
def test_wrong_table(arguments, words):
    assert words in wrong("table", *arguments)


def test_neither_a_database_nor_django_is_needed():
    """In a process of its own, with an address where no database is; only what is asked for is loaded."""
    program = (
        "import sys; from lovende.cli import main\n"
        "assert not {'numpy', 'openpyxl', 'django'} & set(sys.modules)\n"
        "try: main(['stats', 'agreement', '--table', '34,20;20,107', '--json'])\n"
        "finally: assert not {'django', 'psycopg', 'scipy', 'statsmodels'} & set(sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "DATABASE_URL": "postgresql://nowhere.invalid/none"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["n_items"] == 181
