"""What is done otherwise than the locked protocol says: each act is kept as a deviation with its reason.

The protocol and its hash stay as they are, and no reading that is locked is ever touched.
"""

from collections.abc import Mapping
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lovende.people.models import Role, User
from lovende.people.queries import roles_since
from lovende.selection.errors import SelectionError
from lovende.selection.giving import hand_over
from lovende.selection.models import Candidate, Conflict, Deviation, Phase, Rater, Reading, Round
from lovende.selection.preparing import candidates_of, locked_round, told
from lovende.selection.rules import LEADS, OWNERS

LONGEST = 2_000


class Found(NamedTuple):
    """What came of a conflict that was found: how many readings went to others, how many locked ones stand."""

    moved: int
    stands: int


def _open(row: Round) -> Phase | None:
    return row.phases.filter(state=Phase.State.OPEN).first()


def _why(reason: str) -> dict[str, str]:
    """What is wrong with a reason."""
    if not reason.strip():
        return {"reason": _("Skriv hvorfor. Begrunnelsen står i protokollen.")}
    return {"reason": _("Høyst %s tegn.") % LONGEST} if len(reason) > LONGEST else {}


def _keep(
    row: Round, kind: str, reason: str, actor: User, *, phase: Phase | None = None,
    rater: Rater | None = None, candidate: Candidate | None = None,
) -> Deviation:  # fmt: skip
    return Deviation.objects.create(
        round=row, phase=phase, kind=kind, rater=rater, candidate=candidate, reason=reason.strip(),
        by=str(actor.pseudonym),
    )  # fmt: skip


@transaction.atomic
def put_on(
    *, round_: Round, user: User, department: str, most: int | None = None,
    conflicts: Mapping[int, str] | None = None, reason: str, actor: User,
) -> Rater:  # fmt: skip
    """A substitute in a locked round, who takes part from then on: in what others who are away have not locked, and in
    every later phase. Pressed twice, one is put on once.

    Raises NotAllowedError; ConflictError; SelectionError, also for one who may have read what raters said.
    """
    row = locked_round(round_, actor, "run")
    there = row.raters.filter(user=user).first()
    if there is not None and there.put_on_after is not None and there.absent_since is None:
        return there
    wrong = _why(reason) | _unfit(row, user, there)
    if not department.strip():
        wrong["department"] = _("Skriv hvilken avdeling vurdereren kommer fra.")
    if wrong:
        raise SelectionError(wrong)
    partial_in = candidates_of(row, conflicts or {})
    rater = Rater.objects.create(
        round=row, user=user, department=department.strip()[:120], most=most, put_on_after=timezone.now()
    )
    Conflict.objects.bulk_create(
        Conflict(rater=rater, candidate=candidate, why=why[:300]) for candidate, why in partial_in
    )
    _keep(row, Deviation.Kind.SUBSTITUTE, reason, actor, phase=_open(row), rater=rater)
    told(row, "substitute", actor, rater=str(user.pseudonym))
    return rater


def _unfit(row: Round, user: User, there: Rater | None) -> dict[str, str]:
    """Why the person cannot be put on now: they were, or they may have read what raters said of a settled phase."""
    if there is not None:
        return {"person": _("%s er eller har vært vurderer i utvelgelsen.") % user}
    first = row.phases.filter(state=Phase.State.SETTLED).order_by("settled_at").first()
    if first is not None and _may_have_read(row, user, first):
        return {"person": _("%s kan ha lest hva vurdererne har sagt. Velg en som ikke kan det.") % user}
    return {}


def _may_have_read(row: Round, user: User, first: Phase) -> bool:
    """Were they ever since the first phase was settled among those who are shown what raters said?"""
    assert first.settled_at is not None
    held = roles_since(user, timezone.localdate(first.settled_at))
    shown = {(role, row.institute_id) for role in LEADS} | {(role, row.owner_id) for role in OWNERS}
    return any(role == Role.AUDITOR or (role, place) in shown for role, place in held)


@transaction.atomic
def replace_rater(*, round_: Round, rater: Rater, reason: str, actor: User) -> int:
    """A rater is away: what they have locked stands, the rest goes to others. → readings handed over.

    Told twice, 0 the second time. Raises NotAllowedError; ConflictError; SelectionError without a reason, and when
    nobody can take over.
    """
    row = locked_round(round_, actor, "run")
    person = Rater.objects.select_for_update().get(pk=rater.pk, round=row)
    if person.absent_since is not None:
        return 0
    wrong = _why(reason)
    if wrong:
        raise SelectionError(wrong)
    person.absent_since = timezone.now()
    person.save(update_fields=["absent_since"])
    phase = _open(row)
    moved = hand_over(phase) if phase is not None else 0
    _keep(row, Deviation.Kind.RATER_AWAY, reason, actor, phase=phase, rater=person)
    told(row, "replaced", actor, rater=str(person.user.pseudonym), readings=moved)
    return moved


@transaction.atomic
def find_conflict(*, round_: Round, rater: Rater, number: int, reason: str, actor: User) -> Found:
    """A rater is found partial (inhabil) in a candidate: what they have not locked of it goes to another, and they
    never get it again; what is locked stands, and the protocol's page says so. Told twice, it is found once.

    Raises NotAllowedError; ConflictError; SelectionError without a reason, and when nobody can take over.
    """
    row = locked_round(round_, actor, "run")
    person = Rater.objects.get(pk=rater.pk, round=row)
    wrong = _why(reason)
    candidate = row.candidates.filter(number=number).first()
    if candidate is None:
        wrong["number"] = _("Ingen kandidat har nummer %s.") % number
    if wrong or candidate is None:
        raise SelectionError(wrong)
    stands = Reading.objects.filter(rater=person, candidate=candidate, locked_at__isnull=False).count()
    why = {"why": reason.strip()[:300]}
    _found, is_new = Conflict.objects.get_or_create(rater=person, candidate=candidate, defaults=why)
    if not is_new:
        return Found(0, stands)
    phase = _open(row)
    moved = hand_over(phase) if phase is not None else 0
    _keep(row, Deviation.Kind.CONFLICT, reason, actor, phase=phase, rater=person, candidate=candidate)
    told(row, "conflict", actor, rater=str(person.user.pseudonym), candidate=number, readings=moved)
    return Found(moved, stands)


@transaction.atomic
def note_deviation(*, round_: Round, reason: str, phase: str = "", actor: User) -> Deviation:
    """Anything else that was done otherwise, in words; `phase` is the key of the phase it is about, "" for none.

    The very same again is there already. Raises NotAllowedError; ConflictError; SelectionError.
    """
    row = locked_round(round_, actor, "run")
    wrong = _why(reason)
    about = row.phases.filter(key=phase).first() if phase else None
    if phase and about is None:
        wrong["phase"] = _("Velg en av fasene.")
    if wrong:
        raise SelectionError(wrong)
    twin = row.deviations.filter(kind=Deviation.Kind.OTHER, phase=about, reason=reason.strip()).first()
    if twin is not None:
        return twin
    kept = _keep(row, Deviation.Kind.OTHER, reason, actor, phase=about)
    told(row, "deviated", actor, phase=phase)
    return kept
