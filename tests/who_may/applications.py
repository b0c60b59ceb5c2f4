"""The application workspace: a draft is its authors' alone (404 for others, whatever their role)."""

from lovende.applications import actions
from lovende.people.models import Role
from making import applications as making
from who_may import SIGNED_IN, only

APPLICANTS = {Role.APPLICANT, Role.PROJECT_LEAD}
AUTHOR = {Role.APPLICANT}
READ = only(AUTHOR, 200, 404)
# These change something: a GET is refused to everybody who is signed in.
POSTED = SIGNED_IN | dict.fromkeys(Role.values, 405)
NAMES = (
    "save_section", "presence", "save_facts", "save_budget", "similar", "note_similar", "remove_similar",
    "add_comment", "add_author", "attach", "sign_off", "submit", "withdraw",
)  # fmt: skip
TABLE = {
    "applications:mine": ([], SIGNED_IN),
    "applications:choose": ([], only(APPLICANTS)),
    "applications:start": (["CALL"], only(APPLICANTS)),
    "applications:application": (["APPLICATION"], READ),
    "applications:review": (["APPLICATION"], READ),
    "applications:receipt": (["APPLICATION"], READ),
    "applications:receipt_pdf": (["APPLICATION"], READ),
    "applications:check": (["APPLICATION"], READ),
    "applications:file": (["APPLICATION", "FILE"], READ),
    "applications:citation": (["APPLICATION", "behov-tall"], READ),
    **{f"applications:{name}": (["APPLICATION"], POSTED) for name in NAMES},
    "applications:save_answer": (["APPLICATION", "behov"], POSTED),
    "applications:resolve_comment": (["APPLICATION", "1"], POSTED),
    "applications:remove_author": (["APPLICATION", "1"], POSTED),
    "applications:detach": (["APPLICATION", "1"], POSTED),
    "applications:cite": (["APPLICATION", "behov-tall"], POSTED),
    "applications:cite_typed": (["APPLICATION", "behov-tall"], POSTED),
    "applications:uncite": (["APPLICATION", "behov-tall", "abc"], POSTED),
}


def places() -> dict[str, str]:
    """The demo applicant's application, handed in and open still."""
    call = making.open_call()
    application = making.filled(making.draft(call))
    file = actions.attach(
        application=application, name="avtale.txt", content=b"Avtale.", actor=making.user("applicant")
    )
    making.submission(application)
    return {"CALL": call.key, "APPLICATION": application.public_id, "FILE": str(file.pk)}
