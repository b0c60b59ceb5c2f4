"""Rules of a call as data, and holding a proposal against them. Pure: no Django, no database.

>>> rules = read_rules({"max_years": 3, "own_contribution_required": True})
>>> [(found.rule, found.where) for found in check(Proposal(years=(2023, 2024, 2025, 2026)), rules)]
[('max_years', 'years'), ('own_contribution_required', 'own_contribution')]
"""

from lovende.schemes.checks import ERROR, NOTE, Finding, check
from lovende.schemes.proposal import KINDS, Line, Proposal
from lovende.schemes.ruledata import RULES, RulesError, Ruleset, amount, read_rules

__all__ = [
    "ERROR", "KINDS", "NOTE", "RULES", "Finding", "Line", "Proposal", "Ruleset", "RulesError", "amount", "check",
    "read_rules",
]  # fmt: skip
