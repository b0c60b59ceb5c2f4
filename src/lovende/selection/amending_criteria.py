"""Changing the criteria of a round before its protocol is locked. As in `amending`, nobody writes over what another has
changed unseen, and the same again changes nothing."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lovende.people.models import User
from lovende.selection.amending import RESERVED, Facts, facts_of, filled, free, is_changed, plain
from lovende.selection.errors import ConflictError, SelectionError
from lovende.selection.models import Criterion, Round
from lovende.selection.preparing import locked_round, told
from lovende.selection.protocol import start

MEANING = ("label", "how", "dimension", "evidence")


def _criterion(row: Round, key: str) -> Criterion:
    found = row.criteria.filter(key=key).first()
    if found is None:
        raise ConflictError(_("Kriteriet er fjernet."))
    return found


def _criterion_facts(row: Round, facts: Facts, there: Criterion | None = None) -> dict[str, Any]:
    said = plain(facts)
    keys = [one.key for one in row.phases.all()]
    said["phases"] = [key for key in keys if key in said["phases"]]
    said["evidence"] = [key for key in Criterion.Evidence.values if key in said["evidence"]]
    wrong = filled(said, {"label": _("Gi kriteriet et navn.")})
    others = row.criteria.exclude(pk=there.pk) if there else row.criteria.all()
    if others.filter(label__iexact=said["label"]).exists():
        wrong["label"] = _("Et annet kriterium heter det samme.")
    if said["dimension"] not in Criterion.Dimension.values:
        wrong["dimension"] = _("Velg hva kriteriet gjelder.")
    if said["is_absolute"] and not said["phases"]:
        wrong["phases"] = _("Et absolutt kriterium må kunne vurderes i minst én fase.")
    if wrong:
        raise SelectionError(wrong)
    return said


def meaning_of(key: str) -> Facts | None:
    """What the criterion means in the protocol that rounds start from; None for one that a round made itself."""
    found = next((one for one in start()["criteria"] if one["key"] == key), None)
    if found is None:
        return None
    return {name: found[name] for name in MEANING}


def version_of(key: str, facts: Facts) -> int:
    """The version of a criterion: one more than that of the protocol rounds start from when it means something else;
    where and whether it excludes is no part of its meaning."""
    meant = meaning_of(key)
    if meant is None:
        return 1
    return 1 + any(
        set(facts[name]) != set(meant[name]) if name == "evidence" else facts[name] != meant[name]
        for name in MEANING
    )


@transaction.atomic
def add_criterion(*, round_: Round, facts: Facts, actor: User) -> Criterion:
    """A criterion of the round's own, after those there are: `facts` has the names in `CRITERION`; the very same again
    is there already. Raises NotAllowedError; ConflictError; SelectionError."""
    row = locked_round(round_, actor, "prepare")
    criteria = list(row.criteria.all())
    twin = next((one for one in criteria if facts_of(one) == plain(facts)), None)
    if twin is not None:
        return twin
    said = _criterion_facts(row, facts)
    taken = {*RESERVED, *(one.key for one in criteria), *(one["key"] for one in start()["criteria"])}
    key = free(said["label"], "kriterium", taken, 60)
    number = max((one.number for one in criteria), default=0) + 1
    found = Criterion.objects.create(round=row, key=key, number=number, **said)
    told(row, "criterion-added", actor, criterion=key)
    return found


@transaction.atomic
def amend_criterion(*, round_: Round, key: str, facts: Facts, seen: str, actor: User) -> Criterion:
    """Change a criterion; its version follows from what it means now (`version_of`).

    Raises NotAllowedError; ConflictError; SelectionError.
    """
    row = locked_round(round_, actor, "prepare")
    criterion = _criterion(row, key)
    said = _criterion_facts(row, facts, criterion)
    if is_changed(criterion, said, seen):
        version = version_of(key, said)
        Criterion.objects.filter(pk=criterion.pk).update(version=version, **said)
        told(row, "criterion-amended", actor, criterion=key, version=version)
    return _criterion(row, key)


@transaction.atomic
def remove_criterion(*, round_: Round, key: str, actor: User) -> None:
    """Take a criterion out; those after it move up. One that is gone already stays gone.

    Raises NotAllowedError; ConflictError.
    """
    row = locked_round(round_, actor, "prepare")
    rows = list(row.criteria.all())
    if key not in [one.key for one in rows]:
        return
    row.criteria.filter(key=key).delete()
    for number, one in enumerate((one for one in rows if one.key != key), 1):
        row.criteria.filter(pk=one.pk).update(number=number)
    told(row, "criterion-removed", actor, criterion=key)
