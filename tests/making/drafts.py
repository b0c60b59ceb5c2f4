"""Drafts of rounds, and what is typed to change them."""

from lovende.selection.actions import amend_criterion
from lovende.selection.amending import facts_of, signature
from lovende.selection.models import Criterion, Round
from making.selection import lead

NEW_PHASE = {"title": "Feltbesøk", "question": "Virker det i praksis?", "gate": "any-out"}
NEW_CRITERION = {
    "label": "Koster lite å starte", "how": "Tallene i søknaden.", "dimension": "transferability",
    "evidence": ["accounts"], "phases": ["deep"], "is_absolute": False,
}  # fmt: skip


def criterion(found: Round, key: str = "novelty") -> Criterion:
    return found.criteria.get(key=key)


def amended(found: Round, key: str = "novelty", **changed) -> Criterion:
    row = criterion(found, key)
    return amend_criterion(
        round_=found, key=key, facts=facts_of(row) | changed, seen=signature(row), actor=lead()
    )


def orders(found: Round) -> list[tuple[int, str]]:
    return list(found.phases.values_list("order", "key"))
