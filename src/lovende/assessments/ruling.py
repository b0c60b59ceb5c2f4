"""Recommending (innstilling) and deciding (vedtak): by two persons, with reasons, superseded and never edited."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lovende.applications.models import Application, Submission
from lovende.assessments.assessing import latest_submission
from lovende.assessments.cases import locked, must, told
from lovende.assessments.errors import AssessmentError, BeyondFrameError, ConflictError, NotAllowedError
from lovende.assessments.following import after_decision
from lovende.assessments.frames import frame_of, replications_awarded
from lovende.assessments.models import AWARDING, OUTCOMES, REASONS, Assessment, Decision, Recommendation
from lovende.people.models import User
from lovende.schemes.models import Call

YEARS = range(2000, 2101)


@dataclass(frozen=True)
class Terms:
    """What is recommended or decided. `amount` in kroner, None for a rejection."""

    outcome: str
    amount: Decimal | None = None
    reason_code: str = ""
    reason: str = ""
    conditions: tuple[str, ...] = ()

    @classmethod
    def of(cls, row: Recommendation | Decision) -> "Terms":
        return cls(row.outcome, row.amount, row.reason_code, row.reason, tuple(row.conditions))

    def columns(self) -> dict[str, Any]:
        return {
            "outcome": self.outcome,
            "amount": self.amount,
            "reason_code": self.reason_code,
            "reason": self.reason,
            "conditions": list(self.conditions),
        }

    def same_award(self, other: "Terms") -> bool:
        """Equal in everything but the reason in words."""
        mine = (self.outcome, self.amount, self.reason_code, self.conditions)
        return mine == (other.outcome, other.amount, other.reason_code, other.conditions)


def applied_in(submission: Submission) -> Decimal | None:
    """Kroner applied for, as handed in; None when it is not stated."""
    try:
        return Decimal(str(submission.content["applied"]))
    except (KeyError, InvalidOperation, TypeError):
        return None


def _terms(
    outcome: str, amount: Decimal | None, reason_code: str, reason: str, conditions: Sequence[str]
) -> Terms:
    """Tidied: a rejection has no amount and no conditions, an award no reason code."""
    kept = tuple(line.strip() for line in conditions if line.strip())
    if outcome == "rejected":
        return Terms(outcome, None, reason_code, reason.strip())
    return Terms(outcome, amount, "", reason.strip(), kept)


def problems(terms: Terms, applied: Decimal | None) -> dict[str, str]:
    """Field → what is wrong with the terms."""
    found = {}
    if terms.outcome not in OUTCOMES:
        found["outcome"] = _("Velg et utfall.")
    if not terms.reason:
        found["reason"] = _("Skriv en begrunnelse.")
    if terms.outcome == "rejected" and terms.reason_code not in REASONS:
        found["reason_code"] = _("Velg hvorfor søknaden blir avslått.")
    if terms.outcome == "conditions" and not terms.conditions:
        found["conditions"] = _("Skriv minst ett vilkår, ett på hver linje.")
    if terms.outcome in AWARDING:
        found |= _amount_problem(terms, applied)
    return found


def _amount_problem(terms: Terms, applied: Decimal | None) -> dict[str, str]:
    if terms.amount is None or terms.amount <= 0:
        return {"amount": _("Skriv et beløp som er større enn null.")}
    if applied is not None and terms.amount > applied:
        return {"amount": _("Beløpet er høyere enn det som er søkt om.")}
    if applied is not None and terms.outcome == "reduced" and terms.amount == applied:
        return {"amount": _("Et redusert beløp må være lavere enn det som er søkt om.")}
    return {}


@transaction.atomic
def recommend(
    *,
    application: Application,
    outcome: str,
    amount: Decimal | None = None,
    reason_code: str = "",
    reason: str = "",
    conditions: Sequence[str] = (),
    actor: User,
) -> Recommendation:
    """Recommend a decision; the newest recommendation is in force. The same again by the same person is once.

    Raises NotAllowedError; ConflictError when it was withdrawn; AssessmentError with what is missing, a finished
    assessment included.
    """
    case = locked(application)
    must(actor, "recommend", case)
    terms = _terms(outcome, amount, reason_code, reason, conditions)
    last = case.recommendations.order_by("-number").first()
    if last is not None and last.by == str(actor.pseudonym) and Terms.of(last) == terms:
        return last
    submission = latest_submission(case)
    found = problems(terms, applied_in(submission))
    if not _assessed(case, submission):
        found["assessment"] = _("Minst én vurdering må være ferdig før det kan innstilles.")
    if found:
        raise AssessmentError(found)
    row = Recommendation.objects.create(
        application=case,
        number=last.number + 1 if last else 1,
        by=str(actor.pseudonym),
        **terms.columns(),
    )
    told(case, "recommended", actor, number=row.number, **_said(terms))
    return row


def _assessed(case: Application, submission: Submission) -> bool:
    """Whether one who is impartial has finished assessing what was handed in last."""
    done = Assessment.objects.filter(assignment__application=case, submission=submission, state="finished")
    return done.exclude(assignment__conflict="conflict").exists()


def _said(terms: Terms) -> dict[str, Any]:
    return {"outcome": terms.outcome, "amount": terms.amount, "reason_code": terms.reason_code}


@transaction.atomic
def decide(
    *,
    application: Application,
    recommendation: Recommendation,
    outcome: str,
    amount: Decimal | None = None,
    reason_code: str = "",
    reason: str = "",
    conditions: Sequence[str] = (),
    year: int | None = None,
    actor: User,
    supersedes: Decision | None = None,
    beyond_frame: bool = False,
) -> Decision:
    """Decide a case, for the grant of `year` (the call's when None). What follows an award comes with it or not at all.

    Without a reason of its own a decision that follows the recommendation has its reason; one that departs from it
    says why. A case that is decided is decided anew only by naming the decision in force in `supersedes`. The same
    again by the same person is once. Decisions of one call queue on its row, so that two together do not go beyond
    the frame unseen.

    Raises NotAllowedError, to who recommended as well; ConflictError when the recommendation or the decision is not
    the one in force any more; BeyondFrameError unless `beyond_frame`; AssessmentError with what is missing or wrong.
    """
    call = Call.objects.select_for_update().get(pk=application.call_id)
    case = locked(application)
    must(actor, "decide", case)
    follows = Terms.of(recommendation)
    terms = _terms(outcome, amount, reason_code, reason, conditions)
    if not terms.reason and terms.same_award(follows):
        terms = follows
    last = case.decisions.order_by("-number").first()
    if last is not None and last != supersedes and _same(last, recommendation, terms, actor):
        return last
    _in_force(case, recommendation, last, supersedes)
    if recommendation.by == str(actor.pseudonym):
        raise NotAllowedError(_("Den som har innstilt, kan ikke avgjøre saken selv."))
    _sound(case, terms, follows)
    _within(call, case, terms, last, beyond_frame)
    row = Decision.objects.create(
        application=case,
        number=last.number + 1 if last else 1,
        recommendation=recommendation,
        recommended_by=recommendation.by,
        year=_year(year, call),
        by=str(actor.pseudonym),
        **terms.columns(),
    )
    Application.objects.filter(pk=case.pk).update(state=Application.State.DECIDED)
    case.state = application.state = Application.State.DECIDED
    told(case, "decided", actor, number=row.number, year=row.year, beyond_frame=beyond_frame, **_said(terms))
    after_decision(row)
    return row


def _same(last: Decision, recommendation: Recommendation, terms: Terms, actor: User) -> bool:
    return (
        last.by == str(actor.pseudonym)
        and last.recommendation_id == recommendation.pk
        and Terms.of(last) == terms
    )


def _in_force(
    case: Application, recommendation: Recommendation, last: Decision | None, supersedes: Decision | None
) -> None:
    newest = case.recommendations.order_by("-number").values_list("pk", flat=True).first()
    if newest != recommendation.pk:
        raise ConflictError(_("Det er kommet en ny innstilling siden du åpnet saken. Last siden på nytt."))
    if latest_submission(case).at > recommendation.at:
        raise ConflictError(
            _("Søknaden er sendt inn på nytt etter innstillingen. Den må vurderes og innstilles på nytt.")
        )
    if last is not None and last != supersedes:
        raise ConflictError(_("Saken er allerede avgjort. Last siden på nytt for å se vedtaket."))
    if last is None and supersedes is not None:
        raise ConflictError(_("Vedtaket du vil erstatte, hører ikke til denne saken."))


def _sound(case: Application, terms: Terms, follows: Terms) -> None:
    found = problems(terms, applied_in(latest_submission(case)))
    if not terms.same_award(follows) and terms.reason in ("", follows.reason):
        found["reason"] = _("Skriv hvorfor du avviker fra innstillingen.")
    if found:
        raise AssessmentError(found)


def _within(call: Call, case: Application, terms: Terms, last: Decision | None, beyond_frame: bool) -> None:
    """The call's number of replications is never passed, its frame only by one who says so."""
    if terms.outcome not in AWARDING:
        return
    limit = replication_limit(call)
    if limit is not None and _kind(case) == Application.Kind.REPLICATION:
        if replications_awarded(call, but=last) >= limit:
            raise AssessmentError(
                {"outcome": _("Utlysningen gir tilskudd til høyst %d replikasjoner, og de er gitt.") % limit}
            )
    beyond = frame_of(call).beyond(terms.amount, last.amount if last else None)
    if beyond and not beyond_frame:
        said = _("Tildelingen går %s kroner ut over rammen. Kryss av for at den skal gis likevel.")
        raise BeyondFrameError(said % f"{beyond:,.0f}".replace(",", "\N{NO-BREAK SPACE}"), beyond)


def _kind(case: Application) -> str:
    """As handed in, whatever the draft says now."""
    return str(latest_submission(case).content.get("kind") or case.kind)


def replication_limit(call: Call) -> int | None:
    """`max_replications` of the call's rules (003 L1336-1338: up to a certain number); None without one."""
    limit = (call.rules or {}).get("max_replications")
    return int(limit) if isinstance(limit, int) and not isinstance(limit, bool) else None


def _year(year: int | None, call: Call) -> int:
    """Raises AssessmentError for a year out of range."""
    found = call.year if year is None else year
    if found not in YEARS:
        raise AssessmentError({"year": _("Skriv året som tilskuddet gjelder, med fire sifre.")})
    return found
