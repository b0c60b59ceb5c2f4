"""Publishing a version of a form; saving answers to one."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from lovende.forms.definition import read_definition
from lovende.forms.models import Answer, AnswerSet, Form, FormVersion
from lovende.records.audit import Actor, record


class AnswerError(ValueError):
    """An answer does not fit its form; the message names the question."""


@transaction.atomic
def publish_version(
    *, key: str, number: int, title: Mapping[str, str], definition: Mapping, actor: Actor | None
):
    """Publish version `number` of form `key`. Publishing the same content again changes nothing.

    Raises DefinitionError for a wrong definition, ValueError when that version is out with other content.
    """
    read_definition(definition)
    form, _ = Form.objects.get_or_create(key=key)
    there = FormVersion.objects.filter(form=form, number=number).first()
    if there is not None:
        if there.definition != definition:
            raise ValueError(f"form {key} version {number} is published and never changes: publish a new one")
        return there
    version = FormVersion.objects.create(
        form=form, number=number, title=dict(title), definition=definition, published_at=timezone.now()
    )
    record(actor=actor, verb="forms.published", about=key, facts={"version": number})
    return version


def latest_version(form_key: str) -> FormVersion:
    """The newest published version. Raises FormVersion.DoesNotExist."""
    return (
        FormVersion.objects.filter(form__key=form_key, published_at__isnull=False)
        .select_related("form")
        .latest("number")
    )


@transaction.atomic
def save_answers(
    *, form_key: str, rows: Mapping[str, Mapping[str, Any]], answers: AnswerSet | None
) -> AnswerSet:
    """Save `rows` ({question: {value, unknown, source, lines, as_of}}) and take away those no longer there.

    A set keeps the version it began with. Raises AnswerError for a question the version does not have.
    """
    if answers is None:
        answers = AnswerSet.objects.create(version=latest_version(form_key))
    known = {question.key for question in answers.version.content.questions()}
    strangers = sorted(set(rows) - known)
    if strangers:
        raise AnswerError(f"form {form_key} has no question {strangers[0]!r}")
    answers.rows.exclude(question__in=rows).delete()
    Answer.objects.bulk_create(
        [Answer(answers=answers, question=key, **row) for key, row in rows.items()],
        update_conflicts=True,
        unique_fields=["answers", "question"],
        update_fields=["value", "unknown", "source", "lines", "as_of"],
    )
    answers.save(update_fields=["updated_at"])
    return answers
