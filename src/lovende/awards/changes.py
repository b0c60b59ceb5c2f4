"""What changes an award on its way: asked for by the project, answered by the funder; meetings; going on."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lovende.applications.models import Application
from lovende.awards import register
from lovende.awards.actions import changed, locked, need_running
from lovende.awards.errors import AwardError, ConflictError
from lovende.awards.following import after_change
from lovende.awards.models import Award, AwardYear, Change, Instalment, Meeting
from lovende.people.models import User
from lovende.records.audit import record
from lovende.schemes.models import Call

# What only a decision maker answers: it moves the end of the grant, or ends it.
DECIDED = (Change.Kind.PERIOD, Change.Kind.STOP)
# What a project may just tell, since it asks for nothing.
TELLABLE = (Change.Kind.CONTENT, Change.Kind.TARGET_GROUP, Change.Kind.PARTNERS)
MAX_YEARS = 3
# Beyond it no decision grants anything, and the day a report is due could not be reckoned.
LAST_YEAR = 2100


def permission_for(kind: str) -> str:
    """Who answers a change of this kind."""
    return "awards.decide" if kind in DECIDED else "awards.follow_up"


@transaction.atomic
def ask_for_change(
    *,
    award: Award,
    kind: str,
    description: str,
    why: str,
    actor: User,
    new_end: date | None = None,
    only_tell: bool = False,
) -> Change:
    """A project applies for a change, or tells of one that needs no answer. The same again while it waits is one.

    Raises NotAllowedError, ConflictError (the award does not run), AwardError naming the field.
    """
    row = locked(award, actor, "awards.ask")
    need_running(row)
    description, why = description.strip(), why.strip()
    _check(row, kind, description, why, new_end, only_tell)
    state = Change.State.LOGGED if only_tell else Change.State.APPLIED
    end = new_end if kind == Change.Kind.PERIOD else None
    same = row.changes.filter(kind=kind, description=description, why=why, new_end=end, state=state)
    there = same.filter(asked_at__gte=timezone.now() - timedelta(minutes=10)).first()
    if there is not None:
        return there
    change = Change.objects.create(
        award=row,
        kind=kind,
        description=description,
        why=why,
        new_end=end,
        state=state,
        asked_by=str(actor.pseudonym),
    )
    changed(row, actor, "change-told" if only_tell else "change-asked", change=change.pk, kind=kind)
    return change


def _check(row: Award, kind: str, description: str, why: str, new_end: date | None, only_tell: bool) -> None:
    wrong = {}
    if not description:
        wrong["description"] = _("Skriv hva som skal endres.")
    if not why:
        wrong["why"] = _("Skriv hvorfor endringen trengs.")
    if kind == Change.Kind.PERIOD:
        wrong |= _wrong_end(row, new_end)
    if only_tell and kind not in TELLABLE:
        wrong["only_tell"] = _("Denne endringen må godkjennes. Fjern krysset for å søke om den.")
    if wrong:
        raise AwardError(wrong)


def _wrong_end(row: Award, new_end: date | None) -> dict[str, str]:
    if new_end is None:
        return {"new_end": _("Skriv den nye sluttdatoen.")}
    if new_end.year > LAST_YEAR:
        return {"new_end": _("Skriv et år før %d.") % (LAST_YEAR + 1)}
    if row.ends_on is not None and new_end <= row.ends_on:
        return {"new_end": _("Den nye sluttdatoen må være etter den som gjelder.")}
    return {}


@transaction.atomic
def answer_change(*, change: Change, granted: bool, answer: str, actor: User) -> Change:
    """Grant or refuse what was asked for, with a reason. A second, equal answer changes nothing.

    Raises NotAllowedError; ConflictError when somebody answered otherwise; AwardError without a reason.
    """
    row = locked(change.award, actor, permission_for(change.kind))
    found = Change.objects.select_for_update().get(pk=change.pk, award=row)
    state = Change.State.GRANTED if granted else Change.State.REFUSED
    if found.state != Change.State.APPLIED:
        if found.state == state and found.answered_by == str(actor.pseudonym):
            return found
        raise ConflictError(_("Endringen er alt besvart: %s.") % found.get_state_display())
    if not answer.strip():
        raise AwardError({"answer": _("Skriv en begrunnelse.")})
    if granted:
        need_running(row)
    _close(found, state, answer, actor)
    if granted and found.kind == Change.Kind.PERIOD:
        _extend(row, found.new_end)
    if granted and found.kind == Change.Kind.STOP:
        _stop(row, answer, actor)
    changed(row, actor, f"change-{state}", change=found.pk, kind=found.kind)
    if granted:
        after_change(row)
    return found


def _close(change: Change, state: str, answer: str, actor: User) -> None:
    change.state, change.answer = state, answer.strip()
    change.answered_by, change.answered_at = str(actor.pseudonym), timezone.now()
    change.save(update_fields=["state", "answer", "answered_by", "answered_at"])


@transaction.atomic
def extend(*, award: Award, new_end: date | None, why: str, actor: User) -> Award:
    """A decision maker gives the award a later end, logged as a change. The same end again changes nothing.

    Raises NotAllowedError, ConflictError, AwardError.
    """
    row = locked(award, actor, "awards.decide")
    need_running(row)
    if new_end is not None and row.ends_on == new_end:
        return row
    wrong = _wrong_end(row, new_end) | ({} if why.strip() else {"why": _("Skriv hvorfor tiden forlenges.")})
    if wrong:
        raise AwardError(wrong)
    _log(row, Change.Kind.PERIOD, _("Ny sluttdato"), why, actor, new_end)
    _extend(row, new_end)
    changed(row, actor, "extended", to=new_end)
    after_change(row)
    return row


@transaction.atomic
def stop(*, award: Award, why: str, actor: User) -> Award:
    """A decision maker stops the award: what is not paid is held. Stopped already, nothing happens.

    Raises NotAllowedError, ConflictError (finished), AwardError without a reason.
    """
    row = locked(award, actor, "awards.decide")
    if row.state == Award.State.STOPPED:
        return row
    need_running(row)
    if not why.strip():
        raise AwardError({"why": _("Skriv hvorfor tilskuddet stanses.")})
    _log(row, Change.Kind.STOP, _("Tilskuddet er stanset"), why, actor)
    _stop(row, why, actor)
    changed(row, actor, "stopped")
    after_change(row)
    return row


def _log(row: Award, kind: str, what: str, why: str, actor: User, new_end: date | None = None) -> None:
    """A change that the funder made itself: asked and granted by the same person."""
    Change.objects.create(
        award=row,
        kind=kind,
        description=what,
        why=why.strip(),
        new_end=new_end,
        state=Change.State.GRANTED,
        asked_by=str(actor.pseudonym),
        answered_by=str(actor.pseudonym),
        answered_at=timezone.now(),
        answer=why.strip(),
    )


def _extend(row: Award, new_end: date | None) -> None:
    row.ends_on = new_end
    row.save(update_fields=["ends_on"])


def _stop(row: Award, why: str, actor: User) -> None:
    open_ones = Instalment.objects.filter(award_year__award=row, state=Instalment.State.PLANNED)
    open_ones.update(state=Instalment.State.HELD, held_because=_("Tilskuddet er stanset."))
    row.state = Award.State.STOPPED
    row.save(update_fields=["state"])
    register.set_phase(row.measure, register.STOPPED, timezone.localdate(), actor)


@transaction.atomic
def save_meeting(
    *,
    award: Award,
    meeting: Meeting | None,
    held_on: date,
    place: str,
    agenda: str,
    notes: str,
    agreed: str,
    actor: User,
) -> Meeting:
    """A follow-up meeting, to come or held. The same meeting given twice is one. Raises NotAllowedError."""
    row = locked(award, actor, "awards.follow_up")
    texts = {"place": " ".join(place.split())[:120], "agenda": agenda.strip()}
    texts |= {"notes": notes.strip(), "agreed": agreed.strip()}
    if meeting is not None:
        found = Meeting.objects.select_for_update().get(pk=meeting.pk, award=row)
    else:
        there = row.meetings.filter(held_on=held_on, **texts).first()
        if there is not None:
            return there
        found = Meeting(award=row)
    for name, value in {"held_on": held_on, "by": str(actor.pseudonym), **texts}.items():
        setattr(found, name, value)
    found.save()
    changed(row, actor, "meeting-changed" if meeting is not None else "meeting-set", on=held_on)
    return found


def years_of(award: Award) -> set[int]:
    """The years granted so far, in this award and those it follows: one query a link, at most a handful."""
    found: set[int] = set()
    row: Award | None = award
    while row is not None:
        granted = row.years.filter(state=AwardYear.State.GRANTED).exclude(amount=0)
        found |= set(granted.values_list("year", flat=True))
        row = row.follows
    return found


def max_years(call: Call) -> int:
    """The call's `max_years`; three when it says nothing (003 L177-179)."""
    value = (call.rules or {}).get("max_years", MAX_YEARS)
    return value if isinstance(value, int) and value > 0 else MAX_YEARS


@transaction.atomic
def continue_award(*, award: Award, call: Call, actor: User) -> Application:
    """A new application for the next year of the same measure. One that is begun already is given again.

    Raises NotAllowedError, AwardError (another scheme, the years are used up), and what `start_application` raises.
    """
    from lovende.applications.actions import start_application

    row = locked(award, actor, "awards.ask")
    if call.scheme_id != row.call.scheme_id:
        raise AwardError({"call": _("Utlysningen hører til en annen ordning.")})
    limit = max_years(call)
    if len(years_of(row)) >= limit:
        words = _("Prosjektet har fått tilskudd i %(years)d år. Ordningen gir tilskudd i høyst %(limit)d år.")
        raise AwardError({"call": words % {"years": len(years_of(row)), "limit": limit}})
    begun = Application.objects.filter(
        call=call, organisation=row.organisation, measure=row.measure, kind=Application.Kind.CONTINUATION
    ).exclude(state=Application.State.WITHDRAWN)
    there = begun.filter(authors__user=actor).first()  # a draft of others is not theirs to know of
    if there is not None:
        return there
    application = start_application(
        call=call,
        organisation=row.organisation,
        title=row.measure.title if row.measure is not None else row.application.title,
        actor=actor,
        kind=Application.Kind.CONTINUATION,
        measure=row.measure,
    )
    # About the draft, which is its authors' alone to know of; the award's own history others read.
    record(
        actor=actor,
        verb="awards.continuation-begun",
        about=application.public_id,
        facts={"award": row.public_id},
    )
    return application
