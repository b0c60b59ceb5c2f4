"""The officers' pages: for the office that handles the case, and auditors; to others a case is not there."""

from lovende.people.models import Role
from making.assessments import decided, declared, handed_in, officer, plain_call
from making.handed_files import with_files
from who_may import only

OFFICERS = {Role.CASE_OFFICER, Role.DECISION_MAKER}
READERS = OFFICERS | {Role.AUDITOR}
HERE = only(READERS, otherwise=404)
TABLE = {
    "assessments:inbox": ([], only(READERS)),
    "assessments:several": ([], only(OFFICERS, 302)),
    "assessments:outcomes": ([], only(READERS)),
    "assessments:priorities": (["CASE-CALL"], only(READERS)),
    "assessments:case": (["CASE"], HERE),
    "assessments:similar": (["CASE"], HERE),
    "assessments:case_file": (["CASE", "1"], HERE),
    # These change something: a GET is refused to everybody who is signed in.
    **{
        f"assessments:{name}": (["CASE"], only(set(Role), 405))
        for name in ("declare", "assign", "assessment", "recommendation", "decision")
    },
}


def places() -> dict[str, str]:
    case = handed_in(plain_call("utlysning-med-sak"), public_id="sak-hvem-kan")
    with_files(case, "avtale.txt")
    decided(case)
    declared(case, officer("case-officer-2"))
    return {"CASE": case.public_id, "CASE-CALL": case.call.key}
