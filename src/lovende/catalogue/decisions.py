"""What a person decides on a section: edit, accept, reject, split, undo. One transaction and one audit event each.

Every decision names the version of the section it was made on; one made on an older version is refused, so that
a double click or a second tab does nothing twice and overwrites nothing.
"""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from lovende.catalogue.checking import Verdict, flag_id, verdict
from lovende.catalogue.models import CatalogueImport, Decision, Section
from lovende.catalogue.proposing import free_id, taken_ids
from lovende.catalogue.publishing import publish, unpublish
from lovende.measures.facts import FactsError
from lovende.measures.lookup import UnknownKeyError
from lovende.records.audit import Actor, record
from lovende.records.errors import ConflictError

Facts = Mapping[str, Any]
# Edits that one person makes within this time are one edit to undo.
SITTING = timedelta(minutes=30)


class NotReadyError(ValueError):
    """The section cannot be published as it stands; `verdict` says why. Nothing was changed."""

    def __init__(self, message: str, found: Verdict | None = None) -> None:
        self.verdict = found or Verdict()
        super().__init__(message)


@dataclass(frozen=True)
class Swept:
    """Outcome of accepting all that is clean: how many, and position → why of those left."""

    accepted: int
    left: dict[int, str]


def _locked(section: Section, version: int, *states: str) -> Section:
    """The section's row, locked, as the person saw it. Raises ConflictError."""
    row = (
        Section.objects.select_for_update(of=("self",)).select_related("batch", "measure").get(pk=section.pk)
    )
    if row.state not in states and row.state == Section.State.ACCEPTED:
        raise ConflictError(_("Seksjonen er allerede godtatt. Angre godkjenningen hvis noe skal endres."))
    if row.state not in states and row.state == Section.State.REJECTED:
        raise ConflictError(_("Seksjonen er allerede avvist. Angre avvisningen hvis noe skal endres."))
    if row.version != version:
        raise ConflictError(
            _(
                "Noen andre har lagret denne seksjonen siden du åpnet den. Last siden på nytt for å se endringene."
            )
        )
    if row.state not in states:
        raise ConflictError(_("Det er ingenting å angre her."))
    return row


def _decide(row: Section, verb: str, actor: Actor, reason: str = "", **before: Any) -> Decision:
    kept = {"state": row.state, "edited": row.edited, "title": row.title, **before}
    return Decision.objects.create(
        section=row, verb=verb, by=str(actor.pseudonym), reason=reason, before=kept
    )


def _told(row: Section, verb: str, actor: Actor, **facts: Any) -> None:
    about = f"{row.batch.public_id}/{row.position}"
    record(
        actor=actor, verb=f"catalogue.section-{verb}", about=about, facts={"version": row.version, **facts}
    )


@transaction.atomic
def edit_section(*, section: Section, facts: Facts, version: int, actor: Actor) -> Section:
    """Keep the facts as edited, however unfinished. Equal facts change nothing. Raises ConflictError."""
    row = _locked(section, version, Section.State.WAITING)
    if row.facts == facts:
        return row
    if not _same_sitting(row, actor):
        _decide(row, Decision.Verb.EDIT, actor)
        _told(row, "edited", actor)
    row.edited = copy.deepcopy(dict(facts))
    row.title = str(facts.get("title") or row.title)[:300]
    row.version += 1
    row.save(update_fields=["edited", "title", "version"])
    return row


def _same_sitting(row: Section, actor: Actor) -> bool:
    last = row.decisions.first()
    return (
        last is not None
        and last.verb == Decision.Verb.EDIT
        and last.by == str(actor.pseudonym)
        and timezone.now() - last.at < SITTING
    )


@transaction.atomic
def accept(*, section: Section, version: int, actor: Actor) -> Section:
    """Publish the section's measure.

    The measure with all that belongs to it, the decision and the audit event come together or not at all.
    Raises ConflictError; NotReadyError when a value is wrong, a flag open, or personal data would get out.
    """
    row = _locked(section, version, Section.State.WAITING)
    found = verdict(row, row.batch.known_names)
    if not found.ready:
        raise NotReadyError(found.summary(), found)
    _decide(row, Decision.Verb.ACCEPT, actor)
    try:
        row.measure = publish(row, actor)
    except (FactsError, UnknownKeyError) as problem:
        raise NotReadyError(_("Noe i forslaget finnes ikke i registeret: %s") % problem) from problem
    except ValidationError as problem:
        raise NotReadyError(" ".join(problem.messages)) from problem
    row.state, row.version = Section.State.ACCEPTED, row.version + 1
    row.save(update_fields=["state", "version", "measure"])
    _told(row, "accepted", actor, measure=row.measure.public_id)
    return row


@transaction.atomic
def reject(*, section: Section, version: int, reason: str, actor: Actor) -> Section:
    """Leave the section out, for a reason. Raises ConflictError; NotReadyError without a reason."""
    row = _locked(section, version, Section.State.WAITING)
    reason = reason.strip()
    if not reason:
        raise NotReadyError(_("Skriv hvorfor seksjonen avvises."))
    _decide(row, Decision.Verb.REJECT, actor, reason[:500])
    row.state, row.version = Section.State.REJECTED, row.version + 1
    row.save(update_fields=["state", "version"])
    _told(row, "rejected", actor)
    return row


@transaction.atomic
def split(
    *, section: Section, version: int, titles: tuple[str, str], actor: Actor
) -> tuple[Section, Section]:
    """Part a section that holds two projects: both keep the whole proposal, each gets a title of its own.

    Raises ConflictError; NotReadyError without two different titles.
    """
    row = _locked(section, version, Section.State.WAITING)
    first, second = (title.strip()[:250] for title in titles)
    if not first or not second or first == second:
        raise NotReadyError(_("Skriv to ulike titler, en for hvert prosjekt."))
    _decide(row, Decision.Verb.SPLIT, actor)
    facts = _settled(row.facts, row.flags)
    place = str((row.parsed or {}).get("municipality") or "")
    twin = Section.objects.create(
        batch=row.batch,
        position=(row.batch.sections.aggregate(last=Max("position"))["last"] or 0) + 1,
        kind=row.kind,
        title=second,
        line_from=row.line_from,
        line_to=row.line_to,
        parsed=row.parsed,
        proposal={**facts, "title": second, "id": free_id(place, second, taken_ids())},
        flags=row.flags,
        split_from=row,
    )
    row.edited, row.title, row.version = {**facts, "title": first}, first, row.version + 1
    row.save(update_fields=["edited", "title", "version"])
    _told(row, "split", actor, into=twin.position)
    return row, twin


def _settled(facts: Facts, flags: list[dict[str, Any]]) -> dict[str, Any]:
    """The facts with the two-projects flag seen: parting the section was the answer to it."""
    out = copy.deepcopy(dict(facts))
    review = out.setdefault("review", {})
    answered = [flag_id(flag) for flag in flags if flag["kind"] == "two-projects"]
    review["seen"] = sorted({*review.get("seen", ()), *answered})
    return out


@transaction.atomic
def undo(*, section: Section, version: int, actor: Actor) -> Section:
    """Take back the last decision not yet taken back. What was accepted leaves the register.

    Raises ConflictError when there is none, or when a part that was split off has been decided on.
    """
    row = _locked(section, version, *Section.State.values)
    last = last_decision(row)
    if last is None:
        raise ConflictError(_("Det er ingenting å angre her."))
    if last.verb == Decision.Verb.SPLIT:
        _join(row)
    if last.verb == Decision.Verb.ACCEPT:
        unpublish(row, actor)
    _decide(row, Decision.Verb.UNDO, actor, undoes=last.pk)
    row.state, row.edited, row.title = (last.before[name] for name in ("state", "edited", "title"))
    row.version += 1
    row.save(update_fields=["state", "edited", "title", "version"])
    _told(row, "undone", actor, undone=last.verb)
    return row


def last_decision(section: Section) -> Decision | None:
    """The latest decision that `undo` would take back."""
    undone: set[int] = set()
    for decision in section.decisions.all():
        if decision.verb == Decision.Verb.UNDO:
            undone.add(decision.before.get("undoes"))
        elif decision.pk not in undone:
            return decision
    return None


def _join(row: Section) -> None:
    twin = row.parts.select_for_update().order_by("-position").first()
    if twin is None:
        return
    if twin.state != Section.State.WAITING or twin.decisions.exists():
        raise ConflictError(_("Den andre delen er alt endret eller avgjort. Angre der først."))
    twin.delete()


def accept_clean(*, batch: CatalogueImport, actor: Actor) -> Swept:
    """Accept every waiting section that nothing holds back, each in a transaction of its own."""
    accepted, left = 0, {}
    for row in batch.sections.filter(state=Section.State.WAITING):
        try:
            accept(section=row, version=row.version, actor=actor)
            accepted += 1
        except (ConflictError, NotReadyError) as problem:
            left[row.position] = str(problem)
    return Swept(accepted, left)
