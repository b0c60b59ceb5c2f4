"""Historic grants brought in: all or nothing, once, unknown staying unknown, and each wrong row named."""

import io
import json
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from lovende.applications.models import Application
from lovende.applications.queries import matching
from lovende.awards.models import Award, AwardYear
from lovende.people.demo import address
from lovende.people.models import Organisation, User
from lovende.records.models import AuditEvent
from lovende.reporting.importing import commands
from lovende.reporting.importing.actions import Result, import_grants
from lovende.reporting.importing.columns import SHEETS
from lovende.reporting.importing.files import read
from lovende.reporting.models import Account, Report
from lovende.schemes.models import Call
from making.applications import open_call, submitted
from making.assessments import plain_call

pytestmark = pytest.mark.django_db
HANDLER = "statsforvalteren-oslo-viken"
ONE = {"call": "historisk-2016", "organisation": "nav-moss", "title": "Jobb først"}
APPLICATION = ONE | {
    "kind": "nytt tiltak", "area": "1", "applied": "610 000", "positions": "1,5", "participants": "20",
    "years": "2016–2018", "submitted": "15.03.2016", "outcome": "innvilget", "handler": HANDLER,
}  # fmt: skip
AWARD = ONE | {"year": "2016", "amount": "600 000", "starts_on": "01.08.2016", "ends_on": "31.12.2018"}
REPORT = ONE | {
    "kind": "statusrapport", "year": "2016", "submitted": "01.03.2017", "state": "godkjent", "received": "600 000",
    "wages": "580 000", "carried_over": "20 000",
}  # fmt: skip


@pytest.fixture
def call(portfolio) -> Call:
    return plain_call("historisk-2016", year=2016, state="historic", title="Tilskudd 2016")


def workbook(**rows: list[dict[str, Any]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet in SHEETS:
        page = book.create_sheet(sheet.title)
        page.append([column.names[0] for column in sheet.columns])
        for row in rows.get(sheet.key, ()):
            page.append([row.get(column.key) for column in sheet.columns])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bring_in(content: bytes, dry_run: bool = False, actor: User | None = None) -> Result:
    return import_grants(tables=read(content, "a.xlsx"), content=content, actor=actor, dry_run=dry_run)


def all_three(**more: Any) -> bytes:
    return workbook(applications=[APPLICATION | more], awards=[AWARD], reports=[REPORT])


def counts() -> tuple[int, ...]:
    return tuple(
        model.objects.count() for model in (Application, Award, AwardYear, Report, Account, AuditEvent)
    )


def test_an_application_its_award_and_its_report(call):
    result = bring_in(all_three())
    assert result.is_written and not result.errors
    assert result.new == {"applications": 1, "awards": 1, "award_years": 1, "reports": 1}
    row = Application.objects.get(title="Jobb først")
    assert row.is_historic and row.state == "decided" and row.public_id.startswith("sok-2016-")
    assert (row.applied, row.applied_unknown, row.positions, row.participants) == (
        610000,
        "",
        Decimal("1.5"),
        20,
    )
    assert row.years == [2016, 2017, 2018] and row.area.number == 1 and row.handler.slug == HANDLER
    assert row.submitted_at.date().isoformat() == "2016-03-15" and not row.submissions.exists()
    award = row.award
    assert award.is_historic and award.state == "finished" and award.decision is None
    assert list(award.years.values_list("year", "amount")) == [(2016, 600000)]
    report = award.reports.get()
    assert report.is_historic and (report.kind, report.state, report.year) == ("status", "approved", 2016)
    assert report.account.wages == 580000 and report.account.competence is None
    event = AuditEvent.objects.latest("sequence")
    assert event.verb == "reporting.grants-imported" and event.facts["reports"] == 1
    assert len(event.facts["sha256"]) == 64 and "Jobb" not in json.dumps(event.facts)


def test_a_dry_run_says_the_same_and_writes_nothing(call):
    before = counts()
    result = bring_in(all_three(), dry_run=True)
    assert result.new == {"applications": 1, "awards": 1, "award_years": 1, "reports": 1}
    assert not result.is_written and counts() == before


def test_the_same_file_again_changes_nothing(call):
    bring_in(all_three())
    before = counts()
    result = bring_in(all_three())
    assert not result.errors and not result.is_written and counts() == before
    assert result.unchanged == {"applications": 1, "award_years": 1, "reports": 1}
    assert set(result.new.values()) == {0}


def test_one_wrong_cell_and_nothing_is_written(call):
    before = counts()
    rows = [APPLICATION | {"title": f"Tiltak {n}"} for n in range(5)]
    rows[3]["applied"] = "mye"
    result = bring_in(workbook(applications=rows))
    assert [(one.sheet, one.row, one.column) for one in result.errors] == [("Søknader", 5, "Søkt beløp")]
    assert not result.is_written and counts() == before


def test_what_is_not_stated_stays_so(call):
    bring_in(
        workbook(
            applications=[ONE], awards=[ONE | {"year": 2016}, ONE | {"year": 2017, "amount": "tapt i kilden"}]
        )
    )
    row = Application.objects.get(title="Jobb først")
    assert (row.applied, row.applied_unknown, row.positions, row.participants) == (
        None,
        "not-stated",
        None,
        None,
    )
    assert row.years == [] and row.submitted_at is None and row.state == "decided"
    assert list(row.award.years.values_list("amount", "unknown")) == [(None, "not-stated"), (None, "lost")]


def test_nought_is_nought(call):
    bring_in(workbook(awards=[AWARD | {"amount": 0}]))
    assert AwardYear.objects.get(award__is_historic=True).amount == 0


def test_what_was_not_stated_may_be_stated_later(call):
    bring_in(workbook(awards=[AWARD | {"amount": None}]))
    result = bring_in(workbook(awards=[AWARD]))
    assert result.is_written and result.new["award_years"] == 1 and result.new["awards"] == 0
    assert AwardYear.objects.get(award__is_historic=True).amount == 600000


def test_an_award_alone_has_an_application_of_which_nothing_is_stated(call):
    result = bring_in(workbook(awards=[AWARD, AWARD | {"year": 2017, "amount": 500000}]))
    assert result.new == {"applications": 1, "awards": 1, "award_years": 2, "reports": 0}
    row = Application.objects.get(title="Jobb først")
    assert row.applied is None and row.state == "decided" and row.award.years.count() == 2


def test_awarded_and_nothing_more_said(call):
    bring_in(workbook(applications=[APPLICATION]))
    assert list(Award.objects.get().years.values_list("year", "amount", "unknown")) == [
        (2016, None, "not-stated")
    ]
    assert not bring_in(workbook(applications=[APPLICATION])).is_written


@pytest.mark.parametrize(
    ("outcome", "state"), [("avslått", "decided"), ("trukket", "withdrawn"), (None, "submitted")]
)
def test_other_outcomes_have_no_award(call, outcome, state):
    bring_in(workbook(applications=[APPLICATION | {"outcome": outcome}]))
    assert Application.objects.get(title="Jobb først").state == state and not Award.objects.exists()


def test_the_handler_is_whom_the_call_names(call):
    bring_in(workbook(applications=[APPLICATION | {"handler": None}]))
    assert Application.objects.get(title="Jobb først").handler == call.administrator


def test_by_name_as_well_as_by_key(call):
    name = Organisation.objects.get(slug="nav-moss").name
    more = {"call": "TILSKUDD 2016", "organisation": name.upper(), "area": "Arbeid"}
    assert bring_in(workbook(applications=[APPLICATION | more])).is_written
    assert Application.objects.get(title="Jobb først").area.name == "Arbeid"


def test_found_by_its_words_afterwards(call):
    bring_in(workbook(applications=[APPLICATION]))
    assert matching(Application.objects.all(), "jobben").filter(title="Jobb først").exists()


WRONG = [
    ("applications", APPLICATION, {"call": "historisk-2061"}, "Utlysning", "historisk-2016"),
    ("applications", APPLICATION, {"organisation": "nav-mos"}, "Organisasjon", "nav-moss"),
    ("applications", APPLICATION, {"area": "9"}, "Område", "Arbeid"),
    ("applications", APPLICATION, {"handler": "ingen"}, "Saksbehandlende organisasjon", "nøkkelen"),
    ("awards", AWARD, {"ends_on": "01.01.2015"}, "Slutter", "Bytt"),
    ("awards", AWARD, {"measure": "finnes-ikke"}, "Tiltak-id", "id"),
    ("reports", REPORT, {}, "Tittel", "arket Tilskudd"),
]


def test_all_that_is_wrong_with_a_row_is_told_at_once(call):
    """And what hangs on a wrong row is not said to be missing."""
    rows = [APPLICATION | {"applied": "mye", "organisation": "nav-mos"}]
    result = bring_in(workbook(applications=rows, awards=[AWARD | {"amount": "mye"}], reports=[REPORT]))
    assert [(one.sheet, one.column) for one in result.errors] == [
        ("Søknader", "Organisasjon"),
        ("Søknader", "Søkt beløp"),
        ("Tilskudd", "Tildelt beløp"),
    ]


@pytest.mark.parametrize(("sheet", "row", "more", "column", "told"), WRONG)
def test_what_the_register_does_not_know_is_said_with_what_may_be_meant(call, sheet, row, more, column, told):
    result = bring_in(workbook(**{sheet: [row | more]}))
    assert [one.column for one in result.errors] == [column] and not result.is_written
    assert told in result.errors[0].remedy


def test_the_same_twice_in_a_file(call):
    twin = APPLICATION | {"title": "jobb  FØRST"}
    result = bring_in(workbook(applications=[APPLICATION, twin]))
    assert [one.row for one in result.errors] == [3] and "rad 2" in result.errors[0].message
    result = bring_in(workbook(awards=[AWARD, AWARD]))
    assert [one.row for one in result.errors] == [3]


def test_what_is_there_with_other_facts_is_not_changed_from_here(call):
    bring_in(all_three())
    before = counts()
    changed = workbook(
        applications=[APPLICATION | {"applied": "1"}],
        awards=[AWARD | {"amount": "2"}],
        reports=[REPORT | {"wages": "3"}],
    )
    result = bring_in(changed)
    assert [one.sheet for one in result.errors] == ["Rapporter", "Søknader", "Tilskudd"]
    assert "Søkt beløp" in result.errors[1].message and counts() == before
    other_case = bring_in(workbook(applications=[APPLICATION | {"title": "JOBB FØRST", "applied": "1"}]))
    assert other_case.errors


def test_rejected_and_awarded_do_not_go_together(call):
    rejected = APPLICATION | {"outcome": "avslått"}
    assert bring_in(workbook(applications=[rejected], awards=[AWARD])).errors
    bring_in(all_three())
    assert bring_in(workbook(applications=[rejected])).errors


def test_rows_of_one_award_say_the_same_of_the_whole_of_it(call):
    other = AWARD | {"year": "2017", "ends_on": "31.12.2019"}
    assert [one.column for one in bring_in(workbook(awards=[AWARD, other])).errors] == ["Slutter"]


def test_what_was_handed_in_here_is_never_overwritten(portfolio):
    case = submitted()
    row = {"call": case.call.key, "organisation": case.organisation.slug, "title": case.title}
    Call.objects.filter(pk=case.call_id).update(state="closed")
    assert bring_in(workbook(applications=[row])).errors
    assert bring_in(workbook(awards=[row | {"year": 2020, "amount": 1}])).errors


def test_an_open_call_takes_no_history(portfolio):
    row = {"call": open_call().key, "organisation": "nav-moss", "title": "Ny"}
    assert bring_in(workbook(applications=[row])).errors
    assert bring_in(workbook(awards=[row | {"year": 2020}])).errors


def test_an_officer_brings_in_the_cases_of_their_own_organisation(call):
    officer = User.objects.get(email=address("case-officer"))
    elsewhere = workbook(applications=[APPLICATION | {"handler": "avdir"}], awards=[], reports=[])
    assert bring_in(elsewhere, actor=officer).errors
    assert bring_in(all_three(), actor=officer).is_written
    bring_in(workbook(applications=[APPLICATION | {"handler": "avdir", "title": "En annens"}]))
    own = AWARD | {"title": "En annens", "year": "2017"}
    assert bring_in(workbook(awards=[own]), actor=officer).errors


@pytest.mark.parametrize("many", [20, 200])
def test_queries_do_not_grow_with_the_rows_that_are_checked(call, django_assert_max_num_queries, many):
    rows = [APPLICATION | {"title": f"Tiltak {n}"} for n in range(many)]
    awards = [AWARD | {"title": f"Tiltak {n}"} for n in range(many)]
    content = workbook(applications=rows, awards=awards)
    with django_assert_max_num_queries(16):
        result = bring_in(content, dry_run=True)
    assert not result.errors and result.new["award_years"] == many


# The page


def as_one(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=address(name)))
    return client


def upload(client: Client, content: bytes, do: str = "check"):
    file = SimpleUploadedFile("historie.xlsx", content)
    return client.post(reverse("reporting:import"), {"file": file, "do": do})


def test_check_then_import_on_the_page(call):
    client, before = as_one("administrator"), counts()
    checked = upload(client, all_three())
    assert checked.status_code == 200 and "kan importeres" in checked.content.decode() and counts() == before
    done = upload(client, all_three(), "import")
    assert done.status_code == 302 and Application.objects.filter(title="Jobb først").exists()
    again = upload(client, all_three(), "import").content.decode()
    assert "Alt i filen finnes fra før" in again


def test_the_page_lists_what_must_be_mended(call):
    rows = [APPLICATION | {"applied": "<b>mye</b>"}]
    answer = upload(as_one("case-officer"), workbook(applications=rows), "import")
    page = answer.content.decode()
    assert answer.status_code == 422 and "&lt;b&gt;mye" in page and "<b>mye" not in page
    assert "Søkt beløp" in page and not Application.objects.filter(title="Jobb først").exists()


def test_a_file_that_cannot_be_read_on_the_page(call):
    answer = upload(as_one("administrator"), b"%PDF-1.7")
    assert answer.status_code == 422 and "ikke en Excel" in answer.content.decode()
    assert as_one("administrator").post(reverse("reporting:import"), {"do": "check"}).status_code == 422


def test_a_request_that_is_too_large_is_refused_unread(call):
    answer = as_one("administrator").post(
        reverse("reporting:import"),
        b"",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH="200000000",
    )
    assert answer.status_code == 413 and "191 MB" in answer.content.decode()


@pytest.mark.parametrize("who", ["applicant", "project-lead", "decision-maker", "auditor", "partner"])
def test_others_bring_nothing_in(call, who):
    assert upload(as_one(who), all_three(), "import").status_code == 403
    assert not Application.objects.filter(title="Jobb først").exists()


def test_a_stranger_is_led_to_sign_in(call):
    assert upload(Client(), all_three(), "import").status_code == 302
    assert not Application.objects.filter(title="Jobb først").exists()


def test_without_a_token_nothing_is_brought_in(call):
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(email=address("administrator")))
    assert upload(client, all_three(), "import").status_code == 403


# The command line


def test_the_command_says_the_same(call, tmp_path):
    path = tmp_path / "historie.xlsx"
    path.write_bytes(all_three())
    checked = commands.import_document(path, dry_run=True)
    assert checked["dry_run"] and not checked["written"] and checked["new"]["awards"] == 1
    assert "nothing to mend" in commands.import_text(checked)
    done = commands.import_document(path, dry_run=False)
    assert done["written"] and "written" in commands.import_text(done)
    path.write_bytes(all_three(applied="mye"))
    wrong = commands.import_document(path, dry_run=False)
    assert "row 2" in commands.import_text(wrong) and not wrong["written"]
    path.write_bytes(b"")
    with pytest.raises(commands.CommandError):
        commands.import_document(path, dry_run=True)
