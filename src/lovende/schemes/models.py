"""The grant scheme, its versions, and the call with its rules, areas, criteria and handlers."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lovende.forms.models import FormVersion
from lovende.people.models import County, Organisation
from lovende.records.models import Sourced, Term, UnknownKind
from lovende.records.words import in_language
from lovende.schemes.ruledata import Ruleset, read_rules

# What an award may not rest on (003 L1322-1334): the chance of effect, the chance of continuation.
NO_CRITERION = ("chance-of-effect", "chance-of-continuation")


class Scheme(Sourced):
    """Tilskuddsordning. The owner (eier) and the administrator (forvalter) are two facts; either may be unknown."""

    key = models.SlugField(unique=True, max_length=60)
    name = models.CharField(_("navn"), max_length=200)
    aliases = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    chapter_post = models.CharField(_("kapittel og post"), max_length=20, blank=True)
    regulation = models.CharField(_("forskrift"), max_length=200, blank=True)
    owner = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="schemes_owned"
    )
    administrator = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="schemes_administered"
    )
    goals = models.TextField(_("mål"), blank=True)
    caveat = models.TextField(_("forbehold"), blank=True)

    class Meta:
        verbose_name = _("tilskuddsordning")
        verbose_name_plural = _("tilskuddsordninger")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class SchemeVersion(Sourced):
    """What a scheme was from a day on: its regulation and goals then, and what changed."""

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    valid_from = models.CharField(max_length=10, blank=True)
    name = models.CharField(max_length=200)
    regulation = models.CharField(_("forskrift"), max_length=200, blank=True)
    goals = models.TextField(_("mål"), blank=True)
    change = models.TextField(_("hva som ble endret"), blank=True)

    class Meta:
        verbose_name = _("utgave av ordningen")
        verbose_name_plural = _("utgaver av ordningen")
        ordering = ["scheme", "number"]
        constraints = [models.UniqueConstraint(name="scheme_version_once", fields=["scheme", "number"])]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"


class Call(Sourced):
    """Utlysning. `rules` are data that the program checks (`schemes.ruleset`); a historic one only tells."""

    class State(models.TextChoices):
        DRAFT = "draft", _("utkast")
        PUBLISHED = "published", _("kunngjort")
        CLOSED = "closed", _("avsluttet")
        HISTORIC = "historic", _("historisk")

    key = models.SlugField(unique=True, max_length=60)
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="calls")
    version = models.ForeignKey(
        SchemeVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="calls"
    )
    administrator = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="calls"
    )
    year = models.PositiveSmallIntegerField(_("år"))
    title = models.CharField(_("tittel"), max_length=200)
    text = models.TextField(_("utlysningstekst"), blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    opens_at = models.DateTimeField(_("åpner"), null=True, blank=True)
    deadline = models.DateTimeField(_("søknadsfrist"), null=True, blank=True)
    frame = models.DecimalField(_("ramme"), max_digits=14, decimal_places=2, null=True, blank=True)
    frame_unknown = models.CharField(max_length=20, blank=True, choices=UnknownKind)
    eligible = models.ManyToManyField(Term, blank=True, related_name="+", verbose_name=_("hvem kan søke"))
    rules = models.JSONField(default=dict, blank=True)
    application_form = models.ForeignKey(
        FormVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    status_form = models.ForeignKey(
        FormVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    final_form = models.ForeignKey(
        FormVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    self_evaluation = models.ForeignKey(
        FormVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    caveat = models.TextField(_("forbehold"), blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)
    # Counts the changes: a form opened on an older edition is refused.
    edition = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("utlysning")
        verbose_name_plural = _("utlysninger")
        ordering = ["-year", "title", "pk"]
        constraints = [
            models.CheckConstraint(
                name="call_known_state", condition=Q(state__in=["draft", "published", "closed", "historic"])
            ),
            models.CheckConstraint(
                name="call_published_is_whole",
                condition=~Q(state="published")
                | Q(
                    deadline__isnull=False,
                    application_form__isnull=False,
                    published_at__isnull=False,
                    administrator__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="call_frame_or_unknown",
                condition=Q(frame__gte=0, frame_unknown="") | (Q(frame__isnull=True) & ~Q(frame_unknown="")),
            ),
            models.CheckConstraint(
                name="call_opens_before_deadline",
                condition=Q(opens_at__isnull=True)
                | Q(deadline__isnull=True)
                | Q(deadline__gt=models.F("opens_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def standing(self) -> str:
        """One of "draft", "coming", "open", "closed" or "historic" now: a published call is open until its deadline."""
        if self.state != self.State.PUBLISHED:
            return self.state
        now = timezone.now()
        if self.opens_at is not None and self.opens_at > now:
            return "coming"
        return "open" if self.deadline is not None and self.deadline > now else "closed"

    @property
    def is_open(self) -> bool:
        """Published, opened, before its deadline: whoever may apply can apply now."""
        return self.standing == "open"

    @property
    def ruleset(self) -> Ruleset:
        """What the call demands. Raises RulesError."""
        return read_rules(self.rules)


class Area(Sourced):
    """Thematic area (tematisk område) of a call. `…_stated` are what a source counts, apart from what is here."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="areas")
    key = models.SlugField(max_length=40)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    name = models.CharField(max_length=200)
    target_group = models.TextField(blank=True)
    is_prioritised = models.BooleanField(default=False)
    rules = models.JSONField(default=dict, blank=True)
    applications_stated = models.PositiveIntegerField(null=True, blank=True)
    awards_stated = models.PositiveIntegerField(null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("tematisk område")
        verbose_name_plural = _("tematiske områder")
        ordering = ["call", "order", "pk"]
        constraints = [models.UniqueConstraint(name="area_once_a_call", fields=["call", "key"])]

    def __str__(self) -> str:
        return f"{self.number} {self.name}" if self.number else self.name


class Criterion(Sourced):
    """Award criterion (tildelingskriterium) of a call; `is_priority` gives an advantage (003 L112-124)."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="criteria")
    key = models.SlugField(max_length=60)
    label = models.JSONField(default=dict)
    help = models.JSONField(default=dict, blank=True)
    is_priority = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("tildelingskriterium")
        verbose_name_plural = _("tildelingskriterier")
        ordering = ["call", "order", "pk"]
        constraints = [
            models.UniqueConstraint(name="criterion_once_a_call", fields=["call", "key"]),
            models.CheckConstraint(name="criterion_not_chance", condition=~Q(key__in=NO_CRITERION)),
            models.CheckConstraint(name="criterion_has_bokmal_label", condition=Q(label__has_key="nb")),
        ]

    def __str__(self) -> str:
        return in_language(self.label)


class Handler(models.Model):
    """Which organisation handles applications of a call from a county; without county, those of all others."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="handlers")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    county = models.ForeignKey(County, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("saksbehandlende organisasjon")
        verbose_name_plural = _("saksbehandlende organisasjoner")
        constraints = [
            models.UniqueConstraint(
                name="handler_once_a_county", fields=["call", "county"], nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.call}"
