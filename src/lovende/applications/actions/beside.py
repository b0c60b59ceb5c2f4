"""What stands beside the answers: comments, similar measures, cited figures, files."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lovende.applications.actions.common import (
    LONGEST_NOTE,
    belongs,
    changed,
    clean_text,
    demand,
    locked,
    opened,
    told,
)
from lovende.applications.actions.files import kept_file
from lovende.applications.errors import ApplicationError
from lovende.applications.models import Application, ApplicationFile, Citation, Comment, SimilarNote
from lovende.applications.queries import definition_of
from lovende.measures.models import Measure
from lovende.people.models import Municipality, User
from lovende.records.models import UnknownKind

MOST_CITATIONS = 60
MOST_COMMENTS = 500
# A figure's texts and how long each may be, as the columns have it.
FIGURE_TEXTS = {
    "table": 20, "table_title": 300, "label": 300, "region": 120, "period": 20, "unit": 60, "source": 200,
    "address": 1000,
}  # fmt: skip


@transaction.atomic
def add_comment(*, application: Application, question: str, text: str, actor: User) -> Comment:
    """Say something to the other authors; the funder never sees it. Raises NotAllowedError, ApplicationError."""
    row = locked(application)
    demand(actor, "applications.read_draft", row)
    text = clean_text(text).strip()
    if not text or len(text) > LONGEST_NOTE:
        raise ApplicationError({"text": _("Skriv kommentaren, med høyst %d tegn.") % LONGEST_NOTE})
    if row.comments.count() >= MOST_COMMENTS:
        raise ApplicationError({"text": _("Det er for mange kommentarer på søknaden.")})
    last = row.comments.order_by("-pk").first()
    if last and (last.question, last.text, last.by) == (question, text, str(actor.pseudonym)):
        return last
    told(row, "commented", actor, question=question)
    return Comment.objects.create(application=row, question=question[:60], text=text, by=str(actor.pseudonym))


@transaction.atomic
def resolve_comment(*, comment: Comment, actor: User) -> Comment:
    """Say that a comment is dealt with; twice is once. Raises NotAllowedError, ApplicationError."""
    row = locked(comment.application)
    demand(actor, "applications.read_draft", row)
    comment = _of(Comment, comment, row)
    if comment.resolved_at is None:
        comment.resolved_by, comment.resolved_at = str(actor.pseudonym), timezone.now()
        comment.save(update_fields=["resolved_by", "resolved_at"])
        told(row, "comment-resolved", actor, question=comment.question)
    return comment


def _of(model: Any, child: Any, row: Application) -> Any:
    """The child as the database has it. Raises ApplicationError when it is another application's, or gone."""
    there = model.objects.filter(pk=child.pk).first()
    belongs(there, row)
    return there


@transaction.atomic
def note_similar(
    *, application: Application, measure: Measure, relation: str, note: str = "", actor: User
) -> SimilarNote:
    """Say how this measure relates to one in the register; said again replaces it.

    Raises NotAllowedError, ApplicationError.
    """
    row = opened(application, actor)
    note = clean_text(note).strip()
    if relation not in SimilarNote.Relation.values:
        raise ApplicationError({"relation": _("Velg hvordan tiltaket deres henger sammen med dette.")})
    if len(note) > LONGEST_NOTE:
        raise ApplicationError({"note": _("Skriv høyst %d tegn.") % LONGEST_NOTE})
    there = row.similar.filter(measure=measure).first()
    if there and (there.relation, there.note) == (relation, note):
        return there
    values = {"relation": relation, "note": note, "by": str(actor.pseudonym)}
    made, _new = SimilarNote.objects.update_or_create(application=row, measure=measure, defaults=values)
    changed(row)
    told(row, "similar-noted", actor, measure=measure.public_id, relation=relation)
    return made


@transaction.atomic
def remove_similar(*, application: Application, measure: Measure, actor: User) -> None:
    """Take back how it relates to a measure. Raises NotAllowedError, ApplicationError."""
    row = opened(application, actor)
    if row.similar.filter(measure=measure).delete()[0]:
        changed(row)
        told(row, "similar-removed", actor, measure=measure.public_id)


@transaction.atomic
def cite(*, application: Application, question: str, figure: Any, actor: User) -> Citation:
    """Cite a figure in an answer; the same figure in the same answer is there once.

    `figure` is what `statbank.actions.look_up` gives, or a mapping of the same names with `is_typed`; value None
    needs `unknown`. Raises NotAllowedError; ApplicationError with what a typed figure lacks.
    """
    row = opened(application, actor)
    _demand_question(row, question)
    values = _figure(figure)
    there = row.citations.filter(
        question=question, **{k: v for k, v in values.items() if k != "retrieved_at"}
    ).first()
    if there is not None:
        return there
    if row.citations.count() >= MOST_CITATIONS:
        raise ApplicationError({"figure": _("Det er for mange tall i søknaden.")})
    made = Citation.objects.create(application=row, question=question, by=str(actor.pseudonym), **values)
    changed(row)
    told(row, "cited", actor, question=question, table=made.table, typed=made.is_typed)
    return made


def _demand_question(row: Application, question: str) -> None:
    if question not in {one.key for one in definition_of(row).questions()}:
        raise ApplicationError({question: _("Dette spørsmålet er ikke med i søknaden.")})


def _figure(figure: Any) -> dict[str, Any]:
    def of(name: str) -> Any:
        return figure.get(name) if isinstance(figure, Mapping) else getattr(figure, name, None)

    values: dict[str, Any] = {
        name: clean_text(of(name)).strip()[:most] for name, most in FIGURE_TEXTS.items()
    }
    typed = bool(of("is_typed"))
    values["table_title"] = values["table_title"] or values["label"]
    value, unknown = of("value"), str(of("unknown") or "")
    problems = {name: _("Fyll ut feltet.") for name in ("label", "period", "source") if not values[name]}
    if values["address"] and not values["address"].startswith(("https://", "http://")):
        problems["address"] = _("Adressen må begynne med https://.")
    if value is None and not unknown and not typed:
        unknown = UnknownKind.NOT_STATED.value
    number = None if value is None else Decimal(str(value))
    if (number is None) == (not unknown) or (unknown and unknown not in UnknownKind.values):
        problems["value"] = _("Skriv tallet.")
    elif number is not None and (not number.is_finite() or abs(number) >= Decimal(10) ** 16):
        problems["value"] = _("Skriv tallet.")
    if problems:
        raise ApplicationError(problems)
    place, when = of("municipality"), of("retrieved_at")
    return {
        **values,
        "value": None if number is None else round(number, 4),
        "unknown": unknown,
        "is_typed": typed,
        "municipality": place if isinstance(place, Municipality) else None,
        "retrieved_at": when if isinstance(when, datetime) else None,
    }


@transaction.atomic
def uncite(*, application: Application, citation: Citation, actor: User) -> None:
    """Take a cited figure out again. Raises NotAllowedError, ApplicationError."""
    row = opened(application, actor)
    there = _of(Citation, citation, row)
    question = there.question
    there.delete()
    changed(row)
    told(row, "uncited", actor, question=question)


@transaction.atomic
def attach(
    *, application: Application, question: str = "", name: str, content: bytes, actor: User
) -> ApplicationFile:
    """Keep a file with an answer, or with the application as a whole for "". The same file twice is there once.

    Raises NotAllowedError; ApplicationError for a file that is not taken (`kept_file`).
    """
    row = opened(application, actor)
    if question:
        _demand_question(row, question)
    kept = kept_file(name=name, content=content, n_there=row.files.count(), actor=actor)
    twin = row.files.filter(
        question=question, attachment__sha256=kept.sha256, attachment__name=kept.name
    ).first()
    if twin is not None:
        kept.delete()
        return twin
    made = ApplicationFile.objects.create(application=row, question=question, attachment=kept)
    changed(row)
    told(row, "file-attached", actor, question=question, sha256=kept.sha256)
    return made


@transaction.atomic
def detach(*, application: Application, file: ApplicationFile, actor: User) -> None:
    """Take a file away from the draft; what was handed in before keeps its hash, and the file stays in the archive.

    Raises NotAllowedError, ApplicationError.
    """
    row = opened(application, actor)
    there = _of(ApplicationFile, file, row)
    sha256 = there.attachment.sha256
    there.delete()
    changed(row)
    told(row, "file-detached", actor, sha256=sha256)
