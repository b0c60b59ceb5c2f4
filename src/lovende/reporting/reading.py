"""A report as it stands: questions with answers and plan beside, accounts with findings, how complete it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lovende.awards.models import Instalment
from lovende.forms.definition import NOT_RELEVANT, Question, Section
from lovende.forms.models import AnswerSet
from lovende.records.words import in_language
from lovende.reporting.accounting import FIELDS, AccountFinding, Books, Known, check, missing
from lovende.reporting.completeness import Asked, Completeness, assess
from lovende.reporting.models import Account, Report

# Which questions of the application a question of the report goes back to (003, lines 1690-1692).
PLANNED = {
    "malgruppe": ("malgruppe",),
    "beskrivelse": ("tjenester", "metode"),
    "resultat": ("evaluering-maal", "evaluering-data", "gevinster"),
    "avvik-fra-plan": ("evaluering-data", "evaluering-tid", "evaluering-hvem"),
    "kontrafaktisk": ("evaluering-uten", "evaluering-sammenligning"),
    "framdrift": ("tjenester", "evaluering-tid"),
    "endringer": ("malgruppe", "tjenester", "partnere"),
}


@dataclass(frozen=True)
class Row:
    """One question on the page: its answer, what the plan said to it, what last year's report said."""

    question: Question
    value: Any
    plan: tuple[Mapping[str, Any], ...]
    before: str


def answers_of(answers: AnswerSet | None) -> dict[str, Any]:
    """{question: value} of what is answered."""
    return dict(answers.rows.filter(unknown="").values_list("question", "value")) if answers else {}


def plan_of(report: Report) -> dict[str, Mapping[str, Any]]:
    """What the application said, by question: {label, value}; empty without a plan (historic reports)."""
    content = report.plan.content if report.plan is not None else {}
    return {row["question"]: row for row in content.get("answers", ()) if row.get("value")}


def last_report(report: Report) -> Report | None:
    """The report of the same award handed in before this one."""
    if report.award_id is None:
        return None
    rows = Report.objects.filter(award=report.award_id, year__lt=report.year, content__isnull=False)
    return rows.order_by("-year").first()


def rows_of(
    report: Report, values: Mapping[str, Any] | None = None, *, with_conditional: bool = False
) -> list[tuple[Section, list[Row]]]:
    """Sections with the questions that are asked, in order; `values` are the answers where they are read already.

    `with_conditional` has the questions that would be asked if another were answered otherwise, too.
    """
    if report.answers is None:
        return []
    answers = answers_of(report.answers) if values is None else values
    plan, before = plan_of(report), said_before(report)

    def row(question: Question) -> Row:
        planned = tuple(plan[key] for key in PLANNED.get(question.key, ()) if key in plan)
        return Row(question, answers.get(question.key), planned, in_words(question, before.get(question.key)))

    sections = [
        (section, [row(one) for one in section.questions if with_conditional or one.is_asked(answers)])
        for section in report.answers.version.content.sections
    ]
    return [(section, rows) for section, rows in sections if rows]


def said_before(report: Report) -> dict[str, Any]:
    """{question: value} of the award's last report."""
    last = last_report(report)
    content = last.content if last is not None else None
    return {row["question"]: row["value"] for row in (content or {}).get("answers", ())}


def in_words(question: Question, value: Any) -> str:
    """An answer for people: «Ja, deler av det», «2 – Ja, noe», «Ikke relevant»; "" for none."""
    if value in (None, ""):
        return ""
    if value == NOT_RELEVANT:
        return _("Ikke relevant")
    label = next((in_language(row["label"]) for row in question.choices if row["value"] == value), "")
    if question.kind == "scale":
        return f"{value} – {label}" if label else _("%(n)s av %(most)s") % {"n": value, "most": question.high}
    return label or str(value).strip()


def books_of(account: Account | None) -> Books:
    return Books(*(getattr(account, name) for name in FIELDS)) if account else Books()


def account_of(report: Report) -> Account | None:
    return Account.objects.filter(report=report).first()


def known_of(report: Report) -> Known:
    """What the program knows of the year: paid instalments, last year's carry-over, the competence grant."""
    if report.award_id is None:
        return Known()
    paid = Instalment.objects.filter(
        award_year__award=report.award_id, award_year__year=report.year, state=Instalment.State.PAID
    ).aggregate(total=Sum("amount"))["total"]
    before = Account.objects.filter(report__award=report.award_id, report__year=report.year - 1).first()
    grant = report.call.rules.get("competence_grant_per_measure")
    return Known(
        before.carried_over if before else None, paid, Decimal(str(grant)) if grant is not None else None
    )


def account_findings(report: Report) -> list[AccountFinding]:
    return check(books_of(account_of(report)), known_of(report))


@dataclass(frozen=True)
class Held:
    """What stands in a report now, read once: answers, those of the self-evaluation, accounts."""

    answers: Mapping[str, Any]
    ratings: Mapping[str, Any]
    account: Account | None

    @property
    def books(self) -> Books:
        return books_of(self.account)


def held(report: Report) -> Held:
    return Held(answers_of(report.answers), answers_of(report.self_evaluation), account_of(report))


def completeness_of(report: Report, values: Mapping[str, Any] | None = None) -> Completeness:
    """How much the report says, of its own questions; the plan is what must not be copied back."""
    values = answers_of(report.answers) if values is None else values
    asked = [
        Asked(question.key, question.required, question.kind == "text")
        for question in _questions(report.answers)
        if question.is_asked(values)
    ]
    plan = {key: str(row["value"]) for key, row in plan_of(report).items() if isinstance(row["value"], str)}
    return assess(asked, values, plan)


def _questions(answers: AnswerSet | None) -> Iterator[Question]:
    return answers.version.content.questions() if answers else iter(())


def obstacles(report: Report, now: Held | None = None) -> dict[str, str]:
    """{question or figure: what is missing} of what keeps the report from being handed in."""
    now = now or held(report)
    found = {}
    for kept, values in ((report.answers, now.answers), (report.self_evaluation, now.ratings)):
        for question in _questions(kept):
            wrong = _wrong(question, values) if question.is_asked(values) else ""
            if wrong:
                found[question.key] = wrong
    for name in missing(now.books):
        found[name] = _("Oppgi beløpet. Skriv 0 hvis det ikke ble brukt noe.")
    return found


def _wrong(question: Question, values: Mapping[str, Any]) -> str:
    value = values.get(question.key)
    if value in (None, "", []):
        return _("Svar på dette spørsmålet.") if question.required else ""
    over = len(value) - question.max_length if isinstance(value, str) and question.max_length else 0
    words = ngettext("Kort ned svaret: %d tegn for mye.", "Kort ned svaret: %d tegn for mye.", over)
    return words % over if over > 0 else ""


def snapshot(report: Report, now: Held | None = None) -> dict[str, Any]:
    """The report as handed in, as JSON holds it: answers, self-evaluation, accounts, findings, completeness."""
    now = now or held(report)
    account, complete = now.account, completeness_of(report, now.answers)
    return {
        "kind": report.kind,
        "year": report.year,
        "plan": report.plan.sha256 if report.plan else None,
        "form": _version(report.answers),
        "answers": _told(report.answers, now.answers),
        "self_evaluation_form": _version(report.self_evaluation),
        "self_evaluation": _told(report.self_evaluation, now.ratings),
        "account": {name: _amount(getattr(account, name, None)) for name in FIELDS},
        "account_note": account.note if account else "",
        "account_findings": [
            {
                "kind": row.kind,
                "where": row.where,
                "stated": _amount(row.stated),
                "computed": _amount(row.computed),
            }
            for row in check(now.books, known_of(report))
        ],
        "completeness": {
            "needed": complete.needed,
            "answered": complete.answered,
            "near_blank": complete.is_near_blank,
            "gaps": [{"question": gap.question, "kind": gap.kind} for gap in complete.gaps],
        },
    }


def _version(answers: AnswerSet | None) -> dict[str, Any] | None:
    return {"key": answers.version.form.key, "number": answers.version.number} if answers else None


def _told(answers: AnswerSet | None, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "question": question.key,
            "label": in_language(question.label),
            "kind": question.kind,
            "value": values[question.key],
        }
        for question in _questions(answers)
        if question.key in values
    ]


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"
