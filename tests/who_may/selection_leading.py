"""Rounds: those who lead prepare and run them, owners, raters and auditors see them; to others they are not there."""

from lovende.people.models import Organisation, Role
from making.selection import draft_round, open_round, rater_user, settled_round
from who_may import SIGNED_IN, only

LEADS = {Role.EVALUATOR}
SEES = LEADS | {Role.CASE_OFFICER, Role.DECISION_MAKER, Role.RATER, Role.AUDITOR}


def act(*, allowed: int = 200) -> dict[str, int]:
    """An act on a round: 404 for who may not know of it, 403 for those who see it and do not lead it."""
    return only(SEES, 403, 404) | dict.fromkeys(LEADS, allowed)


SEE, LEAD, BUTTON = only(SEES, 200, 404), act(), act(allowed=405)
HEAR = SEE | {Role.RATER: 403}  # who rates does not while more is to be read
TABLE = {
    "selection:rounds": ([], SIGNED_IN),
    "selection:new": ([], only(LEADS | {Role.PROGRAMME_OFFICER})),
    "selection:round": (["SELECTION_SETTLED"], SEE),
    "selection:edit_round": (["SELECTION_DRAFT"], LEAD),
    "selection:delete_round": (["SELECTION_DRAFT"], LEAD),
    "selection:phases": (["SELECTION_DRAFT"], LEAD),
    "selection:phase": (["SELECTION_DRAFT", "deep"], LEAD),
    "selection:move_phase": (["SELECTION_DRAFT", "deep"], BUTTON),
    "selection:remove_phase": (["SELECTION_DRAFT", "deep"], BUTTON),
    "selection:criteria": (["SELECTION_DRAFT"], LEAD),
    "selection:new_criterion": (["SELECTION_DRAFT"], LEAD),
    "selection:criterion": (["SELECTION_DRAFT", "novelty"], LEAD),
    "selection:remove_criterion": (["SELECTION_DRAFT", "novelty"], BUTTON),
    "selection:candidates": (["SELECTION_DRAFT"], SEE),
    "selection:candidate": (["SELECTION_DRAFT", "1"], LEAD),
    "selection:raters": (["SELECTION_DRAFT"], LEAD),
    "selection:rater": (["SELECTION_DRAFT", "SELECTION_RATER"], LEAD),
    "selection:drop": (["SELECTION_DRAFT", "SELECTION_RATER"], BUTTON),
    "selection:replace": (["SELECTION_OPEN", "SELECTION_RATER"], LEAD),
    "selection:conflict": (["SELECTION_OPEN", "SELECTION_RATER"], LEAD),
    "selection:deviation": (["SELECTION_OPEN"], LEAD),
    "selection:protocol": (["SELECTION_DRAFT"], SEE),
    "selection:protocol_json": (["SELECTION_SETTLED"], SEE),
    "selection:lock_protocol": (["SELECTION_DRAFT"], LEAD),
    "selection:open_phase": (["SELECTION_SETTLED"], LEAD),
    "selection:settle": (["SELECTION_OPEN"], LEAD),
    "selection:close_round": (["SELECTION_OPEN"], LEAD),
    "selection:agreement": (["SELECTION_SETTLED", "screening"], HEAR),
    "selection:disagreements": (["SELECTION_SETTLED", "screening"], HEAR),
}


def places() -> dict[str, str]:
    owner = Organisation.objects.get(slug="statsforvalteren-oslo-viken")
    return {
        "SELECTION_DRAFT": draft_round(title="Forberedes", owner=owner, candidates=2).public_id,
        "SELECTION_OPEN": open_round(title="Leses", owner=owner, candidates=2).public_id,
        "SELECTION_SETTLED": settled_round(title="Avgjort", owner=owner, candidates=2).public_id,
        "SELECTION_RATER": str(rater_user().pseudonym),
    }
