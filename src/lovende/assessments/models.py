"""Who assesses an application, what each found, what was recommended, what was decided, and the letters."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lovende.applications.models import Application, Submission
from lovende.assessments.standing import Stage as Stage
from lovende.assessments.standing import Standing as Standing
from lovende.people.models import Organisation, User
from lovende.records.models import Attachment
from lovende.schemes.models import Call, Criterion


class Outcome(models.TextChoices):
    """What is proposed or decided."""

    AWARD = "award", _("innvilget")
    CONDITIONS = "conditions", _("innvilget med vilkår")
    REDUCED = "reduced", _("innvilget med redusert beløp")
    REJECTED = "rejected", _("avslått")


class ReasonCode(models.TextChoices):
    """Why an application is rejected. The first is the main one in practice (003 L1411-1413)."""

    FRAME_USED = "frame-used", _("rammen er brukt på pågående prosjekter")
    OUTSIDE_PURPOSE = "outside-purpose", _("utenfor formålet med ordningen")
    NEED_NOT_SHOWN = "need-not-shown", _("behovet er ikke godt nok vist")
    NO_KNOWLEDGE_BASE = "no-knowledge-base", _("kunnskapsgrunnlaget er ikke gjort greie for")
    NO_EVALUATION_PLAN = "no-evaluation-plan", _("evalueringsplan mangler")
    ESTABLISHED_PRACTICE = "established-practice", _("etablert praksis, ikke utvikling")
    REPLICATIONS_FULL = "replications-full", _("antallet replikasjoner er nådd")
    NOT_ELIGIBLE = "not-eligible", _("søkeren kan ikke få tilskudd fra ordningen")
    RULE_BROKEN = "rule-broken", _("søknaden bryter en regel i utlysningen")
    LOWER_PRIORITY = "lower-priority", _("lavere prioritet enn andre søknader")


AWARDING = ("award", "conditions", "reduced")
OUTCOMES = (*AWARDING, "rejected")
REASONS = tuple(ReasonCode.values)


def _sound(name: str) -> list[models.CheckConstraint]:
    """An award has an amount, a rejection a reason code; conditions stand where the outcome says so."""
    return [
        models.CheckConstraint(name=f"{name}_known_outcome", condition=Q(outcome__in=OUTCOMES)),
        models.CheckConstraint(
            name=f"{name}_amount_or_reason",
            condition=Q(outcome__in=AWARDING, amount__gt=0)
            | Q(outcome="rejected", amount__isnull=True, reason_code__in=REASONS),
        ),
        models.CheckConstraint(name=f"{name}_has_reason", condition=~Q(reason="")),
        models.CheckConstraint(
            name=f"{name}_conditions_stated",
            condition=~Q(outcome="conditions") | Q(conditions__len__gt=0),
        ),
    ]


class Assignment(models.Model):
    """An officer on a case. Nothing of it is read before impartiality (habilitet) is declared.

    `assesses` is false for one who declared in order to read, recommend or decide, and was not asked to assess.
    """

    class Conflict(models.TextChoices):
        UNDECLARED = "undeclared", _("ikke erklært")
        NONE = "none", _("ikke inhabil")
        CONFLICT = "conflict", _("inhabil")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="assignments")
    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    assesses = models.BooleanField(default=True)
    assigned_by = models.CharField(max_length=40)
    assigned_at = models.DateTimeField(auto_now_add=True)
    conflict = models.CharField(max_length=10, choices=Conflict, default=Conflict.UNDECLARED)
    conflict_note = models.CharField(max_length=300, blank=True)
    declared_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("tildelt saksbehandler")
        verbose_name_plural = _("tildelte saksbehandlere")
        constraints = [
            models.UniqueConstraint(name="assignment_once", fields=["application", "officer"]),
            models.CheckConstraint(
                name="assignment_known_conflict", condition=Q(conflict__in=["undeclared", "none", "conflict"])
            ),
            models.CheckConstraint(
                name="assignment_declared_when",
                condition=Q(conflict="undeclared") | Q(declared_at__isnull=False),
            ),
        ]
        indexes = [
            # Every list leaves out what its reader is partial in: rare rows, asked for on every page.
            models.Index(name="assignment_partial", fields=["officer"], condition=Q(conflict="conflict")),
            # What an officer works on, and may read, is told by the index alone.
            models.Index(
                name="assignment_running",
                fields=["officer"],
                include=["application", "assesses", "conflict"],
                condition=Q(released_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} · {self.application}"


class Assessment(models.Model):
    """One officer's assessment of one submission; finished, it is superseded by a new one, never edited."""

    class State(models.TextChoices):
        DRAFT = "draft", _("under arbeid")
        FINISHED = "finished", _("ferdig")
        SUPERSEDED = "superseded", _("erstattet")

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="assessments")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="assessments")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    summary = models.TextField(_("samlet vurdering"), blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("vurdering")
        verbose_name_plural = _("vurderinger")
        constraints = [
            models.UniqueConstraint(
                name="assessment_one_in_force",
                fields=["assignment", "submission"],
                condition=Q(state__in=["draft", "finished"]),
            ),
            models.CheckConstraint(
                name="assessment_known_state", condition=Q(state__in=["draft", "finished", "superseded"])
            ),
            models.CheckConstraint(
                name="assessment_finished_is_whole",
                condition=Q(state="draft")
                | (Q(finished_at__isnull=False, outcome__in=OUTCOMES) & ~Q(summary="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment}"


class Judgement(models.Model):
    """One criterion judged, with the reason."""

    class Verdict(models.TextChoices):
        MET = "met", _("oppfylt")
        PARTLY = "partly", _("delvis oppfylt")
        NOT_MET = "not-met", _("ikke oppfylt")
        CANNOT_TELL = "cannot-tell", _("kan ikke vurderes")

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="judgements")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="judgements")
    verdict = models.CharField(max_length=12, choices=Verdict, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("vurdert kriterium")
        verbose_name_plural = _("vurderte kriterier")
        constraints = [
            models.UniqueConstraint(name="judgement_once", fields=["assessment", "criterion"]),
            models.CheckConstraint(
                name="judgement_known_verdict",
                condition=Q(verdict__in=["", "met", "partly", "not-met", "cannot-tell"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.verdict}"


class Ruling(models.Model):
    """What a recommendation and a decision have in common. Superseded, never edited: a trigger refuses change."""

    number = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    reason_code = models.CharField(max_length=24, choices=ReasonCode, blank=True)
    reason = models.TextField()
    conditions = ArrayField(models.TextField(), default=list, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class Recommendation(Ruling):
    """Innstilling: what a case officer recommends. The newest (highest number) is in force."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="recommendations")

    class Meta:
        verbose_name = _("innstilling")
        verbose_name_plural = _("innstillinger")
        ordering = ["application", "-number"]
        constraints = [
            models.UniqueConstraint(name="recommendation_once", fields=["application", "number"]),
            *_sound("recommendation"),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_outcome_display()}"


class Decision(Ruling):
    """Vedtak, by another person than who recommended. The newest (highest number) is in force."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="decisions")
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="decisions")
    recommended_by = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("vedtak")
        verbose_name_plural = _("vedtak")
        ordering = ["application", "-number"]
        constraints = [
            models.UniqueConstraint(name="decision_once", fields=["application", "number"]),
            models.CheckConstraint(
                name="decision_by_another", condition=Q(by="") | ~Q(by=F("recommended_by"))
            ),
            *_sound("decision"),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_outcome_display()}"

    def submission(self) -> Submission | None:
        """What it is about: the newest submission before it. What its authors wrote since is not the office's.

        None for a historic application, of which there is no submission. One query each time.
        """
        seen = Submission.objects.filter(application_id=self.application_id, at__lte=self.at)
        return seen.order_by("-number").first()


class Letter(models.Model):
    """The letter of a decision in one language, as PDF and as Word."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="letters")
    language = models.CharField(max_length=2)
    pdf = models.ForeignKey(Attachment, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    word = models.ForeignKey(Attachment, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("brev")
        verbose_name_plural = _("brev")
        constraints = [
            models.UniqueConstraint(name="letter_once_a_language", fields=["decision", "language"]),
            models.CheckConstraint(name="letter_bokmal_or_nynorsk", condition=Q(language__in=["nb", "nn"])),
        ]

    def __str__(self) -> str:
        return f"{self.decision} ({self.language})"


class LetterRun(models.Model):
    """Many letters made behind the web server, with how far they have come.

    The next one is `decisions[done + len(failed)]`, so a worker that is killed loses nothing but the letter at hand.
    """

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="letter_runs")
    handler = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="letter_runs"
    )
    decisions = ArrayField(models.BigIntegerField(), default=list, blank=True)
    language = models.CharField(max_length=2, default="nb")
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    failed = models.JSONField(default=list, blank=True)
    by = models.CharField(max_length=40)
    started_at = models.DateTimeField(auto_now_add=True)
    moved_at = models.DateTimeField(auto_now=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("brevkjøring")
        verbose_name_plural = _("brevkjøringer")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="letter_run_not_beyond", condition=Q(done__lte=F("total")))
        ]

    def __str__(self) -> str:
        return f"{self.call}: {self.done}/{self.total}"
