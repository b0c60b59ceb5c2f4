"""`lovende import grants`: the same check and the same import as the page, for scripts and for people."""

from pathlib import Path
from typing import Any

from django.utils import translation

from lovende.reporting.importing.actions import import_grants
from lovende.reporting.importing.files import FileError, read_path

Document = dict[str, Any]
NAMES = {
    "applications": "applications",
    "awards": "awards",
    "award_years": "years of awards",
    "reports": "reports",
}


class CommandError(Exception):
    """One line: what is wrong, and how to mend it."""


def import_document(path: Path, dry_run: bool) -> Document:
    """Bring in, or only check, the file. Raises CommandError for a file that cannot be read."""
    path = Path(path)
    with translation.override("en"):
        try:
            tables = read_path(path)
            result = import_grants(tables=tables, content=path.read_bytes(), actor=None, dry_run=dry_run)
        except FileError as wrong:
            raise CommandError(f"{path}: {wrong}") from wrong
        return result.to_json()


def import_text(document: Document) -> str:
    """The result for people: what is wrong cell by cell, then what was or would be written."""
    lines = [_issue("error", row) for row in document["errors"]]
    lines += [_issue("note", row) for row in document["warnings"]]
    lines += [""] if lines else []
    for key, name in NAMES.items():
        there = document["unchanged"].get(key)
        lines.append(
            f"{name:<16} {document['new'][key]:>6} new" + (f", {there} there already" if there else "")
        )
    return "\n".join([*lines, "", _verdict(document)])


def _issue(kind: str, row: Document) -> str:
    place = ", ".join(
        str(part) for part in (row["sheet"], row["row"] and f"row {row['row']}", row["column"]) if part
    )
    return f"{kind}: {place}: {row['message']} {row['remedy']}".rstrip()


def _verdict(document: Document) -> str:
    if document["errors"]:
        return f"{len(document['errors'])} to mend; nothing is written"
    if document["dry_run"]:
        return "nothing to mend; a dry run writes nothing"
    return "written" if document["written"] else "nothing new; nothing is written"
