"""An application and those who write it. What a funder sees is a submission, never the draft."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lovende.forms.models import AnswerSet
from lovende.measures.models import Measure
from lovende.people.models import Municipality, Organisation, User
from lovende.records.models import Attachment, UnknownKind
from lovende.schemes.models import Area, Call


class Application(models.Model):
    """Søknad. `answers` is the live draft for its authors; the newest `Submission` is what officers read.

    Facts beside the answers (positions, participants, amounts in kroner) are null while not stated, never 0.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("utkast")
        SUBMITTED = "submitted", _("sendt inn")
        WITHDRAWN = "withdrawn", _("trukket")
        DECIDED = "decided", _("avgjort")

    class Seen(models.TextChoices):
        """The state as the authors see it: whether there is a decision, they learn with the letter."""

        DRAFT = "draft", _("utkast")
        SUBMITTED = "submitted", _("sendt inn")
        HANDLED = "handled", _("under behandling")
        WITHDRAWN = "withdrawn", _("trukket")
        DECIDED = "decided", _("avgjort")

    class Kind(models.TextChoices):
        NEW = "new", _("nytt tiltak")
        CONTINUATION = "continuation", _("videreføring")
        REPLICATION = "replication", _("replikasjon")

    public_id = models.SlugField(unique=True, max_length=40)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="applications")
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.PROTECT, related_name="applications"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="applications")
    handler = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="applications_handled"
    )
    title = models.CharField(_("tittel"), max_length=200)
    kind = models.CharField(_("type"), max_length=12, choices=Kind, default=Kind.NEW)
    replicates = models.ForeignKey(
        Measure, null=True, blank=True, on_delete=models.PROTECT, related_name="replication_applications"
    )
    measure = models.ForeignKey(
        Measure, null=True, blank=True, on_delete=models.PROTECT, related_name="applications"
    )
    years = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    positions = models.DecimalField(_("årsverk"), max_digits=6, decimal_places=2, null=True, blank=True)
    participants = models.PositiveIntegerField(_("deltakere"), null=True, blank=True)
    applied = models.DecimalField(_("søknadsbeløp"), max_digits=14, decimal_places=2, null=True, blank=True)
    applied_unknown = models.CharField(max_length=20, blank=True, choices=UnknownKind)
    answers = models.OneToOneField(
        AnswerSet, null=True, blank=True, on_delete=models.PROTECT, related_name="application"
    )
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=0)
    submitted_at = models.DateTimeField(null=True, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)
    signed_off_by = models.CharField(max_length=40, blank=True)
    signed_off_at = models.DateTimeField(null=True, blank=True)
    signed_off_hash = models.CharField(max_length=64, blank=True)
    created_by = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    is_historic = models.BooleanField(default=False)
    terms = SearchVectorField(null=True, editable=False)

    class Meta:
        verbose_name = _("søknad")
        verbose_name_plural = _("søknader")
        ordering = ["-submitted_at", "-pk"]
        indexes = [
            models.Index(fields=["handler", "state", "-submitted_at", "-id"]),
            models.Index(fields=["call", "state", "-submitted_at", "-id"]),
            models.Index(fields=["organisation", "state"]),
            GinIndex(fields=["terms"], name="application_terms"),
        ]
        constraints = [
            models.CheckConstraint(
                name="application_known_state",
                condition=Q(state__in=["draft", "submitted", "withdrawn", "decided"]),
            ),
            models.CheckConstraint(
                name="application_known_kind",
                condition=Q(kind__in=["new", "continuation", "replication"]),
            ),
            models.CheckConstraint(
                name="application_submitted_when",
                condition=Q(state__in=["draft", "withdrawn"])
                | Q(submitted_at__isnull=False)
                | Q(is_historic=True),
            ),
            models.CheckConstraint(
                name="application_replicates_when_replication",
                condition=Q(replicates__isnull=True) | Q(kind="replication"),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_announced(self) -> bool:
        """Decided, and the authors have been told; of history both is public knowledge."""
        return self.state == self.State.DECIDED and (self.is_historic or self.announced_at is not None)

    @property
    def seen(self) -> "Application.Seen":
        """What the authors see. Handed in and decided in silence look the same, so that nothing tells them apart."""
        if self.state in (self.State.DRAFT, self.State.WITHDRAWN) or self.is_announced:
            return self.Seen(self.state)
        return self.Seen.SUBMITTED if self.call.is_open else self.Seen.HANDLED


class Author(models.Model):
    """One who writes on an application. Drafts are seen by authors alone. Exactly these, whoever they work for."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="authors")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="authorships")
    may_sign = models.BooleanField(default=False)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("medforfatter")
        verbose_name_plural = _("medforfattere")
        constraints = [models.UniqueConstraint(name="author_once", fields=["application", "user"])]

    def __str__(self) -> str:
        return f"{self.user} · {self.application}"


class BudgetLine(models.Model):
    """Kroner of one kind in one year. Own contribution (egenandel) stands beside what is applied for."""

    class Kind(models.TextChoices):
        SALARIES = "salaries", _("lønn")
        COMPETENCE = "competence", _("kompetanseheving")
        OPERATIONS = "operations", _("drift")
        PURCHASES = "purchases", _("kjøp av tjenester")
        TRAVEL = "travel", _("reise og møter")
        EVALUATION = "evaluation", _("evaluering")
        OTHER = "other", _("annet")
        OWN = "own", _("egenandel")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="budget")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("budsjettlinje")
        verbose_name_plural = _("budsjettlinjer")
        ordering = ["year", "pk"]
        constraints = [
            models.UniqueConstraint(name="budget_kind_once_a_year", fields=["application", "year", "kind"]),
            models.CheckConstraint(name="budget_not_negative", condition=Q(amount__gte=0)),
            models.CheckConstraint(
                name="budget_known_kind",
                condition=Q(
                    kind__in=[
                        "salaries",
                        "competence",
                        "operations",
                        "purchases",
                        "travel",
                        "evaluation",
                        "other",
                        "own",
                    ]
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.get_kind_display()}"


class Revision(models.Model):
    """What an answer was after one save: the base from which two authors' texts are put together."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="revisions")
    question = models.SlugField(max_length=60)
    number = models.PositiveIntegerField()
    value = models.JSONField(null=True, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("lagret svar")
        verbose_name_plural = _("lagrede svar")
        ordering = ["application", "question", "-number"]
        constraints = [
            models.UniqueConstraint(name="revision_once", fields=["application", "question", "number"])
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.number}"


class Presence(models.Model):
    """Where an author writes just now."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    question = models.SlugField(max_length=60, blank=True)
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("hvor noen skriver")
        verbose_name_plural = _("hvor noen skriver")
        constraints = [models.UniqueConstraint(name="presence_once", fields=["application", "user"])]

    def __str__(self) -> str:
        return f"{self.user} · {self.question}"


class Comment(models.Model):
    """What one author says to the others about an answer; never seen by the funder."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="comments")
    question = models.SlugField(max_length=60, blank=True)
    by = models.CharField(max_length=40)
    text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)
    resolved_by = models.CharField(max_length=40, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("kommentar")
        verbose_name_plural = _("kommentarer")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:40]


class SimilarNote(models.Model):
    """How the applicant says this measure relates to one already in the register."""

    class Relation(models.TextChoices):
        REPLICATES = "replicates", _("vi gjør det samme hos oss")
        BUILDS_ON = "builds-on", _("vi bygger videre på det")
        DIFFERS = "differs", _("vi gjør noe annet")
        LEARNS = "learns", _("vi lærer av det som ikke gikk")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="similar")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="+")
    relation = models.CharField(max_length=12, choices=Relation)
    note = models.TextField(blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("forhold til et annet tiltak")
        verbose_name_plural = _("forhold til andre tiltak")
        constraints = [
            models.UniqueConstraint(name="similar_once", fields=["application", "measure"]),
            models.CheckConstraint(
                name="similar_known_relation",
                condition=Q(relation__in=["replicates", "builds-on", "differs", "learns"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_relation_display()}: {self.measure}"


class Citation(models.Model):
    """A figure of official statistics that an answer rests on, with all that finds it again."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="citations")
    question = models.SlugField(max_length=60)
    table = models.CharField(max_length=20, blank=True)
    table_title = models.CharField(max_length=300)
    label = models.CharField(max_length=300)
    municipality = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    region = models.CharField(max_length=120, blank=True)
    period = models.CharField(max_length=20)
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    unknown = models.CharField(max_length=20, blank=True, choices=UnknownKind)
    unit = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=200)
    address = models.URLField(max_length=1000, blank=True)
    retrieved_at = models.DateTimeField(null=True, blank=True)
    is_typed = models.BooleanField(default=False)
    by = models.CharField(max_length=40)

    class Meta:
        verbose_name = _("sitert tall")
        verbose_name_plural = _("siterte tall")
        ordering = ["question", "pk"]
        constraints = [
            models.CheckConstraint(
                name="citation_value_or_unknown",
                condition=Q(value__isnull=False, unknown="") | (Q(value__isnull=True) & ~Q(unknown="")),
            ),
            models.CheckConstraint(name="citation_has_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.period}"


class ApplicationFile(models.Model):
    """A file handed in with an answer."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="files")
    question = models.SlugField(max_length=60)
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("vedlegg til søknad")
        verbose_name_plural = _("vedlegg til søknad")
        constraints = [
            models.UniqueConstraint(
                name="application_file_once", fields=["application", "question", "attachment"]
            )
        ]

    def __str__(self) -> str:
        return self.question


class Submission(models.Model):
    """What was handed in, whole and unchangeable: a trigger refuses change. `content` is as `snapshot` gives it."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=40)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("innsending")
        verbose_name_plural = _("innsendinger")
        ordering = ["application", "-number"]
        constraints = [
            models.UniqueConstraint(name="submission_once", fields=["application", "number"]),
            models.CheckConstraint(name="submission_sha256", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")),
        ]

    def __str__(self) -> str:
        return f"{self.application} ({self.number})"
