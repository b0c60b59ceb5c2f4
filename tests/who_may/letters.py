"""Letters of decisions: the office that handles the case, auditors, and the authors when one is sent."""

from lovende.applications.models import Author
from lovende.assessments.letters.actions import make_letter, send_letter
from lovende.assessments.letters.runs import start_run
from lovende.people.models import Organisation, Role
from making.assessments import HANDLER, decided, handed_in, officer, plain_call
from who_may import only

OFFICE = {Role.CASE_OFFICER, Role.DECISION_MAKER}
READERS = OFFICE | {Role.AUDITOR}
# The applicant is an author of the case, whose letter is sent.
KNOWING = READERS | {Role.APPLICANT}
TABLE = {
    "assessments:letter_runs": ([], only(READERS)),
    "assessments:letter_run": (["RUN"], only(READERS, otherwise=404)),
    "assessments:letter_run_zip": (["RUN"], only(READERS, otherwise=404)),
    "assessments:letters": (["LETTER_CASE"], only(KNOWING, otherwise=404)),
    "assessments:letter_file": (["LETTER_CASE", "1", "nb", "pdf"], only(KNOWING, otherwise=404)),
    "assessments:application_file": (["LETTER_CASE"], only(READERS, otherwise=404)),
    # These change something: a GET is refused.
    "assessments:letter_make": (["LETTER_CASE"], only(Role.values, 405)),
    "assessments:letter_send": (["LETTER_CASE"], only(Role.values, 405)),
    "assessments:letter_run_resume": (["RUN"], only(Role.values, 405)),
    "assessments:letter_run_send": (["RUN"], only(Role.values, 405)),
}


def places() -> dict[str, str]:
    call = plain_call()
    case = handed_in(call)
    decision = decided(case)
    Author.objects.create(application=case, user=officer("applicant"))
    send_letter(letter=make_letter(decision=decision, language="nb", actor=officer()), actor=officer())
    office = Organisation.objects.get(slug=HANDLER)
    run = start_run(call=call, handler=office, language="nn", actor=officer(), defer=False)
    return {"LETTER_CASE": case.public_id, "RUN": str(run.pk)}
