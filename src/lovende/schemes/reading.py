"""From the keys and values of a file to an application's facts and a call's rules, for `lovende grants check`. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from lovende.schemes.files import FileError
from lovende.schemes.proposal import COMPETENCE, KINDS, OWN, SALARIES, Line, Proposal
from lovende.schemes.ruledata import Ruleset, amount, folded, read_rules

_NAMES = {
    "tittel": "title", "soker": "organisation", "organisasjon": "organisation", "organization": "organisation",
    "applicant": "organisation", "ar": "years", "year": "years", "arene": "years", "deltakere": "participants",
    "antall_deltakere": "participants", "deltakarar": "participants", "egenandel": "own_contribution",
    "eigendel": "own_contribution", "own": "own_contribution", "stillinger": "positions", "arsverk": "positions",
    "stilling": "positions", "full_time_positions": "positions", "fte": "positions", "budsjett": "budget",
    "evalueringsplan": "evaluation_plan", "plan_for_evaluering": "evaluation_plan",
    "overforingsverdi": "transfer_value", "replikasjon_av": "replication_of", "replikerer": "replication_of",
    "replicates": "replication_of", "replikasjoner_sa_langt": "replications_so_far",
    "videreforingsplan": "continuation_plan", "plan_for_videreforing": "continuation_plan",
    "signert_av": "signed_by", "godkjent_av": "signed_by", "signed": "signed_by", "signert": "signed_by",
    "soknadsbelop": "applied", "omsokt": "applied", "amount": "applied", "sokt_belop": "applied",
    "omrade": "area", "tema": "area", "temaomrade": "area", "sum": "total", "totalt": "total",
    "rules": "rules", "regler": "rules", "ordning": "scheme", "tilskuddsordning": "scheme", "omrader": "areas",
    "kommune": "municipality", "type": "kind", "utlysning": "call", "frist": "deadline", "soknadsfrist": "deadline",
    "apner": "opens_at", "opens": "opens_at", "ramme": "frame", "forvalter": "administrator", "navn": "name",
    "nummer": "number", "tekst": "text", "nokkel": "key", "beskrivelse": "description",
}  # fmt: skip
_BUDGET = {
    "lonn": SALARIES, "lonnskostnader": SALARIES, "wages": SALARIES, "salary": SALARIES, "lon": SALARIES,
    "kompetanse": COMPETENCE, "kompetanseheving": COMPETENCE, "competence_grant": COMPETENCE, "drift": "operations",
    "kjop": "purchases", "kjop_av_tjenester": "purchases", "reise": "travel", "reise_og_moter": "travel",
    "reiser": "travel", "evaluering": "evaluation", "annet": "other", "egenandel": OWN, "own_contribution": OWN,
    "eigendel": OWN,
}  # fmt: skip
_TOTAL = frozenset({"total", "sum", "totalt", "i_alt"})
_YEAR, _KIND = frozenset({"year", "ar"}), frozenset({"kind", "type", "post", "slag"})
_AMOUNT, _NOTE = frozenset({"amount", "belop", "kroner", "kr"}), frozenset({"note", "merknad"})
# What an application or a call may hold and no rule looks at.
_SILENT = frozenset(
    {"title", "organisation", "municipality", "kind", "call", "id", "public_id", "note", "description"}
)
_CALL = frozenset({
    "scheme", "year", "years", "rules", "areas", "title", "deadline", "opens_at", "frame", "administrator", "key",
    "text", "caveat", "number", "name", "id", "note", "description", "criteria", "state", "source",
})  # fmt: skip
_NOTHING = frozenset({"", "null", "~", "none", "-", "–"})


@dataclass
class Reading:
    """An application as read: `proposal`, its `title`, and keys (by their place) that nobody here knows."""

    proposal: Proposal = field(default_factory=Proposal)
    title: str = ""
    unknown: list[str] = field(default_factory=list)


@dataclass
class CallReading:
    """A call as read: its rules, those of its areas by folded key, number and name, and unknown keys."""

    scheme: str
    ruleset: Ruleset
    areas: dict[str, Mapping[str, Any]]
    unknown: list[str]


def read_call(data: Mapping[str, Any]) -> CallReading:
    """A call's rules. Raises FileError without any, RulesError for a wrong one."""
    named = _named(data)
    if "rules" not in named:
        raise FileError(
            "rules is missing: write the rules of the call under “rules:”, such as “max_years: 3”"
        )
    ruleset = read_rules(_mapping(named["rules"], "rules"), keep_unknown=True, language="en")
    areas: dict[str, Mapping[str, Any]] = {}
    for index, one in enumerate(_rows(named.get("areas"), "areas")):
        area = _named(_mapping(one, f"areas.{index}"))
        rules = _mapping(area.get("rules") or {}, f"areas.{index}.rules")
        for name in ("key", "number", "name"):
            if area.get(name):
                areas[folded(str(area[name]))] = rules
    scheme = str(named.get("scheme") or named.get("title") or "")
    return CallReading(scheme, ruleset, areas, [f"call.{key}" for key in named if key not in _CALL])


def read_application(data: Mapping[str, Any]) -> Reading:
    """An application's facts. Raises FileError for a value that cannot be read."""
    named = _named(data)
    budget = _Budget()
    budget.read(named.pop("budget", None))
    facts: dict[str, Any] = {}
    for name in ("own_contribution", "positions", "applied", "total"):
        facts[name] = _money(named.pop(name, None), name, or_word=name == "own_contribution")
    for name in ("participants", "replications_so_far"):
        facts[name] = _whole(named.pop(name, None), name)
    for name in ("evaluation_plan", "transfer_value", "continuation_plan"):
        facts[name] = _told(named.pop(name, None))
    facts["years"] = _years(named.pop("years", None))
    facts["signed_by"] = tuple(str(one) for one in _rows(named.pop("signed_by", None), "signed_by"))
    for name in ("replication_of", "area"):
        told = _told(named.pop(name, None))
        facts[name] = "yes" if told is True else told or ""
    if budget.total is not None:
        facts["total"] = budget.total
    proposal = Proposal(**facts, budget=tuple(budget.lines), totals=tuple(budget.totals))
    unknown = [f"application.{key}" for key in named if key not in _SILENT]
    return Reading(proposal, str(named.get("title") or ""), [*unknown, *budget.unknown])


class _Budget:
    """A budget in any of its shapes: kinds, kinds by year, years by kind, or rows of year, kind and amount."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.total: Decimal | None = None
        self.totals: list[tuple[int, Decimal]] = []
        self.unknown: list[str] = []

    def read(self, budget: Any) -> None:
        if _is_nothing(budget):
            return
        if isinstance(budget, list):
            for index, row in enumerate(budget):
                self._row(_mapping(row, f"budget.{index}"), f"budget.{index}")
            return
        if not isinstance(budget, Mapping):
            self.total = _money(budget, "budget")
            return
        for key, value in budget.items():
            where = f"budget.{key}"
            if str(key).strip().isdecimal():
                self._year(_year(key, where), _mapping(value, where), where)
            elif isinstance(value, Mapping):
                for year, inner in value.items():
                    self._add(
                        str(key), _money(inner, f"{where}.{year}"), f"{where}.{year}", _year(year, where)
                    )
            else:
                self._add(str(key), _money(value, where), where)

    def _year(self, year: int, kinds: Mapping[str, Any], where: str) -> None:
        for key, value in kinds.items():
            self._add(str(key), _money(value, f"{where}.{key}"), f"{where}.{key}", year)

    def _row(self, row: Mapping[str, Any], where: str) -> None:
        by = {folded(str(key)): value for key, value in row.items()}
        year = next((by[name] for name in by if name in _YEAR), None)
        kind = next((by[name] for name in by if name in _KIND), "other")
        value = next((by[name] for name in by if name in _AMOUNT), None)
        self.unknown += [f"{where}.{name}" for name in by if name not in _YEAR | _KIND | _AMOUNT | _NOTE]
        self._add(str(kind), _money(value, where), where, None if _is_nothing(year) else _year(year, where))

    def _add(self, key: str, value: Any, where: str, year: int | None = None) -> None:
        if value is None:
            return
        name = folded(key)
        if name in _TOTAL:
            if year is None:
                self.total = value
            else:
                self.totals.append((year, value))
            return
        kind = _BUDGET.get(name, name)
        if kind not in KINDS:
            self.unknown.append(f"{where} (counted as other)")
            kind = "other"
        self.lines.append(Line(kind, value, year, where))


def _named(data: Mapping[str, Any]) -> dict[str, Any]:
    """The same under English keys. Raises FileError when two keys mean the same."""
    named: dict[str, Any] = {}
    for key, value in data.items():
        name = folded(str(key))
        name = _NAMES.get(name, name)
        if name in named:
            raise FileError(f"{key}: {name} is stated twice: keep one")
        named[name] = value
    return named


def _is_nothing(value: Any) -> bool:
    return value is None or (isinstance(value, str) and value.strip().casefold() in _NOTHING)


def _mapping(value: Any, where: str) -> Mapping[str, Any]:
    if _is_nothing(value):
        return {}
    if not isinstance(value, Mapping):
        raise FileError(f"{where}: holds no keys with values: write it as “key: value”")
    return value


def _rows(value: Any, where: str) -> list[Any]:
    if _is_nothing(value):
        return []
    if isinstance(value, Mapping):
        rows = []
        for key, inner in value.items():
            given = {"key": key} if isinstance(inner, Mapping) else {}
            rows.append({**given, **inner} if isinstance(inner, Mapping) else str(key))
        return rows
    return value if isinstance(value, list) else [value]


def _money(value: Any, where: str, *, or_word: bool = False) -> Any:
    """Decimal, None for nothing; «ja» and «nei» too where a file may say only that there is some."""
    if _is_nothing(value):
        return None
    word = str(value).strip().casefold()
    if or_word and word in ("ja", "yes", "true"):
        return True
    if or_word and word in ("nei", "no", "false", "ingen"):
        return Decimal(0)
    if isinstance(value, list | Mapping):
        raise FileError(f"{where}: is a list where a number is wanted: write one number")
    try:
        return amount(value)
    except ValueError:
        raise FileError(
            f"{where}: {str(value)[:40]!r} is no number: write it as 610000 or “610 000”"
        ) from None


def _whole(value: Any, where: str) -> int | None:
    number = _money(value, where)
    if number is None:
        return None
    if number != number.to_integral_value() or number < 0:
        raise FileError(f"{where}: {str(value)[:40]!r} is no count: write a whole number from 0 up")
    return int(number)


def _year(value: Any, where: str) -> int:
    text = str(value).strip()
    if not (text.isascii() and text.isdecimal() and len(text) == 4):
        raise FileError(f"{where}: {text[:40]!r} is no year: write four digits")
    return int(text)


def _years(value: Any) -> tuple[int, ...]:
    """Years as a list, one year, or a span «2023–2025»."""
    found: list[int] = []
    for one in _rows(value, "years"):
        for part in str(one).replace(",", " ").split():
            first, *last = part.replace("–", "-").split("-", 1)
            low = _year(first, "years")
            high = _year(last[0], "years") if last else low
            if not 0 <= high - low <= 20:
                raise FileError(f"years: {part!r} is no span of years: write the first and the last")
            found += range(low, high + 1)
    return tuple(found)


def _told(value: Any) -> str | bool:
    """A text, or whether there is one where a file says only yes or no. A list or keys with content is a text."""
    if _is_nothing(value):
        return ""
    if isinstance(value, bool):
        return value
    if isinstance(value, Mapping | list):
        inner = value.values() if isinstance(value, Mapping) else value
        return any(bool(_told(one)) for one in inner)
    word = str(value).strip().casefold()
    if word in ("ja", "yes", "true"):
        return True
    if word in ("nei", "no", "false", "mangler", "ingen"):
        return False
    return str(value)
