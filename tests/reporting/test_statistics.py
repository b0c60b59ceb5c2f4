"""Statistics: what is counted, what is not, what is said of the unknown, and that everybody may see it."""

import io
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse

from lovende.applications.models import Application
from lovende.awards.models import Award, AwardYear
from lovende.awards.overview import AreaRate
from lovende.people.models import Organisation
from lovende.reporting.generated import generate
from lovende.reporting.statistics import AreaLine, by_municipality, by_scheme_and_year, calls_with_numbers
from lovende.schemes.models import Call

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]


def handed_in(number, *, state="decided", applied=None, call="tuki-2020", place="nav-moss") -> Application:
    return Application.objects.create(
        public_id=f"prove-{number}",
        call=Call.objects.get(key=call),
        organisation=Organisation.objects.get(slug=place),
        title=f"Prøve {number}",
        applied=applied,
        applied_unknown="" if applied is not None else "not-stated",
        state=state,
        is_historic=True,
    )


def granted(number, *amounts, year=2020, **more) -> Award:
    case = handed_in(number, **more)
    award = Award.objects.create(
        public_id=f"til-{number}",
        application=case,
        call=case.call,
        organisation=case.organisation,
        is_historic=True,
    )
    for place, amount in enumerate(amounts):
        unknown = "" if amount is not None else "not-stated"
        AwardYear.objects.create(award=award, year=year + place, amount=amount, unknown=unknown)
    return award


def test_counted_and_stated_are_compared_where_both_are_there():
    assert AreaLine(AreaRate("a", 9, 9, 6, 9, 6)).agrees is True
    assert AreaLine(AreaRate("a", 9, 9, 5, 9, 6)).agrees is False
    assert AreaLine(AreaRate("a", 9, 9, 5)).agrees is None
    assert AreaLine(AreaRate("a", applications_stated=9, awards_stated=6)).agrees is None


def test_the_table_of_2019_agrees_with_the_source_and_says_that_it_is_generated(client):
    generate()
    page = client.get(reverse("reporting:statistics"), {"utlysning": "tuki-2019"}).content.decode()
    text = page.replace("\xa0", " ")
    assert "54 av 150 avgjorte søknader fikk tilsagn: 36,0 %" in text
    assert "14,0 %" in text and "7 av 50 (14,0 %)" in text and "54 av 150 (36,0 %)" in text
    assert page.count(">stemmer<") == 7 and ">avviker<" not in page
    assert "Generert for demoen" in page and "150 av 150" in text


def test_without_generated_history_the_stated_numbers_stand_alone(client):
    page = client.get(reverse("reporting:statistics"), {"utlysning": "tuki-2019"}).content.decode()
    assert "7 av 50" in page and "ikke sammenlignet" in page and "Generert" not in page


def test_drafts_and_withdrawn_are_never_counted():
    handed_in(1, state="draft", applied=Decimal(9))
    handed_in(2, state="withdrawn", applied=Decimal(9))
    assert by_scheme_and_year(calls_with_numbers()) == []
    handed_in(3, state="submitted", applied=Decimal(700_000))
    assert [row.applied.count for row in by_scheme_and_year(calls_with_numbers())] == [1]


def test_what_is_unknown_is_counted_and_never_nothing(client):
    granted(1, Decimal(500_000), None, applied=Decimal(600_000))
    granted(2, None)
    granted(3, Decimal(0))
    new, old = by_scheme_and_year(calls_with_numbers())
    assert (new.year, new.granted.count, new.granted.total, new.granted.without) == (2021, 1, None, 1)
    assert (old.year, old.granted.count, old.granted.total, old.granted.without) == (
        2020,
        2,
        Decimal(500_000),
        1,
    )
    assert (old.applied.count, old.applied.total, old.applied.without) == (3, Decimal(600_000), 2)
    page = client.get(reverse("reporting:statistics")).content.decode()
    assert "1 uten oppgitt beløp" in page and "2 uten oppgitt beløp" in page and ">0 kr" not in page


def test_a_municipality_is_one_row_across_schemes(client):
    granted(1, Decimal(500_000), Decimal(300_000))
    granted(2, None, call="sosiale-tjenester-2021")
    place = by_municipality()[0]
    assert (place.name, place.schemes, place.awards, place.granted.total, place.granted.without) == (
        "Moss",
        2,
        2,
        Decimal(800_000),
        1,
    )
    assert by_municipality(year=2021)[0].awards == 1 and by_municipality(county="03") == []
    generate()
    page = client.get(reverse("reporting:statistics_places")).content.decode()
    assert "Moss" in page and "kommune ikke oppgitt" in page and "Generert for demoen" in page
    assert (
        client.get(
            reverse("reporting:statistics_places"), {"aar": "x", "fylke": "\0'", "side": "z"}
        ).status_code
        == 200
    )


def test_the_files_write_unknown_in_words(client):
    granted(1, None)
    for what in ("omrader", "ordninger", "kommuner"):
        text = client.get(reverse("reporting:statistics_file", args=[what, "csv"])).content.decode(
            "utf-8-sig"
        )
        assert len(text.splitlines()) >= 2
        book = openpyxl.load_workbook(
            io.BytesIO(client.get(reverse("reporting:statistics_file", args=[what, "xlsx"])).content)
        )
        assert book.active.max_row == len(text.splitlines())
    assert (
        "ikke oppgitt"
        in client.get(reverse("reporting:statistics_file", args=["ordninger", "csv"])).content.decode()
    )
    assert client.get("/rapporter/statistikk/noe.csv").status_code == 404
    assert client.get("/rapporter/statistikk/kommuner.pdf").status_code == 404


@pytest.mark.parametrize("more", [0, 40])
def test_queries_are_few_however_many_rows(client, more, django_assert_max_num_queries):
    for number in range(more):
        granted(number, Decimal(100_000))
    for name in ("reporting:statistics", "reporting:statistics_places"):
        with django_assert_max_num_queries(15):
            client.get(reverse(name))
