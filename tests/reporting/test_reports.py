"""A report from the award that owes it to its approval."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from lovende.awards.errors import ConflictError, NotAllowedError
from lovende.reporting.actions import approve, return_report, save_account, save_answer, submit
from lovende.reporting.answering import ReportError
from lovende.reporting.expecting import expect_reports
from lovende.reporting.models import Report
from lovende.reporting.reading import account_findings, completeness_of, rows_of
from lovende.reporting.rules import visible
from making.awards import award, officer, other_side
from making.reporting import AMOUNTS, TEXT, begun, expected, filled_in, handed_in, writer
from making.schemes import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]


def test_an_award_of_one_year_owes_a_final_report():
    found = award(years=[2026])
    assert [(row.kind, row.year, row.due_on) for row in found.reports.all()] == [
        ("final", 2026, date(2027, 3, 31))
    ]


def test_an_award_of_three_years_owes_a_status_report_of_each_granted_year_and_a_final_one():
    found = award(years=[2026, 2027, 2028])
    assert {(row.kind, row.year, row.due_on) for row in found.reports.all()} == {
        ("status", 2026, date(2027, 3, 1)),
        ("final", 2028, date(2029, 3, 31)),
    }


def test_when_the_end_moves_the_due_day_moves_and_what_is_begun_stays():
    found = award(years=[2026])
    begun(found.reports.get())
    found.ends_on = date(2027, 6, 30)
    found.save()
    expect_reports(found)
    assert {(row.kind, row.year, row.state) for row in found.reports.all()} == {
        ("final", 2026, "draft"),
        ("status", 2026, "expected"),
        ("final", 2027, "expected"),
    }


def test_the_report_starts_from_the_plan_as_filed():
    report = begun()
    rows = {row.question.key: row for _title, section in rows_of(report) for row in section}
    assert report.plan is not None and report.plan.sha256
    assert rows["resultat"].value is None and "lovhjemmel" in rows


def test_two_who_write_the_same_answer_lose_nothing():
    report = begun()
    save_answer(report=report, question="resultat", value="Ni kom i arbeid.", actor=writer())
    kept = save_answer(
        report=report, question="resultat", value="Fire sluttet.", was="", actor=person("applicant")
    )
    assert kept.kept_both and "Ni kom i arbeid." in kept.value and "Fire sluttet." in kept.value


@pytest.mark.parametrize(
    ("question", "value"),
    [("resultat-2", "x"), ("tapt-13", 2), ("videreforing", "kanskje"), ("ungdom", 8), ("ungdom", "mye")],
)
def test_what_does_not_fit_its_question_is_refused(question, value):
    with pytest.raises(ReportError) as problem:
        save_answer(report=begun(), question=question, value=value, actor=writer())
    assert question in problem.value.fields


def test_not_relevant_is_an_answer_of_the_revised_form():
    report = begun()
    kept = save_answer(report=report, question="ungdom", value="not-relevant", actor=writer())
    assert kept.value == "not-relevant"


def test_accounts_opened_before_another_saved_them_are_refused():
    report = begun()
    save_account(report=report, amounts=AMOUNTS, note="", version=0, actor=writer())
    with pytest.raises(ConflictError):
        save_account(report=report, amounts={}, note="", version=0, actor=writer())


def test_a_negative_amount_is_refused_by_action_and_database():
    report = begun()
    with pytest.raises(ReportError):
        save_account(report=report, amounts={"wages": Decimal(-1)}, note="", version=0, actor=writer())
    with pytest.raises(IntegrityError, match="account_not_negative"), transaction.atomic():
        report.account.wages = Decimal(-1)
        report.account.save()


def test_received_is_held_against_what_was_paid():
    report = filled_in()
    assert [row.kind for row in account_findings(report)] == []  # nothing is paid yet, so nothing is known


def test_a_report_that_lacks_something_says_what_and_is_not_handed_in():
    report = begun()
    with pytest.raises(ReportError) as problem:
        submit(report=report, actor=writer())
    assert {"resultat", "received", "ungdom"} <= set(problem.value.fields)
    report.refresh_from_db()
    assert report.state == Report.State.DRAFT


def test_handed_in_twice_is_once_and_nothing_changes_after():
    report = handed_in()
    again = submit(report=report, actor=writer())
    assert again.sha256 == report.sha256 and again.submitted_at == report.submitted_at
    assert report.content["completeness"]["near_blank"] is False
    with pytest.raises(NotAllowedError):
        save_answer(report=report, question="resultat", value="Noe annet", actor=writer())


def test_returned_with_a_reason_mended_and_approved():
    report = handed_in()
    with pytest.raises(ReportError):
        return_report(report=report, reason=" ", actor=officer())
    return_report(report=report, reason="Oppgi hvor mange som deltok.", actor=officer())
    save_answer(report=report, question="resultat", value=TEXT + " Tretten deltok.", actor=writer())
    again = submit(report=report, actor=writer())
    assert again.sha256 != report.sha256
    done = approve(report=again, needs_follow_up=True, actor=officer())
    assert done.state == Report.State.APPROVED and done.needs_follow_up is True
    with pytest.raises(NotAllowedError):
        save_answer(report=done, question="resultat", value="x", actor=writer())


def test_the_answer_to_a_report_is_the_officers_alone():
    report = handed_in()
    for who in (
        writer(),
        person("applicant"),
        officer("decision-maker"),
        other_side("annen", "case-officer"),
    ):
        with pytest.raises(NotAllowedError):
            approve(report=report, needs_follow_up=False, actor=who)


def test_a_draft_is_read_by_the_project_alone():
    report = begun()
    may = {name: person(name).has_perm("reporting.read", report) for name in WHO}
    assert may == dict.fromkeys(WHO, False) | {"project-lead": True, "applicant": True}
    report = handed_in(report)
    may = {name: person(name).has_perm("reporting.read", report) for name in WHO}
    assert may == dict.fromkeys(WHO, False) | dict.fromkeys(
        ("project-lead", "applicant", "case-officer", "case-officer-2", "decision-maker", "auditor"), True
    )


WHO = (
    "applicant", "project-lead", "case-officer", "case-officer-2", "decision-maker", "rater", "evaluator",
    "programme-officer", "board-member", "partner", "administrator", "auditor",
)  # fmt: skip


def test_who_knows_that_a_report_is_there():
    report = expected()
    knows = {name for name in WHO if visible(person(name)).filter(pk=report.pk).exists()}
    assert knows == {
        "applicant",
        "project-lead",
        "case-officer",
        "case-officer-2",
        "decision-maker",
        "auditor",
    }
    assert not visible(other_side("nabo", "project-lead")).filter(pk=report.pk).exists()


def test_completeness_is_told_of_a_draft():
    found = completeness_of(begun())
    assert found.is_near_blank and {gap.kind for gap in found.gaps} == {"missing"}


def test_no_number_however_long_and_of_no_script_but_ours_is_a_point():
    row = begun()
    for value in ("9" * 5000, "\N{ARABIC-INDIC DIGIT TWO}"):
        with pytest.raises(ReportError):
            save_answer(report=row, question="ungdom", value=value, actor=writer())


def test_what_a_writer_says_they_began_from_is_not_read_without_end():
    row = begun()
    save_answer(report=row, question="resultat", value="Ett og to.", actor=writer())
    long = " ".join(map(str, range(300_000)))
    kept = save_answer(report=row, question="resultat", value="Ett og tre.", was=long, actor=writer())
    assert "to." in kept.value and "tre." in kept.value
