"""Everything that changes a case: who is on it, assessing it, ruling on it, one by one or many at a time."""

from lovende.assessments.assessing import Facts, Judged, finish_assessment, save_assessment, start_anew
from lovende.assessments.bulk import Result, assign_many, decide_many, recommend_many
from lovende.assessments.errors import AssessmentError, BeyondFrameError, ConflictError, NotAllowedError
from lovende.assessments.officers import assign, declare, release
from lovende.assessments.ruling import Terms, decide, recommend

__all__ = [
    "AssessmentError",
    "BeyondFrameError",
    "ConflictError",
    "Facts",
    "Judged",
    "NotAllowedError",
    "Result",
    "Terms",
    "assign",
    "assign_many",
    "decide",
    "decide_many",
    "declare",
    "finish_assessment",
    "recommend",
    "recommend_many",
    "release",
    "save_assessment",
    "start_anew",
]
