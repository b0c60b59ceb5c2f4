"""What is proposed, as plain facts: what the rules of a call are held against. Pure: no Django, no database."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

SALARIES, COMPETENCE, OWN = "salaries", "competence", "own"
# The kinds of budget lines; whatever a file calls otherwise counts as `other`.
KINDS = (SALARIES, COMPETENCE, "operations", "purchases", "travel", "evaluation", "other", OWN)


@dataclass(frozen=True)
class Line:
    """Kroner of one kind in one year. Without a year it holds for one year of the grant, which is given a year at a
    time (003 L177-179, 004 L1655-1656). `where` is the budget cell, by itself `budget.2024.salaries`."""

    kind: str
    amount: Decimal
    year: int | None = None
    where: str = ""

    @property
    def place(self) -> str:
        if self.where:
            return self.where
        return ".".join(["budget", *([str(self.year)] if self.year is not None else []), self.kind])


@dataclass(frozen=True)
class Proposal:
    """The facts of an application that rules look at. None and "" are what is not stated, never 0.

    `total` is the sum the applicant states, `totals` the same by year; `applied` what is applied for.
    A plan is its text, or True where a file says only that there is one. `signed_by` are roles, never names.
    `replications_so_far` counts the replications of the same measure that the call funds already.
    """

    years: tuple[int, ...] = ()
    positions: Decimal | None = None
    participants: int | None = None
    own_contribution: Decimal | bool | None = None
    budget: tuple[Line, ...] = ()
    total: Decimal | None = None
    totals: tuple[tuple[int, Decimal], ...] = ()
    applied: Decimal | None = None
    evaluation_plan: str | bool = ""
    transfer_value: str | bool = ""
    replication_of: str = ""
    replications_so_far: int | None = None
    continuation_plan: str | bool = ""
    signed_by: tuple[str, ...] = ()
    area: str = ""

    @property
    def asked(self) -> Decimal:
        """What the lines add up to without own contribution, in kroner."""
        return sum((line.amount for line in self.budget if line.kind != OWN), Decimal(0))

    @property
    def own(self) -> Decimal:
        """Own contribution in kroner: what the budget says, else what is stated beside it."""
        lines = sum((line.amount for line in self.budget if line.kind == OWN), Decimal(0))
        stated = self.own_contribution
        return lines or (stated if isinstance(stated, Decimal) else Decimal(0))
