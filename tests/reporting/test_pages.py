"""The reports' pages for those who write: list, writing, saving, accounts, review, handing in."""

import re
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lovende.awards.actions import pay_instalment
from lovende.awards.models import Award
from lovende.forms.actions import latest_version
from lovende.forms.models import Answer
from lovende.reporting.actions import save_answer
from lovende.reporting.models import Account, Report
from lovende.reporting.reading import rows_of
from making.awards import award, first_instalment, many, officer
from making.reporting import TEXT, begun, expected, filled_in, writer
from making.schemes import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]
JSON = {"HTTP_ACCEPT": "application/json"}


def client(name: str = "project-lead") -> Client:
    made = Client()
    made.force_login(person(name))
    return made


def at(name: str, *parts) -> str:
    return reverse(f"reporting:{name}", args=parts)


def text(answer) -> str:
    page = re.sub(r"\s+", " ", answer.content.decode())
    return page.replace("&nbsp;", " ").replace("\N{NO-BREAK SPACE}", " ")


def test_a_report_is_begun_by_one_click_however_often():
    report = expected()
    page = text(client().get(at("report", report.public_id)))
    assert "Begynn på rapporten" in page and "Regnskap" not in page
    assert client().get(at("write", report.public_id))["Location"] == at("report", report.public_id)
    for _ in range(2):
        assert client().post(at("begin", report.public_id))["Location"] == at("write", report.public_id)
    assert Report.objects.get(pk=report.pk).state == Report.State.DRAFT


def test_the_plan_stands_beside_the_question():
    report = begun()
    content = {**report.plan.content, "answers": [
        {"section": "e", "question": "evaluering-maal", "label": "Hva skal dere måle?", "kind": "text",
         "value": "Andelen i arbeid etter et halvt år."}]}  # fmt: skip
    row = Report.objects.select_related("plan", "answers__version").get(pk=report.pk)
    row.plan.content = content
    rows = {one.question.key: one for _section, found in rows_of(row) for one in found}
    assert [one["value"] for one in rows["resultat"].plan] == ["Andelen i arbeid etter et halvt år."]
    page = text(client().get(at("write", report.public_id) + "?del=evaluering"))
    assert 'id="s-resultat"' in page and "Søknaden sa ikke noe om dette." in page


def test_an_answer_is_saved_as_it_is_typed_and_what_was_merged_is_told():
    report = begun()
    address = at("save_answer", report.public_id, "resultat")
    first = client().post(address, {"value": "Ni kom i arbeid.", "base": ""}).json()
    assert first["value"] == first["base"] == "Ni kom i arbeid." and not first["merged"]
    other = (
        client("applicant").post(address, {"value": "I fjor: Ni kom i arbeid.", "base": first["base"]}).json()
    )
    mine = client().post(address, {"value": "Ni kom i arbeid. Fire sluttet.", "base": first["base"]}).json()
    assert other["merged"] is False and mine["merged"] is True
    assert mine["value"] == "I fjor: Ni kom i arbeid. Fire sluttet."


def test_what_was_saved_without_the_browser_hearing_of_it_is_not_doubled():
    report = begun()
    address = at("save_answer", report.public_id, "resultat")
    client().post(address, {"value": "Ni kom i", "base": ""})
    again = client().post(address, {"value": "Ni kom seg i arbeid", "base": "", "sent": "Ni kom i"}).json()
    assert again["value"] == "Ni kom seg i arbeid" and not again["merged"]


def test_a_text_taken_away_does_not_take_what_another_wrote_meanwhile():
    report = begun()
    save_answer(report=report, question="resultat", value="Ni kom i arbeid.", actor=writer())
    save_answer(
        report=report, question="resultat", value="Ni kom i arbeid. Fire sluttet.", was="Ni kom i arbeid.",
        actor=person("applicant"),
    )  # fmt: skip
    kept = save_answer(report=report, question="resultat", value="", was="Ni kom i arbeid.", actor=writer())
    assert "Fire sluttet." in kept.value


def test_a_wrong_answer_is_said_and_a_report_handed_in_takes_none():
    report = begun()
    answer = client().post(at("save_answer", report.public_id, "ungdom"), {"value": "9", "base": ""})
    assert answer.status_code == 422 and "1 til 7" in answer.json()["message"]
    assert (
        client().post(at("save_answer", report.public_id, "finnes-ikke"), {"value": "9"}).status_code == 422
    )
    Report.objects.filter(pk=report.pk).update(state="submitted", submitted_at=timezone.now())
    answer = client().post(at("save_answer", report.public_id, "resultat"), {"value": "Ni", "base": ""})
    assert answer.status_code == 403 and "kan ikke endres" in answer.json()["message"]


def test_without_script_a_part_is_saved_whole_and_leads_on():
    report = begun()
    form = {"del": "laering", "do": "next", "base-suksessfaktorer": "", "answer-suksessfaktorer": TEXT,
            "base-erfaringsbasen": "", "answer-erfaringsbasen": "ja"}  # fmt: skip
    answer = client().post(at("save_part", report.public_id), form)
    assert answer["Location"] == at("write", report.public_id) + "?del=videre"
    values = dict(Answer.objects.filter(answers=report.answers).values_list("question", "value"))
    assert values == {"suksessfaktorer": TEXT, "erfaringsbasen": "ja"}
    wrong = client().post(at("save_part", report.public_id), form | {"answer-erfaringsbasen": "tull"})
    assert wrong.status_code == 422 and "Velg et av svarene" in text(wrong) and TEXT in text(wrong)
    assert client().post(at("save_part", report.public_id), form | {"del": "tull"}).status_code == 404


def test_a_question_that_is_asked_after_another_says_so():
    page = text(client().get(at("write", begun().public_id) + "?del=videre"))
    assert "Svar bare hvis dere har svart «Nei» på «Føres tiltaket videre?»." in page
    assert 'data-only-if="videreforing" data-only-for="helt delvis"' in page


def test_the_self_evaluation_shows_lost_questions_as_lost():
    report = expected()
    report.call.self_evaluation = latest_version("self-evaluation")
    report.call.save()
    page = text(client().get(at("write", begun(report).public_id) + "?del=egenvurdering"))
    assert page.count("tapt i kilden") == 2 and "3 – Ja, i stor grad" in page
    assert 'name="answer-tapt' not in page


def test_the_accounts_start_from_what_is_known_and_tell_what_does_not_add_up():
    found = award(years=[2026])
    pay_instalment(instalment=first_instalment(found), paid_on=timezone.localdate(), actor=officer())
    report = begun(expected(found))
    assert report.account.received == Decimal(305_000)
    address = at("write", report.public_id) + "?del=regnskap"
    page = text(client().get(address))
    assert 'value="305 000"' in page and "Utbetalt i året: 305 000 kr" in page
    form = {"version": 0, "carried_in": "", "received": "310 000 kr", "wages": "300.000", "competence": "0",
            "other": "", "carried_over": "-5 000", "note": "Se bilag."}  # fmt: skip
    answer = client().post(at("save_account", report.public_id), form, **JSON)
    assert answer.json()["version"] == 1
    told = text(client().get(at("check", report.public_id)))
    assert "Det er oppgitt 310 000 kr. Det er utbetalt 305 000 kr i året." in told
    assert "Etter de andre tallene står det igjen 10 000 kr" in told
    assert Account.objects.get(report=report).carried_over == Decimal(-5000)


def test_accounts_that_somebody_changed_are_409_and_what_is_typed_stands():
    report = begun()
    form = {"version": 0, "received": "610 000", "wages": "mye"}
    wrong = client().post(at("save_account", report.public_id), form)
    assert (
        wrong.status_code == 422 and 'value="mye"' in text(wrong) and "Skriv beløpet i kroner" in text(wrong)
    )
    wrong = client().post(at("save_account", report.public_id), form, **JSON)
    assert wrong.status_code == 422 and set(wrong.json()["errors"]) == {"wages"}
    form["wages"] = "600 000"
    assert client("applicant").post(at("save_account", report.public_id), form).status_code == 302
    answer = client().post(at("save_account", report.public_id), form | {"wages": "590 000"})
    assert (
        answer.status_code == 409
        and 'value="590 000"' in text(answer)
        and 'name="version" value="1"' in text(answer)
    )


def test_what_is_missing_is_said_and_the_report_is_handed_in_once():
    report = begun()
    page = text(client().get(at("review", report.public_id)))
    assert "Dette må på plass" in page and "?del=evaluering#s-resultat" in page and "#f-received" in page
    assert client().post(at("submit", report.public_id)).status_code == 422
    filled_in(report)
    page = text(client().get(at("review", report.public_id)))
    assert "Dette må på plass" not in page and "Alle spørsmålene er besvart" in page
    for _ in range(2):
        answer = client().post(at("submit", report.public_id))
        assert answer.status_code == 302 and answer["Location"] == at("report", report.public_id)
    page = text(client().get(at("report", report.public_id)))
    assert "Levert" in page and TEXT in page and "600 000 kr" in page and "Skriv videre" not in page


def test_an_answer_too_long_is_not_handed_in():
    report = filled_in()
    save_answer(report=report, question="lovhjemmel", value="x" * 203, actor=writer())
    answer = client().post(at("submit", report.public_id))
    assert answer.status_code == 422 and "3 tegn for mye" in text(answer)


@pytest.mark.parametrize("name", ["report", "write", "review", "check"])
def test_pages_take_few_queries(name, django_assert_max_num_queries):
    report = filled_in()
    asker = client()
    with django_assert_max_num_queries(15):
        assert asker.get(at(name, report.public_id)).status_code == 200


def _reports_of_many() -> None:
    Report.objects.bulk_create(
        Report(public_id=f"rap-{one.pk}", kind="final", year=2026, award=one, call_id=one.call_id,
               organisation_id=one.organisation_id, state="approved", is_historic=True)
        for one in Award.objects.filter(reports=None)
    )  # fmt: skip


@pytest.mark.parametrize("name", ["project-lead", "case-officer", "auditor"])
def test_the_list_takes_as_many_queries_for_many_reports(name, django_assert_max_num_queries):
    expected()
    asker = client(name)
    for number in (3, 60):
        many(number)
        _reports_of_many()
        with django_assert_max_num_queries(12):
            page = text(asker.get(at("reports")))
    assert "64 rapporter" in page and "Side 1 av 3" in page
