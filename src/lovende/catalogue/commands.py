"""`lovende import catalogue`: a file read at once, kept for review, nothing published."""

from collections import Counter
from pathlib import Path
from typing import Any

from django.db import transaction
from django.urls import reverse

from lovende.catalogue.actions import free_document_key, start_import, write_sections
from lovende.catalogue.reading import Catalogue, CatalogueError, masked, read_path
from lovende.records.actions import MEDIA_TYPES

Document = dict[str, Any]


class CommandError(Exception):
    """One line: what is wrong, where, and how to mend it."""


def import_document(path: Path, dry_run: bool) -> Document:
    """Read `path`; keep it for review unless `dry_run`. All of it or nothing. Raises CommandError."""
    path = Path(path)
    try:
        catalogue = read_path(path, None)
    except CatalogueError as wrong:
        raise CommandError(wrong.message_en) from wrong
    document = catalogue.to_json("en")
    if not dry_run:
        document |= _keep(path, catalogue)
    return document


def _keep(path: Path, catalogue: Catalogue) -> Document:
    name = path.name if path.suffix.lower() in MEDIA_TYPES else f"{path.name}.txt"
    title = " ".join(masked(path.stem).replace("_", " ").split())[:300]
    with transaction.atomic():
        batch = start_import(
            name=name,
            content=path.read_bytes(),
            key=free_document_key(path.stem),
            title=title or "Katalog",
            year=None,
            actor=None,
            defer=False,
        )
        write_sections(public_id=str(batch.public_id), catalogue=catalogue)
    return {"id": str(batch.public_id), "address": reverse("catalogue:batch", args=[batch.public_id])}


def catalogue_text(document: Document) -> str:
    """The result for people: one line a section, its flags counted, where to go on."""
    kinds = [(name, len(document[name])) for name in ("entries", "recipes", "other")]
    counts = ", ".join(f"{count} {name}" for name, count in kinds)
    lines = [f"{document['sections']} sections: {counts}", ""]
    rows = [row for name, _ in kinds for row in document[name]]
    for row in sorted(rows, key=lambda row: row["locator"]["from"]):
        lines += _section_lines(row)
    placed = sum(part["locator"]["to"] - part["locator"]["from"] + 1 for part in document["unplaced"])
    if placed:
        lines += ["", f"{placed} lines could not be placed; they are kept and shown at the review"]
    lines += ["", f"review: {document['address']}" if "address" in document else "dry run: nothing is kept"]
    return "\n".join(lines)


def _section_lines(row: Document) -> list[str]:
    where = row["locator"]
    place = f" · {row['municipality']}" if row.get("municipality") else ""
    found, missing = len(row["headings_found"]), len(row["headings_missing"])
    flags = Counter(flag["kind"] for flag in row["flags"])
    told = ", ".join(f"{kind} ×{count}" if count > 1 else kind for kind, count in sorted(flags.items()))
    return [
        f"L{where['from']}–{where['to']}  {row['title'] or '(no title)'}{place}",
        f"    {found} of {found + missing} headings" + (f"; {told}" if told else ""),
    ]
