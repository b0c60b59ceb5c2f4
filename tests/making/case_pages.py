"""Rounds after the readings as tests need them, and what is typed into the forms of what follows."""

from django.utils import timezone

from lovende.people.models import Organisation
from lovende.selection.actions import settle_phase
from lovende.selection.models import Round
from lovende.selection.phases import left, open_phase
from making.selection import lead, read_by_all, settled_round

OWNER = "statsforvalteren-oslo-viken"
CASE_ACTS = ["interview", "group_view", "drop_case", "choose"]


def owner() -> Organisation:
    return Organisation.objects.get(slug=OWNER)


def read_round() -> Round:
    """Six candidates: in the last phase one went out, one is split, the rest both said in to."""
    made = settled_round(owner=owner())
    numbers = [one.number for one in left(made)]
    open_phase(round_=made, actor=lead())
    read_by_all(made, {numbers[0]: ("out", "out"), numbers[1]: ("in", "out")})
    settle_phase(round_=made, actor=lead())
    return made


def numbers(found: Round) -> list[int]:
    return [one.number for one in left(found)]


def talk(found: Round, **changed) -> dict:
    people = [row.pk for row in found.raters.all()[:2]]
    facts = {"shown": 0, "outcome": "case", "reason": "Nytt og prøvbart.", "participants": people,
             "held_on": str(timezone.localdate())}  # fmt: skip
    return facts | changed
