"""The letter of a decision: gathered, set as PDF and Word, kept, sent. Made again it is the same row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lovende.applications.models import Application
from lovende.assessments.errors import NotAllowedError
from lovende.assessments.following import after_announcement
from lovende.assessments.letters.text import Facts, compose
from lovende.assessments.models import Decision, Letter
from lovende.people.models import Organisation, User
from lovende.printing import pdf, word
from lovende.printing.wordfile import LETTER
from lovende.records.actions import keep_file
from lovende.records.audit import Actor, record
from lovende.schemes.models import Area
from lovende.schemes.ruledata import RulesError, Ruleset, read_rules

# When reports are due where the call's rules do not say: status by 1 March the year after, final 3 months after
# the end.
STATUS_DUE = "03-01"
FINAL_MONTHS = 3
REFUSALS = {
    "sent": _("Brevet er sendt og kan ikke lages på nytt."),
    "superseded": _("Vedtaket er erstattet av et nyere. Lag brev til det nyeste."),
    "no-sender": _("Saken har ingen saksbehandlende organisasjon, så brevet mangler avsender."),
    "not-made": _("Brevet er ikke laget ennå."),
    "rules": _("En regel i utlysningen kan ikke leses. Rett den før brevet lages."),
    "none": _("Det er ingen vedtak å lage brev til."),
    "error": _("Brevet kunne ikke settes opp. Se etter uvanlige tegn i begrunnelsen."),
    "not-allowed": _("Bare saksbehandlere og beslutter hos den som behandler saken, kan lage og sende brev."),
    "wording": _("Ordlyden til brevene har en feil. Den må rettes før brev kan lages."),
}


class LetterError(ValueError):
    """A letter cannot be made or sent; `code` is one of REFUSALS, the message its sentence."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(why(code))


@dataclass(frozen=True)
class Made:
    """A letter set and not yet kept."""

    pdf: bytes
    word: bytes
    name: str


def why(code: str) -> str:
    """The sentence of a refusal in the language of the page."""
    return str(REFUSALS.get(code, REFUSALS["error"]))


def own_wording() -> Path:
    """Where an office's own wording lies, when it has one."""
    return Path(settings.HOME) / "letters"


def facts_of(decision: Decision) -> Facts:
    """What the letter tells, read from the case. Raises LetterError."""
    application, call = decision.application, decision.application.call
    sender = application.handler or call.administrator
    if sender is None:
        raise LetterError("no-sender")
    before = list(application.decisions.order_by("-number")[:2])
    if before[0].pk != decision.pk:
        raise LetterError("superseded")
    submission = decision.submission()
    content = submission.content if submission else {}
    raw = {**call.rules, **_area_rules(decision, content)}
    rules = _ruleset(raw)
    version, scheme = call.version, call.scheme
    return Facts(
        outcome=decision.outcome,
        sender=sender.name,
        recipient=application.organisation.name,
        recipient_place=_place(application.organisation),
        reference=f"{application.public_id} / {decision.number}",
        title=content.get("title") or application.title,
        scheme=scheme.name,
        call=call.title,
        year=decision.year,
        decided=timezone.localdate(decision.at),
        submitted=_day(submission.at if submission else application.submitted_at),
        previous=_day(before[1].at) if len(before) > 1 else None,
        amount=decision.amount,
        applied=_kroner(content.get("applied")) if content else application.applied,
        reason_code=decision.reason_code,
        reason=decision.reason,
        conditions=tuple(decision.conditions),
        regulation=(version.regulation if version else "") or scheme.regulation,
        chapter_post=scheme.chapter_post,
        max_years=rules.max_years,
        one_year=rules.one_year_at_a_time,
        own_contribution=rules.own_contribution_required,
        status_due=_status_due(rules, decision.year, content),
        final_months=rules.final_report_months or FINAL_MONTHS,
        may_appeal=not rules.appeal_excluded,
    )


def _place(organisation: Organisation) -> str:
    place = organisation.municipality.name if organisation.municipality else ""
    return "" if place and place in organisation.name else place


def _area_rules(decision: Decision, content: Mapping[str, Any]) -> Mapping[str, Any]:
    area = Area.objects.filter(call_id=decision.application.call_id, key=content.get("area") or "").first()
    return area.rules if area else {}


def _ruleset(raw: Mapping[str, Any]) -> Ruleset:
    try:
        return read_rules(raw, keep_unknown=True)
    except RulesError:
        raise LetterError("rules") from None


def _day(at: datetime | None) -> date | None:
    return timezone.localtime(at).date() if at else None


def _kroner(value: Any) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))


def _status_due(rules: Ruleset, year: int, content: Mapping[str, Any]) -> date | None:
    """When the status report of `year` is due; None in the last year applied for, which ends with the final report."""
    if year >= max(content.get("years") or [year]):
        return None
    return date.fromisoformat(f"{year + 1}-{rules.status_report_due or STATUS_DUE}")


def set_letter(decision: Decision, language: str) -> Made:
    """The letter's files, not kept. Raises LetterError, WordingError, PrintingError."""
    facts = facts_of(decision)
    data = compose(facts, language, own_wording())
    return Made(
        pdf=pdf("letter", data, language=language, at=decision.at),
        word=word(LETTER, data, at=decision.at),
        name=f"{decision.application.public_id}-vedtak-{decision.number}-{language}",
    )


@transaction.atomic
def keep_letter(decision: Decision, language: str, made: Made, actor: Actor | None) -> Letter:
    """Keep the files on the letter's row. Raises LetterError when it is sent."""
    Letter.objects.get_or_create(decision=decision, language=language)
    letter = Letter.objects.select_for_update().get(decision=decision, language=language)
    if letter.sent_at is not None:
        raise LetterError("sent")
    letter.pdf = keep_file(name=f"{made.name}.pdf", content=made.pdf, actor=actor)
    letter.word = keep_file(name=f"{made.name}.docx", content=made.word, actor=actor)
    letter.made_at = timezone.now()
    letter.save()
    _told("letter-made", letter, actor)
    return letter


def make_letter(*, decision: Decision, language: str, actor: User) -> Letter:
    """Make the letter of a decision in one language, or make it again while it is not sent.

    Setting is outside the transaction: history is written one at a time and waits for nobody's typesetting.
    Raises NotAllowedError, LetterError, WordingError, PrintingError.
    """
    _must(actor, decision)
    if Letter.objects.filter(decision=decision, language=language, sent_at__isnull=False).exists():
        raise LetterError("sent")
    return keep_letter(decision, language, set_letter(decision, language), actor)


@transaction.atomic
def send_letter(*, letter: Letter, actor: User) -> Letter:
    """Let the applicant's authors read the letter; from then on it stays as it is. Twice is once.

    Raises NotAllowedError, LetterError.
    """
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    _must(actor, letter.decision)
    if letter.sent_at is not None:
        return letter
    if letter.pdf_id is None:
        raise LetterError("not-made")
    if Decision.objects.filter(
        application_id=letter.decision.application_id, number__gt=letter.decision.number
    ).exists():
        raise LetterError("superseded")
    letter.sent_at = timezone.now()
    letter.save(update_fields=["sent_at"])
    _told("letter-sent", letter, actor)
    announce(letter.decision, letter.sent_at, actor)
    return letter


@transaction.atomic
def announce(decision: Decision, at: datetime, actor: Actor | None) -> None:
    """From `at` the applicant's side sees that the case is decided, and what follows from the decision.

    `actor` is who sent the letter.
    """
    rows = Application.objects.filter(pk=decision.application_id, announced_at__isnull=True)
    rows.update(announced_at=at)
    after_announcement(decision, actor)


def _must(actor: User, decision: Decision) -> None:
    if not actor.has_perm("assessments.write_letters", decision.application):
        raise NotAllowedError(why("not-allowed"))


def _told(verb: str, letter: Letter, actor: Actor | None) -> None:
    about = letter.decision.application.public_id
    facts = {"decision": letter.decision.number, "language": letter.language}
    record(actor=actor, verb=f"assessments.{verb}", about=about, facts=facts)
