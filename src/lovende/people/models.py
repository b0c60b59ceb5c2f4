"""Users, roles in organisations, and Norwegian places with the period in which each was valid."""

import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, IntegerRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from lovende.records.models import Sourced, Term


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. `pseudonym` is what evidence keeps when the person is removed."""

    email = models.EmailField(_("e-post"), unique=True)
    name = models.CharField(_("navn"), max_length=200, blank=True)
    pseudonym = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    is_active = models.BooleanField(_("aktiv"), default=True)
    is_staff = models.BooleanField(_("administrasjon"), default=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("bruker")
        verbose_name_plural = _("brukere")

    def __str__(self) -> str:
        return self.name or self.email


class PlacePeriod(models.Model):
    """Something with an official number that holds from one date to another (open end: still)."""

    number = models.CharField(max_length=6)
    name = models.CharField(max_length=120)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def is_current(self) -> bool:
        return self.valid_to is None


def _no_overlap(name: str) -> ExclusionConstraint:
    """One number may not be valid twice on the same day.

    The number stands as a range of one, since plain equality in an exclusion needs an extension.
    """
    number = Cast("number", models.IntegerField())
    as_range = Func(number, number, Value("[]"), function="int4range", output_field=IntegerRangeField())
    period = Func(F("valid_from"), F("valid_to"), function="daterange", output_field=DateRangeField())
    return ExclusionConstraint(
        name=name,
        expressions=[(as_range, RangeOperators.OVERLAPS), (period, RangeOperators.OVERLAPS)],
    )


def _period_order(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name, condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from"))
    )


class County(PlacePeriod):
    """Fylke, with its validity; `tile_*` place it on the tile map of today's counties."""

    tile_column = models.PositiveSmallIntegerField(null=True, blank=True)
    tile_row = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("fylke")
        verbose_name_plural = _("fylker")
        constraints = [_no_overlap("county_number_once_a_day"), _period_order("county_period_order")]


class Municipality(PlacePeriod):
    """Kommune, with its validity. `today` are the ones that hold its territory now (SSB Klass 131)."""

    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="municipalities")
    other_names = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    successors = models.ManyToManyField("self", symmetrical=False, related_name="predecessors", blank=True)
    today = models.ManyToManyField("self", symmetrical=False, related_name="history", blank=True)

    class Meta:
        verbose_name = _("kommune")
        verbose_name_plural = _("kommuner")
        indexes = [models.Index(fields=["name"])]
        constraints = [
            _no_overlap("municipality_number_once_a_day"),
            _period_order("municipality_period_order"),
        ]


class CityDistrict(models.Model):
    """Bydel."""

    number = models.CharField(max_length=6, unique=True)
    name = models.CharField(max_length=120)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="districts")

    class Meta:
        verbose_name = _("bydel")
        verbose_name_plural = _("bydeler")

    def __str__(self) -> str:
        return self.name


class Organisation(Sourced):
    """NAV office, municipality, directorate, partner …; `slug` is its stable public id."""

    slug = models.SlugField(unique=True, max_length=80)
    name = models.CharField(_("navn"), max_length=200)
    kind = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="organisations")
    aliases = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="units")
    municipality = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.PROTECT, related_name="organisations"
    )
    district = models.ForeignKey(
        CityDistrict, null=True, blank=True, on_delete=models.PROTECT, related_name="organisations"
    )
    is_pseudonym = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("organisasjon")
        verbose_name_plural = _("organisasjoner")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(name="organisation_not_own_parent", condition=~Q(parent=F("pk"))),
            models.CheckConstraint(name="organisation_named", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a person may be in an organisation (the who of `rules.py` in every room)."""

    APPLICANT = "applicant", _("søker")
    PROJECT_LEAD = "project-lead", _("prosjektleder")
    CASE_OFFICER = "case-officer", _("saksbehandler")
    DECISION_MAKER = "decision-maker", _("beslutter")
    RATER = "rater", _("vurderer")
    EVALUATOR = "evaluator", _("evaluator")
    PROGRAMME_OFFICER = "programme-officer", _("programmedarbeider")
    BOARD_MEMBER = "board-member", _("styremedlem")
    PARTNER = "partner", _("samarbeidspartner")
    ADMINISTRATOR = "administrator", _("administrator")
    AUDITOR = "auditor", _("revisor")


class Membership(models.Model):
    """One role of one person in one organisation, for a period."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("rolle")
        verbose_name_plural = _("roller")
        constraints = [
            models.UniqueConstraint(name="membership_once", fields=["user", "organisation", "role"]),
            models.CheckConstraint(name="membership_known_role", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="membership_period_order",
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.organisation}"
