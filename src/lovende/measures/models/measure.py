"""The measure itself: what it is, who runs it, where, under which schemes, when."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Least, Left, Length
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lovende.forms.models import AnswerSet
from lovende.people.models import CityDistrict, Municipality, Organisation
from lovende.records.models import PARTIAL_DATE, Sourced, Term
from lovende.schemes.models import Scheme


class State(models.TextChoices):
    DRAFT = "draft", _("utkast")
    PUBLISHED = "published", _("publisert")
    WITHDRAWN = "withdrawn", _("trukket tilbake")


def _terms(vocabulary: str):
    return {"vocabulary": vocabulary}


class Measure(Sourced):
    """Tiltak: one local trial, programme, method or recipe, from the call that funded it to what came of it.

    `public_id` is readable and never changes. Project dates (`started`, `ended`, to the precision known) and
    years of grant (`grant_years`) are apart; owner and grant recipient are apart.
    """

    public_id = models.SlugField(unique=True, max_length=80)
    title = models.CharField(_("tittel"), max_length=250)
    aliases = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    kind = models.ForeignKey(
        Term, on_delete=models.PROTECT, related_name="+", limit_choices_to=_terms("measure-kind")
    )
    summary = models.TextField(_("kort fortalt"), blank=True)
    language = models.CharField(max_length=5, default="nb")
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)

    owner = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="measures_owned"
    )
    grant_recipient = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="measures_granted"
    )
    schemes: models.ManyToManyField = models.ManyToManyField(
        Scheme, through="SchemeLink", related_name="measures"
    )
    partners: models.ManyToManyField = models.ManyToManyField(
        Organisation, through="Partner", related_name="measures_partnered"
    )
    municipalities = models.ManyToManyField(Municipality, related_name="measures", blank=True)
    districts = models.ManyToManyField(CityDistrict, related_name="measures", blank=True)
    categories = models.ManyToManyField(Term, related_name="+", blank=True)

    phase = models.ForeignKey(Term, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    status_label = models.CharField(_("status i kildens ord"), max_length=200, blank=True)
    status_as_of = models.CharField(max_length=10, blank=True, validators=[RegexValidator(PARTIAL_DATE)])
    started = models.CharField(
        _("startet"), max_length=10, blank=True, validators=[RegexValidator(PARTIAL_DATE)]
    )
    ended = models.CharField(
        _("avsluttet"), max_length=10, blank=True, validators=[RegexValidator(PARTIAL_DATE)]
    )
    grant_years = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    contact_role = models.CharField(_("kontakt (rolle)"), max_length=200, blank=True)
    answers = models.OneToOneField(
        AnswerSet, null=True, blank=True, on_delete=models.PROTECT, related_name="measure"
    )
    facts_hash = models.CharField(max_length=64, blank=True, editable=False)
    added_hashes = ArrayField(models.CharField(max_length=64), default=list, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("tiltak")
        verbose_name_plural = _("tiltak")
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(name="measure_titled", condition=~Q(title="")),
            models.CheckConstraint(name="measure_known_state", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="measure_dates_readable",
                condition=(Q(started="") | Q(started__regex=PARTIAL_DATE))
                & (Q(ended="") | Q(ended__regex=PARTIAL_DATE)),
            ),
            models.CheckConstraint(
                name="measure_starts_before_it_ends",
                condition=Q(started="")
                | Q(ended="")
                | Q(ended__gte=Left(F("started"), Least(Length("started"), Length("ended")))),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("measures:measure", args=[self.public_id])
