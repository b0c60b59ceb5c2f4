"""What an auditor is given: everything of a case, no drafts, no persons, unknown in words."""

import csv
import io
import json
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from lovende.applications.actions import save_budget, save_facts
from lovende.people.demo import address
from lovende.people.models import User
from lovende.records.models import AuditEvent
from lovende.reporting import exporting
from lovende.reporting.actions import save_account
from lovende.reporting.exporting import as_text, export_all, write_file
from lovende.reporting.statistics import by_scheme_and_year, calls_with_numbers
from making.applications import draft, submitted
from making.assessments import decided, handed_in
from making.reporting import begun, writer

pytestmark = pytest.mark.django_db


def taken_out() -> dict[str, list[dict[str, str]]]:
    out = io.BytesIO()
    export_all(kind="zip", out=out, actor=None)
    found = {}
    with zipfile.ZipFile(out) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode("utf-8-sig")
            found[name.removesuffix(".csv")] = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    return found


def test_a_case_from_what_was_handed_in_to_what_was_decided(portfolio):
    case = decided(handed_in()).application
    found = taken_out()
    assert set(found) == {part.key for part in exporting.parts()}
    row = next(row for row in found["soknader"] if row["Søknad"] == case.public_id)
    assert row["Organisasjon"] == "nav-moss" and row["Søkt beløp"] == "610000,00"
    submission = next(row for row in found["innsendinger"] if row["Søknad"] == case.public_id)
    assert len(submission["SHA-256"]) == 64
    ruling = next(row for row in found["vedtak"] if row["Søknad"] == case.public_id)
    assert ruling["Rolle"] == "beslutter" and ruling["Begrunnelse"] and ruling["Av"]
    assert any(row["Søknad"] == case.public_id for row in found["innstillinger"])
    assert any(row["Søknad"] == case.public_id for row in found["vurderinger"])
    assert any(row["Søknad"] == case.public_id for row in found["kriterier"])
    assert any(
        row["Om"] == case.public_id and row["Hva"].startswith("assessments.") for row in found["hendelser"]
    )


def test_no_person_is_in_it(portfolio):
    decided(handed_in())
    submitted()
    whole = json.dumps(taken_out(), ensure_ascii=False)
    for user in User.objects.all():
        assert user.email not in whole and (not user.name or user.name not in whole)


def test_drafts_are_their_authors_alone(portfolio):
    row = draft(title="Hemmelig utkast")
    whole = json.dumps(taken_out(), ensure_ascii=False)
    assert row.public_id not in whole and "Hemmelig utkast" not in whole


def test_contact_data_in_reasons_is_masked(portfolio):
    made = decided(handed_in(), reason="Ring 22 33 44 55 eller skriv til kari@nav.invalid.")
    row = next(row for row in taken_out()["vedtak"] if row["Søknad"] == made.application.public_id)
    assert "22 33 44 55" not in row["Begrunnelse"] and "@" not in row["Begrunnelse"]


def test_unknown_is_said_in_words_and_never_as_nought(portfolio):
    case = handed_in(applied=None)
    row = next(row for row in taken_out()["soknader"] if row["Søknad"] == case.public_id)
    assert row["Årsverk"] == row["Deltakere"] == row["Søkt beløp"] == "ikke oppgitt"


def test_what_a_spreadsheet_would_run_is_text(portfolio):
    case = submitted(title="=HYPERLINK(1)")
    row = next(row for row in taken_out()["soknader"] if row["Søknad"] == case.public_id)
    assert row["Tittel"] == "'=HYPERLINK(1)"


def test_the_workbook_holds_the_same(portfolio, tmp_path):
    decided(handed_in())
    path = tmp_path / "alt.xlsx"
    counts = write_file(path)
    book = openpyxl.load_workbook(path, read_only=True)
    assert book.sheetnames == [part.title for part in exporting.parts()]
    assert [sum(1 for _ in sheet.iter_rows()) - 1 for sheet in book.worksheets][:-1] == list(counts.values())[
        :-1
    ]
    assert list(tmp_path.iterdir()) == [path]


def test_that_it_was_taken_stands_in_the_trail(portfolio):
    auditor = User.objects.get(email=address("auditor"))
    export_all(kind="zip", out=io.BytesIO(), actor=auditor)
    event = AuditEvent.objects.latest("sequence")
    assert (event.verb, event.actor, event.facts["kind"]) == (
        "reporting.exported",
        str(auditor.pseudonym),
        "zip",
    )


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(KeyError):
        write_file(tmp_path / "alt.pdf")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", ["xlsx", "zip"])
def test_an_auditor_takes_it_out_by_a_button(portfolio, kind):
    client = Client()
    client.force_login(User.objects.get(email=address("auditor")))
    page = client.get(reverse("reporting:export")).content.decode()
    assert reverse("reporting:take_out", args=[kind]) in page
    answer = client.post(reverse("reporting:take_out", args=[kind]))
    content = b"".join(answer.streaming_content)
    assert (
        answer.status_code == 200
        and content.startswith(b"PK")
        and zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    )
    assert "no-store" in answer["Cache-Control"] and f".{kind}" in answer["Content-Disposition"]


@pytest.mark.parametrize("who", ["applicant", "case-officer", "decision-maker", "administrator"])
def test_others_take_nothing_out(portfolio, who):
    client = Client()
    client.force_login(User.objects.get(email=address(who)))
    assert client.post(reverse("reporting:take_out", args=["zip"])).status_code == 403


def test_another_kind_is_not_there(portfolio):
    client = Client()
    client.force_login(User.objects.get(email=address("auditor")))
    assert client.post(reverse("reporting:take_out", args=["pdf"])).status_code == 404


def test_numbers_as_a_norwegian_spreadsheet_reads_them():
    assert as_text(Decimal("1234.50")) == "1234,50" and as_text(Decimal("-2")) == "-2"


def test_queries_do_not_grow_with_the_cases(portfolio, django_assert_max_num_queries):
    for _case in range(3):
        submitted()
    with django_assert_max_num_queries(30):
        taken_out()


def test_what_is_changed_and_not_handed_in_is_the_authors_alone(portfolio):
    case, applicant = submitted(title="Slik det ble sendt"), User.objects.get(email=address("applicant"))
    save_facts(application=case, facts={"title": "Hemmelig"}, version=case.version, actor=applicant)
    case.refresh_from_db()
    lines = [{"year": case.call.year, "kind": "salaries", "amount": Decimal("7777"), "note": ""}]
    save_budget(application=case, rows=lines, version=case.version, actor=applicant)
    report = begun()
    save_account(report=report, amounts={"received": Decimal("123456")}, note="", version=0, actor=writer())
    found = taken_out()
    row = next(row for row in found["soknader"] if row["Søknad"] == case.public_id)
    assert (row["Tittel"], row["Søkt beløp"]) == ("Slik det ble sendt", "610000,00")
    row = next(row for row in found["rapporter"] if row["Rapport"] == report.public_id)
    assert row["Mottatt"] == "ikke oppgitt"
    here = next(
        one
        for one in by_scheme_and_year(calls_with_numbers())
        if (one.scheme, one.year) == (case.call.scheme, case.call.year)
    )
    assert here.applied.total == Decimal("610000.00") or here.applied.count > 1
