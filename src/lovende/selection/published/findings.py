"""What a published round says of itself, held against what follows from its other numbers. Pure.

Every quantity that can be reckoned from tables, funnel or parts is reckoned (`derived`); what the source says of it
is laid beside (`checks`); where the two differ, or the source differs from itself, there is a finding (`findings`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lovende.selection.printed import Group, Printed, Said, Step
from lovende.selection.published.recomputed import Held, Recomputed, held, recomputed

MINUS = " − "


@dataclass(frozen=True)
class Derived:
    """A quantity reckoned from printed numbers: `formula` in figures, `basis` what they are taken from.

    `basis`: row, column, total, gate, split (of table `table`), funnel, parts, dropouts, listed.
    """

    value: int
    formula: str
    basis: str
    table: str = ""


@dataclass(frozen=True)
class Check:
    """What the source says of one quantity beside what follows. `holds` is None where nothing follows of it."""

    of: str
    said: tuple[Said, ...]
    derived: tuple[Derived, ...]

    @property
    def holds(self) -> bool | None:
        if not self.derived:
            return None
        return {row.value for row in self.said} == {row.value for row in self.derived}


@dataclass(frozen=True)
class Finding:
    """One thing that does not fit, or fits only when reckoned. `kind`:

    cell: one misprinted cell; table: a table that does not add up, by no single cell; one-of-two: the text has one of
    the two cells it speaks of; number: another number than follows; described: the same number as two things;
    conflict: two values of one thing; reconciles: two numbers that meet by a reckoning the source leaves out;
    statistics: printed figures of agreement that do not follow; one-sided: p is one-sided, and that is not said.
    """

    kind: str
    of: str
    said: tuple[Said, ...]
    fits: int | None = None
    because: tuple[Derived, ...] = ()
    follows: Recomputed | None = None

    @property
    def is_error(self) -> bool:
        """Whether something printed must be wrong; the rest is unclear, or fits when reckoned."""
        return self.kind in ("cell", "table", "one-of-two", "number", "statistics")


def phase_of(quantity: str) -> str:
    """The step of the funnel that a quantity belongs to: "deep.split" → "deep"."""
    return quantity.partition(".")[0]


def derived(printed: Printed) -> dict[str, tuple[Derived, ...]]:
    """Every quantity that follows from others, by its key; several ways where there are several."""
    found: dict[str, list[Derived]] = defaultdict(list)
    for before, step in zip(printed.funnel, printed.funnel[1:], strict=False):
        gone = Derived(before.left - step.left, f"{before.left}{MINUS}{step.left}", "funnel")
        if step.table:
            _of_table(found, held(printed.table(step.table)), step.key)
            found[f"{step.key}.both-out"].append(gone)
        else:
            found[f"{step.key}.out"].append(gone)
            _of_outs(found, before, step)
    for group in printed.groups:
        _of_group(found, group)
    found["phases"].append(Derived(len(printed.phases), str(len(printed.phases)), "listed"))
    found["methods"].append(Derived(len(printed.methods), str(len(printed.methods)), "listed"))
    return {key: tuple(rows) for key, rows in found.items()}


def _of_table(found: dict[str, list[Derived]], of: Held, key: str) -> None:
    table, (one, other) = of.table, of.split
    row = f"{table.row_totals[0]}{MINUS}{one}"
    column = f"{table.col_totals[0]}{MINUS}{other}"
    found[f"{key}.both-out"] += [
        Derived(table.row_totals[0] - one, row, "row", table.number),
        Derived(table.col_totals[0] - other, column, "column", table.number),
    ]
    found[f"{key}.split"].append(Derived(one + other, f"{one} + {other}", "split", table.number))
    stays = f"{one} + {other} + {of.both_in}"
    found[f"{key}.left"].append(Derived(one + other + of.both_in, stays, "gate", table.number))


def _of_outs(found: dict[str, list[Derived]], before: Step, step: Step) -> None:
    """What is left when those that went out are taken away, and how many came as far as an interview."""
    numbers = [out.number for out in step.outs if out.number is not None]
    if len(numbers) < len(step.outs) or not numbers:
        return
    left = MINUS.join(map(str, (before.left, *numbers)))
    found[f"{step.key}.left"].append(Derived(before.left - sum(numbers), left, "funnel"))
    unseen = [out.number for out in step.outs if not out.interviewed and out.number is not None]
    if unseen:
        spoken = MINUS.join(map(str, (before.left, *unseen)))
        found[f"{step.key}.interviewed"].append(Derived(before.left - sum(unseen), spoken, "dropouts"))


def _of_group(found: dict[str, list[Derived]], group: Group) -> None:
    known = [part.number for part in group.parts if part.number is not None]
    if len(known) == len(group.parts):
        found[group.key].append(Derived(sum(known), " + ".join(map(str, known)), "parts"))
    else:
        rest = MINUS.join(map(str, (group.total, *known)))
        found[f"{group.key}.rest"].append(Derived(group.total - sum(known), rest, "parts"))


def checks(printed: Printed) -> tuple[Check, ...]:
    """What the source says of each quantity, in its order, beside what follows."""
    said: dict[str, list[Said]] = defaultdict(list)
    for row in printed.said:
        said[row.of].append(row)
    for group in printed.groups:
        said[group.key].append(Said(group.key, group.total, group.title, group.lines))
    follows = derived(printed)
    return tuple(Check(of, tuple(rows), follows.get(of, ())) for of, rows in said.items())


def findings(printed: Printed) -> tuple[Finding, ...]:
    """What does not fit, tables first, then the order of the funnel and the text."""
    again = recomputed(printed)
    found: list[Finding] = []
    for table in printed.tables:
        found += _of_cells(held(table), [row for row in again if row.table.of == table.number])
    for row in again:
        found += _of_statistics(row)
    values = {check.of: check for check in checks(printed)}
    for check in values.values():
        found += _of_check(check, values)
    return tuple(found)


def _of_cells(of: Held, again: Iterable[Recomputed]) -> list[Finding]:
    table = of.table
    if not of.check.findings:
        return []
    repair = of.repair
    if repair is None:
        said = Said(table.number, table.total, table.title, table.lines)
        return [Finding("table", table.number, (said,))]
    cell = Said(table.number, repair.printed, table.title, table.row_lines[repair.row])
    row = [one for place, one in enumerate(of.cells[repair.row]) if place != repair.col]
    column = [line[repair.col] for place, line in enumerate(of.cells) if place != repair.row]
    rest = [
        one
        for r, line in enumerate(of.cells)
        for c, one in enumerate(line)
        if (r, c) != (repair.row, repair.col)
    ]
    sums = (
        ("row", table.row_totals[repair.row], row),
        ("column", table.col_totals[repair.col], column),
        ("total", table.total, rest),
    )
    because = [
        Derived(total - sum(others), MINUS.join(map(str, (total, *others))), basis, table.number)
        for basis, total, others in sums
    ]
    return [
        Finding("cell", table.number, (cell,), repair.fits, (*because, *_mix_up(of)), next(iter(again), None))
    ]


def _mix_up(of: Held) -> list[Derived]:
    """Where the misprint is the number of agreements, that is said: a likely slip, no proof."""
    repair, agreed = of.repair, of.both_out + of.both_in
    if repair is None or repair.printed != agreed:
        return []
    return [Derived(agreed, f"{of.both_out} + {of.both_in}", "agreements", of.table.number)]


def _of_statistics(row: Recomputed) -> list[Finding]:
    """Figures of agreement that do not follow of the cross table, and a p that is one-sided."""
    lines, found = row.table.lines, []
    off = [line for line in row.lines if not line.agrees]
    if off:
        said = tuple(Said(line.measure, line.printed, row.table.title, lines) for line in off)
        found.append(Finding("statistics", row.table.number, said, follows=row))
    if row.one_sided:
        said = (Said("p", row.table.printed["p"], row.table.title, lines),)
        found.append(Finding("one-sided", row.table.number, said, follows=row))
    return found


def _of_check(check: Check, others: Mapping[str, Check]) -> list[Finding]:
    values = {row.value for row in check.said}
    if check.holds is False:
        return [_wrong(check, others)]
    found = []
    if check.holds is None and len(values) > 1:
        found.append(Finding("conflict", check.of, check.said))
    if len(values) == 1 and len({row.called for row in check.said}) > 1:
        found.append(Finding("described", check.of, check.said, because=check.derived))
    found += [row for said in check.said for row in _reconciled(said, check, others)]
    return found


def _wrong(check: Check, others: Mapping[str, Check]) -> Finding:
    """Another number than follows. «One of two» when it is one of two equal cells whose sum is asked for; then what
    is left after the phase bears the sum out."""
    fits = {row.value for row in check.derived}
    said = tuple(row for row in check.said if row.value not in fits)
    halves = [row for row in check.derived if row.basis == "split"]
    half = bool(halves) and all(row.value == 2 * int(one.value) for one in said for row in halves)
    left = others.get(f"{phase_of(check.of)}.left")
    gate = tuple(row for row in left.derived if row.basis == "gate") if half and left and left.holds else ()
    kind = "one-of-two" if half else "number"
    return Finding(kind, check.of, said, fits.pop() if len(fits) == 1 else None, (*check.derived, *gate))


def _reconciled(said: Said, check: Check, others: Mapping[str, Check]) -> list[Finding]:
    """Where another number stands beside this one: whether a reckoning makes them meet, or nothing does."""
    beside = others.get(said.beside)
    if beside is None or said.value in {row.value for row in beside.said}:
        return []
    kind = "reconciles" if check.holds else "conflict"
    return [Finding(kind, check.of, (said, *beside.said), because=check.derived)]
