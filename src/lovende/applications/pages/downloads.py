"""Files handed to the browser."""

from django.http import FileResponse

from lovende.records.models import Attachment


def download(found: Attachment) -> FileResponse:
    """The file, always as a download: nothing of it is shown by the browser. Who may have it is asked before."""
    answer = FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name)
    answer["Content-Type"] = found.media_type
    return answer
