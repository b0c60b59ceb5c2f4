"""The weighing of a round: who may know of it reads it, those who rate when all phases are settled, leads ask anew."""

from lovende.people.models import Organisation, Role
from lovende.selection.actions import open_phase, settle_phase
from making.selection import lead, open_round, read_by_all, settled_round
from making.weighing import made_up, weighing_of
from who_may import only

LEADS = {Role.EVALUATOR}
SEES = LEADS | {Role.CASE_OFFICER, Role.DECISION_MAKER, Role.RATER, Role.AUDITOR}
SEE = only(SEES, 200, 404)
# The demo rater rates in the round, whose second phase is still to be read.
FILE = SEE | {Role.RATER: 403}
TABLE = {
    "selection:promise": (["WEIGHING_ROUND"], SEE),
    "selection:promise_again": (["WEIGHING_OPEN"], only(Role.values, 405)),
    "selection:promise_csv": (["WEIGHING_ROUND"], FILE),
    "selection:promise_json": (["WEIGHING_READ"], SEE),
}


def places() -> dict[str, str]:
    owner = Organisation.objects.get(slug="statsforvalteren-oslo-viken")
    found = settled_round(title="Veid", owner=owner, candidates=2)
    made_up(weighing_of(found))
    read = settled_round(title="Lest til ende", owner=owner, candidates=2)
    open_phase(round_=read, actor=lead())
    read_by_all(read)
    settle_phase(round_=read, actor=lead())
    made_up(weighing_of(read, "deep"))
    return {
        "WEIGHING_ROUND": found.public_id,
        "WEIGHING_READ": read.public_id,
        "WEIGHING_OPEN": open_round(title="Leses for veiing", owner=owner, candidates=2).public_id,
    }
