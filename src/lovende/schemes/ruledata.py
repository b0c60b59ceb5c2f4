"""The rules of a call as data, read into a `Ruleset`. Pure: no Django, no database.

A rule that is absent is not asked for. The numbers of 0621/63 are 003 L173-179, those of TUKI 004 L437-438,
L1655-1656, L1862-1864 and L2465-2467; which reading was chosen where a source is unclear: docs/decisions/.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from lovende.schemes.wording import Signer, said, texts
from lovende.text.figures import parse_number

PER_POSITION, PER_MEASURE = "per-position", "per-measure"
# What a scheme may not weigh, so no rule may ask for it (003 L1322-1334).
REFUSED = ("chance_of_effect", "chance_of_continuation")
_YES = frozenset({"true", "yes", "ja", "on", "1", "x"})
_ENGLISH = re.compile(r"[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?")
_NO = frozenset({"false", "no", "nei", "off", "0"})


class RulesError(ValueError):
    """Rules that cannot be read. `key` is the rule, `remedy` how to mend it; the message says both."""

    def __init__(self, code: str, key: str, language: str = "nb", **params: Any) -> None:
        sentences = texts()["errors"][code]
        self.code, self.key = code, key
        self.remedy = said(sentences["remedy"], {"key": key, **params}, language)
        super().__init__(f"{said(sentences['message'], {'key': key, **params}, language)} {self.remedy}")


@dataclass(frozen=True)
class Ruleset:
    """What a call demands. None or False: not demanded. Amounts in kroner, `requirement…` in per cent.

    `cap_basis`: a cap counts for each 100 % position and year ("per-position") or for the measure and year
    ("per-measure"). `requirement_to_work_or_education` tells and is not checked. The last four say what follows an
    award: the day ("MM-DD") of the year after on which a status report is due, the months after the end within
    which the final one is, how the money is paid (`{share, due: "MM-DD"}` each), whether appeal is excluded.
    `unknown` are rules by names that nobody here knows.
    """

    cap_per_full_time_position: Decimal | None = None
    cap_basis: str = PER_POSITION
    competence_grant_per_measure: Decimal | None = None
    competence_grant_each_year: bool = False
    max_years: int | None = None
    one_year_at_a_time: bool = False
    own_contribution_required: bool = False
    min_participants: int | None = None
    evaluation_plan_required: bool = False
    transfer_value_required: bool = False
    max_replications: int | None = None
    continuation_plan_asked: bool = False
    sign_off_required: bool = False
    sign_off_by: tuple[str, ...] = ()
    requirement_to_work_or_education: Decimal | None = None
    status_report_due: str | None = None
    final_report_months: int | None = None
    instalments: tuple[Mapping[str, str], ...] = ()
    appeal_excluded: bool = False
    unknown: tuple[str, ...] = ()

    def with_area(self, rules: Mapping[str, Any]) -> Ruleset:
        """The same with what an area demands over it. Raises RulesError."""
        area = read_rules(rules, keep_unknown=True)
        named = {_known(str(key)) for key in rules}
        chosen = {name: getattr(area, name) for name in RULES if name in named}
        return replace(self, **chosen, unknown=(*self.unknown, *area.unknown))

    def stated(self) -> dict[str, Any]:
        """The rules that are demanded, as JSON holds them; `read_rules` reads them back."""
        plain: dict[str, Any] = {}
        for name in RULES:
            value = getattr(self, name)
            if value in (None, False, ()) or (name == "cap_basis" and value == PER_POSITION):
                continue
            plain[name] = _plain(value)
        return plain

    def in_words(self, language: str = "nb") -> list[tuple[str, str]]:
        """(rule, sentence) of each rule that is demanded, for people."""
        rows = []
        for name in RULES:
            value = getattr(self, name)
            if value in (None, False, ()) or name == "cap_basis":
                continue
            key = f"{name}:{self.cap_basis}" if name == "cap_per_full_time_position" else name
            rows.append((name, said(texts()["plain"][key], {"value": _spoken(name, value)}, language)))
        return rows


RULES = tuple(field.name for field in fields(Ruleset) if field.name != "unknown")
_MONEY = ("cap_per_full_time_position", "competence_grant_per_measure")
_COUNTS = ("max_years", "min_participants", "max_replications", "final_report_months")
_SHARES = ("requirement_to_work_or_education",)
_LISTS = ("sign_off_by",)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    return list(value) if isinstance(value, tuple) else value


def _spoken(name: str, value: Any) -> Any:
    if name == "instalments":
        return len(value)
    if name == "status_report_due":
        month, day = value.split("-")
        return f"{int(day)}.{int(month)}."
    return tuple(Signer(one) for one in value) if isinstance(value, tuple) else value


def folded(key: str) -> str:
    """A key without case, accents of writing, blanks and hyphens: «Maks. år» → «maks_ar»."""
    text = key.strip().casefold().replace("å", "a").replace("ø", "o").replace("æ", "ae")
    return "_".join("".join(sign if sign.isalnum() else " " for sign in text).split())


def _known(key: str) -> str:
    """The rule that `key` names, in English or Norwegian; the folded key itself when it names none."""
    name = folded(key)
    return str(texts()["norwegian_rules"].get(name, name))


def read_rules(data: Mapping[str, Any], *, keep_unknown: bool = False, language: str = "nb") -> Ruleset:
    """Rules from `{rule: value}`; values as they are or as Norwegian text («610 000 kr», «ja»).

    A rule may be `{value: 610000, note: per_position}`. Raises RulesError for a value that is not of the rule's
    kind, a rule twice, one that a grant may not rest on, and an unknown one unless `keep_unknown`.
    """
    if not isinstance(data, Mapping):
        raise RulesError("not-a-mapping", "rules", language)
    found: dict[str, Any] = {}
    unknown: list[str] = []
    for written_key, value in data.items():
        key = _known(str(written_key))
        if key in REFUSED:
            raise RulesError("refused", str(written_key), language)
        if key not in RULES:
            unknown.append(str(written_key))
            continue
        if key in found:
            raise RulesError("twice", key, language)
        found[key], basis = _value(key, value, language)
        if basis:
            found.setdefault("cap_basis", basis)
    if unknown and not keep_unknown:
        raise RulesError("unknown", unknown[0], language, known=RULES)
    return Ruleset(**found, unknown=tuple(unknown))


def _value(key: str, value: Any, language: str) -> tuple[Any, str]:
    """(the value as the rule's kind has it, the basis of a cap where one is noted)."""
    basis = ""
    if isinstance(value, Mapping):
        note = folded(str(value.get("note") or "")).replace("_", "-")
        basis = note if key == "cap_per_full_time_position" and note in (PER_POSITION, PER_MEASURE) else ""
        value = value.get("value", value.get("verdi"))
    if value is None or value == "":
        raise RulesError("empty", key, language)
    if key == "cap_basis":
        return _basis(value, language), ""
    if key == "status_report_due":
        return _day(key, value, language), ""
    if key == "instalments":
        return _instalments(value, language), ""
    if key in _LISTS:
        several = value if isinstance(value, list | tuple) else [value]
        return tuple(str(one) for one in several), ""
    if key in (*_MONEY, *_COUNTS, *_SHARES):
        return _counted(key, value, language), basis
    return _flag(key, value, language), ""


def _basis(value: Any, language: str) -> str:
    basis = folded(str(value)).replace("_", "-")
    if basis not in (PER_POSITION, PER_MEASURE):
        raise RulesError("basis", "cap_basis", language)
    return basis


def _day(key: str, value: Any, language: str) -> str:
    """A day of every year as "MM-DD"; 29 February is none."""
    try:
        month, day = (int(part) for part in str(value).split("-"))
        return f"{date(2001, month, day):%m-%d}"
    except ValueError:
        raise RulesError("not-a-day", key, language, value=str(value)[:40]) from None


def _instalments(value: Any, language: str) -> tuple[Mapping[str, str], ...]:
    rows = value if isinstance(value, list | tuple) else []
    if not rows or not all(isinstance(row, Mapping) and {"share", "due"} <= set(row) for row in rows):
        raise RulesError("not-instalments", "instalments", language)
    shares = [_counted("instalments", row["share"], language) for row in rows]
    if not all(shares):
        raise RulesError("not-instalments", "instalments", language)
    days = [_day("instalments", row["due"], language) for row in rows]
    return tuple({"share": str(share), "due": day} for share, day in zip(shares, days, strict=True))


def _counted(key: str, value: Any, language: str) -> Any:
    try:
        number = amount(value)
    except ValueError:
        raise RulesError("not-a-number", key, language, value=str(value)[:40]) from None
    if number < 0 or (key in _COUNTS and number != number.to_integral_value()):
        raise RulesError("not-a-number", key, language, value=str(value)[:40])
    if key in _SHARES and number > 100:
        raise RulesError("not-a-share", key, language, value=str(value)[:40])
    return int(number) if key in _COUNTS else number


def _flag(key: str, value: Any, language: str) -> bool:
    word = str(value).strip().casefold()
    if word not in _YES | _NO:
        raise RulesError("not-a-flag", key, language, value=str(value)[:40])
    return word in _YES


def amount(value: Any) -> Decimal:
    """A number as it is or as Norwegian text writes it, with or without «kr», «%», «,-». Raises ValueError.

    Commas before every three digits are English thousands: nobody writes thousandths of a krone.

    >>> amount("1 036 000,50"), amount("kr 610.000,-"), amount("610,000"), amount("60 %")
    (Decimal('1036000.50'), Decimal('610000'), Decimal('610000'), Decimal('60'))
    """
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise ValueError(f"not a number: {value!r}")
    if not isinstance(value, str):
        number = Decimal(str(value))
    else:
        text = value.strip().casefold().removesuffix(",-").removesuffix("%").strip()
        for word in ("nok", "kroner", "kr.", "kr"):
            text = text.removeprefix(word).removesuffix(word).strip()
        text = text.removesuffix(",-")
        english = _ENGLISH.fullmatch(text)
        number = Decimal(text.replace(",", "")) if english else parse_number(text)
    if not number.is_finite() or abs(number) >= Decimal(10) ** 12:
        raise ValueError(f"not a number: {value!r}")
    return number
