"""Calendars: read back with a parser, behind a link that can be taken back."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from lovende.awards.actions import date_condition
from lovende.awards.models import CalendarLink, Instalment
from lovende.awards.reminding import calendars
from making.applications import draft, open_call
from making.awards import award, officer

pytestmark = pytest.mark.django_db


def read(path: str) -> list:
    answer = Client().get(path)
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_an_officers_calendar_has_rates_and_conditions_and_says_nothing_of_what_they_are():
    found = award(conditions=["Hemmelig vilkår."], facts={"title": "Hemmelig tittel"})
    date_condition(condition=found.conditions.get(), due_on=timezone.localdate(), actor=officer())
    link = calendars.make_link(user=officer())
    events = read(calendars.path_for(link))
    rows = Instalment.objects.filter(award_year__award=found)
    days = sorted([timezone.localdate(), *(row.due_on for row in rows)])
    assert sorted(event.decoded("dtstart") for event in events) == days
    assert len({str(event["uid"]) for event in events}) == 3
    assert all(str(event["url"]).startswith("http://testserver/tilskudd/") for event in events)
    assert "Hemmelig" not in calendars.personal(officer()).decode()
    again = read(calendars.path_for(link))
    assert {str(event["uid"]) for event in again} == {str(event["uid"]) for event in events}


def test_an_authors_calendar_has_the_deadline_and_not_the_title():
    draft(open_call(days=10, title="Åpen utlysning"), title="Bare vår")
    (event,) = read(calendars.path_for(calendars.make_link(user=officer("applicant"))))
    assert str(event["summary"]) == "Søknadsfrist: Åpen utlysning"
    assert read(calendars.path_for(calendars.make_link(user=officer("auditor")))) == []


def test_a_link_taken_back_or_replaced_or_made_up_opens_nothing():
    me = officer()
    first = calendars.path_for(calendars.make_link(user=me))
    second = calendars.path_for(calendars.make_link(user=me))
    assert [Client().get(path).status_code for path in (first, second)] == [404, 200]
    key = CalendarLink.objects.get(revoked_at__isnull=True).key.hex
    for guess in (key, f"{key}.x", second.rpartition("/")[2].removesuffix(".ics")[:-1] + "!"):
        assert Client().get(f"/tilskudd/kalender/{guess}.ics").status_code == 404
    assert calendars.revoke_link(user=me) and not calendars.revoke_link(user=me)
    assert Client().get(second).status_code == 404


def test_who_is_closed_out_has_no_calendar():
    path = calendars.path_for(calendars.make_link(user=officer()))
    me = officer()
    me.is_active = False
    me.save()
    assert Client().get(path).status_code == 404


def test_no_cache_keeps_a_persons_calendar():
    answer = Client().get(calendars.path_for(calendars.make_link(user=officer())))
    assert "no-store" in answer["Cache-Control"] and answer["X-Robots-Tag"] == "noindex"


def test_a_calls_calendar_is_for_everybody_but_a_drafts():
    call = open_call(days=10)
    call.opens_at = timezone.now() - timedelta(days=1)
    call.save()
    path = reverse("awards:call_calendar", args=[call.key])
    opens, closes = sorted(read(path), key=lambda event: event.decoded("dtstart"))
    assert closes.decoded("dtstart") == call.deadline.replace(microsecond=0)
    assert opens.decoded("dtstart") == call.opens_at.replace(microsecond=0)
    type(call).objects.filter(pk=call.pk).update(state="draft")
    assert Client().get(path).status_code == 404


def test_dates_of_another_office_are_not_mine():
    from lovende.people.models import Role
    from making.assessments import person

    award()
    stranger = person("annen", Role.CASE_OFFICER, "sof")
    from lovende.awards.dates import dates_between

    today = timezone.localdate()
    span = (today - timedelta(days=900), date(2999, 1, 1))
    assert dates_between(*span, stranger) == [] and dates_between(*span, officer()) != []
