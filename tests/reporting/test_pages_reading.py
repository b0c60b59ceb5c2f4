"""Reports as those who follow up see them: what is late, reading, answering; and what other pages show."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lovende.awards.dates import dates_between
from lovende.reporting.actions import approve, return_report, save_answer
from lovende.reporting.models import Report
from making.awards import award, officer
from making.reporting import TEXT, begun, expected, handed_in, writer
from making.schemes import open_call, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]


def client(name: str = "case-officer") -> Client:
    made = Client()
    made.force_login(person(name))
    return made


def at(name: str, *parts) -> str:
    return reverse(f"reporting:{name}", args=parts)


def text(answer) -> str:
    page = re.sub(r"\s+", " ", answer.content.decode())
    return page.replace("&nbsp;", " ").replace("\N{NO-BREAK SPACE}", " ")


def whole(report: Report) -> str:
    counted = report.content["completeness"]
    assert counted["answered"] == counted["needed"] > 8
    return f"{counted['answered']} av {counted['needed']}"


def make_late(report: Report, days: int = 3) -> Report:
    report.due_on = timezone.localdate() - timedelta(days=days)
    report.save()
    return report


def test_officers_see_what_is_late_and_cannot_open_what_is_not_handed_in():
    report = make_late(begun())
    page = text(client().get(at("reports") + "?vis=forfalt"))
    assert "1 rapport" in page and "3 dager over" in page and at("report", report.public_id) not in page
    assert client().get(at("report", report.public_id)).status_code == 403
    awards = text(client().get(reverse("awards:awards")))
    assert "Rapport mangler" in awards
    panel = text(client().get(reverse("awards:award", args=[report.award.public_id])))
    assert "Sluttrapport 2026" in panel and "Frist passert" in panel


def test_a_report_is_a_date_of_the_project_and_of_the_officer_once_it_is_late():
    report = expected()
    first, last = date(2020, 1, 1), date(2030, 1, 1)

    def kinds(name: str) -> list[str]:
        return [due.kind for due in dates_between(first, last, person(name)) if due.about == report.public_id]

    assert kinds("project-lead") == ["report"] and kinds("case-officer") == []
    make_late(report)
    assert kinds("case-officer") == ["report-late"] and kinds("administrator") == []
    handed_in(report)
    assert kinds("project-lead") == kinds("case-officer") == []


def test_an_officer_sends_back_with_a_reason_and_reads_what_was_handed_in():
    report = handed_in()
    page = text(client().get(at("report", report.public_id)))
    assert TEXT in page and "Behandle rapporten" in page and whole(report) in page
    answer = client().post(at("send_back", report.public_id), {"reason": " "})
    assert answer.status_code == 422 and "Skriv hva som må rettes." in text(answer)
    answer = client().post(at("send_back", report.public_id), {"reason": "Oppgi hvor mange som deltok."})
    assert answer.status_code == 302
    save_answer(report=report, question="resultat", value="Halvskrevet", actor=writer())
    page = text(client().get(at("report", report.public_id)))
    assert TEXT in page and "Halvskrevet" not in page and "Behandle rapporten" not in page
    own = text(client("project-lead").get(at("report", report.public_id)))
    assert "Oppgi hvor mange som deltok." in own and "Skriv videre" in own


def test_an_approved_final_report_leads_to_the_application_for_another_year():
    report = handed_in()
    answer = client().post(at("approve", report.public_id), {"note": "Takk."})
    assert (
        answer.status_code == 422
        and "Velg om tiltaket trenger oppfølging." in text(answer)
        and "Takk." in text(answer)
    )
    form = {"needs_follow_up": "yes", "note": "Takk."}
    for _ in range(2):
        assert client().post(at("approve", report.public_id), form).status_code == 302
    report.refresh_from_db()
    assert report.state == Report.State.APPROVED and report.needs_follow_up is True
    onward = reverse("awards:continue", args=[report.award.public_id])
    assert onward not in text(client().get(at("report", report.public_id)))
    assert onward in text(client("project-lead").get(at("report", report.public_id)))
    open_call()
    assert client("project-lead").get(onward).status_code == 200


def test_who_may_not_answer_is_turned_away():
    report = handed_in()
    for name, status in (
        ("project-lead", 403),
        ("decision-maker", 403),
        ("auditor", 403),
        ("administrator", 404),
    ):
        for act, form in (("approve", {"needs_follow_up": "no"}), ("send_back", {"reason": "x"})):
            assert client(name).post(at(act, report.public_id), form).status_code == status
    report.refresh_from_db()
    assert report.state == Report.State.SUBMITTED


def test_of_an_approved_report_the_public_learns_that_and_how_whole_it_is():
    report = handed_in()
    address = report.measure.get_absolute_url()
    assert "Godkjente rapporter" not in text(Client().get(address))
    approve(report=report, needs_follow_up=True, note="Hemmelig melding", actor=officer())
    page = text(Client().get(address))
    assert "Godkjente rapporter" in page and f"{whole(report)} spørsmål" in page
    assert (
        TEXT not in page
        and "Hemmelig" not in page
        and "oppfølging" not in page.split("Godkjente rapporter")[1][:900]
    )


def test_a_historic_report_is_shown_with_what_little_it_has():
    found = award(years=[2026])
    report = expected(found)
    Report.objects.filter(pk=report.pk).update(
        is_historic=True, state="approved", content={"note": "Fra arkivet"}
    )
    page = text(client().get(at("report", report.public_id)))
    assert "Fra arkivet" in page and "Historisk" in page and "ikke oppgitt" in page
    assert "Begynn" not in text(client("project-lead").get(at("report", report.public_id)))


def test_last_years_answer_stands_beside_this_years():
    found = award(years=[2026, 2027, 2028])
    status = found.reports.get(kind="status", year=2026)
    handed_in(status)
    approve(report=status, needs_follow_up=False, actor=officer())
    assert status.account.carried_over == Decimal(0)
    final = begun(found.reports.get(kind="final"))
    page = text(client("project-lead").get(at("write", final.public_id)))
    assert "Fra forrige rapport" in page and TEXT in page


def test_a_returned_report_is_late_again():
    report = handed_in()
    return_report(report=report, reason="Mer.", actor=officer())
    make_late(Report.objects.get(pk=report.pk))
    assert "3 dager over" in text(client().get(at("reports") + "?vis=forfalt"))
