"""Awards: those who applied see their own, those who handle the case follow up, auditors read all; others 404."""

from datetime import date

from lovende.awards.changes import ask_for_change, save_meeting
from lovende.awards.reminding.calendars import make_link, path_for
from lovende.people.models import Role
from making.assessments import officer
from making.awards import award, first_instalment
from who_may import EVERYBODY, SIGNED_IN, only

APPLICANTS = {Role.APPLICANT, Role.PROJECT_LEAD}
HANDLERS = {Role.CASE_OFFICER, Role.DECISION_MAKER}
READERS = APPLICANTS | HANDLERS | {Role.AUDITOR}
MONEY = HANDLERS | {Role.ADMINISTRATOR, Role.AUDITOR}


def act(*roles: Role, allowed: int = 200) -> dict[str, int]:
    """An act on an award: 404 for who may not know of the award, 403 for readers whose act it is not."""
    return only(READERS, 403, 404) | dict.fromkeys(roles, allowed)


OFFICER, DECIDER = act(Role.CASE_OFFICER), act(Role.DECISION_MAKER)
TABLE = {
    "awards:awards": ([], only(READERS)),
    "awards:money": ([], only(MONEY)),
    "awards:deadlines": ([], SIGNED_IN),
    "awards:notices": ([], SIGNED_IN),
    "awards:calendar_link": ([], only(set(Role), 405)),
    "awards:call_calendar": (["AWARD_CALL"], EVERYBODY),
    "awards:calendar": (["AWARD_CALENDAR"], EVERYBODY),
    "awards:mails": ([], SIGNED_IN),
    "awards:award": (["AWARD"], only(READERS, 200, 404)),
    "awards:pay": (["AWARD", "AWARD_RATE"], OFFICER),
    "awards:undo_payment": (["AWARD", "AWARD_RATE"], OFFICER),
    "awards:hold": (["AWARD", "AWARD_RATE"], OFFICER),
    "awards:release": (["AWARD", "AWARD_RATE"], act(Role.CASE_OFFICER, allowed=405)),
    "awards:plan": (["AWARD", "2026"], OFFICER),
    "awards:meet": (["AWARD", "AWARD_CONDITION"], OFFICER),
    "awards:date_condition": (["AWARD", "AWARD_CONDITION"], OFFICER),
    "awards:ask": (["AWARD"], act(*APPLICANTS)),
    "awards:answer": (["AWARD", "AWARD_CHANGE"], OFFICER),
    "awards:extend": (["AWARD"], DECIDER),
    "awards:stop": (["AWARD"], DECIDER),
    "awards:finish": (["AWARD"], OFFICER),
    "awards:meeting": (["AWARD"], OFFICER),
    "awards:meeting_again": (["AWARD", "AWARD_MEETING"], OFFICER),
    "awards:continue": (["AWARD"], act(*APPLICANTS)),
}


def places() -> dict[str, str]:
    found = award(conditions=["Plan for evaluering."])
    texts = {"place": "", "agenda": "Status", "notes": "", "agreed": ""}
    meeting = save_meeting(award=found, meeting=None, held_on=date(2026, 5, 4), actor=officer(), **texts)
    change = ask_for_change(
        award=found, kind="content", description="Mer.", why="Behov.", actor=officer("applicant")
    )
    link = path_for(make_link(user=officer()))
    return {
        "AWARD": found.public_id,
        "AWARD_CALL": found.call.key,
        "AWARD_CALENDAR": link.rpartition("/")[2].removesuffix(".ics"),
        "AWARD_RATE": str(first_instalment(found).pk),
        "AWARD_CONDITION": str(found.conditions.get().pk),
        "AWARD_CHANGE": str(change.pk),
        "AWARD_MEETING": str(meeting.pk),
    }
