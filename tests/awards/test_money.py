"""Instalment arithmetic: exact, whole, never negative."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lovende.awards.money import DEFAULT, GRACE, Part, Share, overpaid, plan, read_plan, replan, split

AMOUNTS = st.decimals(min_value=0, max_value=10**9, places=2)
WEIGHTS = st.lists(st.decimals(min_value="0.01", max_value=100, places=2), min_size=1, max_size=12)


@given(AMOUNTS, WEIGHTS)
def test_the_parts_are_the_whole(amount, weights):
    parts = split(amount, weights)
    assert sum(parts) == amount and len(parts) == len(weights)
    assert all(part >= 0 for part in parts)
    assert all(part == part.to_integral_value() for part in parts[:-1])


@given(AMOUNTS, WEIGHTS)
def test_no_part_is_further_from_its_share_than_rounding_takes_it(amount, weights):
    total = sum(weights)
    for part, weight in zip(split(amount, weights)[:-1], weights[:-1], strict=True):
        assert 0 <= amount * weight / total - part < 1


@given(AMOUNTS, AMOUNTS, WEIGHTS)
def test_a_new_amount_leaves_what_was_paid_and_plans_the_rest(granted, paid, weights):
    open_parts = [Part(weight, date(2026, 3, 15)) for weight in weights]
    parts = replan(granted, paid, open_parts, [])
    assert sum((part.amount for part in parts), Decimal(0)) == max(granted - paid, Decimal(0))
    assert all(part.amount > 0 for part in parts)
    assert overpaid(granted, paid) == max(paid - granted, Decimal(0))


@given(AMOUNTS, st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(2020, 2030))
def test_a_plan_is_the_grant_and_none_of_it_is_due_at_once(amount, decided_on, year):
    parts = plan(amount, year, decided_on)
    assert sum((part.amount for part in parts), Decimal(0)) == amount
    assert all(part.due_on >= decided_on + GRACE for part in parts)
    assert [part.due_on for part in parts] == sorted(part.due_on for part in parts)


def test_without_a_rule_it_is_two_equal_rates():
    parts = plan(Decimal(610_000), 2026, date(2026, 1, 10))
    assert parts == [
        Part(Decimal(305_000), date(2026, 3, 15)),
        Part(Decimal(305_000), date(2026, 9, 15)),
    ]


def test_the_odd_krone_and_the_oere_fall_to_the_last():
    assert split(Decimal("100001.50"), [Decimal(1)] * 2) == [Decimal(50_000), Decimal("50001.50")]


def test_a_rule_says_shares_and_days_in_any_order():
    shares = read_plan([{"share": "0,3", "due": "11-01"}, {"share": 0.7, "due": "02-01"}])
    assert shares == (Share(Decimal("0.3"), 11, 1), Share(Decimal("0.7"), 2, 1))
    parts = plan(Decimal(100_000), 2026, date(2025, 12, 1), shares)
    assert [(part.amount, part.due_on.month) for part in parts] == [(70_000, 2), (30_000, 11)]


@pytest.mark.parametrize(
    "rule",
    [None, [], "1/2", [{"share": 1}], [{"share": 0, "due": "03-15"}], [{"share": 1, "due": "02-29"}],
     [{"share": 1, "due": "13-01"}], [{"share": "NaN", "due": "03-15"}], ["03-15"], {"share": 1}],
)  # fmt: skip
def test_what_is_no_plan_is_read_as_none(rule):
    assert read_plan(rule) is None


def test_a_grant_of_one_krone_is_one_rate():
    assert [part.amount for part in plan(Decimal(1), 2026, date(2026, 1, 1), DEFAULT)] == [1]


def test_a_late_decision_moves_all_rates_within_the_year():
    def days(decided_on):
        return [(part.due_on.month, part.due_on.day) for part in plan(Decimal(100), 2026, decided_on)]

    assert days(date(2026, 5, 1)) == [(5, 15), (11, 15)]
    assert days(date(2026, 11, 21)) == [(12, 5), (12, 31)]
    assert days(date(2026, 12, 28)) == [(1, 11), (1, 11)], "too late for the year"
