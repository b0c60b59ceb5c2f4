"""What people type on a case, read as Norwegians write it. What cannot be read stays as typed, with what is wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lovende.assessments.assessing import Facts, Judged
from lovende.assessments.models import OUTCOMES, REASONS, Judgement
from lovende.assessments.ruling import Terms
from lovende.forms.typed import Kroner
from lovende.records.words import in_language
from lovende.schemes.models import Criterion

LONGEST = 10_000
Typed = Mapping[str, str]


def typed_amount(amount: Decimal | None) -> str:
    """An amount as a person types it: «610 000», «610 000,50»; "" for none."""
    if amount is None:
        return ""
    return f"{amount:,.2f}".replace(",", " ").replace(".", ",").removesuffix(",00")


def read_amount(text: str) -> tuple[Decimal | None, str]:
    """(kroner or None for nothing typed, what is wrong or "")."""
    try:
        return Kroner(required=False).clean(text), ""
    except ValidationError as problem:
        return None, str(problem.messages[0])


def plain(given: Typed, name: str) -> str:
    """What stands in a text field: without NUL, line ends as \\n, no longer than is kept."""
    text = given.get(name, "").replace("\0", "").replace("\r\n", "\n")
    return text.strip()[:LONGEST]


@dataclass(frozen=True)
class Mark:
    """One criterion in the form: verdict and reason as typed, what is wrong with each."""

    key: str
    label: str
    help: str
    is_priority: bool
    verdict: str
    reason: str
    verdict_problem: str = ""
    reason_problem: str = ""


@dataclass(frozen=True)
class AssessmentForm:
    """One officer's assessment as the page shows it."""

    marks: list[Mark]
    summary: str
    outcome: str
    amount: str
    version: int
    problems: Mapping[str, str] = field(default_factory=dict)


def assessment_form(
    criteria: Iterable[Criterion],
    facts: Facts,
    version: int,
    typed: Typed | None = None,
    problems: Typed | None = None,
) -> AssessmentForm:
    """The form with what is kept, or with what was `typed` and refused."""
    wrong = problems or {}
    judged = {key: (one.verdict, one.reason) for key, one in facts.judgements.items()}
    marks = []
    for row in criteria:
        verdict, reason = judged.get(row.key, ("", ""))
        if typed is not None:
            verdict, reason = plain(typed, f"verdict-{row.key}"), plain(typed, f"reason-{row.key}")
        marks.append(
            Mark(
                row.key,
                in_language(row.label),
                in_language(row.help) if row.help else "",
                row.is_priority,
                verdict,
                reason,
                wrong.get(f"verdict-{row.key}", ""),
                wrong.get(f"reason-{row.key}", ""),
            )
        )
    if typed is not None:
        kept = (plain(typed, "summary"), plain(typed, "outcome"), plain(typed, "amount"))
    else:
        kept = (facts.summary, facts.outcome, typed_amount(facts.amount))
    return AssessmentForm(marks, *kept, version, wrong)


def read_assessment(given: Typed, criteria: Iterable[Criterion]) -> tuple[Facts, dict[str, str]]:
    """(what was typed, field → what cannot be read)."""
    amount, wrong = read_amount(plain(given, "amount"))
    judged = {}
    for row in criteria:
        verdict = plain(given, f"verdict-{row.key}")
        known = verdict if verdict in Judgement.Verdict.values else ""
        judged[row.key] = Judged(known, plain(given, f"reason-{row.key}"))
    outcome = plain(given, "outcome")
    facts = Facts(plain(given, "summary"), outcome if outcome in OUTCOMES else "", amount, judged)
    return facts, ({"amount": wrong} if wrong else {})


@dataclass(frozen=True)
class RulingForm:
    """A recommendation or a decision as the page shows it. `conditions` one a line."""

    outcome: str = ""
    amount: str = ""
    reason_code: str = ""
    reason: str = ""
    conditions: str = ""
    year: str = ""
    beyond_frame: bool = False
    problems: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, terms: Terms, year: int | None = None) -> "RulingForm":
        return cls(
            terms.outcome,
            typed_amount(terms.amount),
            terms.reason_code,
            terms.reason,
            "\n".join(terms.conditions),
            str(year or ""),
        )

    @classmethod
    def typed(cls, given: Typed, problems: Typed) -> "RulingForm":
        names = ("outcome", "amount", "reason_code", "reason", "conditions", "year")
        kept = {name: plain(given, name) for name in names}
        return cls(**kept, beyond_frame=bool(given.get("beyond_frame")), problems=problems)


def read_terms(given: Typed) -> tuple[Terms, dict[str, str]]:
    """(the terms typed, field → what cannot be read)."""
    amount, wrong = read_amount(plain(given, "amount"))
    outcome, code = plain(given, "outcome"), plain(given, "reason_code")
    conditions = tuple(line.strip() for line in plain(given, "conditions").split("\n") if line.strip())
    terms = Terms(
        outcome if outcome in OUTCOMES else "",
        amount,
        code if code in REASONS else "",
        plain(given, "reason"),
        conditions,
    )
    return terms, ({"amount": wrong} if wrong and outcome != "rejected" else {})


def read_year(given: Typed) -> int | None:
    """The year typed, 0 (which no decision takes) for anything that is none, None for nothing typed."""
    text = plain(given, "year")
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0


def field_labels(criteria: Iterable[Criterion]) -> dict[str, str]:
    """What a summary of what is wrong calls each field."""
    named = {
        "summary": _("Samlet vurdering"),
        "outcome": _("Utfall"),
        "amount": _("Beløp"),
        "reason_code": _("Avslagsgrunn"),
        "reason": _("Begrunnelse"),
        "conditions": _("Vilkår"),
        "year": _("Tilskuddsår"),
        "beyond_frame": _("Rammen"),
        "assessment": _("Vurdering"),
        "officers": _("Saksbehandlere"),
        "conflict": _("Habilitet"),
        "recommendation": _("Innstilling"),
    }
    for row in criteria:
        label = in_language(row.label)
        named |= {f"verdict-{row.key}": label, f"reason-{row.key}": label}
    return named
