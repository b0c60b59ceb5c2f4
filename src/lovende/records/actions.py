"""Keeping files (checked, hashed, stored once), source documents and the words of vocabularies."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from lovende.records.audit import Actor, record
from lovende.records.models import Attachment, SourceDocument, Term

MEDIA_TYPES = {
    ".txt": "text/plain",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
}


@transaction.atomic
def keep_file(*, name: str, content: bytes, actor: Actor | None) -> Attachment:
    """Store an uploaded file under its hash; the media type follows the ending, never the sender's word.

    Raises ValueError for an ending that is not taken or an empty file.
    """
    media_type = MEDIA_TYPES.get(Path(name).suffix.lower())
    if media_type is None:
        raise ValueError(f"unsupported file ending: {Path(name).suffix or 'none'}")
    if not content:
        raise ValueError("the file is empty")
    sha256 = hashlib.sha256(content).hexdigest()
    attachment = Attachment(
        name=Path(name).name[:200],
        media_type=media_type,
        size=len(content),
        sha256=sha256,
        uploaded_by=str(actor.pseudonym) if actor is not None else "",
    )
    twin = Attachment.objects.filter(sha256=sha256).first()
    if twin is not None:
        attachment.file.name = twin.file.name
    else:
        attachment.file.save(sha256, ContentFile(content), save=False)
    attachment.save()
    record(
        actor=actor, verb="records.file-kept", about=sha256, facts={"size": len(content), "type": media_type}
    )
    return attachment


def save_document(row: Mapping[str, Any]) -> SourceDocument:
    """Write a source document from `{id, title, publisher, year, language, kind, description}`."""
    names = ("title", "publisher", "year", "language", "kind", "description")
    columns = {name: row[name] for name in names if row.get(name) is not None}
    document, _ = SourceDocument.objects.update_or_create(key=str(row["id"]), defaults=columns)
    return document


@transaction.atomic
def save_terms(rows: Iterable[Mapping[str, Any]]) -> int:
    """Write the words of vocabularies from `{vocabulary, id, name, nn, en, aliases, note}`; → how many changed."""
    there = {(term.vocabulary, term.key): term for term in Term.objects.all()}
    changed = 0
    for order, row in enumerate(rows):
        names = {"nb": row["name"], "nn": row.get("nn"), "en": row.get("en")}
        columns = {
            "names": {code: name for code, name in names.items() if name},
            "aliases": [str(alias) for alias in row.get("aliases") or ()],
            "note": row.get("note") or "",
            "order": order,
        }
        term = there.get((row["vocabulary"], row["id"]))
        if term is not None and all(getattr(term, name) == value for name, value in columns.items()):
            continue
        Term.objects.update_or_create(vocabulary=row["vocabulary"], key=row["id"], defaults=columns)
        changed += 1
    if changed:
        record(actor=None, verb="records.terms-saved", about="", facts={"changed": changed})
    return changed
