"""Numbers, amounts and dates as Norwegian reports print them.

Written forms seen in the sources: ``62,5 %``, ``1 036 000 kr``, ``kr 610.000``, ``52,3 mill.``, ``½
stilling``, ``10.10.16``, ``1. mai 2016``, ``høsten 2012``, ``uke 48 2012``. Comma is the decimal sign;
blank, narrow blank and full stop group thousands. A full stop that groups nothing (``3.5``) is read as a
decimal point.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Literal, NamedTuple

_BLANK = "[ \u00a0\u202f\u2009]"
_FRACTIONS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
_GROUPED = rf"[0-9]{{1,3}}(?:{_BLANK}[0-9]{{3}})+|[0-9]{{1,3}}(?:\.[0-9]{{3}})+"
_PLAIN = r"[0-9]+"
_NUMBER = rf"(?:(?:(?:{_GROUPED})(?![0-9])|{_PLAIN}(?!\.[0-9]))(?:,[0-9]+)?|[0-9]+\.[0-9]+)"
_STRICT = re.compile(
    rf"(?P<sign>[-−–+]?){_BLANK}?(?:(?P<number>{_NUMBER}){_BLANK}?(?P<half>[½¼¾])?|(?P<only>[½¼¾]))"
)
_SCALES = {"mill": Decimal(10) ** 6, "mrd": Decimal(10) ** 9, "tusen": Decimal(1000)}
_SCALE = r"(?P<scale>mill(?:ioner|ion|\.)?|mrd\.?|milliarde?r?|tusen)(?![^\W\d_])"
# printed unit -> the unit we keep
_UNITS = {
    "%": "%", "prosent": "%", "pst": "%", "pst.": "%", "prosentpoeng": "percentage points",
    "kr": "NOK", "kr.": "NOK", "kroner": "NOK", "nok": "NOK",
    "årsverk": "FTE", "årsv.": "FTE", "stilling": "FTE", "stillinger": "FTE", "stillingar": "FTE",
    "personer": "persons", "personar": "persons", "person": "persons", "deltakere": "persons",
    "deltakarar": "persons", "deltaker": "persons", "deltakar": "persons", "brukere": "persons",
    "elever": "persons",
    "ungdommer": "persons", "ungdommar": "persons", "flyktninger": "persons", "kvinner": "persons",
    "menn": "persons",
    "familier": "families", "familiar": "families", "barn": "children",
    "år": "years", "måneder": "months", "månader": "months", "mnd": "months", "mnd.": "months",
    "måned": "months",
    "uker": "weeks", "veker": "weeks", "uke": "weeks", "dager": "days", "dagar": "days", "timer": "hours",
    "timar": "hours", "kommuner": "municipalities", "kommunar": "municipalities", "prosjekter": "projects",
    "prosjekt": "projects", "tiltak": "measures", "plasser": "places", "plassar": "places",
}  # fmt: skip
# kr that stands before the next amount (2016 kr 500) is that one's
_UNIT = "|".join(
    re.escape(unit) + (rf"(?!{_BLANK}*[0-9])" if _UNITS[unit] == "NOK" else "")
    for unit in sorted(_UNITS, key=len, reverse=True)
)
_AFTER = r"(?!\.?[0-9])"
_IN_TEXT = re.compile(
    rf"(?<![\w.,])(?P<before>kr\.?|NOK|kroner){_BLANK}*(?P<amount>[-−]?{_NUMBER}){_AFTER}(?:{_BLANK}*{_SCALE})?(?:,-)?"
    rf"|(?<![\w.,])(?<![^\W\d_]-)(?P<value>[-−]?(?:{_NUMBER}{_AFTER}(?:{_BLANK}?[½¼¾])?|[½¼¾]))"
    rf"(?:{_BLANK}*{_SCALE.replace('scale', 'scale2')})?(?:,-)?"
    rf"(?:{_BLANK}*(?P<unit>{_UNIT})(?![^\W\d_]))?",
    re.IGNORECASE,
)


_CODE = re.compile(
    r"(?<![\w-])(?:19|20)[0-9][0-9][-–/][0-9]{2,4}(?![\w-])"
)  # years 2015-16 or project 2021-38


class Number(NamedTuple):
    """A number in a text: `value` with its scale (mill.) worked in, `unit` ours or None, place, print."""

    value: Decimal
    unit: str | None
    start: int
    end: int
    printed: str


def parse_number(printed: str) -> Decimal:
    """The value of one Norwegian number without a unit.

    Raises ValueError when `printed` is anything else.

    >>> parse_number("1 036 000"), parse_number("610.000"), parse_number("62,5"), parse_number("1½")
    (Decimal('1036000'), Decimal('610000'), Decimal('62.5'), Decimal('1.5'))
    """
    match = _STRICT.fullmatch(printed.strip())
    if match is None:
        raise ValueError(f"not a Norwegian number: {printed!r}")
    value = _FRACTIONS.get(match["only"] or match["half"] or "", Decimal(0))
    if match["number"]:
        value += _plain(match["number"])
    return -value if match["sign"] in ("-", "−", "–") else value


def _plain(number: str) -> Decimal:
    whole, comma, decimals = re.sub(_BLANK, "", number).partition(",")
    if comma or re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{3})+", whole):
        whole = whole.replace(".", "")
    return Decimal(whole + "." + decimals if comma else whole)


def numbers(text: str) -> list[Number]:
    """Every number of `text` with its unit where one stands beside it; parts of dates are left out.

    >>> [(str(n.value), n.unit) for n in numbers("62,5 % av 13 deltakere, kr 610.000 og 52,3 mill. kr")]
    [('62.5', '%'), ('13', 'persons'), ('610000', 'NOK'), ('52300000', 'NOK')]
    """
    taken = [(found.start, found.end) for found in dates(text)]
    taken += [match.span() for match in _CODE.finditer(text)]
    result = []
    for match in _IN_TEXT.finditer(text):
        if any(match.start() < end and match.end() > start for start, end in taken):
            continue
        result.append(_number(text, match))
    return result


def _number(text: str, match: re.Match[str]) -> Number:
    amount = match["amount"] or match["value"]
    value = parse_number(amount)
    scale = match["scale"] or match["scale2"]
    if scale:
        value *= next(factor for name, factor in _scales() if scale.lower().startswith(name))
        value = Decimal(int(value)) if value == int(value) else value.normalize()
    unit = "NOK" if match["before"] else _UNITS.get((match["unit"] or "").lower())
    end = match.start() + len(match.group().rstrip())
    return Number(value, unit, match.start(), end, text[match.start() : end])


def _scales() -> list[tuple[str, Decimal]]:
    return [("milliard", _SCALES["mrd"]), *_SCALES.items()]


Precision = Literal["day", "week", "month", "season", "year"]


class Date(NamedTuple):
    """A date in a text: the first day it may mean, how precise it is, the place, the print.

    A season begins in the month that Norwegian administration counts it from: spring January, summer June,
    autumn August, winter December (of the year before is not guessed).
    """

    first: datetime.date
    precision: Precision
    start: int
    end: int
    printed: str


_MONTH_NAMES = "januar februar mars april mai juni juli august september oktober november desember".split()
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, 1)} | {
    name[:3]: number for number, name in enumerate(_MONTH_NAMES, 1)
}
_SEASONS = {"vår": 1, "sommer": 6, "sommar": 6, "høst": 8, "haust": 8, "vinter": 12}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"(?:19|20)[0-9][0-9]"
_LONGEST_RUN = 12  # years from the first to the last of "2015-16"
_DATE = re.compile(
    rf"(?<![0-9.,])(?P<day>[0-9]{{1,2}})\.{_BLANK}?(?:(?P<number>[0-9]{{1,2}})\.{_BLANK}?(?P<year>{_YEAR}|[0-9][0-9])(?![0-9.][0-9]|[0-9])"
    rf"|(?P<name>{_MONTH})\.?(?![^\W\d_]){_BLANK}*(?P<year2>{_YEAR})(?![0-9]))"
    rf"|(?<![0-9])(?P<iso>{_YEAR}-[0-9][0-9]-[0-9][0-9])(?![0-9])"
    rf"|\b(?P<month>{_MONTH})\.?{_BLANK}+(?P<year3>{_YEAR})(?![0-9])"
    rf"|\b(?P<season>{'|'.join(_SEASONS)})(?:en)?{_BLANK}+(?P<year4>{_YEAR})(?![0-9])"
    rf"|\b(?:uke|veke){_BLANK}+(?P<week>[0-9]{{1,2}})(?:,?{_BLANK}+(?:i{_BLANK}+)?|/)(?P<year5>{_YEAR})(?![0-9])"
    rf"|(?<![0-9.,/-])(?P<only>{_YEAR})(?:[-–/](?P<to>{_YEAR}|[0-9][0-9])(?![\w-]))?"
    rf"(?![0-9/-]|[.,][0-9]|{_BLANK}?(?:{_UNIT}))",
    re.IGNORECASE,
)


def dates(text: str) -> list[Date]:
    """Every date of `text` that exists in the calendar; two digits of a year from 50 on mean 19xx.

    >>> found = dates("10.10.16, 1. mai 2016, høsten 2012 og uke 48 2012")
    >>> [(date.first.isoformat(), date.precision) for date in found]
    [('2016-10-10', 'day'), ('2016-05-01', 'day'), ('2012-08-01', 'season'), ('2012-11-26', 'week')]
    """
    found = []
    for match in _DATE.finditer(text):
        try:
            first, precision = _date(match)
        except ValueError:  # 31.02.16: printed like a date, but there is no such day
            continue
        found.append(Date(first, precision, match.start(), match.end(), match.group()))
    return found


def _date(match: re.Match[str]) -> tuple[datetime.date, Precision]:
    if match["iso"]:
        return datetime.date.fromisoformat(match["iso"]), "day"
    if match["day"]:
        month = int(match["number"]) if match["number"] else _MONTHS[match["name"].lower()]
        return datetime.date(_year(match["year"] or match["year2"]), month, int(match["day"])), "day"
    if match["month"]:
        return datetime.date(int(match["year3"]), _MONTHS[match["month"].lower()], 1), "month"
    if match["season"]:
        return datetime.date(int(match["year4"]), _SEASONS[match["season"].lower()], 1), "season"
    if match["week"]:
        return datetime.date.fromisocalendar(int(match["year5"]), int(match["week"]), 1), "week"
    return _years(int(match["only"]), match["to"]), "year"


def _years(first: int, to: str | None) -> datetime.date:
    """The first day of `first`; ValueError when `to` makes it no run of years but a code (2021-38)."""
    if to is not None and not 0 < int(str(first)[: 4 - len(to)] + to) - first <= _LONGEST_RUN:
        raise ValueError(f"{first}-{to} is no run of years")
    return datetime.date(first, 1, 1)


def _year(printed: str) -> int:
    if len(printed) == 4:
        return int(printed)
    return int(printed) + (1900 if int(printed) >= 50 else 2000)
