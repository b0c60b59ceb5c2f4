"""The rater's own choice to read in the drawn order after all, kept in the session."""

from django.http import HttpRequest

from lovende.selection.models import Phase

KEY = "selection-as-drawn"


def phases_as_drawn(request: HttpRequest) -> set[int]:
    """The phases that this person reads in the drawn order by choice."""
    return set(request.session.get(KEY, ()))


def choose(request: HttpRequest, phase: Phase, *, as_drawn: bool) -> None:
    """Read the phase as drawn, or as suggested, until signing out."""
    chosen = phases_as_drawn(request)
    request.session[KEY] = sorted(chosen | {phase.pk} if as_drawn else chosen - {phase.pk})
