"""What follows a decision: the award by year, instalments, conditions, changes, meetings and reminders."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lovende.applications.models import Application
from lovende.assessments.models import Decision
from lovende.measures.models import Measure
from lovende.people.models import Organisation, User
from lovende.records.models import UnknownKind
from lovende.schemes.models import Call


class Award(models.Model):
    """Tilskudd: one measure's grant under one call, through its years."""

    class State(models.TextChoices):
        RUNNING = "running", _("pågår")
        FINISHED = "finished", _("avsluttet")
        STOPPED = "stopped", _("stanset")

    public_id = models.SlugField(unique=True, max_length=40)
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="award")
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="awards"
    )
    measure = models.ForeignKey(
        Measure, null=True, blank=True, on_delete=models.PROTECT, related_name="awards"
    )
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="awards")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="awards")
    handler = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="awards_handled"
    )
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    follows = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="continued_by"
    )
    is_historic = models.BooleanField(default=False)
    announced_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("tilskudd")
        verbose_name_plural = _("tilskudd")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["handler", "state", "-id"]),
            models.Index(fields=["call", "state"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="award_known_state", condition=Q(state__in=["running", "finished", "stopped"])
            ),
            models.CheckConstraint(
                name="award_period_order",
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="award_decided_or_historic", condition=Q(decision__isnull=False) | Q(is_historic=True)
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_told(self) -> bool:
        """Does the project know of it? It does once a letter of the award is sent; of history everybody does."""
        return self.is_historic or self.announced_at is not None


class AwardYear(models.Model):
    """Kroner of one year. Granted is decided; planned is what the applicant foresees (one year at a time)."""

    class State(models.TextChoices):
        GRANTED = "granted", _("tildelt")
        PLANNED = "planned", _("ikke søkt ennå")

    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    unknown = models.CharField(max_length=20, blank=True, choices=UnknownKind)
    state = models.CharField(max_length=10, choices=State, default=State.GRANTED)

    class Meta:
        verbose_name = _("tilskudd for et år")
        verbose_name_plural = _("tilskudd per år")
        ordering = ["award", "year"]
        indexes = [models.Index(fields=["year", "state"])]
        constraints = [
            models.UniqueConstraint(name="award_year_once", fields=["award", "year"]),
            models.CheckConstraint(
                name="award_year_known_state", condition=Q(state__in=["granted", "planned"])
            ),
            models.CheckConstraint(
                name="award_year_amount_or_unknown",
                condition=Q(amount__gte=0, unknown="") | (Q(amount__isnull=True) & ~Q(unknown="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award} {self.year}"


class Instalment(models.Model):
    """Rate: a part of a year's money. Triggers hold a year's to its grant and refuse to change a paid one.

    The one way back from paid is an `UndonePayment` of the same, made in the same transaction.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planlagt")
        HELD = "held", _("holdt tilbake")
        PAID = "paid", _("utbetalt")

    award_year = models.ForeignKey(AwardYear, on_delete=models.CASCADE, related_name="instalments")
    number = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    paid_on = models.DateField(null=True, blank=True)
    held_because = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("rate")
        verbose_name_plural = _("rater")
        ordering = ["award_year", "number"]
        constraints = [
            models.UniqueConstraint(name="instalment_once", fields=["award_year", "number"]),
            models.CheckConstraint(name="instalment_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="instalment_known_state", condition=Q(state__in=["planned", "held", "paid"])
            ),
            models.CheckConstraint(
                name="instalment_paid_when",
                condition=Q(state="paid", paid_on__isnull=False)
                | (~Q(state="paid") & Q(paid_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="instalment_held_why", condition=~Q(state="held") | ~Q(held_because="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award_year} ({self.number})"


class UndonePayment(models.Model):
    """Angret utbetaling: that an instalment was marked as paid, by mistake. Append-only, by trigger.

    The instalment itself may be planned anew, so what was marked is copied here; `at` is the transaction's time.
    """

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="undone_payments")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    paid_on = models.DateField()
    reason = models.CharField(max_length=300)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("angret utbetaling")
        verbose_name_plural = _("angrede utbetalinger")
        ordering = ["award", "pk"]
        constraints = [models.CheckConstraint(name="undone_payment_says_why", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"{self.award} {self.year} ({self.number})"


class Condition(models.Model):
    """Vilkår of an award, and how it was met."""

    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="conditions")
    text = models.TextField()
    due_on = models.DateField(null=True, blank=True)
    met_on = models.DateField(null=True, blank=True)
    met_note = models.CharField(max_length=300, blank=True)
    met_by = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("vilkår")
        verbose_name_plural = _("vilkår")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Change(models.Model):
    """Endring: applied for and granted or refused, or only told (logged)."""

    class Kind(models.TextChoices):
        BUDGET = "budget", _("budsjett")
        PERIOD = "period", _("forlenget periode")
        CONTENT = "content", _("innhold")
        TARGET_GROUP = "target-group", _("målgruppe")
        PARTNERS = "partners", _("samarbeidspartnere")
        STOP = "stop", _("stans")

    class State(models.TextChoices):
        APPLIED = "applied", _("omsøkt")
        GRANTED = "granted", _("godkjent")
        REFUSED = "refused", _("ikke godkjent")
        LOGGED = "logged", _("meldt")

    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=12, choices=Kind)
    description = models.TextField()
    why = models.TextField()
    new_end = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State)
    asked_by = models.CharField(max_length=40)
    asked_at = models.DateTimeField(auto_now_add=True)
    answered_by = models.CharField(max_length=40, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        verbose_name = _("endring")
        verbose_name_plural = _("endringer")
        ordering = ["award", "-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="change_known_state",
                condition=Q(state__in=["applied", "granted", "refused", "logged"]),
            ),
            models.CheckConstraint(
                name="change_answered_with_reason",
                condition=Q(state__in=["applied", "logged"]) | (Q(answered_at__isnull=False) & ~Q(answer="")),
            ),
            models.CheckConstraint(name="change_has_reason", condition=~Q(why="")),
            models.CheckConstraint(
                name="change_period_has_end", condition=~Q(kind="period") | Q(new_end__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award}: {self.get_kind_display()}"


class Meeting(models.Model):
    """A follow-up meeting between funder and project."""

    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="meetings")
    held_on = models.DateField()
    place = models.CharField(max_length=120, blank=True)
    agenda = models.TextField(blank=True)
    notes = models.TextField(blank=True)
    agreed = models.TextField(blank=True)
    by = models.CharField(max_length=40)

    class Meta:
        verbose_name = _("møte")
        verbose_name_plural = _("møter")
        ordering = ["award", "-held_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.award} {self.held_on}"


class NoticeChoice(models.Model):
    """How a person wants to be reminded; without a row: by e-mail, in bokmål."""

    class Language(models.TextChoices):
        BOKMAL = "nb", _("bokmål")
        NYNORSK = "nn", _("nynorsk")

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="notice_choice")
    language = models.CharField(max_length=2, choices=Language, default=Language.BOKMAL)
    by_mail = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("valg av påminnelser")
        verbose_name_plural = _("valg av påminnelser")
        constraints = [
            models.CheckConstraint(name="notice_known_language", condition=Q(language__in=["nb", "nn"]))
        ]

    def __str__(self) -> str:
        return self.language


class CalendarLink(models.Model):
    """The secret link to a person's calendar. The address is `key` signed; a revoked one opens nothing."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="calendar_links")
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("kalenderlenke")
        verbose_name_plural = _("kalenderlenker")
        constraints = [
            models.UniqueConstraint(
                name="calendar_one_link_in_force", fields=["user"], condition=Q(revoked_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"


class Reminder(models.Model):
    """One reminder to one person about one date; sent at most once."""

    kind = models.CharField(max_length=30)
    about = models.CharField(max_length=80)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    due_on = models.DateField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("påminnelse")
        verbose_name_plural = _("påminnelser")
        constraints = [
            models.UniqueConstraint(name="reminder_once", fields=["kind", "about", "user", "due_on"])
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"
