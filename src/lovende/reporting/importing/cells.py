"""One cell to one value. What is not said is None, never 0; what cannot be understood says how to mend it. Pure."""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from lovende.records.models import UnknownKind
from lovende.reporting.importing.columns import Column
from lovende.text.figures import dates, parse_number

FIRST_YEAR, LAST_YEAR = 1990, 2100
MOST_KRONER = Decimal("999999999999.99")
LONGEST_RUN = 12
# Ways to say that there is nothing to say.
NOTHING = {
    "", "-", "–", "—", "?", "n/a", "ikke oppgitt", "ikkje oppgitt", "ikkje oppgjeve", "ukjent", "not stated", "unknown",
}  # fmt: skip
WHY = {
    "for tidlig": UnknownKind.TOO_EARLY, "too early": UnknownKind.TOO_EARLY,
    "ikke innhentet": UnknownKind.NOT_COLLECTED, "not collected": UnknownKind.NOT_COLLECTED,
    "tapt i kilden": UnknownKind.LOST, "lost in the source": UnknownKind.LOST,
    "skjermet": UnknownKind.WITHHELD, "withheld": UnknownKind.WITHHELD,
}  # fmt: skip
_KRONER = re.compile(r"^(?:kr\.?|nok)\s*|\s*(?:kr\.?|kroner|nok|,-)$", re.IGNORECASE)


class CellError(ValueError):
    """`str()` says what is wrong, `remedy` what to write instead."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


def read_cell(column: Column, cell: Any) -> Any:
    """The value, None for one not stated, or an UnknownKind that says why a sum is not. Raises CellError."""
    if isinstance(cell, str):
        cell = " ".join(cell.replace("\u00a0", " ").split()) if column.key != "note" else cell.strip()
        if cell.startswith("#") and cell.rstrip("!?").isupper():
            raise CellError(
                _("Cellen viser en feil fra Excel (%s).") % cell[:20],
                _("Rett formelen, eller skriv verdien."),
            )
        if cell.casefold() in NOTHING:
            return None
        if column.kind == "money" and cell.casefold() in WHY:
            return WHY[cell.casefold()]
    if cell is None:
        return None
    return READERS[column.kind](column, cell)


def _text(column: Column, cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime | date | bool):
        raise CellError(
            _("Her skal det stå tekst."), _("Sett formatet på cellen til tekst, og skriv på nytt.")
        )
    text = str(cell).replace("\x00", "")
    if len(text) > column.longest:
        raise CellError(
            _("Teksten er på %(length)d tegn.") % {"length": len(text)},
            _("Bruk høyst %d tegn.") % column.longest,
        )
    return text


def _decimal(cell: Any) -> Decimal:
    """Raises ValueError."""
    if isinstance(cell, bool | datetime | date):
        raise ValueError(cell)
    if isinstance(cell, int | float | Decimal):
        value = Decimal(str(cell))
        if not value.is_finite():
            raise ValueError(cell)
        return value
    return parse_number(str(cell))


def _money(column: Column, cell: Any) -> Decimal:
    if isinstance(cell, str):
        cell = _KRONER.sub("", _KRONER.sub("", cell)).strip()
    try:
        value = _decimal(cell)
    except (ValueError, InvalidOperation):
        raise CellError(
            _("«%s» er ikke et beløp.") % str(cell)[:40], _("Skriv hele kroner, for eksempel 610 000.")
        ) from None
    if value < 0 and column.key not in ("carried_in", "carried_over"):
        raise CellError(_("Beløpet er under null."), _("Skriv beløpet uten minus."))
    if abs(value) > MOST_KRONER:
        raise CellError(_("Beløpet er for stort."), _("Skriv beløpet i kroner, ikke i øre."))
    return value.quantize(Decimal("0.01"))


def _number(column: Column, cell: Any) -> Decimal:
    try:
        value = _decimal(cell)
    except (ValueError, InvalidOperation):
        raise CellError(
            _("«%s» er ikke et tall.") % str(cell)[:40], _("Skriv et tall, for eksempel 1,5.")
        ) from None
    if not 0 <= value <= 9999:
        raise CellError(_("Tallet er utenfor det som er mulig."), _("Skriv et tall fra 0 til 9 999."))
    return value.quantize(Decimal("0.01"))


def _count(column: Column, cell: Any) -> int:
    try:
        value = _decimal(cell)
    except (ValueError, InvalidOperation):
        value = None
    if value is None or value != value.to_integral_value() or not 0 <= value <= 1_000_000:
        raise CellError(
            _("«%s» er ikke et helt tall.") % str(cell)[:40], _("Skriv et helt tall, for eksempel 15.")
        )
    return int(value)


def _year(column: Column, cell: Any) -> int:
    if isinstance(cell, datetime | date):
        return cell.year
    try:
        value = Decimal(str(cell).strip())
    except InvalidOperation:
        value = Decimal(0)
    if value != value.to_integral_value() or not FIRST_YEAR <= value <= LAST_YEAR:
        raise CellError(
            _("«%s» er ikke et år.") % str(cell)[:40], _("Skriv året med fire sifre, for eksempel 2019.")
        )
    return int(value)


def _years(column: Column, cell: Any) -> list[int]:
    """«2019», «2019, 2020», «2019–2021»."""
    if not isinstance(cell, str):
        return [_year(column, cell)]
    years: set[int] = set()
    for part in re.split(r"[,;/]| og ", cell):
        span = re.fullmatch(r"\s*(\d{4})\s*[-–—]\s*(\d{4})\s*", part)
        if span is None:
            years.add(_year(column, part.strip()))
            continue
        first, last = _year(column, span[1]), _year(column, span[2])
        if not first <= last < first + LONGEST_RUN:
            raise CellError(
                _("«%s» er ikke en rekke med år.") % cell[:40], _("Skriv for eksempel 2019–2021.")
            )
        years.update(range(first, last + 1))
    return sorted(years)


def _how_dates_are_written() -> str:
    return _("Skriv dag, måned og år, for eksempel 15.03.2019.")


def _date(column: Column, cell: Any) -> date:
    if isinstance(cell, datetime):
        cell = cell.date()
    if not isinstance(cell, date):
        text = str(cell)
        found = dates(text)
        if len(found) != 1 or found[0].precision != "day" or found[0].printed.strip(" .") != text.strip(" ."):
            raise CellError(
                _("«%s» er ikke en dato.") % text[:40], _("Skriv dag, måned og år, for eksempel 15.03.2019.")
            )
        cell = found[0].first
    if not FIRST_YEAR <= cell.year <= LAST_YEAR:
        raise CellError(
            _("Datoen er utenfor det som er mulig."), _("Skriv dag, måned og år, for eksempel 15.03.2019.")
        )
    return cell


def _choice(column: Column, cell: Any) -> str:
    text = str(cell).casefold()
    for key, names in column.choices:
        if text == key or text in names:
            return key
    known = ", ".join(names[0] for _key, names in column.choices)
    raise CellError(_("«%s» er ikke et av valgene.") % str(cell)[:40], _("Skriv ett av disse: %s.") % known)


READERS = {
    "text": _text, "money": _money, "number": _number, "count": _count,
    "year": _year, "years": _years, "date": _date, "choice": _choice,
}  # fmt: skip
