"""Places through time, in the database: SSB Klass 131, reforms of 2020 and 2024."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from lovende.people.models import County, Municipality
from lovende.people.queries import family, latest_municipality, municipality_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]


@pytest.mark.parametrize(
    ("number", "day", "name"),
    [
        ("0104", date(2016, 11, 9), "Moss"),
        ("3002", date(2020, 1, 1), "Moss"),
        ("3103", date(2024, 1, 1), "Moss"),
        ("0136", date(2019, 12, 31), "Rygge"),
        ("0301", date(2015, 6, 1), "Oslo"),
        ("1001", date(2019, 6, 1), "Kristiansand"),
        ("4204", date(2021, 6, 1), "Kristiansand"),
    ],
)
def test_who_bore_a_number_on_a_day(number, day, name):
    assert municipality_on(number, day).name == name


@pytest.mark.parametrize(("number", "day"), [("0104", date(2020, 1, 1)), ("3103", date(2023, 12, 31))])
def test_nobody_bears_a_number_outside_its_period(number, day):
    with pytest.raises(Municipality.DoesNotExist):
        municipality_on(number, day)


def test_moss_of_today_holds_rygge_of_2016():
    moss = latest_municipality("3103")
    assert {(place.number, place.name) for place in family(moss)} == {
        ("0104", "Moss"),
        ("0136", "Rygge"),
        ("3002", "Moss"),
        ("3103", "Moss"),
    }
    rygge = municipality_on("0136", date(2016, 1, 1))
    assert [place.number for place in rygge.today.all()] == ["3103"]


def test_every_municipality_leads_to_one_of_today():
    assert Municipality.objects.filter(valid_to__isnull=True).count() == 357
    assert County.objects.filter(valid_to__isnull=True).count() == 15
    assert not Municipality.objects.filter(today__isnull=True).exists()
    assert not Municipality.objects.filter(today__valid_to__isnull=False).exists()


def test_the_database_refuses_two_of_one_number_on_one_day():
    county = County.objects.get(number="03", valid_to__isnull=True)
    with pytest.raises(IntegrityError, match="municipality_number_once_a_day"), transaction.atomic():
        Municipality.objects.create(
            number="0301", name="Kristiania", county=county, valid_from=date(2020, 1, 1)
        )


def test_the_database_refuses_a_period_that_ends_before_it_begins():
    county = County.objects.first()
    with pytest.raises(IntegrityError, match="municipality_period_order"), transaction.atomic():
        Municipality.objects.create(
            number="9999", name="X", county=county, valid_from=date(2020, 1, 1), valid_to=date(2019, 1, 1)
        )
