"""A rater's own acts: saving as one goes, and locking. Nothing here tells of anybody else's reading."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lovende.people.models import User
from lovende.records.audit import queue, record
from lovende.selection.errors import ConflictError, NotAllowedError, SelectionError
from lovende.selection.models import Phase, Reading, Round, Tick
from lovende.selection.ordering.asking import ask

LONGEST = 5_000


@dataclass(frozen=True)
class Judged:
    """What a rater has said so far; `ticks` is criterion key → value, "" to take one back."""

    verdict: str = ""
    reason: str = ""
    notes: str = ""
    ticks: Mapping[str, str] = field(default_factory=dict)


def _own(reading: Reading, actor: User) -> Reading:
    rows = Reading.objects.select_for_update(of=("self",)).select_related(
        "phase__round", "rater", "candidate"
    )
    row = rows.get(pk=reading.pk)
    if not actor.has_perm("selection.read", row):
        raise NotAllowedError(_("Dette er ikke din vurdering."))
    if row.locked_at is not None:
        raise ConflictError(_("Vurderingen er låst."))
    if row.phase.state != Phase.State.OPEN:
        raise ConflictError(_("Fasen er avgjort."))
    return row


@transaction.atomic
def save_reading(*, reading: Reading, judged: Judged, version: int, actor: User) -> Reading:
    """Keep what is said so far. `version` is the one the rater last saw.

    No event is written: history of what is said before it is locked would tell of it.
    Raises NotAllowedError; ConflictError when it is locked or was saved in another window; SelectionError.
    """
    row = _own(reading, actor)
    if row.version != version:
        raise ConflictError(_("Vurderingen er lagret i et annet vindu. Last siden på nytt for å se den."))
    wrong = _wrong(row, judged)
    if wrong:
        raise SelectionError(wrong)
    row.verdict, row.reason, row.notes = judged.verdict, judged.reason.strip(), judged.notes.strip()
    row.version, row.saved_at = row.version + 1, timezone.now()
    row.save(update_fields=["verdict", "reason", "notes", "version", "saved_at"])
    _save_ticks(row, judged.ticks)
    return row


def _wrong(row: Reading, judged: Judged) -> dict[str, str]:
    wrong = {}
    if judged.verdict not in ("", *Reading.Verdict.values):
        wrong["verdict"] = _("Velg inn eller ut.")
    for name in ("reason", "notes"):
        if len(getattr(judged, name)) > LONGEST:
            wrong[name] = _("Høyst %s tegn.") % LONGEST
    known = set(criteria_keys(row.phase))
    for key, value in judged.ticks.items():
        if key not in known or value not in ("", *Tick.Value.values):
            wrong[f"tick-{key}"] = _("Velg ett av svarene.")
    return wrong


def criteria_keys(phase: Phase) -> list[str]:
    """The criteria that can be judged in the phase, in order."""
    return list(phase.round.criteria.filter(phases__contains=[phase.key]).values_list("key", flat=True))


def _save_ticks(row: Reading, ticks: Mapping[str, str]) -> None:
    by_key = {one.key: one for one in row.phase.round.criteria.filter(key__in=ticks)}
    row.ticks.filter(criterion__key__in=[key for key, value in ticks.items() if not value]).delete()
    Tick.objects.bulk_create(
        [Tick(reading=row, criterion=by_key[key], value=value) for key, value in ticks.items() if value],
        update_conflicts=True,
        unique_fields=["reading", "criterion"],
        update_fields=["value"],
    )


@transaction.atomic
def lock_reading(*, reading: Reading, actor: User) -> Reading:
    """Give the verdict for good. Locking twice is once.

    Raises NotAllowedError; ConflictError; SelectionError naming what is missing.
    """
    queue()
    there = Reading.objects.select_related("rater").get(pk=reading.pk)
    if there.locked_at is not None and actor.has_perm("selection.read", there):
        return there
    row = _own(reading, actor)
    wrong = missing(row)
    if wrong:
        raise SelectionError(wrong)
    row.locked_at = timezone.now()
    row.save(update_fields=["locked_at"])
    record(actor=actor, verb="selection.read", about=row.phase.round.public_id, facts=_facts(row))
    ask(row)
    return row


def _facts(row: Reading) -> dict[str, str | int]:
    """Which reading was locked; but where the order is suggested, which comes next tells of the verdicts before."""
    if row.phase.round.reading_order == Round.Order.SUGGESTED:
        return {"phase": row.phase.key}
    return {"phase": row.phase.key, "candidate": row.candidate.number}


def missing(row: Reading) -> dict[str, str]:
    """What a reading needs before it can be locked: a verdict, and a reason for saying out (product rule 4)."""
    wrong = {}
    if not row.verdict:
        wrong["verdict"] = _("Velg inn eller ut.")
    if row.verdict == Reading.Verdict.OUT and not row.reason:
        wrong["reason"] = _("Skriv hvorfor tiltaket bør ut.")
    return wrong
