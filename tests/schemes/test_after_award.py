"""The rules of a call on what follows an award."""

import pytest

from lovende.schemes.ruleset import RulesError, read_rules

RATES = [{"share": 2, "due": "3-15"}, {"share": "1", "due": "09-15"}]


def test_days_months_and_rates_are_read_and_stated_again():
    rules = read_rules({"statusrapport_innen": "3-1", "final_report_months": 6, "instalments": RATES})
    assert (rules.status_report_due, rules.final_report_months) == ("03-01", 6)
    assert read_rules(rules.stated()) == rules
    assert dict(rules.in_words("nb")) == {
        "status_report_due": "Statusrapport leveres innen 1.3. året etter.",
        "final_report_months": "Sluttrapport leveres innen 6 måneder etter at tiltaket er ferdig.",
        "instalments": "Tilskuddet utbetales i 2 rater.",
    }


@pytest.mark.parametrize(
    "rules",
    [
        {"status_report_due": "02-29"},
        {"status_report_due": "1. mars"},
        {"instalments": "to"},
        {"instalments": [{"share": 0, "due": "03-15"}]},
        {"instalments": [{"share": 1}]},
        {"instalments": [{"share": 1, "due": "13-01"}]},
        {"final_report_months": -1},
    ],
)
def test_what_cannot_be_read_says_which_rule_and_what_to_write(rules):
    with pytest.raises(RulesError) as problem:
        read_rules(rules)
    assert problem.value.key in rules and problem.value.remedy
