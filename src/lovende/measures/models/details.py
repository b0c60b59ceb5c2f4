"""Rows that belong to a measure, each with a locator of its own: partners, target groups, methods, learning …"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lovende.measures.models.measure import Measure
from lovende.people.models import Organisation
from lovende.records.models import Sourced, Term, UnknownKind
from lovende.schemes.models import Scheme


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
        constraints = [
            models.UniqueConstraint(name="method_once_a_measure", fields=["measure", "method"]),
            models.CheckConstraint(
                name="method_known_use",
                condition=Q(use__in=["full", "partial", "planned", "inspired", "unknown"]),
            ),
        ]

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
            models.CheckConstraint(
                name="relation_known_kind",
                condition=Q(
                    kind__in=[
                        "continues",
                        "replicates",
                        "spun-off-from",
                        "merged-into",
                        "part-of",
                        "inspired-by",
                        "recipe-of",
                    ]
                ),
            ),
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
        constraints = [
            models.CheckConstraint(
                name="learning_known_kind",
                condition=Q(kind__in=["worked", "did-not-work", "barrier", "condition", "advice"]),
            )
        ]

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
