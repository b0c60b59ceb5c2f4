"""Reports as other rooms' tests need them: expected, begun, filled in, handed in."""

from decimal import Decimal

from lovende.awards.models import Award
from lovende.forms.models import AnswerSet
from lovende.people.models import User
from lovende.reporting.actions import open_report, save_account, save_answer, submit
from lovende.reporting.models import Report
from making.awards import award, officer
from making.schemes import person

__all__ = ["begun", "expected", "filled_in", "handed_in", "officer", "writer"]
TEXT = "Ni av tretten deltakere var i arbeid da de sluttet hos oss i desember, mot fire året før."
AMOUNTS = {
    "carried_in": None,
    "received": Decimal(610_000),
    "wages": Decimal(600_000),
    "competence": Decimal(10_000),
    "other": None,
    "carried_over": Decimal(0),
}


def writer() -> User:
    return person("project-lead")


def expected(found: Award | None = None, *, kind: str = "final") -> Report:
    """A report that an award owes."""
    found = found or award()
    return Report.objects.get(award=found, kind=kind, year=max(row.year for row in found.reports.all()))


def begun(report: Report | None = None, **terms) -> Report:
    return open_report(report=report or expected(**terms), actor=writer())


def _fill(report: Report, answers: AnswerSet | None) -> None:
    if answers is None:
        return
    for question in answers.version.content.questions():
        if not question.required or question.condition:
            continue
        value = question.high if question.kind == "scale" else TEXT
        if question.kind == "choice":
            value = question.choices[-1]["value"]
        save_answer(report=report, question=question.key, value=value, actor=writer())


def filled_in(report: Report | None = None, **terms) -> Report:
    """Begun, with every question that is needed answered, and accounts that add up."""
    report = begun(report, **terms)
    _fill(report, report.answers)
    _fill(report, report.self_evaluation)
    save_account(report=report, amounts=AMOUNTS, note="", version=0, actor=writer())
    report.refresh_from_db()
    return report


def handed_in(report: Report | None = None, **terms) -> Report:
    return submit(report=filled_in(report, **terms), actor=writer())
