"""The command line is a contract: keys, exit statuses, one line for what is wrong (docs/cli.md)."""

import json
import os
import threading

import openpyxl
import pytest
from click.testing import CliRunner
from django.db import connection

from lovende.cli import main
from lovende.measures.documents import FACETS
from lovende.measures.models import Measure, State
from lovende.records.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]


def run(*arguments, status=0):
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == status, result.output + result.stderr
    return result


def answer(*arguments, status=0):
    result = run(*arguments, "--json", status=status)
    return json.loads(result.stdout)


def wrong(*arguments):
    result = run(*arguments, status=2)
    assert result.stdout == ""
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1 and lines[0].startswith("error: ")
    return lines[0]


def test_search():
    found = answer("search", "ungdomsoppfølging", "--limit", "3")
    assert {"query", "total", "seconds", "results", "facets"} <= set(found)
    assert found["query"] == "ungdomsoppfølging" and len(found["results"]) == 3 <= found["total"]
    assert set(found["results"][0]) == {"id", "title", "organisation", "municipality", "score"}
    scores = [row["score"] for row in found["results"]]
    assert scores == sorted(scores, reverse=True)
    assert set(found["facets"]) == set(FACETS)
    assert "UngdomsLOS i Sarpsborg" in run("search", "ungdomslos").stdout


def test_search_narrowed_by_key_or_by_name():
    by_key = answer("search", "jobbsjansen", "--where", "county=31")
    by_name = answer("search", "jobbsjansen", "--where", "county=østfold")
    assert by_key["results"] == by_name["results"] != []
    assert by_key["total"] < answer("search", "jobbsjansen")["total"]


def test_a_slip_is_corrected_and_said():
    found = answer("search", "barnefatigdom")
    assert found["total"] > 0 and "barnefatigdom" in found["corrected"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("search", "x", "--where", "planet=mars"),
        ("search", "x", "--where", "county=Atlantis"),
        ("search", "x", "--where", "county"),
        ("search", "x", "--limit", "0"),
        ("search",),
        ("similar",),
        ("similar", "klar", "--text", "begge deler"),
        ("similar", "finnes-ikke"),
        ("similar", "--text", "  "),
        ("similar", "--file", "/finnes/ikke.txt"),
        ("show", "finnes-ikke"),
        ("export", "csv", "--out", "/finnes/ikke/fil.csv"),
        ("export", "pdf", "--out", "x.pdf"),
        ("ukjent",),
    ],
)
def test_wrong_input_is_one_line_and_status_2(arguments):
    wrong(*arguments)


def test_similar_says_why():
    for found in (
        answer("similar", "nav-frogner-ssa", "--limit", "3"),
        answer("similar", "--text", "språkmentorer på arbeidsplassen for innvandrere", "--limit", "3"),
    ):
        assert len(found["results"]) == 3
        assert all(row["why"] for row in found["results"])
    assert "nav-frogner-ssa" not in [row["id"] for row in answer("similar", "nav-frogner-ssa")["results"]]


def test_similar_reads_a_file_in_windows_1252(tmp_path):
    path = tmp_path / "søknad.txt"
    path.write_bytes("Vi vil lære opp språkmentorer på arbeidsplassen".encode("windows-1252"))
    assert "nav-frogner-ssa" in [row["id"] for row in answer("similar", "--file", str(path))["results"]]


def test_show_gives_the_whole_public_record_without_blanks():
    shown = answer("show", "heimby-supported-employment")
    assert shown["id"] == "heimby-supported-employment"
    assert shown["figures"] and shown["text"] and shown["unknowns"]

    def blanks(value, path="record"):
        if isinstance(value, dict):
            return [hit for key, inner in value.items() for hit in blanks(inner, f"{path}.{key}")]
        if isinstance(value, list):
            return [hit for inner in value for hit in blanks(inner, f"{path}[]")]
        return [path] if value is None or value == "" else []

    assert blanks(shown) == []


def test_a_draft_is_not_shown():
    Measure.objects.filter(public_id="klar").update(state=State.DRAFT)
    assert "klar" in wrong("show", "klar")


def test_audit_verify_says_where_the_chain_broke():
    whole = answer("audit", "verify")
    assert whole == {"events": AuditEvent.objects.count(), "intact": True, "first_broken": None}
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE records_auditevent DISABLE TRIGGER ALL")
        cursor.execute("UPDATE records_auditevent SET verb = 'x' WHERE sequence = 5")
    assert answer("audit", "verify", status=1)["first_broken"] == 5


def test_demo_load_counts_by_kind_and_is_idempotent():
    first, again = answer("demo", "load"), answer("demo", "load")
    assert first == again
    assert first["loaded"]["measures"] == Measure.objects.count()


def test_an_export_never_takes_the_place_of_a_pipe(tmp_path):
    path, came = tmp_path / "pipe", []
    os.mkfifo(path)
    reader = threading.Thread(target=lambda: came.append(path.read_bytes()), daemon=True)
    reader.start()
    run("export", "csv", "--out", str(path))
    reader.join(20)
    assert path.is_fifo() and b"nav-frogner-ssa" in came[0]


def test_a_setting_that_is_wrong_is_wrong_input(monkeypatch):
    def setup():
        raise SystemExit("error: LOVENDE_MODE is 'x'; set it to demo, test or production")

    monkeypatch.setattr("django.setup", setup)
    assert wrong("search", "x").startswith("error: LOVENDE_MODE is 'x'")


def test_a_year_of_other_digits_is_no_year():
    assert "no value" in wrong("search", "x", "--where", "year=²")


def test_export_csv_and_excel_and_json_hold_the_same_measures(tmp_path):
    published = Measure.objects.filter(state=State.PUBLISHED).count()
    for kind, name in (("csv", "u.csv"), ("excel", "u.xlsx"), ("json", "u.json")):
        assert answer("export", kind, "--out", str(tmp_path / name))["records"] == published
    rows = (tmp_path / "u.csv").read_text(encoding="utf-8-sig").splitlines()
    assert rows[0].startswith("Id;Tittel;")
    sheet = openpyxl.load_workbook(tmp_path / "u.xlsx").active
    assert sheet.max_row == published + 1
    assert all(cell.value not in (None, "", 0) for row in sheet.iter_rows() for cell in row)
    assert len(json.loads((tmp_path / "u.json").read_text())["measures"]) == published
    assert not list(tmp_path.glob("*.part"))
