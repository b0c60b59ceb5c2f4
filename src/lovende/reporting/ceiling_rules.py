"""Who sees how few answered what: those who follow the scheme up. Others see the self-evaluations without."""

from django.db.models import Q

from lovende.awards.rules import DECIDER, OFFICER, places
from lovende.people.models import User
from lovende.schemes.models import Scheme


def sees_few(user: User, schemes: set[int]) -> bool:
    """Does the person follow up all of `schemes`, at an office that decides on their calls, or audit them?"""
    if user.has_perm("reporting.read_all"):
        return True
    mine = places(user, OFFICER | DECIDER)
    if not mine or not schemes:
        return False
    followed = Scheme.objects.filter(
        Q(calls__administrator__in=mine) | Q(calls__handlers__organisation__in=mine), pk__in=schemes
    )
    return set(followed.values_list("pk", flat=True)) == schemes
