"""A rater's places in a phase, made anew from that rater's own locked verdicts in that phase: nobody else's is read."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet

from lovende.selection.models import Phase, Reading, Round
from lovende.selection.ordering.arranging import arranged
from lovende.selection.ordering.model import ModelError, Text, installed, is_taught, suggested

FEWEST = 3  # the next is before the rater already; of the rest there must be two to put one before the other


def place_anew(*, phase: int, rater: int) -> bool:
    """Give the rater's unlocked readings of the phase the order that the model suggests. → was it done?

    Until there is an in and an out, the order stays as drawn; with fewer than FEWEST left there is none to choose.
    Nothing is kept of what the model thought, and nothing is written to the trail: it would tell of verdicts.
    Raises ModelError when the protocol's model is not the one installed, or gives no answer; then the order stays
    as it was.
    """
    found = Phase.objects.select_related("round").get(pk=phase)
    if found.state != Phase.State.OPEN or found.round.reading_order != Round.Order.SUGGESTED:
        return False
    rows = list(_own(phase, rater).select_related("candidate"))
    texts = [_text(row) for row in rows]
    if not is_taught(texts) or sum(text.said is None for text in texts) < FEWEST:
        return False
    _hold_to_protocol(found.round)
    order = suggested(texts, found.round.seed)
    _write(_own(phase, rater), order)
    return True


def _own(phase: int, rater: int) -> QuerySet[Reading]:
    """As they were drawn: that is the order they were made in."""
    return Reading.objects.filter(phase=phase, rater=rater, withdrawn_at__isnull=True).order_by("pk")


def _text(row: Reading) -> Text:
    said = row.verdict == Reading.Verdict.IN if row.locked_at is not None else None
    body = "\n".join(str(field["text"]) for field in row.candidate.material)
    return Text(row.pk, row.candidate.title, body, said)


def _hold_to_protocol(round_: Round) -> None:
    named = (round_.protocol or {}).get("reading_model", {}).get("version")
    if named != installed():
        raise ModelError(f"the protocol of {round_.public_id} names version {named}; here is {installed()}")


@transaction.atomic
def _write(own: QuerySet[Reading], suggested: Sequence[int]) -> None:
    """Share the places of the unlocked readings among them anew: no place is won, lost or held twice. What was
    locked while the model worked keeps its place; what was given meanwhile comes last."""
    unread = list(own.filter(locked_at__isnull=True).select_for_update())
    locked = list(own.filter(locked_at__isnull=False))
    order = arranged(
        [row.pk for row in unread], suggested, locked=len(locked), following=_following(unread, locked)
    )
    by_key, free = {row.pk: row for row in unread}, sorted(row.place for row in unread)
    moved = []
    for key, place in zip(order, free, strict=True):
        if by_key[key].place != place:
            by_key[key].place = place
            moved.append(by_key[key])
    Reading.objects.bulk_update(moved, ["place"])


def _following(unread: Sequence[Reading], locked: Sequence[Reading]) -> int | None:
    """The reading that the page led on to after the last lock."""
    if not unread or not locked:
        return None
    last = max(locked, key=lambda row: (row.locked_at, row.pk))
    return min(unread, key=lambda row: (row.place < last.place, row.place)).pk
