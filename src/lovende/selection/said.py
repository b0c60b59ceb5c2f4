"""What counts of what was said: the readings that may be read of, and the last word of each that is left."""

from django.db.models import OuterRef, Q, Subquery

from lovende.selection.models import Choice, Discussion, Phase


def settled(reading: str = "") -> Q:
    """Locked, not taken back, in a settled phase: the condition for every read of verdicts and ticks.

    `reading` leads from the rows that are asked for to their reading («reading__»).
    """
    return Q(
        **{
            f"{reading}phase__state": Phase.State.SETTLED,
            f"{reading}locked_at__isnull": False,
            f"{reading}withdrawn_at__isnull": True,
        }
    )


def last_outcome() -> Subquery:
    """Of a candidate: what the newest discussion ended with; None where there was none."""
    newest = Discussion.objects.filter(candidate=OuterRef("pk")).order_by("-number")
    return Subquery(newest.values("outcome")[:1])


def last_choice() -> Subquery:
    """Of a candidate: is it chosen by the newest choice; None where there was none."""
    newest = Choice.objects.filter(candidate=OuterRef("pk")).order_by("-number")
    return Subquery(newest.values("is_chosen")[:1])
