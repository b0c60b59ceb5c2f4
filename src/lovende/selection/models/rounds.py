"""A round, and the protocol that is locked before it opens: its phases and its criteria."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lovende.people.models import Organisation
from lovende.records.models import Sourced
from lovende.schemes.models import Scheme


class Round(Sourced):
    """One selection. A published one holds what a report printed of it: aggregates, nothing of single measures."""

    class Kind(models.TextChoices):
        LIVE = "live", _("vurderes her")
        PUBLISHED = "published", _("publisert et annet sted")

    class State(models.TextChoices):
        DRAFT = "draft", _("forberedes")
        LOCKED = "locked", _("protokollen er låst")
        CLOSED = "closed", pgettext_lazy("utvelgelse", "avsluttet")

    class Order(models.TextChoices):
        """The order in which each rater meets candidates; it never decides anything."""

        RANDOM = "random", _("tilfeldig")
        SUGGESTED = "suggested", _("foreslått av en modell som lærer av vurdererens egne svar")

    public_id = models.SlugField(unique=True, max_length=80)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.LIVE)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    title = models.CharField(_("tittel"), max_length=200)
    institute = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="rounds_led")
    owner = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="rounds_owned"
    )
    scheme = models.ForeignKey(Scheme, null=True, blank=True, on_delete=models.PROTECT, related_name="rounds")
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    per_measure = models.PositiveSmallIntegerField(_("vurderere per tiltak"), default=2)
    at_most = models.PositiveSmallIntegerField(_("høyeste antall valgte"), null=True, blank=True)
    seed = models.PositiveIntegerField(default=1)
    reading_order = models.CharField(_("leserekkefølge"), max_length=10, choices=Order, default=Order.RANDOM)
    protocol = models.JSONField(null=True, blank=True)
    protocol_sha256 = models.CharField(max_length=64, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.CharField(max_length=40, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=40, blank=True)
    printed = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("utvelgelse")
        verbose_name_plural = _("utvelgelser")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="round_known_kind", condition=Q(kind__in=["live", "published"])),
            models.CheckConstraint(
                name="round_known_state", condition=Q(state__in=["draft", "locked", "closed"])
            ),
            models.CheckConstraint(
                name="round_known_order", condition=Q(reading_order__in=["random", "suggested"])
            ),
            models.CheckConstraint(
                name="round_closed_when",
                condition=Q(kind="published") | ~Q(state="closed") | Q(closed_at__isnull=False),
            ),
            models.CheckConstraint(name="round_read_twice", condition=Q(per_measure__gte=2)),
            models.CheckConstraint(
                name="round_locked_with_protocol",
                condition=Q(kind="published")
                | Q(state="draft")
                | Q(
                    protocol__isnull=False, locked_at__isnull=False, protocol_sha256__regex=r"^[0-9a-f]{64}$"
                ),
            ),
            models.CheckConstraint(
                name="round_published_as_printed", condition=Q(kind="live") | Q(printed__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Phase(models.Model):
    """A reading of every candidate that is left, with its question and its gate."""

    class Gate(models.TextChoices):
        """When a candidate goes out. The first is 003's, which its numbers show (003 L478–519, L552–566)."""

        ALL_OUT = "all-out", _("ut bare når alle sier ut")
        ANY_OUT = "any-out", _("ut når én sier ut")

    class State(models.TextChoices):
        WAITING = "waiting", _("ikke begynt")
        OPEN = "open", _("vurderes nå")
        SETTLED = "settled", pgettext_lazy("fase", "avgjort")

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="phases")
    key = models.SlugField(max_length=40)
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    question = models.CharField(max_length=400)
    gate = models.CharField(max_length=10, choices=Gate, default=Gate.ALL_OUT)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    opened_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("fase")
        verbose_name_plural = _("faser")
        ordering = ["round", "order"]
        constraints = [
            models.UniqueConstraint(name="phase_once_a_round", fields=["round", "key"]),
            models.UniqueConstraint(name="phase_one_of_an_order", fields=["round", "order"]),
            models.UniqueConstraint(name="phase_one_open", fields=["round"], condition=Q(state="open")),
            models.CheckConstraint(name="phase_known_gate", condition=Q(gate__in=["all-out", "any-out"])),
            models.CheckConstraint(
                name="phase_known_state", condition=Q(state__in=["waiting", "open", "settled"])
            ),
            models.CheckConstraint(
                name="phase_settled_when", condition=~Q(state="settled") | Q(settled_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Criterion(Sourced):
    """What is judged, how, by what evidence and in which phases. Not met lowers the probability, never excludes,
    unless it was declared absolute before the round opened (003 L1777–1785)."""

    class Dimension(models.TextChoices):
        TRANSFER = "transferability", _("overførbarhet")
        GOAL = "goal-achievement", _("måloppnåelse")
        BOTH = "both", _("overførbarhet og måloppnåelse")
        NEITHER = "neither", _("for seg selv")

    class Evidence(models.TextChoices):
        TEXT = "report-text", _("rapportens tekst")
        SCORE = "report-score", _("rapportens egenvurdering")
        OFFICE = "office", _("spørsmål til kontoret")
        WEB = "web", _("søk på nettet")
        GROUP = "reference-group", _("referansegruppen")
        ACCOUNTS = "accounts", _("regnskapet")

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="criteria")
    key = models.SlugField(max_length=60)
    number = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField(default=1)
    label = models.CharField(max_length=200)
    dimension = models.CharField(max_length=20, choices=Dimension)
    how = models.TextField(_("hvordan det vurderes"), blank=True)
    evidence = ArrayField(models.CharField(max_length=20, choices=Evidence), default=list, blank=True)
    phases = ArrayField(models.SlugField(max_length=40), default=list, blank=True)
    is_absolute = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("kriterium")
        verbose_name_plural = _("kriterier")
        ordering = ["round", "number"]
        constraints = [
            models.UniqueConstraint(name="criterion_once_a_round", fields=["round", "key"]),
            models.UniqueConstraint(name="criterion_one_of_a_number", fields=["round", "number"]),
            models.CheckConstraint(
                name="criterion_known_dimension",
                condition=Q(dimension__in=["transferability", "goal-achievement", "both", "neither"]),
            ),
        ]

    def __str__(self) -> str:
        return self.label
