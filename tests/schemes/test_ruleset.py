"""The rules of a call, held against proposals: published amounts first, then properties.

Sources: 003 L173-179, L1336-1373; 004 L1862-1866, L2465-2467.
"""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lovende.schemes import ruledata, ruleset, wording
from lovende.schemes.ruleset import NOTE, Line, Proposal, RulesError, check, read_rules
from lovende.schemes.wording import texts

D = Decimal
RULES = {
    "cap_per_full_time_position": 610000,
    "competence_grant_per_measure": 20000,
    "max_years": 3,
    "own_contribution_required": True,
    "min_participants": 15,
    "evaluation_plan_required": True,
    "transfer_value_required": True,
    "max_replications": 2,
    "continuation_plan_asked": True,
    "sign_off_by": ["office-leader"],
}
RIGHT = Proposal(
    years=(2023, 2024, 2025),
    positions=D("1.5"),
    participants=15,
    own_contribution=D(50000),
    budget=(Line("salaries", D(915000), 2023), Line("competence", D(20000), 2023)),
    total=D(935000),
    applied=D(935000),
    evaluation_plan="Vi sammenligner med nabokommunen.",
    transfer_value="Malen kan brukes av andre.",
    replication_of="oygarden-modellen",
    replications_so_far=1,
    continuation_plan="Inn i drift.",
    signed_by=("NAV-leder",),
)
WRONG = Proposal(
    years=(2023, 2024, 2025, 2026),
    positions=D(1),
    participants=14,
    own_contribution=D(0),
    budget=(Line("salaries", D("610000.01"), 2023), Line("competence", D(20001), 2023)),
    total=D(1),
    replication_of="oygarden-modellen",
    replications_so_far=2,
)
kroner = st.decimals(0, 10**9, places=2)


def broken(proposal, rules=RULES):
    return {(found.rule, found.where) for found in check(proposal, read_rules(rules))}


def test_doctests():
    import doctest

    for module in (ruleset, ruledata, wording):
        found = doctest.testmod(module)
        assert found.attempted and not found.failed


def test_a_right_one_passes():
    assert check(RIGHT, read_rules(RULES)) == []


def test_one_that_breaks_them_all_has_each_with_place_and_remedy():
    assert broken(WRONG) == {
        ("max_years", "years"),
        ("cap_per_full_time_position", "budget.2023.salaries"),
        ("competence_grant_per_measure", "budget.2023.competence"),
        ("own_contribution_required", "own_contribution"),
        ("min_participants", "participants"),
        ("evaluation_plan_required", "evaluation_plan"),
        ("transfer_value_required", "transfer_value"),
        ("continuation_plan_asked", "continuation_plan"),
        ("max_replications", "replication_of"),
        ("sign_off_by", "signed_by"),
        ("budget_sums", "budget.total"),
    }
    assert all(found.message and found.remedy for found in check(WRONG, read_rules(RULES)))


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_finding_is_said_in_each_language(language):
    said = [found.message for found in check(WRONG, read_rules(RULES), language)]
    assert len(said) == 11 and not any("{" in one for one in said)
    assert ("NOK 610,000.01" if language == "en" else "610\u00a0000,01 kr") in " ".join(said)


def test_all_sentences_stand_in_three_languages():
    found = texts()
    sentences = [*found["plain"].values(), *found["signers"].values()]
    for group in (*found["findings"].values(), *found["errors"].values()):
        sentences += [group["message"], group["remedy"]]
    assert all(set(one) == {"nb", "nn", "en"} for one in sentences)


def test_the_cap_counts_for_each_position_and_year():
    """610 000 for one, 630 000 with competence (003 L173-177); wages may reach the cap in each of three years."""
    lines = tuple(Line("salaries", D(610000), year) for year in (2023, 2024, 2025))
    one = replace(RIGHT, positions=D(1), budget=lines, total=D(1830000), applied=None)
    assert broken(one) == set()
    assert broken(replace(one, positions=D("0.99"))) == {
        ("cap_per_full_time_position", f"budget.{year}.salaries") for year in (2023, 2024, 2025)
    }
    assert broken(replace(one, positions=None)) == {("cap_per_full_time_position", "positions")}


def test_read_the_other_way_the_cap_is_one_for_the_measure():
    rules = RULES | {"cap_per_full_time_position": {"value": 610000, "note": "per_measure"}}
    assert broken(RIGHT, rules) == {("cap_per_full_time_position", "budget.2023.salaries")}
    assert broken(RIGHT, RULES | {"cap_basis": "per-measure"}) == broken(RIGHT, rules)


def test_competence_money_is_once_a_measure_unless_the_call_gives_it_each_year():
    lines = tuple(Line("competence", D(20000), year) for year in (2023, 2024))
    one = replace(RIGHT, budget=lines, total=D(40000), applied=None)
    assert broken(one) == {("competence_grant_per_measure", "budget.2023.competence")}
    assert broken(one, RULES | {"competence_grant_each_year": True}) == set()


def test_a_budget_of_one_sum_is_held_against_cap_and_competence_together():
    one = replace(RIGHT, budget=(), positions=D(1), applied=None)
    assert broken(replace(one, total=D(630000))) == set()
    assert broken(replace(one, total=D(630001))) == {("cap_per_full_time_position", "budget.total")}


def test_own_contribution_may_stand_in_the_budget_and_in_the_total():
    lines = (*RIGHT.budget, Line("own", D(100000), 2023))
    one = replace(RIGHT, own_contribution=None, budget=lines)
    assert broken(one) == set() == broken(replace(one, total=D(1035000)))
    assert broken(replace(one, total=D(1035001))) == {("budget_sums", "budget.total")}
    assert broken(replace(RIGHT, own_contribution=True)) == set()


def test_amounts_are_not_negative_and_in_the_years_applied_for():
    one = replace(
        RIGHT, budget=(Line("travel", D(-5), 2023), Line("travel", D(5), 2027)), total=D(0), applied=None
    )
    assert broken(one) == {
        ("budget_not_negative", "budget.2023.travel"),
        ("budget_years", "budget.2027.travel"),
    }


def test_year_totals_and_the_amount_applied_for_are_checked():
    one = replace(RIGHT, totals=((2023, D(1)),), applied=D(2))
    assert broken(one) == {("budget_sums", "budget.2023.total"), ("budget_sums", "applied")}


def test_what_is_not_demanded_is_not_asked_for():
    assert check(Proposal(), read_rules({})) == []


def test_an_area_may_demand_more():
    """Fifteen participants in area 1 of TUKI alone (004 L2465-2467)."""
    rules = read_rules({"max_years": 3})
    few = Proposal(years=(2019,), participants=14)
    assert check(few, rules) == []
    assert [found.rule for found in check(few, rules.with_area({"min_participants": 15}))] == [
        "min_participants"
    ]


@pytest.mark.parametrize(
    "rules",
    [
        {"max_yaers": 3},
        {"max_years": "tre"},
        {"max_years": 2.5},
        {"max_years": -1},
        {"max_years": None},
        {"max_years": 3, "maks år": 3},
        {"own_contribution_required": "kanskje"},
        {"cap_basis": "per-head"},
        {"requirement_to_work_or_education": 101},
        {"chance_of_effect": True},
        {"sannsynlighet for videreføring": True},
        {"cap_per_full_time_position": True},
        {"cap_per_full_time_position": float("nan")},
    ],
)
def test_wrong_rules_name_key_and_remedy(rules):
    with pytest.raises(RulesError) as caught:
        read_rules(rules)
    assert caught.value.key and caught.value.remedy in str(caught.value)


def test_an_unknown_rule_is_reported():
    rules = read_rules({"max_years": 3, "shoe_size": 44}, keep_unknown=True)
    found = check(Proposal(years=(2023,)), rules)
    assert [(one.rule, one.where, one.level) for one in found] == [("shoe_size", "rules.shoe_size", NOTE)]


def test_norwegian_rules():
    written = {"Tak per årsverk": "610 000 kr", "kompetansetilskudd per tiltak": "20.000,-", "maks år": "3",
               "egenandel kreves": "ja", "overgang til arbeid eller utdanning": "60 %"}  # fmt: skip
    rules = read_rules(written)
    assert rules.stated() == {
        "cap_per_full_time_position": 610000,
        "competence_grant_per_measure": 20000,
        "max_years": 3,
        "own_contribution_required": True,
        "requirement_to_work_or_education": 60,
    }
    assert read_rules(rules.stated()) == rules
    assert [key for key, _ in rules.in_words("en")] == list(rules.stated())


@given(st.lists(kroner, min_size=1, max_size=8), kroner)
def test_lines_add_up_to_the_øre(amounts, off):
    lines = tuple(Line("travel", amount, where=f"row {index}") for index, amount in enumerate(amounts))
    rules, total = read_rules({}), sum(amounts, D(0))
    assert check(Proposal(budget=lines, total=total), rules) == []
    found = check(Proposal(budget=lines, total=total + off), rules)
    assert [one.rule for one in found] == (["budget_sums"] if off else [])


@given(kroner, st.decimals(0, 20, places=2), kroner)
def test_the_cap_is_exact(cap, positions, wages):
    rules = read_rules({"cap_per_full_time_position": cap})
    found = check(Proposal(positions=positions, budget=(Line("salaries", wages),)), rules)
    assert bool(found) == (wages > cap * positions)


@given(st.integers(0, 60), st.integers(0, 60))
def test_participants_at_the_limit(count, least):
    found = check(Proposal(participants=count), read_rules({"min_participants": least}))
    assert bool(found) == (count < least)


@given(st.integers(-(10**11), 10**11), st.integers(0, 99))
def test_written_numbers_read_back(kroner, øre):
    value = D(kroner) + D(øre) / 100
    assert ruledata.amount(wording.number(value, "nb")) == value
