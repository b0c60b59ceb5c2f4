"""Changing a round before its protocol is locked: its frame, its phases, what it takes, and the round itself.

Whoever changes something says what they saw of it (`seen`, a `signature`): what another has changed meanwhile is
never written over unseen. The same again changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from lovende.people.models import User
from lovende.records.digest import digest
from lovende.selection.errors import ConflictError, SelectionError
from lovende.selection.models import Criterion, Phase, Round
from lovende.selection.preparing import locked_round, told

FRAME = ("title", "owner", "scheme", "year", "per_measure", "at_most", "reading_order")
PHASE = ("title", "question", "gate")
CRITERION = ("label", "how", "dimension", "evidence", "phases", "is_absolute")
# What stands in an address where the key of a phase or a criterion may: neither is ever called so.
RESERVED = (
    "case", "drofting", "enighet", "faser", "kandidater", "kriterier", "les", "nytt", "profil", "uenighet", "vurderere",
)  # fmt: skip
APART = 1_000  # above every place that is used: where rows stand while they change places
Facts = Mapping[str, Any]


def facts_of(row: Round | Phase | Criterion) -> dict[str, Any]:
    """What can be changed of it: values as the acts take them."""
    names = FRAME if isinstance(row, Round) else PHASE if isinstance(row, Phase) else CRITERION
    return {name: getattr(row, name) for name in names}


def signature(row: Round | Phase | Criterion) -> str:
    """A digest of `facts_of`: who has seen the row has seen this."""
    return digest({name: str(getattr(value, "pk", value)) for name, value in facts_of(row).items()})


def is_changed(row: Round | Phase | Criterion, facts: Facts, seen: str) -> bool:
    """Do the facts change the row? Raises ConflictError when another has changed it since it was `seen`."""
    if facts_of(row) == dict(facts):
        return False
    if signature(row) != seen:
        raise ConflictError(
            _("Noen har endret dette mens du skrev. Se over, og lagre igjen hvis du står ved ditt.")
        )
    return True


def filled(facts: Facts, words: Mapping[str, str]) -> dict[str, str]:
    return {name: message for name, message in words.items() if not facts[name]}


def plain(facts: Facts) -> dict[str, Any]:
    """Texts without blanks around them, line ends as the database has them."""
    return {
        name: value.replace("\r\n", "\n").strip() if isinstance(value, str) else value
        for name, value in facts.items()
    }


def free(name: str, otherwise: str, taken: set[str], longest: int) -> str:
    """A key that is not taken, after the name."""
    stem = slugify(name)[: longest - 4].strip("-") or otherwise
    return next(one for one in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)


@transaction.atomic
def amend_round(*, round_: Round, facts: Facts, seen: str, actor: User) -> Round:
    """Change the frame: `facts` has the names in `FRAME`. Raises NotAllowedError; ConflictError; SelectionError."""
    row, said = locked_round(round_, actor, "prepare"), plain(facts)
    wrong = filled(said, {"title": _("Gi utvelgelsen et navn.")})
    if said["per_measure"] < 2:
        wrong["per_measure"] = _("Hvert tiltak skal leses av minst to.")
    if wrong:
        raise SelectionError(wrong)
    if is_changed(row, said, seen):
        changed = [name for name in FRAME if getattr(row, name) != said[name]]
        for name in changed:
            setattr(row, name, said[name])
        row.save(update_fields=changed)
        told(row, "amended", actor, fields=changed)
    return row


@transaction.atomic
def delete_round(*, round_: Round, actor: User) -> None:
    """Take away a draft with all that is in it: nobody has read anything. Raises NotAllowedError; ConflictError."""
    row = locked_round(round_, actor, "prepare")
    told(row, "deleted", actor, candidates=row.candidates.count())
    row.delete()


@transaction.atomic
def drop_candidates(*, round_: Round, numbers: Iterable[int], actor: User) -> int:
    """Take candidates out that were taken in by mistake; the others keep their numbers. → how many were there.

    Raises NotAllowedError; ConflictError.
    """
    row = locked_round(round_, actor, "prepare")
    rows = row.candidates.filter(number__in=list(numbers))
    n = rows.count()
    if n:
        rows.delete()
        told(row, "candidates-dropped", actor, dropped=n)
    return n


# Phases


def _phase(row: Round, key: str) -> Phase:
    found = row.phases.filter(key=key).first()
    if found is None:
        raise ConflictError(_("Fasen er fjernet."))
    return found


def _phase_facts(row: Round, facts: Facts, there: Phase | None = None) -> dict[str, Any]:
    said = plain(facts)
    wrong = filled(
        said, {"title": _("Gi fasen et navn."), "question": _("Skriv hva vurdererne skal svare på.")}
    )
    others = row.phases.exclude(pk=there.pk) if there else row.phases.all()
    if others.filter(title__iexact=said["title"]).exists():
        wrong["title"] = _("En annen fase heter det samme.")
    if said["gate"] not in Phase.Gate.values:
        wrong["gate"] = _("Velg når en kandidat går ut.")
    if wrong:
        raise SelectionError(wrong)
    return said


@transaction.atomic
def add_phase(*, round_: Round, facts: Facts, actor: User) -> Phase:
    """A phase after those there are: `facts` has the names in `PHASE`; the very same again is there already.

    Raises NotAllowedError; ConflictError; SelectionError.
    """
    row = locked_round(round_, actor, "prepare")
    twin = next((one for one in row.phases.all() if facts_of(one) == plain(facts)), None)
    if twin is not None:
        return twin
    said = _phase_facts(row, facts)
    phases = list(row.phases.all())
    key = free(said["title"], "fase", {*RESERVED, *(one.key for one in phases)}, 40)
    order = max((one.order for one in phases), default=0) + 1
    found = Phase.objects.create(round=row, key=key, order=order, **said)
    told(row, "phase-added", actor, phase=key)
    return found


@transaction.atomic
def amend_phase(*, round_: Round, key: str, facts: Facts, seen: str, actor: User) -> Phase:
    """Change a phase's title, question and gate; its key stays.

    Raises NotAllowedError; ConflictError; SelectionError.
    """
    row = locked_round(round_, actor, "prepare")
    phase = _phase(row, key)
    said = _phase_facts(row, facts, phase)
    if is_changed(phase, said, seen):
        Phase.objects.filter(pk=phase.pk).update(**said)
        told(row, "phase-amended", actor, phase=key)
    return _phase(row, key)


@transaction.atomic
def move_phase(*, round_: Round, key: str, place: int, by: int, actor: User) -> None:
    """Move a phase one place up (`by` −1) or down (+1) from the `place` (from 1) where it was seen; one that has moved
    already stays. Raises NotAllowedError; ConflictError."""
    row = locked_round(round_, actor, "prepare")
    keys = [one.key for one in row.phases.all()]
    if key not in keys:
        raise ConflictError(_("Fasen er fjernet."))
    now, wanted = keys.index(key), place - 1 + by
    if now != place - 1 or not 0 <= wanted < len(keys) or by not in (-1, 1):
        return
    keys[now], keys[wanted] = keys[wanted], keys[now]
    _in_order(row, keys)
    told(row, "phase-moved", actor, phase=key, place=wanted + 1)


def _in_order(row: Round, keys: Sequence[str]) -> None:
    """Places from 1, by way of places that nobody has: no two phases may share one on the way."""
    for apart in (APART, 0):
        for order, key in enumerate(keys, 1):
            row.phases.filter(key=key).update(order=apart + order)


@transaction.atomic
def remove_phase(*, round_: Round, key: str, actor: User) -> None:
    """Take a phase out; criteria are no longer judged in it. One that is gone already stays gone.

    Raises NotAllowedError; ConflictError; SelectionError for the only phase, and for one that is the only place where
    an absolute criterion can be judged.
    """
    row = locked_round(round_, actor, "prepare")
    keys = [one.key for one in row.phases.all()]
    if key not in keys:
        return
    if len(keys) == 1:
        raise SelectionError({"phase": _("En utvelgelse har minst én fase.")})
    judged = list(row.criteria.filter(phases__contains=[key]))
    alone = [one.label for one in judged if one.is_absolute and one.phases == [key]]
    if alone:
        words = _("«%s» er absolutt og vurderes bare i denne fasen. Endre kriteriet først.")
        raise SelectionError({"phase": words % alone[0]})
    for one in judged:
        one.phases.remove(key)
        one.save(update_fields=["phases"])
    row.phases.filter(key=key).delete()
    _in_order(row, [one for one in keys if one != key])
    told(row, "phase-removed", actor, phase=key)
