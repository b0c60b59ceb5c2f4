"""What is written for others: the profile of a chosen method, and where the round left its protocol."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lovende.forms.models import AnswerSet
from lovende.selection.models.readings import Candidate, Rater
from lovende.selection.models.rounds import Phase, Round


class Profile(models.Model):
    """A chosen method under the six headings of the form `method-profile` (003, Vedlegg B).

    `version` counts savings, so that two windows do not write over each other.
    """

    candidate = models.OneToOneField(Candidate, on_delete=models.PROTECT, related_name="profile")
    answers = models.OneToOneField(AnswerSet, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(auto_now=True)
    by = models.CharField(max_length=40)

    class Meta:
        verbose_name = _("metodeprofil")
        verbose_name_plural = _("metodeprofiler")

    def __str__(self) -> str:
        return str(self.candidate)


class Deviation(models.Model):
    """What was done otherwise than the locked protocol says, with the reason. Never edited (a trigger refuses)."""

    class Kind(models.TextChoices):
        RATER_AWAY = "rater-away", _("vurderer falt fra")
        SUBSTITUTE = "substitute", _("ny vurderer satt inn")
        CONFLICT = "conflict", _("inhabilitet oppdaget etter låsing")
        OTHER = "other", _("annet")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="deviations")
    phase = models.ForeignKey(
        Phase, null=True, blank=True, on_delete=models.PROTECT, related_name="deviations"
    )
    kind = models.CharField(_("hva slags avvik"), max_length=12, choices=Kind)
    rater = models.ForeignKey(
        Rater, null=True, blank=True, on_delete=models.PROTECT, related_name="deviations"
    )
    candidate = models.ForeignKey(
        Candidate, null=True, blank=True, on_delete=models.PROTECT, related_name="deviations"
    )
    reason = models.TextField(_("begrunnelse"))
    by = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("avvik fra protokollen")
        verbose_name_plural = _("avvik fra protokollen")
        ordering = ["round", "pk"]
        constraints = [
            models.CheckConstraint(
                name="deviation_known_kind",
                condition=Q(kind__in=["rater-away", "substitute", "conflict", "other"]),
            ),
            models.CheckConstraint(name="deviation_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
