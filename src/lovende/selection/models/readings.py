"""Candidates, raters, and each rater's reading of each candidate: nobody else's until the phase is settled."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lovende.measures.models import Measure
from lovende.people.models import Organisation, User
from lovende.reporting.models import Report
from lovende.selection.models.rounds import Criterion, Phase, Round


class Candidate(models.Model):
    """A measure in a round, with what raters read of it, kept as it was when the protocol was locked."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="candidates")
    number = models.PositiveIntegerField()
    measure = models.ForeignKey(
        Measure, null=True, blank=True, on_delete=models.PROTECT, related_name="candidacies"
    )
    report = models.ForeignKey(
        Report, null=True, blank=True, on_delete=models.PROTECT, related_name="candidacies"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(max_length=300)
    material = models.JSONField(default=list)
    is_complete = models.BooleanField(null=True)
    incomplete_because = models.CharField(max_length=300, blank=True)
    out_in = models.ForeignKey(
        Phase, null=True, blank=True, on_delete=models.PROTECT, related_name="candidates_out"
    )

    class Meta:
        verbose_name = _("kandidat")
        verbose_name_plural = _("kandidater")
        ordering = ["round", "number"]
        constraints = [
            models.UniqueConstraint(name="candidate_one_of_a_number", fields=["round", "number"]),
            models.UniqueConstraint(name="candidate_report_once", fields=["round", "report"]),
            models.UniqueConstraint(
                name="candidate_measure_once", fields=["round", "measure"], condition=Q(report__isnull=True)
            ),
            models.CheckConstraint(
                name="candidate_of_something", condition=Q(measure__isnull=False) | Q(report__isnull=False)
            ),
            models.CheckConstraint(
                name="candidate_incomplete_why", condition=~Q(is_complete=False) | ~Q(incomplete_because="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Rater(models.Model):
    """A person who rates in a round, and the department that no other rater of the same candidate may come from."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="raters")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="ratings")
    department = models.CharField(_("avdeling"), max_length=120)
    most = models.PositiveIntegerField(_("høyeste antall tiltak"), null=True, blank=True)
    absent_since = models.DateTimeField(null=True, blank=True)
    put_on_after = models.DateTimeField(null=True, blank=True)  # a substitute, after the protocol was locked

    class Meta:
        verbose_name = _("vurderer")
        verbose_name_plural = _("vurderere")
        ordering = ["round", "pk"]
        constraints = [
            models.UniqueConstraint(name="rater_once_a_round", fields=["round", "user"]),
            models.CheckConstraint(name="rater_has_department", condition=~Q(department="")),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.department}"


class Conflict(models.Model):
    """A rater who is partial (inhabil) in a candidate and never gets it."""

    rater = models.ForeignKey(Rater, on_delete=models.CASCADE, related_name="conflicts")
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="conflicts")
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("inhabilitet")
        verbose_name_plural = _("inhabiliteter")
        constraints = [models.UniqueConstraint(name="conflict_once", fields=["rater", "candidate"])]

    def __str__(self) -> str:
        return f"{self.rater} – {self.candidate}"


class Reading(models.Model):
    """One rater's reading of one candidate in one phase; locked, it never changes (a trigger refuses)."""

    class Verdict(models.TextChoices):
        IN = "in", _("Inn")
        OUT = "out", _("Ut")

    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="readings")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="readings")
    rater = models.ForeignKey(Rater, on_delete=models.PROTECT, related_name="readings")
    place = models.PositiveIntegerField()  # in the rater's own order, drawn when readings are given out
    verdict = models.CharField(max_length=3, choices=Verdict, blank=True)
    reason = models.TextField(_("begrunnelse"), blank=True)
    notes = models.TextField(_("egne notater"), blank=True)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # taken from a rater who fell ill, unlocked

    class Meta:
        verbose_name = _("vurdering")
        verbose_name_plural = _("vurderinger")
        ordering = ["phase", "rater", "place", "pk"]
        constraints = [
            models.UniqueConstraint(name="reading_once", fields=["phase", "candidate", "rater"]),
            models.CheckConstraint(name="reading_known_verdict", condition=Q(verdict__in=["", "in", "out"])),
            models.CheckConstraint(
                name="reading_locked_whole",
                condition=Q(locked_at__isnull=True) | (~Q(verdict="") & Q(withdrawn_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="reading_out_why",
                condition=Q(locked_at__isnull=True) | ~Q(verdict="out") | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate} · {self.rater}"


class Tick(models.Model):
    """How a rater judged one criterion."""

    class Value(models.TextChoices):
        MET = "met", _("Oppfylt")
        NOT_MET = "not-met", _("Ikke oppfylt")
        CANNOT_SAY = "cannot-say", _("Kan ikke vurderes")

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="ticks")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="ticks")
    value = models.CharField(max_length=10, choices=Value)

    class Meta:
        verbose_name = _("kriterievurdering")
        verbose_name_plural = _("kriterievurderinger")
        constraints = [
            models.UniqueConstraint(name="tick_once", fields=["reading", "criterion"]),
            models.CheckConstraint(
                name="tick_known_value", condition=Q(value__in=["met", "not-met", "cannot-say"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.get_value_display()}"
