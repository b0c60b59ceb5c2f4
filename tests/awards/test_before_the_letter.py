"""Between the decision and its letter the applicant, and everybody outside the office, sees what they saw before."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from lovende.applications.actions import ApplicationError, submit, withdraw
from lovende.applications.models import Application
from lovende.assessments.letters.actions import announce, make_letter, send_letter
from lovende.awards.actions import date_condition
from lovende.awards.models import Award
from lovende.awards.reminding.calendars import link_of, make_link, path_for
from lovende.awards.reminding.reminders import remind
from lovende.measures.models import State
from lovende.records.models import AuditEvent
from lovende.reporting.models import Report
from making import applications as making
from making.assessments import assessed, decided, officer, recommended
from making.awards import award, decided_again, rejected

pytestmark = pytest.mark.django_db
REJECTED = {"outcome": "rejected", "amount": None, "reason_code": "lower-priority"}
CONDITIONS = {"outcome": "conditions", "conditions": ["Møt statsforvalteren i mai."]}
PUBLIC = (
    "/", "/?q=Jobb", "/?visning=tabell", "/organisasjon/nav-moss/", "/kommune/3103/", "/last-ned/json/",
    "/rapporter/statistikk/", "/rapporter/statistikk/kommuner/",
)  # fmt: skip
OWN = ("/soknader/", "/tilskudd/", "/tilskudd/frister/", "/tilskudd/varsler/", "/rapporter/")
OF_CASE = ("soknader/{}/", "soknader/{}/se-over/", "soknader/{}/kvittering/", "saker/{}/brev/", "saker/{}/")


@pytest.fixture(autouse=True)
def files(portfolio, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def signed_in(name: str = "applicant") -> Client:
    made = Client()
    made.force_login(officer(name))
    return made


def read(client: Client, path: str) -> tuple[int, str]:
    """Status and page, without what is new in every answer."""
    answer = client.get(path)
    text = b"".join(answer) if answer.streaming else answer.content
    return answer.status_code, re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text.decode("latin-1"))


def everything(case: Application, award_id: str = "") -> dict[str, tuple[int, str]]:
    """All that the applicant can open of the case, and what everybody can read."""
    client, me = signed_in(), officer("applicant")
    link = link_of(me) or make_link(user=me)
    number = case.public_id.removeprefix("sok-")
    guessed = [f"/tilskudd/til-{number}/", f"/rapporter/rap-{number}-{case.call.year}-slutt/"]
    paths = [*PUBLIC, *OWN, *guessed, *(f"/{path.format(case.public_id)}" for path in OF_CASE)]
    found = {path: read(client, path) for path in paths}
    found["calendar"] = read(Client(), path_for(link))
    found["stranger"] = read(Client(), "/")
    return found | ({award_id: read(client, f"/tilskudd/{award_id}/")} if award_id else {})


def waiting(**facts) -> Application:
    """Handed in by its authors, the deadline over."""
    case = making.submitted(**facts)
    making.close(case.call)
    return Application.objects.get(pk=case.pk)


def same(before: dict, after: dict) -> None:
    stable = [re.compile(r"DTSTAMP:\w+"), re.compile(r"\d+ ms")]
    for path, (status, page) in before.items():
        now = after[path][1]
        for changing in stable:
            page, now = changing.sub("", page), changing.sub("", now)
        assert (path, after[path][0], now) == (path, status, page)


@pytest.mark.parametrize("terms", [{}, CONDITIONS, REJECTED])
def test_a_decision_changes_nothing_that_the_applicant_can_open(terms):
    case = waiting()
    recommended(case, **terms)
    before = everything(case)
    assert "Under behandling" in before["/soknader/"][1].encode("latin-1").decode()
    decided(case, **terms)
    same(before, everything(case))
    assert Application.objects.get(pk=case.pk).state == "decided"


def test_the_letter_tells_of_it_and_all_that_follows_is_there():
    case = waiting(title="Jobb etter skolen")
    decision = decided(case, **CONDITIONS)
    found = Award.objects.get(application=case)
    assert found.measure.state == State.DRAFT and not found.is_told
    page, public = signed_in(), f"/tiltak/{found.measure.public_id}/"
    assert page.get(f"/tilskudd/{found.public_id}/").status_code == Client().get(public).status_code == 404
    send_letter(letter=make_letter(decision=decision, language="nb", actor=officer()), actor=officer())
    assert "Avgjort" in page.get("/soknader/").content.decode()
    assert "er avgjort og kan ikke endres" in page.get(f"/soknader/{case.public_id}/").content.decode()
    assert page.get(f"/tilskudd/{found.public_id}/").status_code == 200
    assert found.public_id in page.get("/tilskudd/").content.decode()
    report = Report.objects.get(award=found, kind="final")
    assert page.get(f"/rapporter/{report.public_id}/").status_code == 200
    shown = Client().get(public)
    assert shown.status_code == 200 and "610" in shown.content.decode()
    (event,) = AuditEvent.objects.filter(verb="awards.announced", about=found.public_id)
    assert event.actor == str(officer().pseudonym)  # who sent the letter, not who decided


def test_a_letter_in_the_other_language_announces_nothing_twice():
    found = award(told=False)
    first = timezone.now()
    announce(found.decision, first, officer())
    announce(found.decision, first + timedelta(days=1), officer())
    found.refresh_from_db()
    assert found.application.announced_at == first
    assert AuditEvent.objects.filter(verb="awards.announced").count() == 1


def test_the_office_sees_the_award_and_that_the_recipient_does_not():
    found = award(told=False)
    page = signed_in("case-officer").get(f"/tilskudd/{found.public_id}/").content.decode()
    assert "Mottakeren ser ikke tilskuddet før vedtaksbrevet er sendt." in page
    assert f"/saker/{found.application.public_id}/brev/" in page
    announce(found.decision, timezone.now(), officer())
    page = signed_in("case-officer").get(f"/tilskudd/{found.public_id}/").content.decode()
    assert "Mottakeren ser ikke" not in page


def test_no_reminder_and_no_date_reaches_the_applicant_before_the_letter():
    found = award(told=False, conditions=["Plan for evaluering."])
    tomorrow = timezone.localdate() + timedelta(days=1)
    date_condition(condition=found.conditions.get(), due_on=tomorrow, actor=officer())
    Report.objects.filter(award=found).update(due_on=tomorrow)
    remind()
    mine = {"applicant@demo.invalid", "project-lead@demo.invalid"}
    assert mail.outbox and not mine & {one for sent in mail.outbox for one in sent.to}
    announce(found.decision, timezone.now(), officer())
    remind()
    assert mine <= {one for sent in mail.outbox for one in sent.to}


def test_a_continuation_says_nothing_on_the_old_award_and_the_register_before_its_letter():
    first = award(years=[2026, 2027])
    measure = first.measure
    case = waiting(title=measure.title)
    Application.objects.filter(pk=case.pk).update(kind="continuation", measure=measure)
    content = {"kind": "continuation", "measure": measure.public_id, "years": [2027]}
    case.refresh_from_db()
    _submitted_as(case, content)
    recommended(case, amount=500_000)
    before = everything(case, first.public_id) | {"public": read(Client(), f"/tiltak/{measure.public_id}/")}
    decision = decided(case, amount=500_000, year=2027)
    same(
        before,
        everything(case, first.public_id) | {"public": read(Client(), f"/tiltak/{measure.public_id}/")},
    )
    announce(decision, timezone.now(), officer())
    first.refresh_from_db()
    measure.refresh_from_db()
    assert first.ends_on == date(2026, 12, 31) and measure.grant_years == [2026, 2027]
    assert (
        Award.objects.get(application=case).public_id in read(signed_in(), f"/tilskudd/{first.public_id}/")[1]
    )


def _submitted_as(case: Application, content: dict) -> None:
    """Handed in once more, saying `content` besides."""
    last = case.submissions.order_by("-number").first()
    last.pk, last.number, last.content = None, last.number + 1, last.content | content
    last.save(force_insert=True)


def test_an_award_undone_before_its_letter_was_never_seen_by_anybody():
    found = award(told=False)
    decision = rejected(found)
    announce(decision, timezone.now(), officer())
    found.refresh_from_db()
    assert not found.is_told and found.measure.state == State.DRAFT
    assert signed_in().get(f"/tilskudd/{found.public_id}/").status_code == 404
    decision = decided_again(found)
    assert signed_in().get(f"/tilskudd/{found.public_id}/").status_code == 404
    announce(decision, timezone.now(), officer())
    found.measure.refresh_from_db()
    assert found.measure.state == State.PUBLISHED
    assert signed_in().get(f"/tilskudd/{found.public_id}/").status_code == 200


def test_a_case_decided_anew_does_not_show_on_the_letters_page_before_its_letter():
    case = waiting()
    decision = decided(case, **REJECTED)
    send_letter(letter=make_letter(decision=decision, language="nb", actor=officer()), actor=officer())
    path = f"/saker/{case.public_id}/brev/"
    before = read(signed_in(), path)
    decided(case, supersedes=decision)
    assert read(signed_in(), path) == before and "erstattet" not in before[1]
    assert signed_in().get(f"/tilskudd/til-{case.public_id.removeprefix('sok-')}/").status_code == 404


def test_what_is_refused_does_not_say_that_there_is_a_decision():
    case = making.submitted()
    assessed(case)
    decided(case)
    case = Application.objects.get(pk=case.pk)
    page = signed_in().get(f"/soknader/{case.public_id}/").content.decode()
    assert "under behandling og kan ikke endres" in page and "avgjort" not in page.lower()
    assert submit(application=case, actor=officer("applicant")) == case.submissions.get()
    with pytest.raises(ApplicationError) as refused:
        withdraw(application=case, actor=officer("applicant"))
    assert "avgjort" not in str(refused.value.fields).lower()


def test_counts_for_everybody_leave_out_what_is_not_announced():
    from lovende.reporting.statistics import by_municipality, calls_with_numbers

    found = award(told=False)
    assert not any(row.awards for row in by_municipality(year=2026))
    areas = [row for one in calls_with_numbers() if one.call == found.call for row in one.areas]
    assert areas and sum(row.decided for row in areas) == sum(row.awards for row in areas) == 0
    announce(found.decision, timezone.now(), officer())
    assert sum(row.awards for row in by_municipality(year=2026)) == 1
