"""The generated history: it reproduces what the sources state, once, in a demo alone, never mistaken for them."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Count
from django.urls import reverse

from lovende.applications.models import Application
from lovende.awards import overview
from lovende.awards.models import Award, AwardYear
from lovende.measures.models import Measure
from lovende.reference.demo import load_demo
from lovende.reporting.ceiling_queries import Asked, Ceiling
from lovende.reporting.generated import NAME, generate, organisation
from lovende.reporting.models import Report
from lovende.schemes.models import Call
from making.schemes import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]


def test_it_reproduces_the_table_of_2019():
    generate()
    areas = overview.by_area([Call.objects.get(key="tuki-2019")])[0].areas
    assert [row.applications for row in areas] == [28, 17, 9, 36, 50, 10]
    assert [row.awards for row in areas] == [13, 7, 6, 14, 7, 7]
    assert [str(row.rate) for row in areas] == ["46.4", "41.2", "66.7", "38.9", "14.0", "70.0"]
    assert [row.rate for row in areas] == [row.rate_stated for row in areas]


def test_it_reproduces_the_self_evaluations_of_2021():
    generate()
    rows = [row for row in Ceiling(Asked()).spreads if not row.is_lost]
    assert len(rows) == 12
    for row in rows:
        assert str(round(row.mean, 1)) == "2.7"
        assert row.counts.index(max(row.counts)) == 3 and row.share(2) > 95
    assert Report.objects.filter(is_historic=True).count() == 203
    assert Report.objects.filter(self_evaluation__isnull=False).count() == 181
    assert set(Report.objects.order_by().values_list("kind", flat=True)) == {"status", "final"}


def test_it_is_made_once_and_alike_each_time():
    first = generate()
    assert first == generate()
    assert first == {"generated_applications": 150, "generated_awards": 54, "generated_reports": 203}


def test_it_is_counted_by_kind_where_the_demo_has_it(settings):
    settings.GENERATED = False
    assert "generated_reports" not in load_demo() and not Application.objects.exists()
    settings.GENERATED = True
    first = load_demo()
    assert first == load_demo() and first["generated_applications"] == 150


def test_a_production_register_has_none(settings):
    settings.DEMO, settings.GENERATED = False, True
    assert "generated_reports" not in load_demo() and organisation() is None
    with pytest.raises(ImproperlyConfigured):
        generate()
    assert not Application.objects.exists()


def test_nothing_of_it_is_a_measure_a_sum_or_a_place(client):
    measures = Measure.objects.count()
    generate()
    assert Measure.objects.count() == measures
    assert not Award.objects.filter(measure__isnull=False).exists()
    assert not Application.objects.exclude(applied=None, handler=None, measure=None).exists()
    assert set(AwardYear.objects.values_list("amount", "unknown")) == {(None, "not-stated")}
    owners = Application.objects.values("organisation__name", "organisation__municipality").annotate(
        n=Count("pk")
    )
    assert [(row["organisation__name"], row["organisation__municipality"]) for row in owners.order_by()] == [
        (NAME, None)
    ]
    page = client.get(reverse("measures:register"), {"q": "generert søknad"}).content.decode()
    assert "Generert søknad" not in page


def test_no_officer_has_it_in_their_queue(client):
    generate()
    client.force_login(person("case-officer"))
    for name in ("assessments:inbox", "awards:awards", "reporting:reports"):
        assert "generert" not in client.get(reverse(name)).content.decode().lower()
