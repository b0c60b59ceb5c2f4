"""Statistics for everybody; self-evaluations for those who steer a scheme, study it or audit it."""

from lovende.people.models import Role
from who_may import EVERYBODY, only

STEERING = {
    Role.CASE_OFFICER,
    Role.DECISION_MAKER,
    Role.PROGRAMME_OFFICER,
    Role.EVALUATOR,
    Role.ADMINISTRATOR,
    Role.AUDITOR,
}
TABLE = {
    "reporting:statistics": ([], EVERYBODY),
    "reporting:statistics_places": ([], EVERYBODY),
    "reporting:statistics_file": (["omrader", "csv"], EVERYBODY),
    "reporting:ceiling": ([], only(STEERING)),
    "reporting:ceiling_picture": ([], only(STEERING)),
    "reporting:ceiling_file": ([], only(STEERING)),
}


def places() -> dict[str, str]:
    return {}
