"""How promising each candidate is, as the model of `stats.promise` finds it from the phases that are settled."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lovende.selection.models.rounds import Phase


class Weighing(models.Model):
    """One fit of the model, over every phase up to and with `phase`. It excludes nothing and decides nothing.

    `result` is plain JSON (`weighing.kept`) once it is ready; `why` says what stopped one that was not: the code
    "not-converged", or "failed".
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("regnes ut")
        READY = "ready", _("regnet ut")
        REFUSED = "refused", _("kunne ikke regnes ut")

    phase = models.OneToOneField(Phase, on_delete=models.PROTECT, related_name="weighing")
    seed = models.PositiveIntegerField()
    places = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    why = models.CharField(max_length=20, blank=True)
    result = models.JSONField(null=True, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("beregning")
        verbose_name_plural = _("beregninger")
        constraints = [
            models.CheckConstraint(
                name="weighing_known_state", condition=Q(state__in=["waiting", "ready", "refused"])
            ),
            models.CheckConstraint(
                name="weighing_whole",
                condition=Q(state="waiting", result__isnull=True, why="", ended_at__isnull=True)
                | (Q(state="ready", result__isnull=False, why="") & Q(ended_at__isnull=False))
                | (Q(state="refused") & ~Q(why="") & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(name="weighing_for_places", condition=Q(places__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.phase}: {self.get_state_display()}"
