"""Refusals are of one shape: whoever shows them need not know the room they come from."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from lovende.applications import errors as applications
from lovende.assessments import errors as assessments
from lovende.awards import errors as awards
from lovende.records import errors
from lovende.reporting.answering import ReportError
from lovende.schemes import errors as schemes
from lovende.selection import errors as selection

WITH_FIELDS = [
    applications.ApplicationError,
    assessments.AssessmentError,
    awards.AwardError,
    ReportError,
    schemes.CallError,
    selection.SelectionError,
]


@pytest.mark.parametrize("kind", WITH_FIELDS)
def test_what_is_wrong_is_told_by_field_and_is_not_the_callers_own_mapping(kind):
    given = {"amount": "Skriv et beløp.", "reason": "Skriv hvorfor."}
    refused = kind(given)
    given.clear()
    assert isinstance(refused, errors.FieldsError) and isinstance(refused, ValueError)
    assert refused.fields == {"amount": "Skriv et beløp.", "reason": "Skriv hvorfor."}
    assert str(refused) == "Skriv et beløp. Skriv hvorfor."


def test_what_one_room_refuses_is_not_taken_for_anothers():
    for kind in WITH_FIELDS:
        caught = [other for other in WITH_FIELDS if other is not kind and issubclass(kind, other)]
        assert caught == ([awards.AwardError] if kind is ReportError else [])


def test_conflicts_and_refusals_are_the_same_everywhere():
    rooms = (applications, assessments, awards, selection)
    assert {room.NotAllowedError for room in rooms} == {errors.NotAllowedError}
    assert {room.ConflictError for room in (*rooms, schemes)} == {errors.ConflictError}
    assert issubclass(errors.NotAllowedError, PermissionDenied)


def test_beyond_the_frame_says_by_how_much():
    refused = assessments.BeyondFrameError("Ut over rammen.", Decimal(5))
    assert refused.by == 5 and refused.fields == {"beyond_frame": "Ut over rammen."}
