"""Reports on a measure: status and final, with accounts and self-evaluation."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lovende.applications.models import Submission
from lovende.awards.models import Award
from lovende.forms.models import AnswerSet
from lovende.measures.models import Measure
from lovende.people.models import Municipality, Organisation
from lovende.schemes.models import Call


class Report(models.Model):
    """Status report (light) or final report (full) of one year. It starts from the plan as filed (`plan`)."""

    class Kind(models.TextChoices):
        STATUS = "status", _("statusrapport")
        FINAL = "final", _("sluttrapport")

    class State(models.TextChoices):
        EXPECTED = "expected", _("ventes")
        DRAFT = "draft", _("under arbeid")
        SUBMITTED = "submitted", _("levert")
        RETURNED = "returned", _("sendt tilbake")
        APPROVED = "approved", _("godkjent")

    public_id = models.SlugField(unique=True, max_length=50)
    kind = models.CharField(max_length=8, choices=Kind)
    year = models.PositiveSmallIntegerField()
    award = models.ForeignKey(Award, null=True, blank=True, on_delete=models.PROTECT, related_name="reports")
    measure = models.ForeignKey(
        Measure, null=True, blank=True, on_delete=models.PROTECT, related_name="reports"
    )
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="reports")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="reports")
    municipality = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    plan = models.ForeignKey(
        Submission, null=True, blank=True, on_delete=models.PROTECT, related_name="reports"
    )
    answers = models.OneToOneField(
        AnswerSet, null=True, blank=True, on_delete=models.PROTECT, related_name="report"
    )
    self_evaluation = models.OneToOneField(
        AnswerSet, null=True, blank=True, on_delete=models.PROTECT, related_name="self_evaluation_of"
    )
    state = models.CharField(max_length=10, choices=State, default=State.EXPECTED)
    due_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.CharField(max_length=40, blank=True)
    content = models.JSONField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    answered_by = models.CharField(max_length=40, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    needs_follow_up = models.BooleanField(null=True, blank=True)
    is_historic = models.BooleanField(default=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("rapport")
        verbose_name_plural = _("rapporter")
        ordering = ["-year", "pk"]
        indexes = [models.Index(fields=["state", "due_on"]), models.Index(fields=["call", "year", "kind"])]
        constraints = [
            models.UniqueConstraint(name="report_once_a_year", fields=["award", "kind", "year"]),
            models.CheckConstraint(name="report_known_kind", condition=Q(kind__in=["status", "final"])),
            models.CheckConstraint(
                name="report_known_state",
                condition=Q(state__in=["expected", "draft", "submitted", "returned", "approved"]),
            ),
            models.CheckConstraint(
                name="report_submitted_when",
                condition=~Q(state__in=["submitted", "approved"])
                | Q(submitted_at__isnull=False)
                | Q(is_historic=True),
            ),
            models.CheckConstraint(
                name="report_returned_why", condition=~Q(state="returned") | ~Q(answer="")
            ),
            models.CheckConstraint(
                name="report_of_award_or_historic", condition=Q(award__isnull=False) | Q(is_historic=True)
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Account(models.Model):
    """Prosjektregnskap of a report, in kroner; null is not stated. The arithmetic is checked, never mended."""

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="account")
    carried_in = models.DecimalField(
        _("overført fra i fjor"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    received = models.DecimalField(_("mottatt"), max_digits=14, decimal_places=2, null=True, blank=True)
    wages = models.DecimalField(_("lønn"), max_digits=14, decimal_places=2, null=True, blank=True)
    competence = models.DecimalField(
        _("kompetanseøkning"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    other = models.DecimalField(_("annet"), max_digits=14, decimal_places=2, null=True, blank=True)
    carried_over = models.DecimalField(
        _("overføres til neste år"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("prosjektregnskap")
        verbose_name_plural = _("prosjektregnskap")
        constraints = [
            models.CheckConstraint(
                name="account_not_negative",
                condition=(Q(received__isnull=True) | Q(received__gte=0))
                & (Q(wages__isnull=True) | Q(wages__gte=0))
                & (Q(competence__isnull=True) | Q(competence__gte=0))
                & (Q(other__isnull=True) | Q(other__gte=0)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.report}"
