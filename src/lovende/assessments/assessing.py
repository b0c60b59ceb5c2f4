"""One officer's assessment: saved while it is written, finished once, then superseded by a new one, never edited."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lovende.applications.models import Application, Submission
from lovende.assessments.cases import locked, must, told
from lovende.assessments.errors import AssessmentError, ConflictError
from lovende.assessments.models import AWARDING, OUTCOMES, Assessment, Judgement
from lovende.assessments.rules import assignment_of
from lovende.people.models import User
from lovende.schemes.models import Criterion


@dataclass(frozen=True)
class Judged:
    """A verdict ("" while there is none) and its reason."""

    verdict: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Facts:
    """What an assessment says: judgements by criterion key, and the proposal. `amount` in kroner, None for none."""

    summary: str = ""
    outcome: str = ""
    amount: Decimal | None = None
    judgements: Mapping[str, Judged] = field(default_factory=dict)


def latest_submission(application: Application) -> Submission:
    """Raises ConflictError when nothing has been handed in."""
    row = application.submissions.order_by("-number").first()
    if row is None:
        raise ConflictError(_("Søknaden er ikke sendt inn."))
    return row


@transaction.atomic
def save_assessment(*, application: Application, facts: Facts, version: int, actor: User) -> Assessment:
    """Keep the assessment as it stands, however unfinished; equal facts change nothing.

    `version` is the one the page was opened with, 0 for the first. Raises NotAllowedError; ConflictError when it was
    saved elsewhere since, or is finished; AssessmentError for a verdict, outcome or criterion that there is not.
    """
    case = locked(application)
    must(actor, "assess", case)
    _known(facts)
    row = _own(case, actor)
    if row.state == Assessment.State.FINISHED:
        raise ConflictError(_("Vurderingen er ferdig. Begynn på en ny hvis noe skal endres."))
    if row.version != version:
        if row.pk and facts_of(row) == said(facts):
            return row
        raise ConflictError(_("Vurderingen er lagret fra en annen fane. Last siden på nytt."))
    if row.pk and facts_of(row) == said(facts):
        return row
    row.summary, row.outcome, row.amount = facts.summary, facts.outcome, facts.amount
    row.version += 1
    row.save()
    _judge(row, case, facts)
    if row.version == 1:
        told(case, "assessment-begun", actor, submission=row.submission.number)
    return row


def _known(facts: Facts) -> None:
    if facts.outcome and facts.outcome not in OUTCOMES:
        raise AssessmentError({"outcome": _("Velg et av forslagene.")})
    if facts.amount is not None and facts.amount <= 0:
        raise AssessmentError({"amount": _("Beløpet må være større enn null.")})
    for key, judged in facts.judgements.items():
        if judged.verdict and judged.verdict not in Judgement.Verdict.values:
            raise AssessmentError({f"verdict-{key}": _("Velg et av svarene.")})


def _own(case: Application, actor: User) -> Assessment:
    """The actor's assessment of the newest submission in force, new and unsaved when there is none."""
    own, submission = assignment_of(actor, case), latest_submission(case)
    in_force = (Assessment.State.DRAFT, Assessment.State.FINISHED)
    row = Assessment.objects.filter(assignment=own, submission=submission, state__in=in_force).first()
    return row or Assessment(assignment=own, submission=submission)


def facts_of(row: Assessment) -> Facts:
    """What is kept of an assessment, criteria without a verdict and reason left out."""
    judged = (
        {one.criterion.key: Judged(one.verdict, one.reason) for one in _judgements(row)} if row.pk else {}
    )
    return Facts(row.summary, row.outcome, row.amount, judged)


def _judgements(row: Assessment) -> list[Judgement]:
    return list(row.judgements.select_related("criterion"))


def said(facts: Facts) -> Facts:
    """The facts without criteria of which nothing is said."""
    judged = {key: one for key, one in facts.judgements.items() if one != Judged()}
    return replace(facts, judgements=judged)


def _judge(row: Assessment, case: Application, facts: Facts) -> None:
    """Write the judgements as they are said. Raises AssessmentError for a criterion the call has not."""
    criteria = {one.key: one for one in Criterion.objects.filter(call=case.call_id)}
    judged = said(facts).judgements
    for key in judged:
        if key not in criteria:
            raise AssessmentError({f"verdict-{key}": _("Utlysningen har ikke dette kriteriet.")})
    row.judgements.exclude(criterion__key__in=judged).delete()
    rows = [
        Judgement(assessment=row, criterion=criteria[key], verdict=one.verdict, reason=one.reason)
        for key, one in judged.items()
    ]
    Judgement.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["assessment", "criterion"],
        update_fields=["verdict", "reason"],
    )


@transaction.atomic
def finish_assessment(*, application: Application, version: int, actor: User) -> Assessment:
    """Lock the assessment as saved. Finishing twice is once.

    Raises NotAllowedError; ConflictError when it was saved elsewhere since; AssessmentError with what is missing:
    a verdict and a reason for each criterion, the summary, the proposal.
    """
    case = locked(application)
    must(actor, "assess", case)
    row = _own(case, actor)
    if row.state == Assessment.State.FINISHED:
        return row
    if row.version != version:
        raise ConflictError(_("Vurderingen er lagret fra en annen fane. Last siden på nytt."))
    missing = _missing(facts_of(row), case)
    if missing:
        raise AssessmentError(missing)
    row.state, row.finished_at = Assessment.State.FINISHED, timezone.now()
    row.save()
    told(case, "assessment-finished", actor, submission=row.submission.number, outcome=row.outcome)
    return row


def _missing(facts: Facts, case: Application) -> dict[str, str]:
    """Field → what is missing, in the order of the page."""
    missing = {}
    for key in Criterion.objects.filter(call=case.call_id).values_list("key", flat=True):
        judged = facts.judgements.get(key, Judged())
        if not judged.verdict:
            missing[f"verdict-{key}"] = _("Velg om kriteriet er oppfylt.")
        if not judged.reason.strip():
            missing[f"reason-{key}"] = _("Skriv hvorfor.")
    if not facts.summary.strip():
        missing["summary"] = _("Skriv en samlet vurdering.")
    if not facts.outcome:
        missing["outcome"] = _("Velg hva du foreslår.")
    if facts.outcome in AWARDING and facts.amount is None:
        missing["amount"] = _("Skriv beløpet du foreslår.")
    return missing


@transaction.atomic
def start_anew(*, application: Application, actor: User) -> Assessment:
    """Supersede one's own finished assessment with a new draft that begins where it ended; a draft stays as it is.

    Raises NotAllowedError.
    """
    case = locked(application)
    must(actor, "assess", case)
    old = _own(case, actor)
    if old.state != Assessment.State.FINISHED:
        return old
    judged = _judgements(old)
    old.state = Assessment.State.SUPERSEDED
    old.save(update_fields=["state", "updated_at"])
    row = Assessment.objects.create(
        assignment=old.assignment,
        submission=old.submission,
        summary=old.summary,
        outcome=old.outcome,
        amount=old.amount,
        version=old.version + 1,
    )
    Judgement.objects.bulk_create(
        Judgement(assessment=row, criterion=one.criterion, verdict=one.verdict, reason=one.reason)
        for one in judged
    )
    told(case, "assessment-superseded", actor, submission=old.submission.number)
    return row
