"""`lovende grants check`: keys in two languages, exit statuses, one line for wrong input, no database."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from lovende.cli import main

CALL = """
scheme: kap. 0621 post 63
year: 2023
deadline: 2023-02-01
rules:
  max_years: 3
  cap_per_full_time_position: 610000
  competence_grant_per_measure: 20000
  own_contribution_required: true
  min_participants: 15
  evaluation_plan_required: true
areas:
  - {number: 1, name: Fjerde år, rules: {min_participants: 30}}
"""
RIGHT = """
tittel: Et tiltak
søker: NAV Prøven
år: 2023–2025
deltakere: 20
egenandel: 100 000 kr
årsverk: 1,5
budsjett: {lønn: 915.000, kompetanseheving: "20 000", sum: "935 000,00"}
evalueringsplan: Vi sammenligner med nabokommunen.
"""
WRONG = """
title: Everything wrong
organisation: NAV Prøven
years: [2023, 2024, 2025, 2026]
positions: 1
participants: 9
own_contribution: 0
budget: {salaries: 700000, competence: 30000, total: 800000}
"""


@pytest.fixture
def check(tmp_path):
    def run(application=RIGHT, call=CALL, *more, suffix="yaml", status=0):
        paths = tmp_path / f"application.{suffix}", tmp_path / "call.yaml"
        for path, text in zip(paths, (application, call), strict=True):
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        result = CliRunner().invoke(main, ["grants", "check", str(paths[0]), "--call", str(paths[1]), *more])
        assert result.exit_code == status, result.output
        return json.loads(result.stdout) if "--json" in more else result

    return run


def test_a_right_one_passes(check):
    found = check(RIGHT, CALL, "--json")
    assert found["ok"] is True and found["findings"] == [] and found["unknown"] == []
    assert found["total"] == 935000 and isinstance(found["total"], int)
    assert "OK" in check().stdout


def test_one_that_breaks_them_all(check):
    found = check(WRONG, CALL, "--json", status=1)
    assert {(one["rule"], one["where"]) for one in found["findings"]} == {
        ("max_years", "years"),
        ("cap_per_full_time_position", "budget.salaries"),
        ("competence_grant_per_measure", "budget.competence"),
        ("own_contribution_required", "own_contribution"),
        ("min_participants", "participants"),
        ("evaluation_plan_required", "evaluation_plan"),
        ("budget_sums", "budget.total"),
    }
    assert all(one["message"] and one["remedy"] for one in found["findings"]) and found["total"] == 730000
    said = check(WRONG, CALL, "--language", "nb", status=1).stdout
    assert "Søknaden mangler plan for evaluering." in said and "7 broken" in said


BUDGETS = [
    "budget: {2023: {salaries: 610000}, 2024: {salaries: 610000}}",
    "budget: {salaries: {2023: 610000, 2024: 610000}}",
    "budsjett: [{år: 2023, type: lønn, beløp: 610 000}, {år: 2024, type: lønn, beløp: 610 000}]",
]


@pytest.mark.parametrize("budget", BUDGETS)
def test_a_budget_by_year_is_capped_by_year(check, budget):
    base = "years: [2023, 2024]\npositions: 1\n"
    call = "rules: {cap_per_full_time_position: 610 000}"
    assert check(base + budget, call, "--json")["total"] == 1220000
    found = check(base.replace("positions: 1", "positions: 0,9") + budget, call, "--json", status=1)[
        "findings"
    ]
    assert len(found) == 2 and all("2" in one["where"] or "budget." in one["where"] for one in found)


def test_an_area_demands_more(check):
    found = check(RIGHT + "område: 1\n", CALL, "--json", status=1)["findings"]
    assert [one["rule"] for one in found] == ["min_participants"]
    assert check(RIGHT + "area: 7\n", CALL, "--json")["unknown"] == ["application.area (7)"]


def test_what_is_unknown_is_reported(check):
    call = CALL.replace("\nrules:", "\ncolour: red\nrules:\n  shoe_size: 44")
    found = check(RIGHT.replace("sum:", "husleie: 0, sum:") + "hobby: fiske\n", call, "--json")
    assert found["unknown"] == ["call.colour", "call.rules.shoe_size", "application.hobby",
                                "budget.husleie (counted as other)"]  # fmt: skip


def test_json_and_windows_text_and_byte_order_mark(check):
    plan, budget = {"what": "before and after"}, {"salaries": 915000.0, "total": 915000}
    data = {"title": "Ærlig", "years": [2023], "positions": 1.5, "participants": 15}
    data |= {"own_contribution": 0.5, "budget": budget, "evaluation_plan": plan}
    assert check(json.dumps(data), CALL, "--json", suffix="json")["total"] == 915000
    assert check(RIGHT.replace("–", "-").encode("windows-1252"), CALL, "--json")["ok"]
    assert check(b"\xef\xbb\xbf" + RIGHT.strip().encode(), CALL, "--json")["ok"]


@pytest.mark.parametrize(
    ("application", "call", "told"),
    [
        ("title: [", CALL, "not YAML"),
        ("- a\n- b", CALL, "holds no keys"),
        ("years: [to]", CALL, "is no year"),
        ("positions: mange", CALL, "is no number"),
        ("participants: 1,5", CALL, "is no count"),
        ("budget: {salaries: [1]}", CALL, "budget.salaries"),
        ("budget: {salaries: 1, salaries: 2}", CALL, "there twice"),
        ("years: [2023]\når: [2024]", CALL, "stated twice"),
        (RIGHT, "scheme: x", "rules is missing"),
        (RIGHT, "rules: {max_years: tre}", "max_years"),
        (RIGHT, "rules: {chance_of_effect: ja}", "cannot be a rule"),
        (RIGHT, "rules: 3", "holds no keys"),
    ],
)
def test_wrong_input_is_one_line_and_status_2(check, application, call, told):
    result = check(application, call, status=2)
    lines = result.stderr.strip().splitlines()
    assert result.stdout == "" and len(lines) == 1
    assert lines[0].startswith("error: ") and told in lines[0] and ".yaml" in lines[0]


def test_no_database_and_no_django_is_started(tmp_path):
    for name, text in (("a.yaml", RIGHT), ("c.yaml", CALL)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    code = (
        "import sys; from lovende.cli import main\n"
        f"sys.argv = ['lovende', 'grants', 'check', r'{tmp_path / 'a.yaml'}', '--call', r'{tmp_path / 'c.yaml'}']\n"
        "try: main()\nexcept SystemExit as stop: assert not stop.code, stop.code\n"
        "assert not {'django', 'psycopg'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
