"""Figures on the pages: the claim as printed, the computed share beside it, nothing corrected."""

from decimal import Decimal

import pytest

from lovende.figures.models import Claim
from lovende.figures.panel import compare_context, money_context, panel_context, panel_records
from lovende.measures.models import Measure

pytestmark = pytest.mark.django_db


@pytest.fixture
def measure(portfolio) -> Measure:
    return Measure.objects.get(public_id="nav-frogner-ssa")


@pytest.fixture
def claim(measure) -> Claim:
    """Three quarters are claimed; nine of thirteen is less."""
    return Claim.objects.create(
        key="prove",
        measure=measure,
        order=999,
        label="Fullførte",
        claim="75 %",
        value=Decimal("75"),
        unit="%",
        numerator=Decimal("9"),
        denominator=Decimal("13"),
        source=measure.source,
        lines="1-2",
    )


def test_claimed_and_computed_stand_side_by_side(client, measure, claim):
    text = client.get("/tiltak/nav-frogner-ssa/").content.decode()
    assert "75 %" in text and "9 av 13" in text
    assert "69,2\N{NO-BREAK SPACE}%" in text and "Vi viser begge" in text


def test_a_share_without_its_parts_says_so(client, measure, claim):
    Claim.objects.filter(pk=claim.pk).update(numerator=None, denominator=None)
    text = client.get("/tiltak/nav-frogner-ssa/").content.decode()
    assert "Teller og nevner:" in text and "Vi viser begge" not in text


def test_record_keeps_what_was_computed_apart(measure, claim):
    row = next(row for row in panel_records([measure])[measure.pk] if row["id"] == "prove")
    assert row["claim"] == "75 %" and row["value"] == 75
    assert row["computed_percent"] == 69.2 and row["computed_differs"] is True
    assert row["source"] == {"document": "003", "title": measure.source.title, "lines": "1-2"}


def test_an_unknown_figure_is_marked(client, measure, claim):
    Claim.objects.filter(pk=claim.pk).update(claim="", value=None, unknown="too-early")
    assert "for tidlig" in client.get("/tiltak/nav-frogner-ssa/").content.decode()
    assert next(row for row in panel_records([measure])[measure.pk] if row["id"] == "prove")["claim"] == {
        "unknown": "too-early"
    }


def test_no_figures_no_panel(measure):
    measure.claims.all().delete()
    assert panel_context(measure) is None


def test_amounts_are_listed_and_counted_never_added(portfolio):
    measures = list(Measure.objects.all())
    found = money_context(measures)
    assert found["total"] == len(measures) == found["without"] + len(found["stated"])
    assert all(row.claim.unit == "NOK" for _, rows in found["stated"] for row in rows)


def test_comparison_keeps_the_order_of_the_measures(portfolio):
    measures = list(Measure.objects.filter(public_id__in=["klar", "nav-frogner-ssa"]).order_by("-title"))
    assert [measure for measure, _ in compare_context(measures)["columns"]] == measures


def test_a_bare_number_gets_its_unit_in_words(client, portfolio):
    claim = Claim.objects.filter(unit="NOK", claim__regex=r"^[\d ]+$").select_related("measure").first()
    text = client.get(claim.measure.get_absolute_url()).content.decode()
    assert f"{claim.claim}</span> kr" in text
