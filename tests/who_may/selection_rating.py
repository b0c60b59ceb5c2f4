"""A rater's own pages: the rater alone; who may know of the round is refused, everybody else finds nothing there."""

from lovende.people.models import Role
from making.selection import open_readings, open_round, rater_user
from who_may import SIGNED_IN, only

KNOW = {Role.RATER, Role.EVALUATOR, Role.AUDITOR}
RATER = only(KNOW, 403, 404) | {Role.RATER: 200}
POSTED = only(set(Role), 405)
READING = ["RATING_ROUND", "screening", "RATING_NUMBER"]
TABLE = {
    "selection:mine": ([], SIGNED_IN),
    "selection:queue": (["RATING_ROUND", "screening"], RATER),
    "selection:order": (["RATING_ROUND", "screening"], POSTED),
    "selection:reading": (READING, RATER),
    "selection:save": (READING, POSTED),
    "selection:lock": (READING, POSTED),
}


def places() -> dict[str, str]:
    found = open_round(candidates=2)
    own = next(row for row in open_readings(found) if row.rater.user_id == rater_user().pk)
    return {"RATING_ROUND": found.public_id, "RATING_NUMBER": str(own.candidate.number)}
