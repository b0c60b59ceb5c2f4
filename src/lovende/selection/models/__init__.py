"""A round with its phases and criteria (`rounds`), and who read what and how they judged it (`readings`)."""

from lovende.selection.models.readings import Candidate, Conflict, Rater, Reading, Tick
from lovende.selection.models.rounds import Criterion, Phase, Round

__all__ = ["Candidate", "Conflict", "Criterion", "Phase", "Rater", "Reading", "Round", "Tick"]
