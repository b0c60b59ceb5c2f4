"""What `lovende grants check` does: an application against a call's rules. No database is started."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

from lovende.schemes.files import FileError, read_file
from lovende.schemes.reading import CallReading, read_application, read_call
from lovende.schemes.ruledata import folded
from lovende.schemes.ruleset import NOTE, RulesError, Ruleset, check


class CommandError(ValueError):
    """The input is wrong; the message says what, where and how to mend it."""


def check_document(application: Path, call: Path, language: str = "en") -> dict[str, Any]:
    """`{ok, total, findings, unknown, title, scheme}`. Raises CommandError.

    `total` is what the budget adds up to without own contribution (kroner), None when there is no budget.
    `unknown` names keys and rules that were not understood, and so not checked.
    """
    rules = _call(call)
    try:
        read = read_application(read_file(application))
    except FileError as wrong:
        raise CommandError(_named(application, wrong)) from None
    ruleset, missing = _with_area(rules, read.proposal.area, call)
    found = check(read.proposal, ruleset, language)
    broken = [asdict(one) for one in found if one.level != NOTE]
    notes = [f"call.{one.where}" for one in found if one.level == NOTE]
    has_sum = bool(read.proposal.budget)
    return {
        "ok": not broken,
        "total": _number(read.proposal.asked) if has_sum else _number(read.proposal.total),
        "findings": broken,
        "unknown": [*rules.unknown, *notes, *read.unknown, *missing],
        "title": read.title,
        "scheme": rules.scheme,
    }


def _call(path: Path) -> CallReading:
    try:
        return read_call(read_file(path))
    except (FileError, RulesError) as wrong:
        raise CommandError(_named(path, wrong)) from None


def _with_area(rules: CallReading, area: str, path: Path) -> tuple[Ruleset, list[str]]:
    if not area or not rules.areas:
        return rules.ruleset, []
    if folded(area) not in rules.areas:
        return rules.ruleset, [f"application.area ({area})"]
    try:
        return rules.ruleset.with_area(rules.areas[folded(area)]), []
    except RulesError as wrong:
        raise CommandError(_named(path, wrong)) from None


def _named(path: Path, wrong: Exception) -> str:
    text = str(wrong)
    return text if text.startswith(str(path)) else f"{path}: {text}"


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def check_text(document: dict[str, Any]) -> str:
    """For people: what is broken, where, how to mend it; last the verdict."""
    lines = []
    for found in document["findings"]:
        lines += [f"{found['where']}  ({found['rule']})", f"  {found['message']}", f"  → {found['remedy']}"]
    lines += [f"not understood, not checked: {key}" for key in document["unknown"]]
    count, total = len(document["findings"]), document["total"]
    sum_text = "no budget" if total is None else f"{total:,} kr".replace(",", " ")
    lines.append(f"OK: every rule is kept ({sum_text})" if not count else f"{count} broken ({sum_text})")
    return "\n".join(lines)
