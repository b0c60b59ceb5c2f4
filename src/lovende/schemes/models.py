"""The grant scheme. Calls and their rules belong in this room too."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from lovende.people.models import Organisation
from lovende.records.models import Sourced


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
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
