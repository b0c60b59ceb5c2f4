"""The workspace's pages: starting, writing, saving itself, what others wrote meanwhile, and who sees nothing."""

import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from lovende.applications import actions, queries
from lovende.applications.models import Application, Presence
from lovende.applications.pages import showing
from making import applications as making

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}
LONG = "Unge uten arbeid og skoleplass trenger tett oppfølging av en jobbspesialist i kommunen vår."


@pytest.fixture(autouse=True)
def files(portfolio, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def signed_in(name="applicant"):
    client = Client()
    client.force_login(making.user(name))
    return client


@pytest.fixture
def client():
    return signed_in()


@pytest.fixture
def row():
    return making.draft()


def address(row, rest=""):
    return f"/soknader/{row.public_id}/{rest}"


def text(answer):
    return answer.content.decode()


def save(client, row, value, base=0, question="behov", **more):
    return client.post(address(row, f"svar/{question}/"), {"value": value, "base": base, **more}, **JSON)


def test_the_empty_list_teaches_and_leads_on(client):
    page = text(client.get("/soknader/"))
    assert "Du skriver ikke på noen søknad ennå" in page and "/soknader/ny/" in page


def test_own_applications_say_how_far_they_have_come(client, row):
    save(client, row, "Behovet")
    other = making.filled(making.draft())
    page = text(client.get("/soknader/"))
    assert row.title in page and other.title in page and "av deg" in page
    assert "Klar til å sendes" in page
    assert row.title not in text(signed_in("case-officer").get("/soknader/"))


def test_an_application_is_started_once_and_by_those_who_may(client):
    call = making.open_call()
    where = f"/soknader/ny/{call.key}/"
    assert client.post(where, {"title": "", "kind": "new"}).status_code == 422
    made = client.post(where, {"title": "Jobb først", "kind": "new"})
    again = client.post(where, {"title": "Jobb først", "kind": "new"})
    assert made.status_code == 302 and made["Location"] == again["Location"]
    assert client.get(made["Location"]).status_code == 200
    assert signed_in("rater").get(where).status_code == 403
    making.close(call)
    assert "ikke åpen" in text(client.get(where))


def test_a_measure_is_looked_up_and_what_was_typed_is_kept(client):
    call = making.open_call()
    where = f"/soknader/ny/{call.key}/"
    found = text(client.post(where, {"title": "Likt", "kind": "replication", "words": "bolig", "do": "look"}))
    assert 'value="Likt"' in found and 'name="of"' in found and "Noe må rettes" not in found
    bad = client.post(where, {"title": "Likt", "kind": "replication", "of": "finnes-ikke"})
    assert bad.status_code == 422 and "Fant ikke tiltaket" in text(bad)
    client.post(where, {"title": "Likt", "kind": "replication", "of": "klar"})
    assert Application.objects.get(title="Likt").replicates.public_id == "klar"


def test_a_draft_is_not_there_for_others(row):
    for name in ("project-lead", "case-officer", "decision-maker", "administrator", "auditor"):
        client = signed_in(name)
        assert client.get(address(row)).status_code == 404
        assert save(client, row, "Mitt").status_code == 404
        assert client.post(address(row, "send-inn/")).status_code == 404
    assert not row.revisions.exists()


def test_every_part_is_a_page(client, row):
    for part in ("om", "behov", "problemstilling", "kunnskap", "evaluering", "tiltaket", "samarbeid", "budsjett",
                 "vedlegg", "forfattere"):  # fmt: skip
        answer = client.get(address(row) + f"?del={part}")
        assert answer.status_code == 200 and 'aria-current="page"' in text(answer), part
        assert "no-store" in answer["Cache-Control"]
    assert client.get(address(row) + "?del=finnes%00ikke").status_code == 200
    assert ">True" not in text(client.get(address(row)))


def test_an_answer_saves_itself_and_two_texts_become_one(client, row):
    first = json.loads(save(client, row, "Unge står uten arbeid.").content)
    assert first["number"] == 1 and not first["merged"] and first["saved"].startswith("Lagret kl.")
    actions.add_author(application=row, email="project-lead@demo.invalid", actor=making.user())
    other = signed_in("project-lead")
    save(other, row, "Mange unge står uten arbeid.", 1)
    both = json.loads(save(client, row, "Unge står uten arbeid i dag.", 1).content)
    assert both["merged"] and both["value"] == "Mange unge står uten arbeid i dag."
    assert "av deg" in text(client.get(address(row) + "?del=behov"))


def test_what_another_saves_while_a_page_is_read_is_shown_whole_or_not_at_all(row):
    """The old text under the new number would be typed on from, and the other's text be gone."""
    desk = showing.load(row, making.user())
    actions.save_answer(
        application=row, question="behov", value="Skrevet imens.", base=0, actor=making.user()
    )
    found = desk.field(desk.definition.question("behov"))
    assert (found.value, found.number) == ("Skrevet imens.", 1)


def test_what_was_saved_though_nobody_heard_of_it_is_not_put_in_twice(client, row):
    save(client, row, "En to")
    actions.add_author(application=row, email="project-lead@demo.invalid", actor=making.user())
    save(signed_in("project-lead"), row, "En to. Andres ord.", 1)
    answer = json.loads(save(client, row, "En to tre", 0, sent="En to").content)
    assert answer["value"].count("En") == 1 and "tre" in answer["value"] and "Andres ord." in answer["value"]


def test_a_whole_part_is_saved_without_script(client, row):
    data = {"del": "behov", "do": "next", "base-behov": 0, "answer-behov": "Linje 1\r\nLinje 2"}
    answer = client.post(address(row, "svar/"), data)
    assert answer.status_code == 302 and answer["Location"].endswith("?del=problemstilling")
    assert queries.answers_of(row)["behov"] == "Linje 1\nLinje 2"
    page = text(client.get(address(row) + "?del=behov"))
    assert "Linje 1\nLinje 2</textarea>" in page and 'name="base-behov" value="1"' in page


def test_what_cannot_be_saved_is_kept_and_said(client, row):
    wrong = save(client, row, "x" * 20_001)
    assert wrong.status_code == 422 and json.loads(wrong.content)["message"]
    data = {
        "del": "behov",
        "base-behov": 0,
        "answer-behov": "y" * 20_001,
        "base-gevinster": 0,
        "answer-gevinster": "Ja",
    }
    page = client.post(address(row, "svar/"), data)
    assert page.status_code == 422 and "y" * 20_001 in text(page) and 'href="#a-behov"' in text(page)
    assert queries.answers_of(row) == {"gevinster": "Ja"}
    assert save(client, row, "x", question="finnes-ikke").status_code == 404


def test_after_the_deadline_nothing_is_written_and_all_is_read(client, row):
    save(client, row, "Skrevet før")
    making.close(row.call)
    assert save(client, row, "Etter").status_code == 403
    assert client.post(address(row, "svar/"), {"del": "behov"}).status_code == 403
    page = text(client.get(address(row) + "?del=behov"))
    assert "Søknadsfristen er ute" in page and "<textarea" not in page and "Skrevet før" in page


def test_who_else_is_where_and_what_they_wrote_comes_along(client, row):
    actions.add_author(application=row, email="project-lead@demo.invalid", actor=making.user())
    other = signed_in("project-lead")
    other.post(address(row, "hvem/"), {"question": "behov"})
    save(other, row, "Nytt")
    answer = text(
        client.post(address(row, "hvem/"), {"question": "om", "base-behov": "0", "base-gevinster": "0"})
    )
    assert "Demo: prosjektleder er her nå" in answer and 'data-changed="behov" data-number="1"' in answer
    assert "gevinster" in answer and answer.count("data-changed") == 1
    Presence.objects.update(seen_at=timezone.now() - timedelta(minutes=1))
    assert "er her nå" not in text(client.get(address(row) + "?del=behov"))


def test_facts_are_read_as_norwegians_write_them(client, row):
    data = {
        "title": "Nytt navn",
        "kind": "new",
        "years": [row.call.year],
        "positions": "1,5",
        "participants": "1 200",
    }
    answer = client.post(address(row, "fakta/"), {**data, "version": 0}, **JSON)
    assert json.loads(answer.content)["version"] == 1
    row.refresh_from_db()
    assert (row.positions, row.participants, row.years) == (Decimal("1.50"), 1200, [row.call.year])
    late = client.post(address(row, "fakta/"), {**data, "positions": "2", "version": 0}, **JSON)
    assert late.status_code == 409 and "Last siden" in json.loads(late.content)["message"]
    wrong = client.post(address(row, "fakta/"), {**data, "positions": "mange", "version": 1})
    assert (
        wrong.status_code == 422 and 'value="mange"' in text(wrong) and 'href="#f-positions"' in text(wrong)
    )


@pytest.mark.parametrize(
    ("typed", "amount"), [("610 000", "610000"), ("610.000,50 kr", "610000.50"), ("kr 20\u00a0000", "20000")]
)
def test_the_budget_takes_amounts_as_they_are_written(client, row, typed, amount):
    year = row.call.year
    answer = client.post(address(row, "budsjett/"), {f"salaries-{year}": typed, "version": 0}, **JSON)
    assert answer.status_code == 200, text(answer)
    assert row.budget.get().amount == Decimal(amount)
    assert "kr" in text(client.get(address(row, "kontroll/") + "?del=budsjett"))


@pytest.mark.parametrize("typed", ["mye", "-5", "610,000", "1" * 30])
def test_a_wrong_amount_stays_as_it_was_typed(client, row, typed):
    name = f"salaries-{row.call.year}"
    answer = client.post(address(row, "budsjett/"), {name: typed, "version": 0})
    assert (
        answer.status_code == 422
        and f'value="{typed}"' in text(answer)
        and f'href="#p-{name}"' in text(answer)
    )
    told = client.post(address(row, "budsjett/"), {name: typed, "version": 0}, **JSON)
    assert name in json.loads(told.content)["errors"]


def test_the_calls_rules_speak_as_one_types(client, row):
    year = row.call.year
    client.post(
        address(row, "fakta/"), {"title": "T", "kind": "new", "years": year, "positions": "1", "version": 0}
    )
    client.post(address(row, "budsjett/"), {f"salaries-{year}": "900 000", "version": 1})
    told = text(client.get(address(row, "kontroll/") + "?del=budsjett"))
    assert "610\u00a0000" in told and f"#b-salaries-{year}" in told and "900\u00a0000" in told


def cell(html, name):
    """The input of a budget cell and what is said of the rules beside it, with whether that is shown."""
    field = re.search(rf'<input [^>]*id="b-{name}"[^>]*>', html)[0] if f'id="b-{name}"' in html else ""
    told = re.search(rf'<p [^>]*id="r-{name}"([^>]*)>(.*?)</p>', html)
    return field, told[2], "hidden" not in told[1]


def test_a_cell_that_breaks_a_rule_is_marked_and_says_which(client, row):
    year = row.call.year
    facts = {"title": "T", "kind": "new", "years": year, "positions": "1", "version": 0}
    client.post(address(row, "fakta/"), facts)
    client.post(address(row, "budsjett/"), {f"salaries-{year}": "900 000", "version": 1})
    page = text(client.get(address(row, "?del=budsjett")))
    field, told, is_shown = cell(page, f"salaries-{year}")
    assert 'aria-invalid="true"' in field and f"r-salaries-{year}" in field
    assert is_shown and "610\u00a0000" in told
    field, told, is_shown = cell(page, f"travel-{year}")
    assert "aria-invalid" not in field and not told and not is_shown
    beside = text(client.get(address(row, "kontroll/") + "?del=budsjett"))
    assert cell(beside, f"salaries-{year}")[2] and beside.count("hx-swap-oob") >= 12
    client.post(address(row, "budsjett/"), {f"salaries-{year}": "600 000", "version": 2})
    page = text(client.get(address(row, "?del=budsjett")))
    assert "aria-invalid" not in cell(page, f"salaries-{year}")[0] and not cell(page, f"salaries-{year}")[2]


def test_a_note_that_is_too_long_says_so_beside_itself(client, row):
    name = "salaries-note"
    answer = client.post(address(row, "budsjett/"), {name: "x" * 201, "version": 0})
    assert answer.status_code == 422
    field = re.search(rf'<input [^>]*id="b-{name}"[^>]*>', text(answer))[0]
    assert 'aria-invalid="true"' in field
    assert re.search(rf'<p [^>]*data-problem-of="{name}">[^<]+</p>', text(answer))


def test_similar_measures_stand_beside_and_are_said_to_relate(client, row):
    short = text(client.post(address(row, "lignende/"), {"question": "behov", "answer-behov": "For kort"}))
    assert "Skriv noen setninger" in short
    found = text(client.post(address(row, "lignende/"), {"question": "behov", "answer-behov": LONG}))
    assert "/tiltak/" in found and "Felles ord" in found
    near = actions.note_similar
    assert near is not None
    data = {"measure": "klar", "question": "behov", "relation": "", "answer-behov": LONG}
    assert client.post(address(row, "forhold/"), data, HTTP_HX_REQUEST="true").status_code == 422
    data["relation"] = "learns"
    assert client.post(address(row, "forhold/"), {**data, "note": "Vi gjør det lokalt"}).status_code == 302
    assert "Vi gjør det lokalt" in text(client.get(address(row) + "?del=kunnskap"))
    client.post(address(row, "forhold/fjern/"), {"measure": "klar", "del": "kunnskap"})
    assert not row.similar.exists()


def test_what_did_not_work_is_shown_first(row):
    from lovende.applications.pages.finding import near
    from lovende.measures.models import Learning

    lesson = Learning.objects.filter(kind="did-not-work").select_related("measure").first()
    assert lesson is not None
    text_like = f"{lesson.measure.title} {lesson.measure.summary} {lesson.text}"
    found = {one.measure.pk: one for one in near(row, text_like)}
    assert found[lesson.measure_id].learned[0].kind == "did-not-work"


def test_comments_are_the_authors_own(client, row):
    assert (
        client.post(
            address(row, "kommentar/"), {"del": "behov", "question": "behov", "text": " "}
        ).status_code
        == 422
    )
    client.post(address(row, "kommentar/"), {"del": "behov", "question": "behov", "text": "Sjekk tallet"})
    comment = row.comments.get()
    assert "Sjekk tallet" in text(client.get(address(row) + "?del=behov"))
    client.post(address(row, f"kommentar/{comment.pk}/"), {"del": "behov"})
    comment.refresh_from_db()
    assert comment.resolved_at
    assert client.post(address(making.draft(), f"kommentar/{comment.pk}/")).status_code == 404


def test_an_unknown_address_is_answered_as_a_known_one(client, row):
    known, unknown = (
        client.post(address(row, "forfattere/"), {"email": email}, follow=True)
        for email in ("project-lead@demo.invalid", "ingen@demo.invalid")
    )
    said = "Hvis adressen hører til en som har bruker her"
    assert said in text(known) and said in text(unknown) and row.authors.count() == 2
    assert client.post(address(row, "forfattere/"), {"email": "tull"}).status_code == 422
    other = row.authors.get(user__email="project-lead@demo.invalid")
    client.post(address(row, f"forfattere/{other.pk}/"))
    assert signed_in("project-lead").get(address(row)).status_code == 404
    alone = client.post(address(row, f"forfattere/{row.authors.get().pk}/"), follow=True)
    assert row.authors.count() == 1 and "Minst én" in text(alone)


def test_files_come_in_and_go_out_as_downloads(client, row):
    from django.core.files.uploadedfile import SimpleUploadedFile

    def hand(name, content=b"Avtale"):
        return client.post(address(row, "filer/"), {"file": SimpleUploadedFile(name, content)})

    assert client.post(address(row, "filer/")).status_code == 422
    assert hand("vondt.exe").status_code == 422
    assert hand("avtale.txt").status_code == 302
    file = row.files.get()
    answer = client.get(address(row, f"filer/{file.pk}/"))
    assert answer["Content-Disposition"].startswith("attachment") and b"".join(answer) == b"Avtale"
    assert signed_in("case-officer").get(address(row, f"filer/{file.pk}/")).status_code == 404
    huge = client.post(address(row, "filer/"), {"x": "y"}, CONTENT_LENGTH=str(30 * 1024 * 1024))
    assert huge.status_code == 413
    client.post(address(row, f"filer/{file.pk}/fjern/"))
    assert not row.files.exists()


def test_what_is_missing_holds_back_and_says_where(client, row):
    page = text(client.get(address(row, "se-over/")))
    assert "?del=behov#a-behov" in page and "?del=om#f-years" in page
    refused = client.post(address(row, "send-inn/"))
    assert refused.status_code == 422 and "ikke sendt inn" in text(refused)
    row.refresh_from_db()
    assert row.state == "draft"


def test_handing_in_twice_is_once_and_there_is_a_receipt(client):
    row = making.filled()
    assert "Alt er på plass" in text(client.get(address(row, "se-over/")))
    client.post(address(row, "godkjenn/"))
    assert "Godkjent av deg" in text(client.get(address(row, "se-over/")))
    for _ in range(2):
        sent = client.post(address(row, "send-inn/"))
        assert sent["Location"] == address(row, "kvittering/")
    made = row.submissions.get()
    page = text(client.get(address(row, "kvittering/")))
    assert made.sha256 in page and row.public_id in page
    pdf = client.get(address(row, "kvittering.pdf"))
    assert pdf.content.startswith(b"%PDF") and pdf["Content-Disposition"].startswith("attachment")
    assert client.get(address(row, "kvittering.pdf") + "?nummer=9").status_code == 404
    base = queries.newest_revisions(row)["behov"].number
    save(client, row, "Endret", base)
    assert client.post(address(row, "send-inn/")).status_code == 302
    assert row.submissions.count() == 2


def test_withdrawing_asks_first(client):
    row = making.submitted()
    client.post(address(row, "trekk/"))
    row.refresh_from_db()
    assert row.state == "submitted"
    client.post(address(row, "trekk/"), {"sure": "1"})
    row.refresh_from_db()
    assert row.state == "withdrawn" and "er trukket" in text(client.get(address(row, "kvittering/")))


@pytest.mark.parametrize("many", [1, 8])
def test_pages_ask_little_of_the_database_however_much_there_is(client, django_assert_max_num_queries, many):
    row = making.filled()
    for number in range(many):
        save(client, row, f"Svar {number}", number + 1)
        actions.add_comment(
            application=row, question="behov", text=f"Kommentar {number}", actor=making.user()
        )
        making.draft(row.call)
    for where in (
        "?del=om",
        "?del=behov",
        "?del=evaluering",
        "?del=budsjett",
        "?del=vedlegg",
        "?del=forfattere",
    ):
        with django_assert_max_num_queries(15):
            client.get(address(row) + where)
    for where in ("se-over/", "kontroll/?del=budsjett"):
        with django_assert_max_num_queries(15):
            client.get(address(row, where))
    with django_assert_max_num_queries(15):
        client.get("/soknader/")
    with django_assert_max_num_queries(15):
        client.post(address(row, "lignende/"), {"question": "behov", "answer-behov": LONG})


@pytest.mark.parametrize("language", ["nn/", "en/"])
def test_the_pages_speak_each_language(client, language):
    row = making.filled()
    for rest in ("", "?del=behov", "?del=budsjett", "se-over/"):
        assert client.get(f"/{language}soknader/{row.public_id}/{rest}").status_code == 200
