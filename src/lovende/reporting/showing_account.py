"""The accounts of a report as a page shows them: six figures, what the program knows, what does not add up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from lovende.applications.pages.showing_budget import amount_typed
from lovende.awards.words import kroner
from lovende.reporting.accounting import FIELDS, AccountFinding, Books, Known, check, left
from lovende.reporting.forms import HELP, label_of


@dataclass(frozen=True)
class Figure:
    """One figure: its field, its value as typed or stored (None is not stated), what the program knows of it."""

    name: str
    label: str
    help: str
    value: str
    amount: Decimal | None
    known: str
    problem: str
    is_needed: bool


@dataclass(frozen=True)
class Told:
    """A finding in words, beside the figure `name`."""

    name: str
    label: str
    words: str


def figures_of(
    books: Books,
    known: Known,
    typed: Mapping[str, Any] | None = None,
    problems: Mapping[str, str] | None = None,
) -> list[Figure]:
    """The figures in their order; what was typed stands as it was typed."""
    typed, problems, knows = typed or {}, problems or {}, _known(known)
    rows = []
    for name in FIELDS:
        amount = getattr(books, name)
        stored = "" if amount is None else amount_typed(amount)
        value = str(typed.get(name, stored))
        needed = name not in ("carried_in", "other")
        rows.append(
            Figure(
                name,
                label_of(name),
                str(HELP[name]),
                value,
                amount,
                knows.get(name, ""),
                problems.get(name, ""),
                needed,
            )
        )
    return rows


def _known(known: Known) -> dict[str, str]:
    words = {
        "carried_in": (known.carried_over_last_year, _("Rapporten for året før: %s")),
        "received": (known.paid, _("Utbetalt i året: %s")),
        "competence": (known.competence_grant, _("Utlysningen gir høyst %s")),
    }
    return {name: text % kroner(amount) for name, (amount, text) in words.items() if amount is not None}


def rest_of(books: Books) -> Decimal | None:
    """What should be left by the figures as stated."""
    return left(books)


def findings_of(books: Books, known: Known) -> list[Told]:
    return told(check(books, known))


def told(findings: Iterable[AccountFinding]) -> list[Told]:
    """What does not add up, in words; nothing is mended."""
    words = {
        "balance": _("Det er oppgitt %(stated)s. Etter de andre tallene står det igjen %(computed)s."),
        "overspent": _("Det er brukt mer enn dere hadde. Etter tallene mangler det %(gap)s."),
        "carry-over": _("Det er oppgitt %(stated)s. Rapporten for året før sa %(computed)s."),
        "received": _("Det er oppgitt %(stated)s. Det er utbetalt %(computed)s i året."),
        "competence": _("Det er oppgitt %(stated)s. Utlysningen gir høyst %(computed)s."),
    }
    return [
        Told(
            row.where,
            label_of(row.where),
            words[row.kind]
            % {
                "stated": kroner(row.stated),
                "computed": kroner(row.computed),
                "gap": kroner(abs(row.computed)),
            },
        )
        for row in findings
    ]
