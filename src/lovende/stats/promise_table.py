"""Judgements as numbers for the model of `promise`, and what must be said about a set of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from .promise_state import Answers

Name = TypeVar("Name", bound=Hashable)

VERDICT = "verdict"
CAUTIONS = {
    "no-answers": "Nobody has judged anything: the numbers are what is assumed beforehand.",
    "no-verdict": "There is no overall verdict: how criteria lead to one is assumed, not learnt.",
    "one-sided": "All overall verdicts are alike: they cannot tell one measure from another.",
    "one-rater": "There is one rater only: severity and the measures' worth cannot be told apart.",
    "no-pairs": "No measure is read by two raters: how far raters disagree is assumed, not learnt.",
    "unlinked": "Some raters share no measure, not even through others: comparing them assumes that their measures"
    " are equally good on the whole.",
    "thin": "Some measures have fewer than two readings, or an interval wider than half of the scale.",
}
"""What a reader of the numbers must know, by code; `promise.Fit.cautions` has those that hold."""


@dataclass(frozen=True)
class Judgement:
    """One rater's answer to one question about one measure; None: cannot say. "" and "verdict" are the verdict."""

    measure: str
    rater: str
    question: str
    positive: bool | None


@dataclass(frozen=True)
class Table:
    """Answers as numbers with the names of their rows and columns; `unread` are the measures without a reading."""

    answers: Answers
    read: list[str]
    unread: list[str]
    raters: list[str]
    questions: list[str]


def tabulated(judgements: Sequence[Judgement], measures: Iterable[str]) -> Table:
    """Sort names and number them; ValueError for two answers by one rater to one question about one measure."""
    given = {(one.measure, one.rater, one.question or VERDICT): one.positive for one in judgements}
    if len(given) < len(judgements):
        times = Counter((one.measure, one.rater, one.question or VERDICT) for one in judgements)
        raise ValueError(
            "answered more than once: measure {}, rater {}, {}".format(*times.most_common(1)[0][0])
        )
    said = {key: positive for key, positive in given.items() if positive is not None}
    readings = sorted({(measure, rater) for measure, rater, _ in said})
    read = sorted({measure for measure, _ in readings})
    raters = sorted({rater for _, rater in readings})
    questions = sorted({VERDICT, *(question for _, _, question in said)})
    row, column = _places(readings), _places(questions)
    signs = np.zeros((len(readings), len(questions)))
    for (measure, rater, question), positive in said.items():
        signs[row[measure, rater], column[question]] = 1.0 if positive else -1.0
    of_measure, of_rater = _places(read), _places(raters)
    answers = Answers(
        signs=signs,
        measure=np.array([of_measure[measure] for measure, _ in readings], dtype=np.intp),
        rater=np.array([of_rater[rater] for _, rater in readings], dtype=np.intp),
        measures=len(read),
        raters=len(raters),
    )
    everything = {one.measure for one in judgements} | set(measures)
    return Table(answers, read, sorted(everything - set(read)), raters, questions)


def _places(values: Sequence[Name]) -> dict[Name, int]:
    return {value: place for place, value in enumerate(values)}


def cautions(table: Table, some_thin: bool) -> tuple[str, ...]:
    """The codes of `CAUTIONS` that hold, in the order given there."""
    answers = table.answers
    verdicts = answers.signs[:, table.questions.index(VERDICT)]
    verdicts = verdicts[verdicts != 0.0]
    several = answers.raters > 1
    holds = {
        "no-answers": not table.read,
        "no-verdict": bool(table.read) and not len(verdicts),
        "one-sided": len(verdicts) > 0 and bool((verdicts == verdicts[0]).all()),
        "one-rater": answers.raters == 1,
        "no-pairs": several and len(answers.measure) == answers.measures,
        "unlinked": several and _groups(answers) > 1,
        "thin": some_thin,
    }
    return tuple(code for code in CAUTIONS if holds[code])


def _groups(answers: Answers) -> int:
    """Groups of measures and raters that no reading ties together."""
    size = answers.measures + answers.raters
    ties = (np.ones(len(answers.measure)), (answers.measure, answers.measures + answers.rater))
    number, _ = connected_components(csr_matrix(ties, shape=(size, size)), directed=False)
    return int(number)
