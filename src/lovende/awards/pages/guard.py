"""Which award a page is about, for those who may know of it."""

from django.http import Http404

from lovende.awards import queries
from lovende.awards.models import Award
from lovende.people.models import User


def find_award(public_id: str, user: User) -> Award:
    """Raises Http404 for an award that is not there, or not theirs to know of."""
    try:
        return queries.award_of(public_id, user)
    except Award.DoesNotExist:
        raise Http404 from None
