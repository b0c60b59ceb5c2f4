"""Files of a case that is handed in."""

from lovende.applications.models import Application, ApplicationFile, Submission
from lovende.records.actions import keep_file
from making.assessments import submit_again


def with_files(case: Application, *names: str) -> Submission:
    """The next submission of the case, with a file of each name; what is in it is the name."""
    for name in names:
        kept = keep_file(name=name, content=f"Innhold i {name}".encode(), actor=None)
        ApplicationFile.objects.create(application=case, attachment=kept)
    rows = case.files.select_related("attachment").order_by("pk")
    files = [
        {"question": row.question, "name": row.attachment.name, "sha256": row.attachment.sha256}
        for row in rows
    ]
    return submit_again(case, files=files)
