"""A form is data: sections and questions. A published version never changes; answers belong to a version."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from lovende.forms.definition import NOT_RELEVANT, Definition, read_definition
from lovende.records.models import Sourced, UnknownKind
from lovende.records.words import in_language

# By key and time of publishing: another database (a restored one) has other times.
_read: dict[int, tuple[datetime, Definition]] = {}


class Form(models.Model):
    """A questionnaire under one name through all its versions."""

    key = models.SlugField(unique=True, max_length=60)

    class Meta:
        verbose_name = _("skjema")
        verbose_name_plural = _("skjemaer")

    def __str__(self) -> str:
        return self.key


class FormVersion(models.Model):
    """One version; `definition` is checked by `read_definition`. A trigger refuses change once published."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.JSONField(default=dict)
    definition = models.JSONField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("skjemaversjon")
        verbose_name_plural = _("skjemaversjoner")
        constraints = [models.UniqueConstraint(name="form_version_once", fields=["form", "number"])]

    def __str__(self) -> str:
        return f"{in_language(self.title)} v{self.number}"

    @property
    def content(self) -> Definition:
        """The definition, read once in a process for a version that is out: it never changes again."""
        if self.published_at is None or self.pk is None:
            return read_definition(self.definition)
        kept = _read.get(self.pk)
        if kept is None or kept[0] != self.published_at:
            kept = _read[self.pk] = (self.published_at, read_definition(self.definition))
        return kept[1]


IRRELEVANT = -1  # the point of an answer «ikke relevant»


class AnswerSet(models.Model):
    """The answers to one version of a form, whoever they belong to."""

    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="answer_sets")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("besvarelse")
        verbose_name_plural = _("besvarelser")

    def __str__(self) -> str:
        return f"#{self.pk}"


class Answer(Sourced):
    """One answer: a value of the question's kind, or a stated unknown; never neither."""

    answers = models.ForeignKey(AnswerSet, on_delete=models.CASCADE, related_name="rows")
    question = models.SlugField(max_length=60)
    value = models.JSONField(null=True, blank=True)
    # The point of a scale as a number, which the database groups by in a third of the time that JSON takes.
    point = models.GeneratedField(
        expression=RawSQL(  # noqa: S611 (two constants of ours)
            f"CASE WHEN value::text ~ '^[0-9]{{1,2}}$' THEN value::text::smallint "
            f"WHEN value = '\"{NOT_RELEVANT}\"' THEN {IRRELEVANT} END",
            [],
        ),
        output_field=models.SmallIntegerField(null=True),
        db_persist=True,
    )
    unknown = models.CharField(max_length=20, blank=True, choices=UnknownKind)
    unknown_note = models.CharField(max_length=300, blank=True)
    labels = ArrayField(models.CharField(max_length=200), default=list, blank=True)

    class Meta:
        verbose_name = _("svar")
        verbose_name_plural = _("svar")
        constraints = [
            models.UniqueConstraint(name="answer_once_a_question", fields=["answers", "question"]),
            models.CheckConstraint(
                name="answer_value_or_unknown",
                condition=Q(value__isnull=False, unknown="") | (Q(value__isnull=True) & ~Q(unknown="")),
            ),
            models.CheckConstraint(
                name="answer_known_unknown", condition=Q(unknown__in=["", *UnknownKind.values])
            ),
        ]

    def __str__(self) -> str:
        return self.question
