"""The arithmetic of a report's accounts (prosjektregnskap): pure, in kroner. Findings stand beside, nothing is mended.

What a report accounts for: the grant received, its use on wages or competence, and what is carried over from year to
year (003, lines 193-199); wages and competence have caps of their own (003, lines 173-177).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

Kroner = Decimal | None


@dataclass(frozen=True)
class Books:
    """What was stated; None is not stated, which is not 0."""

    carried_in: Kroner = None
    received: Kroner = None
    wages: Kroner = None
    competence: Kroner = None
    other: Kroner = None
    carried_over: Kroner = None


@dataclass(frozen=True)
class Known:
    """What the program knows beside it: last year's carry-over, instalments paid, the year's competence grant."""

    carried_over_last_year: Kroner = None
    paid: Kroner = None
    competence_grant: Kroner = None


@dataclass(frozen=True)
class AccountFinding:
    """`kind` is one of balance, carry-over, received, competence, overspent; `stated` beside `computed`, in kroner."""

    kind: str
    where: str
    stated: Decimal
    computed: Decimal

    @property
    def difference(self) -> Decimal:
        return self.stated - self.computed


FIELDS = ("carried_in", "received", "wages", "competence", "other", "carried_over")
NEEDED = ("received", "wages", "competence", "carried_over")


def missing(books: Books) -> list[str]:
    """The figures a report needs that are not stated; carried_in and other may be left out and count as none."""
    return [name for name in NEEDED if getattr(books, name) is None]


def left(books: Books) -> Kroner:
    """What is left to carry over: carried in and received, less what was used; None while a part is not stated.

    >>> left(Books(received=Decimal(630000), wages=Decimal(600000), competence=Decimal(20000)))
    Decimal('10000')
    """
    if books.received is None or books.wages is None or books.competence is None:
        return None
    available = books.received + (books.carried_in or Decimal(0))
    return available - books.wages - books.competence - (books.other or Decimal(0))


def check(books: Books, known: Known) -> list[AccountFinding]:
    """Everything that does not add up. What is not stated is not checked (see `missing`)."""
    return [*_balance(books), *_against(books, known)]


def _balance(books: Books) -> Iterator[AccountFinding]:
    rest = left(books)
    if rest is None:
        return
    if rest < 0 and not books.carried_over:
        yield AccountFinding("overspent", "carried_over", books.carried_over or Decimal(0), rest)
    elif books.carried_over is not None and books.carried_over != rest:
        yield AccountFinding("balance", "carried_over", books.carried_over, rest)


def _against(books: Books, known: Known) -> Iterator[AccountFinding]:
    pairs = (
        ("carry-over", "carried_in", books.carried_in, known.carried_over_last_year),
        ("received", "received", books.received, known.paid),
    )
    for kind, where, stated, computed in pairs:
        if stated is not None and computed is not None and stated != computed:
            yield AccountFinding(kind, where, stated, computed)
    grant = known.competence_grant
    if books.competence is not None and grant is not None and books.competence > grant:
        yield AccountFinding("competence", "competence", books.competence, grant)
