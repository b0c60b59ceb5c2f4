"""Reports: the project writes its own; who follows up reads and answers what was handed in; others 404."""

from lovende.people.models import Role
from making.awards import award
from making.reporting import begun, handed_in
from who_may import only

PROJECT = {Role.APPLICANT, Role.PROJECT_LEAD}
HANDLERS = {Role.CASE_OFFICER, Role.DECISION_MAKER}
KNOWERS = PROJECT | HANDLERS | {Role.AUDITOR}
POST_ONLY = only(set(Role), 405)


def part(*roles: Role) -> dict[str, int]:
    """404 for who may not know of the report, 403 for those who may and whose act it is not."""
    return only(KNOWERS, 403, 404) | dict.fromkeys(roles, 200)


TABLE = {
    "reporting:reports": ([], only(KNOWERS)),
    "reporting:report": (["REPORT_HANDED_IN"], only(KNOWERS, 200, 404)),
    "reporting:write": (["REPORT_DRAFT"], part(*PROJECT)),
    "reporting:review": (["REPORT_DRAFT"], part(*PROJECT)),
    "reporting:check": (["REPORT_DRAFT"], part(*PROJECT)),
    "reporting:begin": (["REPORT_DRAFT"], POST_ONLY),
    "reporting:save_part": (["REPORT_DRAFT"], POST_ONLY),
    "reporting:save_answer": (["REPORT_DRAFT", "resultat"], POST_ONLY),
    "reporting:save_account": (["REPORT_DRAFT"], POST_ONLY),
    "reporting:submit": (["REPORT_DRAFT"], POST_ONLY),
    "reporting:approve": (["REPORT_HANDED_IN"], POST_ONLY),
    "reporting:send_back": (["REPORT_HANDED_IN"], POST_ONLY),
}


def places() -> dict[str, str]:
    draft, done = begun(), award(years=[2027])
    return {
        "REPORT_DRAFT": draft.public_id,
        "REPORT_HANDED_IN": handed_in(done.reports.get(kind="final")).public_id,
    }
