"""After the readings: those who lead act, owners follow up, raters and auditors read; to others it is not there."""

from django.utils import timezone

from lovende.people.models import Organisation, Role
from lovende.selection.actions import add_document, add_interview, choose, discuss, settle_phase
from lovende.selection.models import Round
from lovende.selection.phases import left, open_phase
from making.selection import lead, read_by_all, settled_round
from who_may import only

LEADS = {Role.EVALUATOR}
OWNERS = {Role.CASE_OFFICER, Role.DECISION_MAKER}
SEES = LEADS | OWNERS | {Role.RATER, Role.AUDITOR}
SEE = only(SEES, 200, 404)
LEAD = only(SEES, 403, 404) | dict.fromkeys(LEADS, 200)
OWNER = only(SEES, 403, 404) | dict.fromkeys(OWNERS, 200)
BUTTON = LEAD | dict.fromkeys(LEADS, 405)
DOCUMENT = SEE | {Role.RATER: 403}
OPEN, CHOSEN = ["CASES_ROUND", "CASES_OPEN"], ["CASES_ROUND", "CASES_CHOSEN"]
TABLE = {
    "selection:discussions": (["CASES_ROUND"], SEE),
    "selection:discuss": (OPEN, SEE),
    "selection:chosen": (["CASES_ROUND"], SEE),
    "selection:case": (OPEN, SEE),
    "selection:interview": (OPEN, LEAD),
    "selection:group_view": (OPEN, LEAD),
    "selection:take_back_view": ([*OPEN, "1"], BUTTON),
    "selection:new_document": (OPEN, LEAD),
    "selection:document": ([*OPEN, "CASES_DOCUMENT"], DOCUMENT),
    "selection:remove_document": ([*OPEN, "1"], BUTTON),
    "selection:drop_case": (OPEN, LEAD),
    "selection:choose": (OPEN, LEAD),
    "selection:follow_up": (CHOSEN, OWNER),
}


def read_to_its_end(**facts) -> Round:
    """A round whose phases are all settled, with everything left that was not said out to by all."""
    found = settled_round(**facts)
    open_phase(round_=found, actor=lead())
    read_by_all(found)
    settle_phase(round_=found, actor=lead())
    return found


def made_case(found: Round, number: int) -> int:
    """The candidate is a case, with one interview."""
    raters, today = list(found.raters.all()[:2]), timezone.localdate()
    facts = {
        "held_on": today,
        "role": "Veileder",
        "people": 1,
        "consent": "oral",
        "topics": "Tiltaket",
        "notes": "",
    }
    discuss(
        round_=found, number=number, participants=raters, outcome="case", reason="Nytt.", held_on=today, actor=lead()
    )  # fmt: skip
    add_interview(round_=found, number=number, interviewers=raters, facts=facts, actor=lead())
    return number


def places() -> dict[str, str]:
    owner = Organisation.objects.get(slug="statsforvalteren-oslo-viken")
    found = read_to_its_end(title="Til drøfting", owner=owner, candidates=2)
    one, other = (made_case(found, row.number) for row in left(found))
    choose(round_=found, number=other, is_chosen=True, reason="God.", actor=lead())
    document = add_document(
        round_=found, number=one, title="Plan", name="plan.txt", content=b"Slik gjorde de det.", actor=lead()
    )
    return {
        "CASES_DOCUMENT": str(document.pk),
        "CASES_ROUND": found.public_id,
        "CASES_OPEN": str(one),
        "CASES_CHOSEN": str(other),
    }
