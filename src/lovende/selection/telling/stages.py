"""The whole way from candidates to what is taken further: computed once, and sums that must hold. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Gone:
    """Candidates that left for one reason; `is_open` where nothing is decided of them yet."""

    number: int
    why: str
    is_open: bool = False


@dataclass(frozen=True)
class Stage:
    """What is left after a step, and those that left, or wait, on the way to it. `key` names the step."""

    key: str
    title: str
    left: int
    gone: Sequence[Gone] = ()

    @property
    def n_gone(self) -> int:
        return sum(one.number for one in self.gone)


def share(stage: Stage, stages: Sequence[Stage]) -> float | None:
    """Per cent of those that began; None where none did."""
    first = stages[0].left
    return 100 * stage.left / first if first else None


def unequal(stages: Sequence[Stage]) -> list[str]:
    """The keys of the steps whose numbers are not what the step before them leaves; none where all add up.

    >>> unequal([Stage("all", "", 203), Stage("read", "", 181, [Gone(22, "tomt")])])
    []
    >>> unequal([Stage("all", "", 147), Stage("deep", "", 23, [Gone(129, "begge sa ut")])])
    ['deep']
    """
    pairs = zip(stages, stages[1:], strict=False)
    wrong = [after.key for before, after in pairs if before.left != after.left + after.n_gone]
    return wrong + [one.key for one in stages if min([one.left, *(row.number for row in one.gone)]) < 0]
