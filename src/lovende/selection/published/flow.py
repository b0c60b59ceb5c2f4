"""The funnel of a published round, step by step: as printed, and what was reckoned here where none is. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from lovende.selection.printed import Out, Printed, Step
from lovende.selection.published.findings import derived


@dataclass(frozen=True)
class Gone:
    """Those that went out for one reason. `fits` is what the funnel gives where nothing else is printed or fits."""

    out: Out
    fits: int | None

    @property
    def is_printed(self) -> bool:
        return self.out.number is not None


@dataclass(frozen=True)
class Stage:
    """A step with its share of those that began, in percent."""

    step: Step
    share: float
    gone: tuple[Gone, ...]


def flow(printed: Printed) -> tuple[Stage, ...]:
    """The funnel in its order."""
    first = printed.funnel[0].left
    follows = derived(printed)
    return tuple(
        Stage(
            step,
            100 * step.left / first if first else 0.0,
            tuple(_gone(step, out, follows) for out in step.outs),
        )
        for step in printed.funnel
    )


def _gone(step: Step, out: Out, follows: dict) -> Gone:
    """A reason that stands alone at its step must be all that the funnel loses there."""
    rows = follows.get(f"{step.key}.both-out" if step.table else f"{step.key}.out", ())
    values = {row.value for row in rows}
    if len(step.outs) > 1 or len(values) != 1 or out.number in values:
        return Gone(out, None)
    return Gone(out, values.pop())
