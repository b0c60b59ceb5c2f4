"""Reads of weighings: which there are, the one that a page is about, and the candidates it names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lovende.selection.models import Candidate, Phase, Round, Weighing


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


def candidates(round_: Round, numbers: Iterable[int]) -> dict[int, Candidate]:
    """{number: candidate} with what a list names of them, without the text that raters read."""
    rows = round_.candidates.filter(number__in=list(numbers)).select_related(
        "measure", "organisation", "out_in"
    )
    return {row.number: row for row in rows.defer("material")}
