"""What a simulated round must come to: worked out from what was drawn and from who read what, in plain Python."""

from __future__ import annotations

import numpy as np

from making.simulated_round import Played


def ins(now: Played, phase: str) -> dict[int, list[bool]]:
    """Candidate → whether each of its raters says in, by the draw."""
    return {
        number: [now.told.is_in(phase, number, rater) for rater in raters]
        for number, raters in now.read[phase].items()
    }


def left_by_the_draw(now: Played, phase: str) -> set[int]:
    """Out only when both say out (003 L478-519)."""
    return {number for number, said in ins(now, phase).items() if any(said)}


def by_the_draw(now: Played, phase: str) -> np.ndarray:
    """Candidates x (rater put on first, the other): 0 out, 1 in."""
    return np.array(list(ins(now, phase).values())).astype(int)


def table_of(now: Played, phase: str) -> np.ndarray:
    """Out before in, rows the rater put on first."""
    pairs = by_the_draw(now, phase)
    return np.array([[(pairs == (row, column)).all(axis=1).sum() for column in (0, 1)] for row in (0, 1)])
