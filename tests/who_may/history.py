"""Historic grants brought in by officers and administrators; everything taken out by auditors."""

from lovende.people.models import Role
from who_may import only

IMPORTERS = {Role.CASE_OFFICER, Role.ADMINISTRATOR}
TABLE = {
    "reporting:import": ([], only(IMPORTERS)),
    "reporting:import_template": ([], only(IMPORTERS)),
    "reporting:export": ([], only({Role.AUDITOR})),
    # This leaves a trace: a GET is refused to those who may.
    "reporting:take_out": (["zip"], only({Role.AUDITOR}, 405)),
}


def places() -> dict[str, str]:
    return {}
