"""Opening a phase, and settling it: the moment verdicts may be seen."""

from collections.abc import Callable, Collection

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lovende.people.models import User
from lovende.selection.errors import ConflictError, SelectionError
from lovende.selection.excluding import said_by_candidate, why_out
from lovende.selection.giving import give
from lovende.selection.models import Candidate, Phase, Round
from lovende.selection.preparing import locked_round, told
from lovende.selection.weighing import running as weighing


def left_in(round_: Round) -> QuerySet[Candidate]:
    """The candidates that are still in: complete, and not out in a settled phase."""
    return round_.candidates.filter(is_complete=True, out_in__isnull=True).order_by("number")


def left(round_: Round) -> list[Candidate]:
    """As `left_in`, read."""
    return list(left_in(round_))


def all_read(states: Collection[str], is_any_left: Callable[[], bool]) -> bool:
    """Is nothing more to be read, every phase being settled or nobody being left? `states` are those of the phases."""
    if set(states) <= {Phase.State.SETTLED}:
        return True
    return Phase.State.OPEN not in states and not is_any_left()


@transaction.atomic
def open_phase(*, round_: Round, actor: User) -> Phase:
    """Give out the readings of the next phase. Raises NotAllowedError; ConflictError; SelectionError when no
    assignment can be made, naming what binds."""
    row = locked_round(round_, actor, "run")
    if row.phases.filter(state=Phase.State.OPEN).exists():
        raise ConflictError(_("En fase er alt åpen. Avgjør den først."))
    phase = row.phases.filter(state=Phase.State.WAITING).order_by("order").first()
    if phase is None:
        raise ConflictError(_("Alle fasene er avgjort."))
    phase.state, phase.opened_at = Phase.State.OPEN, timezone.now()
    phase.save(update_fields=["state", "opened_at"])
    given = give(phase, left(row), list(row.raters.filter(absent_since__isnull=True).select_related("user")))
    told(row, "opened", actor, phase=phase.key, readings=given)
    return phase


@transaction.atomic
def settle_phase(*, round_: Round, actor: User) -> Phase:
    """Apply the gate and the absolute criteria when every reading is locked: verdicts may be read from here on.

    Settling twice is once. Raises NotAllowedError; SelectionError saying how many are left; ConflictError when no
    phase is open.
    """
    row = locked_round(round_, actor, "run")
    phase = row.phases.filter(state=Phase.State.OPEN).first()
    if phase is None:
        raise ConflictError(_("Ingen fase er åpen."))
    readings = phase.readings.filter(withdrawn_at__isnull=True)
    waiting = readings.filter(locked_at__isnull=True).count()
    if waiting:
        raise SelectionError({"readings": _("%s vurderinger er ikke låst ennå.") % waiting})
    out = [key for key, said in said_by_candidate(readings).items() if why_out(phase.gate, said)]
    Candidate.objects.filter(pk__in=out).update(out_in=phase)
    phase.state, phase.settled_at = Phase.State.SETTLED, timezone.now()
    phase.save(update_fields=["state", "settled_at"])
    weighing.ask(phase)
    told(row, "settled", actor, phase=phase.key, out=len(out), left=len(left(row)))
    return phase
