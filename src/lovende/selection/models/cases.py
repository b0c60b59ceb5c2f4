"""After the readings: joint discussion, case studies, the reference group, the choice, and what the owner picks."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lovende.people.models import Organisation
from lovende.records.models import Attachment
from lovende.selection.models.readings import Candidate, Rater
from lovende.selection.models.rounds import Round


class Discussion(models.Model):
    """What the raters together made of a candidate that was left (003 L1036–1042). Superseded, never edited."""

    class Outcome(models.TextChoices):
        CASE = "case", _("blir en case")
        OUT = "out", _("går ut")

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="discussions")
    number = models.PositiveSmallIntegerField()
    held_on = models.DateField()
    participants = models.ManyToManyField(Rater, related_name="discussions")
    outcome = models.CharField(max_length=4, choices=Outcome)
    reason = models.TextField(_("begrunnelse"))
    by = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("fellesdrøfting")
        verbose_name_plural = _("fellesdrøftinger")
        ordering = ["candidate", "number"]
        constraints = [
            models.UniqueConstraint(name="discussion_one_of_a_number", fields=["candidate", "number"]),
            models.CheckConstraint(name="discussion_known_outcome", condition=Q(outcome__in=["case", "out"])),
            models.CheckConstraint(name="discussion_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.candidate}: {self.get_outcome_display()}"


class Case(models.Model):
    """A candidate that is studied by talking with those who run it; it may drop out, and then says why."""

    class Drop(models.TextChoices):
        """Why a case ended before the choice: the three of 003 (L369, L1046–1062), and any other in words."""

        NO_RESPONDENTS = "no-respondents", _("ingen å intervjue")
        NOT_NEW = "not-new", _("ikke nytt")
        NOT_THE_OFFICE = "not-the-office", _("kontoret driver det ikke selv")
        OTHER = "other", _("annet")

    candidate = models.OneToOneField(Candidate, on_delete=models.PROTECT, related_name="case")
    dropped_because = models.CharField(max_length=20, choices=Drop, blank=True)
    dropped_note = models.TextField(blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_by = models.CharField(max_length=40, blank=True)
    earlier_drops = models.JSONField(default=list, blank=True)  # discussed anew: {because, note, at, by}

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("caser")
        constraints = [
            models.CheckConstraint(
                name="case_known_drop",
                condition=Q(dropped_because__in=["", "no-respondents", "not-new", "not-the-office", "other"]),
            ),
            models.CheckConstraint(
                name="case_dropped_whole",
                condition=Q(dropped_because="", dropped_at__isnull=True)
                | (~Q(dropped_because="") & Q(dropped_at__isnull=False) & ~Q(dropped_note="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{_('Case')} {self.candidate}"


class Interview(models.Model):
    """A talk with somebody at the office. Who it was is never kept: their role is."""

    class Consent(models.TextChoices):
        WRITTEN = "written", _("skriftlig")
        ORAL = "oral", _("muntlig")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="interviews")
    held_on = models.DateField(_("dato"))
    role = models.CharField(_("rollen til den som ble intervjuet"), max_length=120)
    people = models.PositiveSmallIntegerField(_("antall intervjuet"), default=1)
    interviewers = models.ManyToManyField(Rater, related_name="interviews")
    consent = models.CharField(_("samtykke"), max_length=8, choices=Consent)
    topics = models.CharField(_("temaer"), max_length=300)
    notes = models.TextField(_("det viktigste"), blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("intervju")
        verbose_name_plural = _("intervjuer")
        ordering = ["held_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="interview_with_consent", condition=Q(consent__in=["written", "oral"])
            ),
            models.CheckConstraint(name="interview_with_somebody", condition=Q(people__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.held_on}"


class GroupView(models.Model):
    """What a kind of member of the reference group thinks of a case."""

    class Stance(models.TextChoices):
        INTERESTED = "interested", _("vil gjerne prøve det")
        UNSURE = "unsure", _("usikker")
        NOT_FOR_US = "not-for-us", _("passer ikke hos oss")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="group_views")
    member = models.CharField(_("medlemstype"), max_length=120)
    stance = models.CharField(_("syn"), max_length=12, choices=Stance)
    words = models.TextField(_("hva de sa"), blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("syn i referansegruppen")
        verbose_name_plural = _("syn i referansegruppen")
        ordering = ["member", "pk"]
        constraints = [
            models.UniqueConstraint(name="group_view_once", fields=["case", "member"]),
            models.CheckConstraint(
                name="group_view_known_stance", condition=Q(stance__in=["interested", "unsure", "not-for-us"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_stance_display()}"


class CaseDocument(models.Model):
    """A file that the case rests on: what the office sent, a plan, an evaluation. Nobody outside the round gets it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="documents")
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("hva det er"), max_length=200)
    by = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("dokument i en case")
        verbose_name_plural = _("dokumenter i caser")
        ordering = ["case", "pk"]
        constraints = [
            models.UniqueConstraint(name="case_document_once", fields=["case", "attachment"]),
            models.CheckConstraint(name="case_document_titled", condition=~Q(title="")),
        ]

    def __str__(self) -> str:
        return self.title


class Choice(models.Model):
    """Is the case a promising method (lovende arbeidsmetode)? With its reason; superseded, never edited."""

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="choices")
    number = models.PositiveSmallIntegerField()
    is_chosen = models.BooleanField()
    reason = models.TextField(_("begrunnelse"))
    by = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("valg")
        verbose_name_plural = _("valg")
        ordering = ["candidate", "number"]
        constraints = [
            models.UniqueConstraint(name="choice_one_of_a_number", fields=["candidate", "number"]),
            models.CheckConstraint(name="choice_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.candidate}: {self.is_chosen}"


class FollowUp(models.Model):
    """The owner takes a chosen method further: it is tried at other offices (003 L1220–1226)."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="follow_ups")
    candidate = models.OneToOneField(Candidate, on_delete=models.PROTECT, related_name="follow_up")
    reason = models.TextField(_("begrunnelse"))
    offices = models.ManyToManyField(Organisation, related_name="replications", blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("oppfølging")
        verbose_name_plural = _("oppfølginger")
        constraints = [models.CheckConstraint(name="follow_up_says_why", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"{self.candidate}"
