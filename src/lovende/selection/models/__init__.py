"""A round with its phases and criteria (`rounds`), who read what (`readings`), and what came of it (`cases`)."""

from lovende.selection.models.cases import Case, Choice, Discussion, FollowUp, GroupView, Interview
from lovende.selection.models.readings import Candidate, Conflict, Rater, Reading, Tick
from lovende.selection.models.rounds import Criterion, Phase, Round

__all__ = [
    "Candidate",
    "Case",
    "Choice",
    "Conflict",
    "Criterion",
    "Discussion",
    "FollowUp",
    "GroupView",
    "Interview",
    "Phase",
    "Rater",
    "Reading",
    "Round",
    "Tick",
]
