"""Where a fact comes from, what is not known, the field's words, what happened, and files."""

import re

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lovende.records.words import in_language

PARTIAL_DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"
LINES = r"^$|^\d+(-\d+)?(, \d+(-\d+)?)*$"


class SourceDocument(models.Model):
    """A document that facts are taken from; `key` is its short public name."""

    key = models.SlugField(unique=True, max_length=40)
    title = models.CharField(max_length=300)
    publisher = models.CharField(max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    language = models.CharField(max_length=5, default="nb")
    kind = models.CharField(max_length=80, blank=True)
    description = models.TextField(blank=True)

    class Meta:
        verbose_name = _("kilde")
        verbose_name_plural = _("kilder")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.title


class Sourced(models.Model):
    """A fact with its locator: document, lines in it, and the date the fact holds for."""

    source = models.ForeignKey(
        SourceDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lines = models.CharField(max_length=200, blank=True, validators=[RegexValidator(LINES)])
    as_of = models.CharField(max_length=10, blank=True, validators=[RegexValidator(PARTIAL_DATE)])

    class Meta:
        abstract = True

    @property
    def locator(self) -> str:
        """Short form for people: «002 L172–359», "" when no source is known."""
        if not self.source_id:
            return ""
        key = self.source.key if self.source else ""
        return f"{key} L{re.sub('-', '–', self.lines)}" if self.lines else key


class UnknownKind(models.TextChoices):
    """Why a value is absent. Unknown is a value: never 0, blank or «no» (product rule 1)."""

    NOT_STATED = "not-stated", _("ikke oppgitt")
    TOO_EARLY = "too-early", _("for tidlig")
    NOT_COLLECTED = "not-collected", _("ikke innhentet")
    LOST = "lost", _("tapt i kilden")
    WITHHELD = "withheld", _("skjermet")


class Term(models.Model):
    """A word of a vocabulary (target group, method, phase, kind of organisation …), with its aliases."""

    vocabulary = models.SlugField(max_length=40)
    key = models.SlugField(max_length=60)
    names = models.JSONField(default=dict)
    aliases = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    note = models.TextField(blank=True)
    version = models.PositiveSmallIntegerField(default=1)
    order = models.PositiveSmallIntegerField(default=0)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("begrep")
        verbose_name_plural = _("begreper")
        ordering = ["vocabulary", "order", "key"]
        constraints = [
            models.UniqueConstraint(name="term_once_a_vocabulary", fields=["vocabulary", "key"]),
            models.CheckConstraint(name="term_has_bokmal_name", condition=Q(names__has_key="nb")),
        ]

    def __str__(self) -> str:
        return in_language(self.names) or self.key


class AuditEvent(models.Model):
    """One thing that happened. Append-only (a trigger refuses change) and chained by hash.

    `actor` is the pseudonym of a person, never a name; `facts` hold no personal data.
    """

    sequence = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=40, blank=True)
    verb = models.CharField(max_length=60)
    about = models.CharField(max_length=120, blank=True)
    facts = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("hendelse")
        verbose_name_plural = _("hendelser")
        ordering = ["sequence"]
        indexes = [models.Index(fields=["about", "sequence"])]

    def __str__(self) -> str:
        return f"{self.sequence} {self.verb} {self.about}"


def _attachment_path(attachment: "Attachment", name: str) -> str:
    """By content alone: what a person called the file never becomes a path."""
    return f"attachments/{attachment.sha256[:2]}/{attachment.sha256}"


class Attachment(models.Model):
    """An uploaded file: stored under its hash, never executed, served only through a permission check."""

    file = models.FileField(upload_to=_attachment_path)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.CharField(max_length=40, blank=True)
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("vedlegg")
        verbose_name_plural = _("vedlegg")
        constraints = [
            models.CheckConstraint(name="attachment_sha256", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")),
            models.CheckConstraint(name="attachment_not_empty", condition=Q(size__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name
