"""Answers of the statistics bank, kept so that the same figure is asked for once."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CachedAnswer(models.Model):
    """What the bank answered to one request, as it came. `request_hash` is SHA-256 of address and selection."""

    request_hash = models.CharField(max_length=64, unique=True)
    address = models.URLField(max_length=1000)
    content = models.JSONField()
    retrieved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("svar fra Statistikkbanken")
        verbose_name_plural = _("svar fra Statistikkbanken")
        constraints = [
            models.CheckConstraint(
                name="cached_answer_sha256", condition=Q(request_hash__regex=r"^[0-9a-f]{64}$")
            )
        ]

    def __str__(self) -> str:
        return self.address
