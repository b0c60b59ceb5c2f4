"""Holding a proposal against the rules of a call. Pure, exact (Decimal), the same for the web and the command line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lovende.schemes.proposal import COMPETENCE, SALARIES, Proposal
from lovende.schemes.ruledata import PER_POSITION, Ruleset
from lovende.schemes.wording import Signer, Year, said, texts

ERROR, NOTE = "error", "note"


@dataclass(frozen=True)
class Finding:
    """A rule that is not kept. `where` is the key of the field, question or budget cell.

    `level` is "error" for a broken rule, "note" for what could not be checked.
    """

    rule: str
    where: str
    message: str
    remedy: str
    level: str = ERROR


@dataclass(frozen=True)
class _Broken:
    """A finding before it is put in words: `code` names the sentences."""

    rule: str
    where: str
    code: str
    params: dict[str, Any]
    level: str = ERROR

    def said(self, language: str) -> Finding:
        sentences = texts()["findings"][self.code]
        message, remedy = (said(sentences[part], self.params, language) for part in ("message", "remedy"))
        return Finding(self.rule, self.where, message, remedy, self.level)


_Found = Iterator[_Broken]


def check(proposal: Proposal, ruleset: Ruleset, language: str = "nb") -> list[Finding]:
    """Every rule that the proposal breaks, rule by rule, in the language's words; empty when it keeps them all."""
    return [broken.said(language) for one in _CHECKS for broken in one(proposal, ruleset)]


def _years(proposal: Proposal, rules: Ruleset) -> _Found:
    years = sorted(set(proposal.years))
    if not years:
        if rules.max_years is not None:
            yield _Broken("max_years", "years", "years-missing", {"most": rules.max_years})
        return
    if rules.max_years is not None and len(years) > rules.max_years:
        params = {"most": rules.max_years, "count": len(years), "years": years}
        yield _Broken("max_years", "years", "too-many-years", params)
    if len(years) < len(proposal.years):
        twice = Year(next(year for year in years if proposal.years.count(year) > 1))
        yield _Broken("years_once", "years", "year-twice", {"year": twice})


def _cap(proposal: Proposal, rules: Ruleset) -> _Found:
    """Wages in each year against the cap times the positions (003 L173-177; read per 100 % position)."""
    cap = rules.cap_per_full_time_position
    if cap is None:
        return
    wages = _by_year(proposal, SALARIES)
    if not wages:
        yield from _cap_on_the_whole(proposal, rules, cap)
        return
    per_position = rules.cap_basis == PER_POSITION
    if per_position and proposal.positions is None:
        yield _Broken("cap_per_full_time_position", "positions", "positions-missing", {"cap": cap})
        return
    times = (proposal.positions or Decimal(0)) if per_position else Decimal(1)
    for where, amount in wages:
        if amount > cap * times:
            params = {"amount": amount, "cap": cap, "positions": times, "limit": cap * times}
            params["over"] = amount - cap * times
            code = "over-cap" if per_position else "over-cap-measure"
            yield _Broken("cap_per_full_time_position", where, code, params)


def _cap_on_the_whole(proposal: Proposal, rules: Ruleset, cap: Decimal) -> _Found:
    """A budget that is one sum, with no lines: no more than the cap and the competence grant together."""
    whole = proposal.total if proposal.total is not None else proposal.applied
    if proposal.budget or whole is None or proposal.positions is None or rules.cap_basis != PER_POSITION:
        return
    limit = cap * proposal.positions + (rules.competence_grant_per_measure or Decimal(0))
    if whole > limit:
        params = {"amount": whole, "limit": limit, "cap": cap, "positions": proposal.positions}
        where = "budget.total" if proposal.total is not None else "applied"
        yield _Broken("cap_per_full_time_position", where, "over-cap-whole", params)


def _by_year(proposal: Proposal, kind: str) -> list[tuple[str, Decimal]]:
    """(first cell, sum) of the lines of a kind, a row a year."""
    sums: dict[int | None, Decimal] = defaultdict(Decimal)
    cells: dict[int | None, str] = {}
    for line in proposal.budget:
        if line.kind == kind:
            sums[line.year] += line.amount
            cells.setdefault(line.year, line.place)
    return [(cells[year], total) for year, total in sums.items()]


def _competence(proposal: Proposal, rules: Ruleset) -> _Found:
    """Once a measure, all years together, unless the call gives it each year (003 L173-175 says neither)."""
    most = rules.competence_grant_per_measure
    rows = _by_year(proposal, COMPETENCE)
    if most is None or not rows:
        return
    if not rules.competence_grant_each_year:
        rows = [(rows[0][0], sum((amount for _, amount in rows), Decimal(0)))]
    for where, amount in rows:
        if amount > most:
            code = "competence-year" if rules.competence_grant_each_year else "competence"
            params = {"amount": amount, "limit": most, "over": amount - most}
            yield _Broken("competence_grant_per_measure", where, code, params)


def _own_contribution(proposal: Proposal, rules: Ruleset) -> _Found:
    """004 L1862-1864; a budget without one is a breach (004 L3192-3196)."""
    if not rules.own_contribution_required or proposal.own > 0 or proposal.own_contribution is True:
        return
    nothing = proposal.own_contribution is not None
    code = "own-contribution-nothing" if nothing else "own-contribution"
    yield _Broken("own_contribution_required", "own_contribution", code, {})


def _participants(proposal: Proposal, rules: Ruleset) -> _Found:
    least = rules.min_participants
    if least is None:
        return
    if proposal.participants is None:
        yield _Broken("min_participants", "participants", "participants-missing", {"least": least})
    elif proposal.participants < least:
        params = {"least": least, "count": proposal.participants}
        yield _Broken("min_participants", "participants", "too-few-participants", params)


def _texts(proposal: Proposal, rules: Ruleset) -> _Found:
    """What must be written. Continuation only where the call asks for it (003 L1479-1481)."""
    asked = (
        ("evaluation_plan_required", "evaluation_plan", "evaluation-plan"),
        ("transfer_value_required", "transfer_value", "transfer-value"),
        ("continuation_plan_asked", "continuation_plan", "continuation-plan"),
    )
    for rule, field, code in asked:
        if getattr(rules, rule) and not _is_given(getattr(proposal, field)):
            yield _Broken(rule, field, code, {})


def _is_given(value: str | bool) -> bool:
    return value if isinstance(value, bool) else bool(value.strip())


def _replications(proposal: Proposal, rules: Ruleset) -> _Found:
    """Replications count as development up to a number that the call sets (003 L1336-1373)."""
    most = rules.max_replications
    if most is None or not proposal.replication_of:
        return
    if most == 0:
        yield _Broken("max_replications", "replication_of", "no-replications", {})
    elif proposal.replications_so_far is not None and proposal.replications_so_far >= most:
        params = {"most": most, "count": proposal.replications_so_far}
        yield _Broken("max_replications", "replication_of", "too-many-replications", params)


def _signed(proposal: Proposal, rules: Ruleset) -> _Found:
    signed = {one.strip().casefold() for one in proposal.signed_by if one.strip()}
    roles = texts()["signers"]
    for role in rules.sign_off_by:
        names = {role.casefold(), *(name.casefold() for name in roles.get(role, {}).values())}
        if not names & signed:
            yield _Broken("sign_off_by", "signed_by", "sign-off-role", {"who": Signer(role)})
    if rules.sign_off_required and not rules.sign_off_by and not signed:
        yield _Broken("sign_off_required", "signed_by", "sign-off", {})


def _not_negative(proposal: Proposal, rules: Ruleset) -> _Found:
    for line in proposal.budget:
        if line.amount < 0:
            yield _Broken("budget_not_negative", line.place, "negative", {"amount": line.amount})
    stated = proposal.own_contribution
    for where, value in (("positions", proposal.positions), ("own_contribution", stated)):
        if value is not None and not isinstance(value, bool) and value < 0:
            yield _Broken("budget_not_negative", where, "negative", {"amount": value})


def _budget_years(proposal: Proposal, rules: Ruleset) -> _Found:
    if not proposal.years:
        return
    for line in proposal.budget:
        if line.year is not None and line.year not in proposal.years:
            params = {"year": Year(line.year), "years": sorted(set(proposal.years))}
            yield _Broken("budget_years", line.place, "year-outside", params)


def _sums(proposal: Proposal, rules: Ruleset) -> _Found:
    """Lines add up to what is stated: with own contribution or without, since budgets are written both ways."""
    if proposal.budget and proposal.total is not None:
        yield from _sum("budget.total", proposal.total, proposal.asked, proposal.own)
    for year, stated in proposal.totals:
        lines = [line for line in proposal.budget if line.year == year]
        part = Proposal(budget=tuple(lines))
        yield from _sum(f"budget.{year}.total", stated, part.asked, part.own)
    if proposal.budget and proposal.applied is not None and proposal.applied != proposal.asked:
        params = {"stated": proposal.applied, "sum": proposal.asked, "off": proposal.applied - proposal.asked}
        yield _Broken("budget_sums", "applied", "applied-is-not-the-sum", params)


def _sum(where: str, stated: Decimal, asked: Decimal, own: Decimal) -> _Found:
    if stated not in (asked, asked + own):
        params = {"stated": stated, "sum": asked, "off": stated - asked}
        yield _Broken("budget_sums", where, "sum", params)


def _unknown(proposal: Proposal, rules: Ruleset) -> _Found:
    for key in rules.unknown:
        yield _Broken(key, f"rules.{key}", "unknown-rule", {"key": key}, NOTE)


_CHECKS: tuple[Callable[[Proposal, Ruleset], _Found], ...] = (
    _years, _cap, _competence, _own_contribution, _participants, _texts, _replications, _signed,
    _not_negative, _budget_years, _sums, _unknown,
)  # fmt: skip
