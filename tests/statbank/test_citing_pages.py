"""Citing a figure, page by page: looked up or typed, with its pedigree, and taken away again."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lovende.applications.models import Application, Citation
from lovende.statbank.models import CachedAnswer
from making.applications import close, draft, user

pytestmark = pytest.mark.django_db
CHOICE = {"table": "08764", "place": "3103", "contents": "EUskala60", "period": "2016"}
TYPED = {
    "label": "Mottakere av sosialhjelp 18–24 år",
    "value": "1 250,5",
    "unit": "personer",
    "period": "2024",
    "region": "Moss",
    "source": "Egen telling, NAV Moss",
    "address": "",
}


@pytest.fixture
def application(portfolio) -> Application:
    return draft()


@pytest.fixture
def author(application) -> Client:
    return as_one("applicant")


def as_one(name: str) -> Client:
    client = Client()
    client.force_login(user(name))
    return client


def place(application: Application, name: str = "citation", *more: str) -> str:
    return reverse(f"applications:{name}", args=[application.public_id, "behov", *more])


def text_of(answer) -> str:
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


def test_from_table_to_figure_step_by_step(bank, application, author):
    first = text_of(author.get(place(application)))
    assert "Barn i husholdninger med lavinntekt" in first and "Vis tallet" not in first and not bank.asked
    second = text_of(author.get(place(application), {"table": "08764"}))
    assert (
        '<option value="3103" selected>Moss</option>' in second and "EU-skala 60 prosent (prosent)" in second
    )
    third = text_of(author.get(place(application), CHOICE))
    assert "12,3" in third and "prosent" in third and "Siter tallet" in third
    assert "Tallet gjelder 0104 Moss, slik kommunen var i 2016." in third
    assert "0136 Rygge" in third and "Moss var flere kommuner i 2016" in third
    assert bank.asked[-1].params["valueCodes[Region]"] == "0104"


def test_the_other_part_of_a_merged_municipality_can_be_chosen(bank, application, author):
    author.get(place(application), CHOICE | {"region": "0136"})
    assert bank.asked[-1].params["valueCodes[Region]"] == "0136"
    author.get(place(application), CHOICE | {"region": "0301"})  # no part of it: the namesake
    assert "0301" not in str(bank.asked[-1])


def test_the_whole_country(bank, application, author):
    author.get(place(application), CHOICE | {"place": "landet"})
    assert bank.asked[-1].params["valueCodes[Region]"] == "0"


def test_cited_with_its_pedigree_one_click_away(bank, application, author):
    answer = author.post(place(application, "cite"), CHOICE, follow=True)
    page = text_of(answer)
    assert answer.redirect_chain == [(place(application), 302)] and "Tallet er sitert." in page
    row = Citation.objects.get(application=application)
    assert (row.value, row.unit, row.period, row.table) == (Decimal("12.3"), "prosent", "2016", "08764")
    assert row.municipality.number == "0104" and row.question == "behov" and not row.is_typed
    assert row.address.startswith("https://") and row.retrieved_at is not None
    assert "Hvor kommer tallet fra?" in page and "0104 Moss" in page and "tabell 08764" in page
    author.post(place(application, "cite"), CHOICE)
    assert Citation.objects.count() == 1  # clicked twice


def test_what_is_posted_is_no_figure(bank, application, author):
    author.post(place(application, "cite"), CHOICE | {"value": "99", "label": "Noe annet"})
    assert Citation.objects.get().value == Decimal("12.3")


def test_within_the_workspace_the_page_comes_at_once(bank, application, author):
    answer = author.post(place(application, "cite"), CHOICE, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and "Tallet er sitert." in text_of(answer)
    assert 'id="tallvelger"' in text_of(answer)


def test_taken_away_again(bank, application, author):
    author.post(place(application, "cite"), CHOICE)
    page = author.get(place(application)).content.decode()
    address = page.split(f"/soknader/{application.public_id}/tall/behov/")
    key = next(part.split("/fjern/")[0] for part in address if "/fjern/" in part[:40])
    assert str(Citation.objects.get().pk) != key
    for _twice in range(2):
        assert author.post(place(application, "uncite", key)).status_code == 302
    assert not Citation.objects.exists()


def test_without_the_net_the_figure_is_typed(bank, application, author):
    bank.is_up = False
    page = text_of(author.get(place(application), CHOICE))
    assert "Statistikkbanken kan ikke nås nå" in page and '<details class="ds-details typed" open>' in page
    answer = author.post(place(application, "cite"), CHOICE)
    assert answer.status_code == 422 and not Citation.objects.exists()


def test_an_older_answer_is_shown_with_its_date(bank, application, author):
    author.get(place(application), CHOICE)
    CachedAnswer.objects.update(retrieved_at=timezone.now() - timedelta(days=3))
    bank.is_up = False
    page = text_of(author.get(place(application), CHOICE))
    assert "Statistikkbanken svarer ikke nå. Dette er svaret fra" in page and "12,3" in page


def test_switched_off_there_is_no_looking_up(application, author):
    page = text_of(author.get(place(application), CHOICE))
    assert "Oppslag i Statistikkbanken er slått av her" in page and "Velg en tabell" not in page


def test_typed_with_its_source(application, author):
    assert author.post(place(application, "cite_typed"), TYPED).status_code == 302
    row = Citation.objects.get()
    assert row.is_typed and row.value == Decimal("1250.5") and row.source == TYPED["source"]
    page = text_of(author.get(place(application)))
    assert "1 250,5" in page and "skrevet inn" in page


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("value", "mange", "Skriv et tall"),
        ("value", "", "Skriv tallet."),
        ("value", "1" * 20, "Tallet er for langt"),
        ("value", "0,123456", "Tallet er for langt"),
        ("source", "", "Skriv hvor tallet er hentet fra."),
        ("period", "", "Skriv hvilket år"),
        ("label", "", "Skriv hva tallet viser."),
        ("address", "javascript:alert(1)", "Skriv hele adressen"),
        ("address", "ftp://ssb.no/x", "Skriv hele adressen"),
    ],
)
def test_wrong_input_is_said_beside_the_field_and_nothing_is_lost(application, author, field, value, told):
    answer = author.post(place(application, "cite_typed"), TYPED | {field: value})
    page = text_of(answer)
    assert answer.status_code == 422 and page.count(told) == 2  # in the summary and beside
    assert all(text in page for name, text in TYPED.items() if name not in (field, "address") and text)
    assert not Citation.objects.exists()


def test_text_of_the_bank_and_of_people_is_escaped(application, author):
    author.post(place(application, "cite_typed"), TYPED | {"label": "<script>alert(1)</script>"})
    assert "<script>alert" not in author.get(place(application)).content.decode()


@pytest.mark.parametrize("wrong", ["x", "1234567", "../08764"])
def test_a_wrong_table_number_is_told(bank, application, author, wrong):
    answer = author.get(place(application), {"table": wrong})
    assert answer.status_code == 200 and "fem sifre" in text_of(answer) and not bank.asked


def test_other_tables_are_found_by_words(bank, application, author):
    bank.files["/v2/tables"] = "tables-andre.json"
    page = text_of(author.get(place(application), {"words": "bolig"}))
    assert "05940: Boligbygging" in page


def test_a_question_that_is_not_there_is_not_found(application, author):
    address = reverse("applications:citation", args=[application.public_id, "finnes-ikke"])
    assert author.get(address).status_code == 404


@pytest.mark.parametrize(
    "who", ["project-lead", "case-officer", "decision-maker", "administrator", "auditor"]
)
@pytest.mark.parametrize("name", ["citation", "cite", "cite_typed"])
def test_others_than_the_authors_find_nothing(application, who, name):
    assert as_one(who).post(place(application, name), TYPED).status_code in (404, 405)
    assert as_one(who).get(place(application, name)).status_code in (404, 405)
    assert not Citation.objects.exists()


def test_after_the_deadline_nothing_more_is_cited(bank, application, author):
    close(application.call)
    page = text_of(author.get(place(application)))
    assert "Søknadsfristen er ute" in page and "Velg en tabell" not in page
    assert author.post(place(application, "cite_typed"), TYPED).status_code == 403
    assert not Citation.objects.exists()


@pytest.mark.parametrize("language", ["", "/nn", "/en"])
def test_it_takes_few_queries(bank, application, author, django_assert_max_num_queries, language):
    for number in range(30):
        author.post(place(application, "cite_typed"), TYPED | {"value": str(number)})
    address = language + place(application)
    author.get(address, CHOICE)
    with django_assert_max_num_queries(15):
        answer = author.get(address, CHOICE)
    assert answer.status_code == 200
