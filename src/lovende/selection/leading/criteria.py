"""The criteria of a round as pages show them."""

from typing import NamedTuple

from lovende.selection.models import Criterion, Round


class Shown(NamedTuple):
    """A criterion, what it is held against in words, and the titles of the phases it is judged in."""

    criterion: Criterion
    evidence: list[str]
    phases: list[str]


def criteria_of(round_: Round, titles: dict[str, str]) -> list[Shown]:
    """`titles` is phase key → title. One query."""
    return [
        Shown(
            row,
            [str(Criterion.Evidence(one).label) for one in row.evidence],
            [titles.get(key, key) for key in row.phases],
        )
        for row in round_.criteria.select_related("source")
    ]
