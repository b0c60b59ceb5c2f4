"""Reads of weighings: which there are, the one that a page is about, and what the newest says of single candidates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lovende.people.models import User
from lovende.selection.models import Candidate, Phase, Round, Weighing
from lovende.selection.rules import said_may_be_read
from lovende.selection.weighing.showing import Estimate, estimates


@dataclass(frozen=True)
class Chosen:
    """The settled phase that is looked at, and its weighing; None where nobody has asked for it."""

    phase: Phase
    weighing: Weighing | None


def chosen(settled: Sequence[Phase], key: str = "") -> Chosen | None:
    """The phase asked for by key; without one the newest that has an answer, else the newest.

    None where no settled phase has the key. Two queries: where weighings stand, and the one with its result.
    """
    rows = Weighing.objects.filter(phase__in=settled, phase__state=Phase.State.SETTLED)
    states = dict(rows.values_list("phase", "state"))
    newest = sorted(settled, key=lambda one: (states.get(one.pk) == Weighing.State.READY, one.order))
    wanted = [one for one in newest if key in ("", one.key)]
    if not wanted:
        return None
    return Chosen(wanted[-1], rows.filter(phase=wanted[-1]).first())


def probabilities(round_: Round, user: User, numbers: Iterable[int]) -> dict[int, Estimate]:
    """{candidate number: what the newest weighing says}, for those who may read it; four queries at most.

    For one line beside a candidate (selection/weighing/line.html). Empty where there is nothing to say.
    """
    if not said_may_be_read.test(user, round_):
        return {}
    found = chosen(list(round_.phases.filter(state=Phase.State.SETTLED)))
    if found is None or found.weighing is None or found.weighing.state != Weighing.State.READY:
        return {}
    return {one.number: one for one in estimates(found.weighing, set(numbers))}


def candidates(round_: Round, numbers: Iterable[int]) -> dict[int, Candidate]:
    """{number: candidate} with what a list names of them, without the text that raters read."""
    rows = round_.candidates.filter(number__in=list(numbers)).select_related(
        "measure", "organisation", "out_in"
    )
    return {row.number: row for row in rows.defer("material")}
