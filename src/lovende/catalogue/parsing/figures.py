"""Numbers, shares, ages and dates in Norwegian running text, each as printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NUMBER = r"\d{1,3}(?:[ .]\d{3})+(?!\d)|\d+(?:,\d+)?|\d+\.\d{1,2}(?!\d)"
_PERCENT = re.compile(
    r"(?<![\d.,–-])(?P<sign>[-–])?(?P<number>\d{1,3}(?:[.,]\d+)?)\s?(?:%|prosent\b|percent\b)"
)
_THINGS = (
    r"deltakere|deltakarar|deltagere|deltaker|personer|personar|familier|familiar|kvinner|menn|voksne|vaksne|barn|"
    r"ungdommer|ungdomar|unge|brukere|brukarar|elever|elevar|husstander|husstandar|årsverk|stillinger|stillingar|stilling|"
    r"ansatte|tilsette|kandidater|kandidatar|kommuner|kommunar|NAV-kontor|kontor|bedrifter|verksemder|innbyggere|"
    r"innbyggjarar|introdeltakere|bostedsløse|participants|people|families"
)
_COUNT = re.compile(
    rf"(?<![\d.,/-])(?P<number>{_NUMBER})\s(?P<extra>(?:[a-zæøå]+\s){{0,2}}?)(?P<thing>{_THINGS})\b",
    re.IGNORECASE,
)
_AGE_RANGE = re.compile(
    r"(?:(?P<cue>alder(?:en)?|mellom|fra|aged?)\s+)?(?<![\d.,/])(?P<low>\d{1,2})\s?(?:[-–]|til|og|to|and)\s?(?P<high>\d{2})(?![\d%.,/-])"
    r"(?P<years>\s?(?:år|åringer|åringar|years))?",
    re.IGNORECASE,
)
_AGE_UNDER = re.compile(
    r"\b(?:under|yngre enn|inntil|opptil)\s+(?P<high>\d{2})(?![\d%.,/])(?P<years>\s?(?:år|years))?",
    re.IGNORECASE,
)
_AGE_OVER = re.compile(
    r"\b(?:over|eldre enn|fra og med|older than)\s+(?P<low>\d{2})\s?(?:år|years)\b", re.IGNORECASE
)
_MONTHS = (
    "januar februar mars april mai juni juli august september oktober november desember".split(),
    "jan feb mar apr mai jun jul aug sept okt nov des".split(),
)
_MONTH = {name: number for names in _MONTHS for number, name in enumerate(names, start=1)} | {"sep": 9}
_MONTH_NAMES = "|".join(sorted(_MONTH, key=len, reverse=True))
_DAY = re.compile(r"(?<![\d.])(?P<d>[0-3]?\d)\.\s?(?P<m>[01]?\d)\.\s?(?P<y>(?:20|19)\d{2}|\d{2})(?!\d)")
_SPOKEN = re.compile(
    rf"(?:(?<!\d)(?P<d>[0-3]?\d)\.?\s?)?\b(?P<m>{_MONTH_NAMES})\.?[\s-]?(?P<y>(?:20|19)\d{{2}}|[1-4]\d(?!\d))(?![%\d])",
    re.IGNORECASE,
)
_SEASON = re.compile(
    r"\b(?P<word>våren|sommeren|sommaren|høsten|hausten|vinteren)[\s-](?P<y>20\d{2}|\d{2}(?!\d))",
    re.IGNORECASE,
)
_YEARS = re.compile(r"(?<![\d.,/])(?P<a>20[0-4]\d)\s?[-–/]\s?(?P<b>20[0-4]\d|\d{2})(?![\d%])")
_YEAR = re.compile(r"(?<![\d.,/–-])(?P<y>20[0-4]\d)(?![\d%]|[.,]\d|\s?[-–/]\s?\d)")
_START = re.compile(
    r"\b(?:oppstart\w*|start\w*|etablert|iverksatt|sett i gang|siden|sidan|fra|frå)\W+(?:\w+\W+){0,2}$",
    re.IGNORECASE,
)
_END = re.compile(
    r"\b(?:løper ut|varer ut|varer til|avslutt\w*|slutt\w*|ut|til og med)\W+(?:\w+\W+){0,1}$", re.IGNORECASE
)
_AS_OF = re.compile(r"\b(?:pr|per)\b\.?\W*(?:\w+\W+){0,1}$", re.IGNORECASE)


@dataclass(frozen=True)
class Figure:
    """``claim`` as printed, ``value`` as a number, ``unit`` «%» or the thing counted, ``offset`` in the
    text."""

    claim: str
    value: float
    unit: str
    offset: int


@dataclass(frozen=True)
class Age:
    low: int | None
    high: int | None
    claim: str
    offset: int
    sure: bool


@dataclass(frozen=True)
class Date:
    """``value`` is ISO (``2016``, ``2016-05``, ``2016-05-31``) or two years ``2015/2016``; ``role`` start,
    end, as-of or mention."""

    value: str
    claim: str
    role: str
    offset: int


def number(text: str) -> float:
    """«32 250», «32.182», «3,8», «65.2» → a float. A point before exactly three digits parts thousands."""
    text = text.strip().replace("\u00a0", " ")
    if re.fullmatch(r"\d{1,3}(?:[ .]\d{3})+", text):
        return float(re.sub(r"[ .]", "", text))
    return float(text.replace(" ", "").replace(",", "."))


def figures(text: str) -> Iterator[Figure]:
    for match in _PERCENT.finditer(text):
        value = number(match.group("number"))
        yield Figure(match.group().strip(), -value if match.group("sign") else value, "%", match.start())
    for match in _COUNT.finditer(text):
        yield Figure(
            match.group(), number(match.group("number")), match.group("thing").lower(), match.start()
        )


def ages(text: str) -> Iterator[Age]:
    """Age ranges and limits. Without «år» or a word such as «alderen» a range is taken for something else."""
    for match in _AGE_RANGE.finditer(text):
        low, high = int(match.group("low")), int(match.group("high"))
        cue = bool(match.group("years")) or (match.group("cue") or "").lower().startswith(("alder", "age"))
        if cue and low < high <= 99:
            yield Age(low, high, match.group().strip(), match.start(), bool(match.group("years")))
    for match in _AGE_UNDER.finditer(text):
        yield Age(None, int(match.group("high")), match.group(), match.start(), bool(match.group("years")))
    for match in _AGE_OVER.finditer(text):
        yield Age(int(match.group("low")), None, match.group(), match.start(), True)


def dates(text: str) -> Iterator[Date]:
    """Dates from the most to the least exact; what an exact one covers is not given again."""
    taken: list[tuple[int, int]] = []
    for pattern, value in (
        (_DAY, _iso_day),
        (_SPOKEN, _iso_spoken),
        (_SEASON, _iso_year),
        (_YEARS, _iso_years),
        (_YEAR, _iso_year),
    ):
        for match in pattern.finditer(text):
            iso = value(match)
            if iso and not any(match.start() < end and start < match.end() for start, end in taken):
                taken.append(match.span())
                yield Date(iso, match.group().strip(), _role(text[: match.start()]), match.start())


def _role(before: str) -> str:
    tail = before[-60:]
    for role, pattern in (("as-of", _AS_OF), ("start", _START), ("end", _END)):
        if pattern.search(tail):
            return role
    return "mention"


def _full_year(text: str) -> str:
    return text if len(text) == 4 else f"20{text}"


def _iso_day(match: re.Match[str]) -> str | None:
    day, month = int(match.group("d")), int(match.group("m"))
    return (
        f"{_full_year(match.group('y'))}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else None
    )


def _iso_spoken(match: re.Match[str]) -> str | None:
    month = f"{_full_year(match.group('y'))}-{_MONTH[match.group('m').lower()]:02}"
    day = match.group("d")
    return f"{month}-{int(day):02}" if day and 1 <= int(day) <= 31 else month


def _iso_year(match: re.Match[str]) -> str | None:
    return _full_year(match.group("y"))


def _iso_years(match: re.Match[str]) -> str | None:
    first, last = match.group("a"), match.group("b")
    last = last if len(last) == 4 else first[:2] + last
    return f"{first}/{last}" if first < last else None
