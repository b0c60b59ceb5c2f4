"""The files that came with an application, as they were handed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lovende.applications.models import Application, ApplicationFile
from lovende.records.models import Attachment

ANY_NAME = ""


@dataclass(frozen=True)
class HandedFile:
    """A file of a submission: its place there (1-based), its name, and the file, None where it cannot be opened."""

    number: int
    name: str
    attachment: Attachment | None


def handed_files(case: Application, content: Mapping[str, Any]) -> list[HandedFile]:
    """→ the files of a submission's content, in its order.

    Each is found by SHA-256 among those of this application alone, one of the same name before others. What its
    authors took back afterwards is not there to open. Without files nothing is asked of the database.
    """
    rows = content.get("files") or ()
    if not rows:
        return []
    there = ApplicationFile.objects.filter(
        application=case, attachment__sha256__in=[row["sha256"] for row in rows]
    )
    found: dict[tuple[str, str], Attachment] = {}
    for file in there.select_related("attachment").order_by("pk"):
        for name in (file.attachment.name, ANY_NAME):
            found.setdefault((file.attachment.sha256, name), file.attachment)
    files = []
    for number, row in enumerate(rows, 1):
        other = found.get((row["sha256"], ANY_NAME))
        files.append(HandedFile(number, row["name"], found.get((row["sha256"], row["name"]), other)))
    return files
