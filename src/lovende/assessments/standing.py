"""Where a case stands, in one row, so that a queue of ten thousand is read without walking its history."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lovende.applications.models import Application, Submission
from lovende.people.models import Organisation
from lovende.schemes.models import Area, Call


class Stage(models.TextChoices):
    """How far a case has come, as an office sorts its work."""

    WAITING = "waiting", _("til fordeling")
    ASSESSING = "assessing", _("til vurdering")
    ASSESSED = "assessed", _("klar for innstilling")
    RECOMMENDED = "recommended", _("klar for vedtak")
    DECIDED = "decided", _("avgjort")


class Standing(models.Model):
    """What is in force on a case. Triggers of the database write it whenever something is added; nobody else does.

    State, call, handler and time are those of the application's row. Title, area, kind and `applied` (kroner, null
    where not stated) are those of the newest submission: the application's own row is a draft that its authors may
    have changed since. Of a historic one, which was never handed in here, they are its row's.

    `met` is the share (0–1) of criteria judged met in the finished assessments, a partly met one counting half;
    null before any is finished. Without a row nothing has happened yet.
    """

    application = models.OneToOneField(
        Application, primary_key=True, on_delete=models.CASCADE, related_name="standing"
    )
    call = models.ForeignKey(Call, null=True, on_delete=models.PROTECT, related_name="+")
    handler = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default=Application.State.SUBMITTED)
    submitted_at = models.DateTimeField(null=True)
    submission = models.ForeignKey(Submission, null=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200, default="")
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Application.Kind, default=Application.Kind.NEW)
    applied = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.WAITING)
    officers = models.PositiveSmallIntegerField(default=0)
    finished = models.PositiveSmallIntegerField(default=0)
    met = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    recommendation = models.ForeignKey(
        "assessments.Recommendation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    recommended_outcome = models.CharField(max_length=10, blank=True)
    recommended_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    decision = models.ForeignKey(
        "assessments.Decision", null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_outcome = models.CharField(max_length=10, blank=True)
    decided_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)

    class Meta:
        verbose_name = _("sakens stilling")
        verbose_name_plural = _("sakenes stilling")
        indexes = [
            models.Index(fields=["handler", "state", "stage"], name="standing_counted"),
            models.Index(fields=["handler", "call", "state"], name="standing_calls"),
            models.Index(
                models.F("handler"),
                models.F("submitted_at").desc(nulls_last=True),
                models.F("application").desc(),
                name="standing_newest",
            ),
            models.Index(
                models.F("handler"),
                models.F("applied").desc(nulls_last=True),
                models.F("application").desc(),
                name="standing_highest",
            ),
        ]
        constraints = [
            models.CheckConstraint(name="standing_known_stage", condition=models.Q(stage__in=Stage.values))
        ]

    def __str__(self) -> str:
        return self.stage
