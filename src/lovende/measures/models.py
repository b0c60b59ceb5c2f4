"""The measure and everything stated about it. What is not known is stated too, in `Unknown`."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Least, Left, Length
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lovende.forms.models import AnswerSet
from lovende.people.models import CityDistrict, Municipality, Organisation
from lovende.records.models import PARTIAL_DATE, Sourced, Term, UnknownKind
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
        ordering = ["title"]
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


class Detail(Sourced):
    """A row that belongs to one measure and has a locator of its own."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["order", "pk"]


class SchemeLink(Detail):
    """The measure under one scheme, with the years of grant from it when they are stated."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="scheme_links")
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="links")
    note = models.CharField(max_length=300, blank=True)

    class Meta(Detail.Meta):
        constraints = [models.UniqueConstraint(name="scheme_once_a_measure", fields=["measure", "scheme"])]

    def __str__(self) -> str:
        return str(self.scheme)


class Partner(Detail):
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="partner_links")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="partner_links")
    role = models.CharField(_("rolle"), max_length=300, blank=True)

    class Meta(Detail.Meta):
        constraints = [
            models.UniqueConstraint(name="partner_once_a_measure", fields=["measure", "organisation"])
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class TargetGroup(Detail):
    """Whom the measure is for. Who takes part and who may take part by rule are two things."""

    class Basis(models.TextChoices):
        PARTICIPATION = "participation", _("hvem det er for")
        ELIGIBILITY = "eligibility", _("hvem som kan delta")

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="target_groups")
    basis = models.CharField(max_length=15, choices=Basis)
    text = models.TextField()
    age_min = models.PositiveSmallIntegerField(null=True, blank=True)
    age_max = models.PositiveSmallIntegerField(null=True, blank=True)
    terms = models.ManyToManyField(Term, related_name="+", blank=True)

    class Meta(Detail.Meta):
        constraints = [
            models.CheckConstraint(
                name="target_group_ages",
                condition=Q(age_min__isnull=True) | Q(age_max__isnull=True) | Q(age_max__gte=F("age_min")),
            ),
            models.CheckConstraint(
                name="target_group_known_basis", condition=Q(basis__in=["participation", "eligibility"])
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def ages(self) -> str:
        """«18–30», «fra 18», «til 25» as the page's language says it; "" when no age is stated."""
        if self.age_min is not None and self.age_max is not None:
            return f"{self.age_min}–{self.age_max} " + str(_("år"))
        if self.age_min is not None:
            return str(_("fra %s år") % self.age_min)
        if self.age_max is not None:
            return str(_("til og med %s år") % self.age_max)
        return ""


class LawSection(Detail):
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="law_sections")
    law = models.CharField(max_length=120)
    section = models.CharField(max_length=60, blank=True)

    class Meta(Detail.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.law} {self.section}".strip()


class MethodUse(Detail):
    """A method in the measure, used stringently (full), in part, planned … (002 template heading 5)."""

    class Use(models.TextChoices):
        FULL = "full", _("stringent")
        PARTIAL = "partial", _("delvis")
        PLANNED = "planned", _("planlagt")
        INSPIRED = "inspired", _("inspirert av")
        UNKNOWN = "unknown", _("grad ikke oppgitt")

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="method_uses")
    method = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="method_uses")
    use = models.CharField(max_length=10, choices=Use, default=Use.UNKNOWN)
    note = models.CharField(max_length=300, blank=True)

    class Meta(Detail.Meta):
        constraints = [models.UniqueConstraint(name="method_once_a_measure", fields=["measure", "method"])]

    def __str__(self) -> str:
        return str(self.method)


class FocusArea(Detail):
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="focus_areas")
    text = models.CharField(max_length=300)

    class Meta(Detail.Meta):
        pass

    def __str__(self) -> str:
        return self.text


class Relation(Detail):
    """How one measure stands to another; the other may be one the register does not hold (`to_text`)."""

    class Kind(models.TextChoices):
        CONTINUES = "continues", _("fortsetter")
        REPLICATES = "replicates", _("prøver ut på nytt")
        SPUN_OFF = "spun-off-from", _("er knoppet av fra")
        MERGED = "merged-into", _("er slått sammen med")
        PART_OF = "part-of", _("er del av")
        INSPIRED = "inspired-by", _("bygger på")
        RECIPE = "recipe-of", _("er oppskrift på")

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(max_length=15, choices=Kind)
    to = models.ForeignKey(
        Measure, null=True, blank=True, on_delete=models.PROTECT, related_name="relations_in"
    )
    to_text = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=400, blank=True)

    class Meta(Detail.Meta):
        constraints = [
            models.CheckConstraint(
                name="relation_to_one_thing",
                condition=Q(to__isnull=False, to_text="") | (Q(to__isnull=True) & ~Q(to_text="")),
            ),
            models.CheckConstraint(name="relation_not_to_itself", condition=~Q(to=F("measure"))),
            models.UniqueConstraint(
                name="relation_once", fields=["measure", "kind", "to"], condition=Q(to__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.to or self.to_text}"


class Learning(Detail):
    """Something learned, what did not work included (product rule 5)."""

    class Kind(models.TextChoices):
        WORKED = "worked", _("dette virket")
        DID_NOT_WORK = "did-not-work", _("dette virket ikke")
        BARRIER = "barrier", _("hindringer")
        CONDITION = "condition", _("forutsetninger")
        ADVICE = "advice", _("råd til andre")

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="learning")
    kind = models.CharField(max_length=15, choices=Kind)
    text = models.TextField()

    class Meta(Detail.Meta):
        pass

    def __str__(self) -> str:
        return self.text


class Unknown(Detail):
    """A stated unknown: which field, which kind, why."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="unknowns")
    field = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, choices=UnknownKind)
    note = models.CharField(max_length=400, blank=True)

    class Meta(Detail.Meta):
        constraints = [
            models.UniqueConstraint(name="unknown_once_a_field", fields=["measure", "field"]),
            models.CheckConstraint(name="unknown_known_kind", condition=Q(kind__in=UnknownKind.values)),
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.get_kind_display()}"


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
