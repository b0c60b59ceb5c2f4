"""From a decision to an award, and from a later decision to what the award is then."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from lovende.applications.models import Application, BudgetLine
from lovende.assessments.models import AWARDING, Decision
from lovende.awards import handed_in, register
from lovende.awards.following import after_award, after_change
from lovende.awards.models import Award, AwardYear, Condition, Instalment
from lovende.awards.money import DEFAULT, ZERO, Part, Share, plan, read_plan, replan
from lovende.people.models import User
from lovende.records.audit import Actor, record
from lovende.records.models import UnknownKind

INSTALMENTS_RULE = "instalments"


def follow_decision(decision: Decision) -> Award | None:
    """What `assessments.following` calls: start the award, change the one there is, or nothing for a rejection."""
    award = Award.objects.select_for_update().filter(application=decision.application).first()
    if award is not None:
        return supersede(award=award, decision=decision)
    return start_award(decision) if decision.outcome in AWARDING else None


@transaction.atomic
def start_award(decision: Decision) -> Award:
    """Start what the decision awards: its year with instalments, the years planned, conditions, and the measure.

    A second call for the same application gives the award that is there. Raises ValueError for a rejection.
    """
    if decision.outcome not in AWARDING or decision.amount is None:
        raise ValueError("a rejection starts no award")
    application = Application.objects.select_for_update().get(pk=decision.application_id)
    content = handed_in.read_into(application, decision)
    decision.application = application
    there = Award.objects.filter(application=application).first()
    if there is not None:
        return there
    actor = _decider(decision)
    award = _new_award(application, decision, actor)
    _grant(award, decision)
    _plan_years(award, application, content, decision.year)
    Condition.objects.bulk_create(Condition(award=award, text=text) for text in decision.conditions)
    facts = {"decision": decision.number, "year": decision.year, "amount": decision.amount}
    record(actor=actor, verb="awards.started", about=award.public_id, facts=facts)
    after_award(award)
    return award


@transaction.atomic
def announce_award(decision: Decision, actor: Actor | None) -> Award | None:
    """The project is told of its award: from now it sees it, and the register has the measure.

    What `assessments.following` calls for each letter; only the first of an award does anything, a rejection nothing.
    """
    rows = Award.objects.select_for_update(of=("self",)).select_related("measure", "application")
    award = rows.filter(application=decision.application_id).first()
    if award is None or award.announced_at is not None or decision.outcome not in AWARDING:
        return None
    handed_in.read_into(award.application, decision)
    decision.application = award.application
    award.announced_at = timezone.now()
    award.version += 1
    award.save(update_fields=["announced_at", "version"])
    if award.measure is not None:
        _into_register(award, decision, actor)
    if award.follows_id is not None:
        old = Award.objects.select_for_update().get(pk=award.follows_id)
        _hand_over(old, award, decision.year, actor)
    facts = {"decision": decision.number, "year": decision.year}
    record(actor=actor, verb="awards.announced", about=award.public_id, facts=facts)
    return award


def _into_register(award: Award, decision: Decision, actor: Actor | None) -> None:
    assert award.measure is not None
    if award.application.measure_id is None:
        register.publish(award.measure, actor)
    register.add_year(award.measure, decision, actor)


def _decider(decision: Decision) -> Actor | None:
    return User.objects.filter(pseudonym=decision.by).first() if decision.by else None


def _new_award(application: Application, decision: Decision, actor: Actor | None) -> Award:
    measure = register.measure_of(decision, actor)
    last = max([decision.year, *application.years])
    return Award.objects.create(
        public_id=f"til-{application.public_id.removeprefix('sok-')}",
        application=application,
        decision=decision,
        measure=measure,
        call=application.call,
        organisation=application.organisation,
        handler=application.handler,
        starts_on=date(decision.year, 1, 1),
        ends_on=date(last, 12, 31),
        follows=_before(application),
    )


def _before(application: Application) -> Award | None:
    """The award that a continuation goes on from: the newest of the same measure and organisation."""
    if application.kind != Application.Kind.CONTINUATION or application.measure_id is None:
        return None
    rows = Award.objects.filter(measure=application.measure_id, organisation=application.organisation_id)
    return rows.select_for_update().order_by("-pk").first()


def shares_of(award: Award) -> tuple[Share, ...]:
    """The call's plan for instalments; two equal ones when it has none that can be read."""
    return read_plan((award.call.rules or {}).get(INSTALMENTS_RULE)) or DEFAULT


def _grant(award: Award, decision: Decision) -> AwardYear:
    assert decision.amount is not None
    year = AwardYear.objects.create(award=award, year=decision.year, amount=decision.amount)
    parts = plan(decision.amount, decision.year, timezone.localdate(decision.at), shares_of(award))
    write_parts(year, parts, first=1)
    return year


def write_parts(year: AwardYear, parts: list[Part], *, first: int) -> None:
    """New instalments of a year, numbered from `first`."""
    Instalment.objects.bulk_create(
        Instalment(award_year=year, number=number, amount=part.amount, due_on=part.due_on)
        for number, part in enumerate(parts, start=first)
    )


def _plan_years(award: Award, application: Application, content: Mapping[str, Any], granted: int) -> None:
    """The years after the one granted, as applied for: planned, since money is granted one year at a time."""
    sums: dict[int, Decimal] = {}
    for line in content.get("budget", ()):
        if line["kind"] != BudgetLine.Kind.OWN:
            sums[line["year"]] = sums.get(line["year"], ZERO) + Decimal(line["amount"])
    AwardYear.objects.bulk_create(
        AwardYear(
            award=award,
            year=year,
            amount=sums.get(year),
            unknown="" if year in sums else UnknownKind.NOT_STATED,
            state=AwardYear.State.PLANNED,
        )
        for year in sorted(set(application.years))
        if year > granted
    )


def _hand_over(old: Award, new: Award, year: int, actor: Actor | None) -> None:
    """The years that the new award grants or plans are no longer plans of the old one, which ends before them."""
    old.years.filter(state=AwardYear.State.PLANNED, year__gte=year).delete()
    last = date(year - 1, 12, 31)
    if old.ends_on is not None and old.starts_on is not None and old.starts_on <= last < old.ends_on:
        old.ends_on = last
    old.version += 1
    old.save(update_fields=["ends_on", "version"])
    register.set_phase(new.measure, register.RUNNING, timezone.localdate(), actor)
    record(
        actor=actor, verb="awards.continued", about=old.public_id, facts={"by": new.public_id, "year": year}
    )
    after_change(old)


@transaction.atomic
def supersede(*, award: Award, decision: Decision) -> Award:
    """Bring an award into line with a later decision on the same application. What was paid stays paid."""
    actor = _decider(decision)
    awards, last = decision.outcome in AWARDING, award.decision
    if last is not None and (not awards or last.year != decision.year):
        _take_back(award, last.year, moved=awards)
    if awards:
        assert decision.amount is not None
        _regrant(award, decision)
        _conditions(award, decision.conditions)
    award.state = _state(award, awards)
    award.decision = decision
    award.version += 1
    award.save(update_fields=["decision", "state", "version"])
    if award.measure is not None and award.is_told:
        _in_register(award, decision, actor)
    facts = {"decision": decision.number, "outcome": decision.outcome, "year": decision.year}
    record(actor=actor, verb="awards.superseded", about=award.public_id, facts=facts)
    after_change(award)
    return award


def _state(award: Award, awards: bool) -> str:
    """A stopped project does not start again because its amount was decided anew; one that was undone does."""
    stopped = award.state == Award.State.STOPPED
    undone = award.decision is not None and award.decision.outcome not in AWARDING
    return Award.State.STOPPED if not awards or (stopped and not undone) else Award.State.RUNNING


def _in_register(award: Award, decision: Decision, actor: Actor | None) -> None:
    """A measure that began with an award now undone, of which nothing was paid, leaves the public register."""
    assert award.measure is not None
    began_here = award.application.measure_id is None
    if decision.outcome in AWARDING:
        _into_register(award, decision, actor)
    elif began_here and not Instalment.objects.filter(award_year__award=award, state="paid").exists():
        register.withdraw(award.measure, actor)
    else:
        register.set_phase(award.measure, register.STOPPED, timezone.localdate(), actor)


def _take_back(award: Award, year: int, *, moved: bool) -> None:
    """Nothing is granted for a year any more: what was paid stands, what was to come is gone.

    A year whose grant was `moved` to another before anything was paid is no year of the award.
    """
    row = award.years.select_for_update().filter(year=year).first()
    if row is None:
        return
    row.instalments.exclude(state=Instalment.State.PAID).delete()
    if moved and not row.instalments.exists():
        row.delete()
        return
    row.amount, row.unknown = ZERO, ""
    row.save(update_fields=["amount", "unknown"])


def _regrant(award: Award, decision: Decision) -> None:
    amount = decision.amount or ZERO
    year = award.years.select_for_update().filter(year=decision.year).first()
    if year is None:
        _grant(award, decision)
        return
    rows = list(year.instalments.select_for_update().order_by("due_on", "number"))
    paid = sum((row.amount for row in rows if row.state == Instalment.State.PAID), ZERO)
    waiting = [row for row in rows if row.state != Instalment.State.PAID]
    fallback = plan(amount, year.year, timezone.localdate(decision.at), shares_of(award))
    parts = replan(amount, paid, [Part(row.amount, row.due_on) for row in waiting], fallback)
    held = next((row.held_because for row in waiting if row.state == Instalment.State.HELD), "")
    year.instalments.exclude(state=Instalment.State.PAID).delete()
    year.amount, year.unknown, year.state = amount, "", AwardYear.State.GRANTED
    year.save(update_fields=["amount", "unknown", "state"])
    write_parts(year, parts, first=max([0, *(row.number for row in rows if row not in waiting)]) + 1)
    if held:
        year.instalments.exclude(state=Instalment.State.PAID).update(
            state=Instalment.State.HELD, held_because=held
        )


def _conditions(award: Award, texts: list[str]) -> None:
    """Those of the decision in force. Met ones stay; the decisions themselves keep what was asked before."""
    there = {row.text: row for row in award.conditions.all()}
    gone = [row.pk for text, row in there.items() if text not in texts and row.met_on is None]
    award.conditions.filter(pk__in=gone).delete()
    Condition.objects.bulk_create(Condition(award=award, text=text) for text in texts if text not in there)
