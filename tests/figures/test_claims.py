"""What was claimed and what the program computes are two things (product rule 2)."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from lovende.figures.actions import state_claims
from lovende.figures.models import Claim
from lovende.figures.queries import computed, differs
from lovende.measures.lookup import Lookup
from lovende.measures.models import Measure


def claim(value, numerator, denominator, unit="%"):
    parts = [None if part is None else Decimal(str(part)) for part in (value, numerator, denominator)]
    return Claim(unit=unit, value=parts[0], numerator=parts[1], denominator=parts[2])


@pytest.mark.parametrize(
    ("value", "numerator", "denominator", "share", "different"),
    [
        (75, 9, 13, "69.2", True),  # 004: Heimby, the report's 75 % against 9 of 13
        (47, 40, 85, "47.1", False),  # 002 L1790-1818: Ung i arbeid
        (70, 101, 144, "70.1", False),  # 002 L4222-4235: KLAR, about 70 %
        (15.4, 4, 26, "15.4", False),  # 002 L2845: Jobbsjansen Fredrikstad
        (13.7, 7482, 54678, "13.7", False),  # 002 L955: Sarpsborg
        (62.5, None, None, None, False),  # 002 L262: neither stated
        (50, 1, None, None, False),
    ],
)
def test_a_share_is_computed_beside_the_claim(value, numerator, denominator, share, different):
    stated = claim(value, numerator, denominator)
    assert computed(stated) == (None if share is None else Decimal(share))
    assert differs(stated) is different


def test_only_a_percentage_is_a_share():
    assert computed(claim(9, 9, 13, unit="personer")) is None


@pytest.mark.django_db
@pytest.mark.usefixtures("portfolio")
class TestStating:
    SOURCE = {"document": "002", "lines": "172-359"}

    def state(self, **changes):
        row = {
            "id": "prove-tall",
            "label": "Andel i arbeid",
            "claim": "62,5 %",
            "value": 62.5,
            "unit": "%",
            **changes,
        }
        measure = Measure.objects.get(public_id="moss-jobbsjansen")
        return state_claims(measure=measure, rows=[row], source=self.SOURCE, lookup=Lookup.load(), actor=None)

    def test_stating_twice_changes_nothing(self):
        assert self.state() == 1
        assert self.state() == 0
        assert self.state(caveat="teller og nevner ikke oppgitt") == 1

    def test_a_figure_that_is_not_stated_says_so(self):
        self.state(claim={"unknown": "too-early"}, value=None)
        stated = Claim.objects.get(key="prove-tall")
        assert stated.claim == "" and stated.unknown == "too-early" and stated.value is None

    def test_the_database_refuses_a_blank_claim_and_a_denominator_of_nought(self):
        self.state()
        with pytest.raises(IntegrityError, match="claim_printed_or_unknown"), transaction.atomic():
            Claim.objects.filter(key="prove-tall").update(claim="")
        with pytest.raises(IntegrityError, match="claim_denominator_not_zero"), transaction.atomic():
            Claim.objects.filter(key="prove-tall").update(denominator=0)
