"""The measure and everything stated about it. What is not known is stated too, in `Unknown`."""

from lovende.measures.models.details import (
    Detail,
    FocusArea,
    LawSection,
    Learning,
    MethodUse,
    Partner,
    Relation,
    SchemeLink,
    TargetGroup,
    Unknown,
)
from lovende.measures.models.measure import Measure, State
from lovende.measures.models.searching import SearchDocument, SearchEpoch

__all__ = [
    "Detail",
    "FocusArea",
    "LawSection",
    "Learning",
    "Measure",
    "MethodUse",
    "Partner",
    "Relation",
    "SchemeLink",
    "SearchDocument",
    "SearchEpoch",
    "State",
    "TargetGroup",
    "Unknown",
]
