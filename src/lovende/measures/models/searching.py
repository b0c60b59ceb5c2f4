"""What search reads of a measure, and which life of the database it belongs to."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lovende.measures.models.measure import Measure


class SearchDocument(models.Model):
    """What search reads: one row a published measure, written in the transaction that changes the measure.

    `revision` comes from a sequence and tells an index what it has not seen; `facets` maps facet to keys.
    A withdrawn measure keeps its row with `is_listed` false, so that indexes learn of it.
    """

    measure = models.OneToOneField(
        Measure, primary_key=True, on_delete=models.CASCADE, related_name="document"
    )
    public_id = models.CharField(max_length=80)
    revision = models.BigIntegerField(db_index=True)
    is_listed = models.BooleanField(default=True)
    title = models.TextField()
    words = models.TextField()
    body = models.TextField()
    facets = models.JSONField(default=dict)
    sort_year = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("søkedokument")
        verbose_name_plural = _("søkedokumenter")

    def __str__(self) -> str:
        return self.public_id


class SearchEpoch(models.Model):
    """One row that names this database's life: an index of another epoch is of another register."""

    epoch = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("søkeepoke")
        verbose_name_plural = _("søkeepoker")

    def __str__(self) -> str:
        return str(self.epoch)
