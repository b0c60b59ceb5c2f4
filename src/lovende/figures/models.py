"""A figure as a claim: what the source states, and what it rests on."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lovende.measures.models import Measure
from lovende.records.models import Sourced, UnknownKind


class Claim(Sourced):
    """One stated figure of a measure.

    `claim` is the figure as printed; `value` the number read from it. Numerator, denominator, definition and
    caveat are its pedigree; what the source leaves out stays empty and is shown as not stated. The program's
    own computation is never stored here (`rules of honesty` 2): see `lovende.figures.queries.computed`.
    """

    key = models.SlugField(unique=True, max_length=120)
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="claims")
    order = models.PositiveSmallIntegerField(default=0)
    label = models.CharField(_("hva tallet gjelder"), max_length=250)
    claim = models.CharField(_("som oppgitt"), max_length=200, blank=True)
    value = models.DecimalField(_("verdi"), max_digits=18, decimal_places=4, null=True, blank=True)
    unit = models.CharField(_("enhet"), max_length=40, blank=True)
    numerator = models.DecimalField(_("teller"), max_digits=18, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField(_("nevner"), max_digits=18, decimal_places=4, null=True, blank=True)
    definition = models.TextField(_("definisjon"), blank=True)
    exclusion = models.TextField(_("hvem som er holdt utenfor"), blank=True)
    caveat = models.TextField(_("forbehold"), blank=True)
    unknown = models.CharField(max_length=20, blank=True, choices=UnknownKind)

    class Meta:
        verbose_name = _("tall")
        verbose_name_plural = _("tall")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(name="claim_printed_or_unknown", condition=~Q(claim="") | ~Q(unknown="")),
            models.CheckConstraint(
                name="claim_denominator_not_zero",
                condition=Q(denominator__isnull=True) | ~Q(denominator=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.claim}"
