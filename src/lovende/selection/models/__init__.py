"""A round with its phases and criteria (`rounds`), who read what (`readings`), what the readings weigh together
(`weighing`), what came of it (`cases`), and what is written for others (`telling`)."""

from lovende.selection.models.cases import (
    Case,
    CaseDocument,
    Choice,
    Discussion,
    FollowUp,
    GroupView,
    Interview,
)
from lovende.selection.models.readings import Candidate, Conflict, Rater, Reading, Tick
from lovende.selection.models.rounds import Criterion, Phase, Round
from lovende.selection.models.telling import Deviation, Profile
from lovende.selection.models.weighing import Weighing

__all__ = [
    "Candidate",
    "Case",
    "CaseDocument",
    "Choice",
    "Conflict",
    "Criterion",
    "Deviation",
    "Discussion",
    "FollowUp",
    "GroupView",
    "Interview",
    "Phase",
    "Profile",
    "Rater",
    "Reading",
    "Round",
    "Tick",
    "Weighing",
]
