"""Making a round ready: what it is of, whom it takes, and the protocol that is locked before anybody reads."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from lovende.measures.models import Measure
from lovende.people.models import Organisation, User
from lovende.people.rules import has_role_at
from lovende.records.audit import queue, record
from lovende.records.digest import digest
from lovende.records.models import AuditEvent
from lovende.reporting.models import Report
from lovende.schemes.models import Scheme
from lovende.selection import material, protocol
from lovende.selection.errors import ConflictError, NotAllowedError, SelectionError
from lovende.selection.giving import try_out
from lovende.selection.models import Candidate, Conflict, Rater, Round
from lovende.selection.ordering import model
from lovende.selection.rules import LEADS

RESERVED = ("ny", "publisert", "vurderinger")  # what stands where a round's public id does in addresses
NEAR_BLANK = 200  # characters: less than so much cannot be judged (003 L916 calls such forms near-blank)


def locked_round(round_: Round, actor: User, permission: str) -> Round:
    """The round's row, locked to the end of the transaction. Raises NotAllowedError, ConflictError."""
    queue()
    row = (
        Round.objects.select_for_update(of=("self",))
        .select_related("institute", "owner", "scheme")
        .get(pk=round_.pk)
    )
    if actor.has_perm(f"selection.{permission}", row):
        return row
    if permission == "prepare" and row.state != Round.State.DRAFT and _leads(actor, row):
        raise ConflictError(_("Protokollen er låst. Den kan ikke endres."))
    if permission == "run" and row.state == Round.State.CLOSED and _leads(actor, row):
        raise ConflictError(_("Utvelgelsen er avsluttet. Ingenting i den kan endres."))
    raise NotAllowedError(_("Du leder ikke denne utvelgelsen."))


def _leads(actor: User, row: Round) -> bool:
    return has_role_at((row.institute_id,), *LEADS)(actor)


def told(round_: Round, verb: str, actor: User, **facts: Any) -> None:
    """One event about the round. Facts hold no verdict and no free text."""
    record(actor=actor, verb=f"selection.{verb}", about=round_.public_id, facts=facts)


@transaction.atomic
def make_round(
    *,
    title: str,
    institute: Organisation,
    owner: Organisation | None = None,
    scheme: Scheme | None = None,
    year: int | None = None,
    per_measure: int = 2,
    at_most: int | None = None,
    actor: User,
) -> Round:
    """A new round, with the phases and criteria of 003 to start from. Raises NotAllowedError; SelectionError."""
    if not has_role_at((institute.pk,), *LEADS)(actor):
        raise NotAllowedError(_("Du kan bare lede utvelgelser for din egen virksomhet."))
    if not title.strip():
        raise SelectionError({"title": _("Gi utvelgelsen et navn.")})
    if per_measure < 2:
        raise SelectionError({"per_measure": _("Hvert tiltak skal leses av minst to.")})
    queue()
    row = Round.objects.create(
        public_id=_free_id(title),
        title=title.strip(),
        institute=institute,
        owner=owner,
        scheme=scheme,
        year=year,
        per_measure=per_measure,
        at_most=at_most,
    )
    row.seed = row.pk
    row.save(update_fields=["seed"])
    protocol.fill(row)
    told(row, "made", actor)
    return row


def _free_id(title: str) -> str:
    """An id that no round has or had: the trail still tells of a draft that was deleted."""
    stem = slugify(title)[:60] or "utvelgelse"
    there = Round.objects.filter(public_id__startswith=stem).values_list("public_id", flat=True)
    made = AuditEvent.objects.filter(verb="selection.made", about__startswith=stem)
    taken = {*RESERVED, *there, *made.values_list("about", flat=True)}
    return next(one for one in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)


@transaction.atomic
def take_in(
    *, round_: Round, reports: Iterable[Report] = (), measures: Iterable[Measure] = (), actor: User
) -> int:
    """Candidates from reports or from measures of the register; those already there stay. → how many are new.

    One that says next to nothing is marked incomplete, with the reason, for the lead to decide.
    Raises NotAllowedError, ConflictError.
    """
    row = locked_round(round_, actor, "prepare")
    there = row.candidates.values_list("report", "measure", "number")
    seen_reports, seen_measures = {one[0] for one in there}, {one[1] for one in there}
    number = max((one[2] for one in there), default=0)
    new = [_of_report(row, report) for report in reports if report.pk not in seen_reports]
    new += [_of_measure(row, measure) for measure in measures if measure.pk not in seen_measures]
    for place, candidate in enumerate(new, number + 1):
        candidate.number = place
    Candidate.objects.bulk_create(new)
    told(row, "took-in", actor, new=len(new))
    return len(new)


def _of_report(row: Round, report: Report) -> Candidate:
    fields = material.of_report(report)
    title = report.measure.title if report.measure else report.award.application.title if report.award else ""
    return _candidate(row, fields, report=report, measure=report.measure, title=title or report.public_id,
                      organisation=report.organisation)  # fmt: skip


def _of_measure(row: Round, measure: Measure) -> Candidate:
    return _candidate(row, material.of_measure(measure), measure=measure, title=measure.title,
                      organisation=measure.owner)  # fmt: skip


def _candidate(row: Round, fields: list[material.Field], **known: Any) -> Candidate:
    enough = material.characters(fields) >= NEAR_BLANK
    because = "" if enough else _("Nesten tomt: for lite tekst til å vurderes.")
    return Candidate(round=row, material=fields, is_complete=enough, incomplete_because=because, **known)


@transaction.atomic
def mark_complete(
    *, round_: Round, number: int, is_complete: bool, because: str = "", actor: User
) -> Candidate:
    """Say whether a candidate can be judged at all. Raises SelectionError without a reason for one that cannot."""
    row = locked_round(round_, actor, "prepare")
    candidate = row.candidates.select_for_update().get(number=number)
    if not is_complete and not because.strip():
        raise SelectionError({"because": _("Skriv hvorfor tiltaket ikke kan vurderes.")})
    candidate.is_complete = is_complete
    candidate.incomplete_because = "" if is_complete else because.strip()[:300]
    candidate.save(update_fields=["is_complete", "incomplete_because"])
    told(row, "completeness", actor, candidate=number, is_complete=is_complete)
    return candidate


@transaction.atomic
def save_rater(
    *, round_: Round, user: User, department: str, most: int | None = None,
    conflicts: Mapping[int, str] | None = None, actor: User,
) -> Rater:  # fmt: skip
    """Put a person among the raters, or change their department and conflicts (candidate number → why)."""
    row = locked_round(round_, actor, "prepare")
    if not department.strip():
        raise SelectionError({"department": _("Skriv hvilken avdeling vurdereren kommer fra.")})
    partial_in = candidates_of(row, conflicts or {})
    rater, _new = Rater.objects.update_or_create(
        round=row, user=user, defaults={"department": department.strip()[:120], "most": most}
    )
    if conflicts is not None:
        rater.conflicts.all().delete()
        Conflict.objects.bulk_create(
            Conflict(rater=rater, candidate=candidate, why=why[:300]) for candidate, why in partial_in
        )
    told(row, "rater", actor, rater=str(user.pseudonym))
    return rater


def candidates_of(row: Round, conflicts: Mapping[int, str]) -> list[tuple[Candidate, str]]:
    """(candidate, why) of `conflicts` (number → why). Raises SelectionError for a number that nobody has."""
    numbers = {one.number: one for one in row.candidates.filter(number__in=list(conflicts))}
    unknown = sorted(set(conflicts) - set(numbers))
    if unknown:
        raise SelectionError({"conflicts": _("Ingen kandidat har nummer %s.") % unknown[0]})
    return [(numbers[number], why) for number, why in conflicts.items()]


@transaction.atomic
def drop_rater(*, round_: Round, user: User, actor: User) -> None:
    """Take a person off the list before the protocol is locked."""
    row = locked_round(round_, actor, "prepare")
    row.raters.filter(user=user).delete()
    told(row, "rater-dropped", actor, rater=str(user.pseudonym))


@transaction.atomic
def lock_protocol(*, round_: Round, actor: User) -> Round:
    """Fix everything before anybody reads. Locking twice is once.

    Raises NotAllowedError; SelectionError saying what is missing.
    """
    there = Round.objects.get(pk=round_.pk)
    if there.state == Round.State.LOCKED and _leads(actor, there):
        return there
    row = locked_round(round_, actor, "prepare")
    wrong = _missing(row)
    if wrong:
        raise SelectionError(wrong)
    try_out(row)
    row.protocol = protocol.protocol_of(row)
    row.protocol_sha256 = digest(row.protocol)
    row.state, row.locked_at, row.locked_by = Round.State.LOCKED, timezone.now(), str(actor.pseudonym)
    row.save()
    told(row, "locked", actor, sha256=row.protocol_sha256)
    return row


def _missing(row: Round) -> dict[str, str]:
    if not row.candidates.filter(is_complete=True).exists():
        return {"candidates": _("Ingen kandidater kan vurderes ennå.")}
    departments = set(row.raters.values_list("department", flat=True))
    if len(departments) < row.per_measure:
        words = _("Hvert tiltak leses av %(n)s fra ulike avdelinger. Det er vurderere fra %(d)s.")
        return {"raters": words % {"n": row.per_measure, "d": len(departments)}}
    if row.reading_order == Round.Order.SUGGESTED and model.installed() is None:
        return {"reading_order": _("Modellen som foreslår leserekkefølge, er ikke installert her.")}
    return {}
