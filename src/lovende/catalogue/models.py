"""An import of a catalogue, its sections, and each decision a person made on one."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lovende.measures.models import Measure
from lovende.records.models import Attachment


class CatalogueImport(models.Model):
    """One file that came in.

    `raw_lines` and `known_names` (words of names that e-mail addresses give away) may hold personal data: they
    are seen on the review page alone, never exported or logged. `outline` is redacted: `{file, front, unplaced,
    flags}` as `parsing.Catalogue.to_json` gives them.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("venter på lesing")
        READING = "reading", _("leses")
        REVIEW = "review", _("til gjennomgang")
        FAILED = "failed", _("kunne ikke leses")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="imports")
    document_key = models.SlugField(_("kildens korte navn"), max_length=40)
    document_title = models.CharField(_("kildens tittel"), max_length=300)
    document_year = models.PositiveSmallIntegerField(_("år"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    error = models.JSONField(null=True, blank=True)
    warnings = models.JSONField(default=list, blank=True)
    raw_lines = models.JSONField(default=list, blank=True)
    known_names = models.JSONField(default=list, blank=True)
    outline = models.JSONField(default=dict, blank=True)
    created_by = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("importer")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="import_failed_says_why", condition=~Q(state="failed") | Q(error__isnull=False)
            ),
            models.CheckConstraint(
                name="import_known_state", condition=Q(state__in=["waiting", "reading", "review", "failed"])
            ),
        ]

    def __str__(self) -> str:
        return self.document_title


class Section(models.Model):
    """One section found: the proposal as parsed, the facts as a person edited them, and where it stands.

    `version` counts changes: one made on an older version than the row's is refused (two tabs, two people).
    `parsed` is the section as the parser gave it, redacted; `split_from` the section this one was parted from.
    """

    class Kind(models.TextChoices):
        ENTRY = "entry", _("prosjekt")
        RECIPE = "recipe", _("oppskrift")
        OTHER = "other", _("annet")

    class State(models.TextChoices):
        WAITING = "waiting", _("ikke gjennomgått")
        ACCEPTED = "accepted", _("godtatt")
        REJECTED = "rejected", _("avvist")

    batch = models.ForeignKey(CatalogueImport, on_delete=models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=300)
    line_from = models.PositiveIntegerField()
    line_to = models.PositiveIntegerField()
    parsed = models.JSONField(default=dict)
    proposal = models.JSONField()
    edited = models.JSONField(null=True, blank=True)
    flags = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    version = models.PositiveIntegerField(default=0)
    split_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="parts"
    )
    measure = models.ForeignKey(
        Measure, null=True, blank=True, on_delete=models.PROTECT, related_name="import_sections"
    )

    class Meta:
        verbose_name = _("seksjon")
        verbose_name_plural = _("seksjoner")
        ordering = ["line_from", "position", "pk"]
        constraints = [
            models.UniqueConstraint(name="section_once", fields=["batch", "position"]),
            models.CheckConstraint(name="section_lines", condition=Q(line_to__gte=models.F("line_from"))),
            models.CheckConstraint(
                name="section_accepted_has_measure", condition=~Q(state="accepted") | Q(measure__isnull=False)
            ),
            models.CheckConstraint(
                name="section_known_state", condition=Q(state__in=["waiting", "accepted", "rejected"])
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def facts(self) -> dict:
        """What would be published: the edited facts, else the proposal."""
        return self.edited if self.edited is not None else self.proposal


class Decision(models.Model):
    """One decision on a section: accept, edit, reject, split, undo; a reason where one is owed.

    A trigger refuses any change of one: it is superseded, never edited (product rule 4).
    `before` is what `undo` goes back to: `{state, edited, title}`, and `{undoes: id}` for an undo itself.
    """

    class Verb(models.TextChoices):
        EDIT = "edit", _("endret")
        ACCEPT = "accept", _("godtatt")
        REJECT = "reject", _("avvist")
        SPLIT = "split", _("delt i to")
        UNDO = "undo", _("angret")

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="decisions")
    verb = models.CharField(max_length=10, choices=Verb)
    by = models.CharField(max_length=40)
    reason = models.CharField(max_length=500, blank=True)
    before = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("beslutning")
        verbose_name_plural = _("beslutninger")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="decision_rejection_says_why", condition=~Q(verb="reject") | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="decision_known_verb",
                condition=Q(verb__in=["edit", "accept", "reject", "split", "undo"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.section_id}"
