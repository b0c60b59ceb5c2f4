"""Calls: what is out is for everybody; a draft for those at its administrator, here the county governor."""

from lovende.people.models import Role
from making.schemes import draft_call, open_call
from who_may import EVERYBODY, only

HERE = {Role.CASE_OFFICER, Role.DECISION_MAKER}
MANAGERS = {*HERE, Role.ADMINISTRATOR}
# A decision maker may publish and close (405: it takes a POST); a colleague sees it and may not; the rest know nothing.
PUBLISH = only({Role.DECISION_MAKER}, 405, 404) | {Role.CASE_OFFICER: 403}
CLOSE = only({Role.DECISION_MAKER}, 405)
TABLE = {
    "schemes:calls": ([], EVERYBODY),
    "schemes:call": (["CALL"], EVERYBODY),
    "schemes:scheme": (["tuki"], EVERYBODY),
    "schemes:new": ([], only(MANAGERS)),
    "schemes:edit": (["CALL_DRAFT"], only(HERE, 200, 404)),
    "schemes:publish": (["CALL_DRAFT"], PUBLISH),
    "schemes:close": (["CALL"], CLOSE),
}


def places() -> dict[str, str]:
    return {"CALL": open_call(title="Til alle").key, "CALL_DRAFT": draft_call(title="Ikke ute").key}
