"""What changes an import: a file comes in, is read, read again, said to be of another source.

Decisions on its sections are in `lovende.catalogue.decisions`.
"""

from typing import Any

from django.db import transaction
from django.utils.text import slugify
from procrastinate.contrib.django import app

from lovende.catalogue.models import CatalogueImport, Decision, Section
from lovende.catalogue.proposing import LETTERS, propose_facts, taken_ids
from lovende.catalogue.reading import Catalogue, CatalogueError, names_given_away, read
from lovende.records.actions import keep_file
from lovende.records.audit import Actor, record
from lovende.records.models import SourceDocument

READ_TASK = "catalogue.read"
READ_QUEUE = "catalogue"


class SourceTakenError(ValueError):
    """The short name belongs to another source document; the message is for the field."""


class UnderReviewError(ValueError):
    """Decisions have been made: the import cannot be read anew without losing them."""


@transaction.atomic
def start_import(
    *,
    name: str,
    content: bytes,
    key: str,
    title: str,
    year: int | None,
    actor: Actor | None,
    defer: bool = True,
) -> CatalogueImport:
    """Keep the file and have it read in the background, once this transaction is through.

    Raises ValueError for a file ending that is not taken or an empty file; SourceTakenError.
    """
    check_source(key, title)
    attachment = keep_file(name=name, content=content, actor=actor)
    batch = CatalogueImport.objects.create(
        attachment=attachment,
        document_key=key,
        document_title=title,
        document_year=year,
        created_by=str(actor.pseudonym) if actor is not None else "",
    )
    facts = {"file": attachment.sha256, "document": key}
    record(actor=actor, verb="catalogue.import-started", about=str(batch.public_id), facts=facts)
    if defer:
        _defer(batch)
    return batch


def _defer(batch: CatalogueImport) -> None:
    """In the caller's transaction: the queue is in the same database, so the task is there when the import is.

    By the task's name, since `tasks` leans on this module and not the other way.
    """
    app.configure_task(READ_TASK, queue=READ_QUEUE).defer(public_id=str(batch.public_id))


def check_source(key: str, title: str) -> None:
    """Raises SourceTakenError when `key` is another document's."""
    there = SourceDocument.objects.filter(key=key).first()
    if there is not None and there.title.strip().casefold() != title.strip().casefold():
        raise SourceTakenError(there.title)


def free_document_key(words: str) -> str:
    """A short name for a source, of `words`, that no source has yet."""
    base = slugify(words.translate(LETTERS))[:32].strip("-") or "katalog"
    there = set(SourceDocument.objects.values_list("key", flat=True))
    there |= set(CatalogueImport.objects.values_list("document_key", flat=True))
    key, number = base, 1
    while key in there:
        number += 1
        key = f"{base}-{number}"
    return key


def read_import(*, public_id: str) -> CatalogueImport:
    """The background task: parse the kept file, write its sections whole or not at all.

    A file that cannot be read leaves the import FAILED with the reason. Doing it twice changes nothing.
    """
    batch = CatalogueImport.objects.select_related("attachment").get(public_id=public_id)
    if batch.state == CatalogueImport.State.REVIEW:
        return batch
    CatalogueImport.objects.filter(pk=batch.pk).update(state=CatalogueImport.State.READING, error=None)
    try:
        with batch.attachment.file.open("rb") as file:
            catalogue = read(file.read(), batch.attachment.name, batch.document_year)
    except CatalogueError as problem:
        return _failed(batch, {"code": problem.code, "params": problem.params})
    except OSError:
        return _failed(batch, {"code": "unreadable", "params": {"name": batch.attachment.name}})
    return write_sections(public_id=public_id, catalogue=catalogue, read_for=batch.document_year)


@transaction.atomic
def _failed(batch: CatalogueImport, error: dict[str, Any]) -> CatalogueImport:
    batch.state, batch.error = CatalogueImport.State.FAILED, error
    batch.save(update_fields=["state", "error"])
    facts = {"code": error["code"]}
    record(actor=None, verb="catalogue.import-failed", about=str(batch.public_id), facts=facts)
    return batch


@transaction.atomic
def write_sections(*, public_id: str, catalogue: Catalogue, read_for: int | None = None) -> CatalogueImport:
    """Write what was read, in one transaction; an import that is under review already stays as it is.

    So does one that was said to be of another year than `read_for` meanwhile: it is read anew, for that year.
    """
    batch = CatalogueImport.objects.select_for_update().get(public_id=public_id)
    if batch.state == CatalogueImport.State.REVIEW or (read_for and batch.document_year != read_for):
        return batch
    whole = catalogue.to_json()
    batch.state, batch.error = CatalogueImport.State.REVIEW, None
    batch.raw_lines, batch.warnings = list(catalogue.raw), list(catalogue.warnings)
    batch.known_names = names_given_away(catalogue.raw)
    batch.outline = {name: whole[name] for name in ("file", "front", "unplaced", "flags")}
    batch.save()
    taken = taken_ids(batch.pk)
    rows = [
        _section(batch, position, one.to_json(), taken) for position, one in enumerate(catalogue.sections, 1)
    ]
    Section.objects.bulk_create(rows)
    facts = {"sections": len(rows), "lines": len(catalogue.raw)}
    record(actor=None, verb="catalogue.import-read", about=str(batch.public_id), facts=facts)
    return batch


def _section(batch: CatalogueImport, position: int, parsed: dict[str, Any], taken: set[str]) -> Section:
    facts = propose_facts(parsed, batch.document_key, taken)
    return Section(
        batch=batch,
        position=position,
        kind=parsed["kind"],
        title=facts["title"],
        line_from=parsed["locator"]["from"],
        line_to=parsed["locator"]["to"],
        parsed=parsed,
        proposal=facts,
        flags=parsed["flags"],
    )


@transaction.atomic
def read_again(*, batch: CatalogueImport, actor: Actor | None) -> CatalogueImport:
    """Have a failed or stranded import read anew. Raises UnderReviewError when it is under review."""
    batch = CatalogueImport.objects.select_for_update().get(pk=batch.pk)
    if batch.state == CatalogueImport.State.REVIEW:
        raise UnderReviewError
    batch.state, batch.error = CatalogueImport.State.WAITING, None
    batch.save(update_fields=["state", "error"])
    record(actor=actor, verb="catalogue.import-read-again", about=str(batch.public_id), facts={})
    _defer(batch)
    return batch


@transaction.atomic
def name_source(
    *, batch: CatalogueImport, key: str, title: str, year: int | None, actor: Actor | None
) -> CatalogueImport:
    """Say what source the file is, as long as nothing is decided; it is read anew, for the year's municipalities.

    Raises SourceTakenError, UnderReviewError.
    """
    batch = CatalogueImport.objects.select_for_update().get(pk=batch.pk)
    if Decision.objects.filter(section__batch=batch).exists():
        raise UnderReviewError
    check_source(key, title)
    batch.document_key, batch.document_title, batch.document_year = key, title, year
    batch.state, batch.error = CatalogueImport.State.WAITING, None
    batch.save()
    batch.sections.all().delete()
    record(actor=actor, verb="catalogue.source-named", about=str(batch.public_id), facts={"document": key})
    _defer(batch)
    return batch
