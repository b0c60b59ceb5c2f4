"""Reminders: to whom, when, in which language, once, and with nothing in them but a link."""

from datetime import timedelta
from smtplib import SMTPException

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.utils import timezone

from lovende.awards import dates
from lovende.awards.actions import date_condition
from lovende.awards.changes import save_meeting
from lovende.awards.dates import Due, Kind, register_dates
from lovende.awards.models import Award, Instalment, Reminder
from lovende.awards.reminding.choosing import choose
from lovende.awards.reminding.reminders import remind
from lovende.people.demo import address
from making.applications import draft, open_call
from making.awards import award, officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def found() -> Award:
    made = award(conditions=["Et vilkår om noe følsomt."], facts={"title": "Hemmelig tittel"})
    far = timezone.localdate() + timedelta(days=200)
    Instalment.objects.filter(award_year__award=made).update(due_on=far)
    return made


def due(found: Award, days: int) -> None:
    row = Instalment.objects.get(award_year__award=found, number=1)
    row.due_on = timezone.localdate() + timedelta(days=days)
    row.save()


def to() -> list[str]:
    return sorted(name.removesuffix("@demo.invalid") for one in mail.outbox for name in one.to)


@pytest.mark.parametrize(("days", "sent"), [(8, 0), (7, 2), (1, 2), (0, 2), (-1, 2), (-30, 2), (-31, 0)])
def test_officers_hear_of_a_rate_a_week_ahead_and_when_it_is_late(found, days, sent):
    due(found, days)
    assert remind().sent == sent
    assert to() == ["case-officer", "case-officer-2"][:sent]


def test_each_is_said_once_and_late_once_more(found):
    due(found, 3)
    assert (remind().sent, remind().sent) == (2, 0)
    later = timezone.localdate() + timedelta(days=4)
    assert remind(later).sent == 2 and remind(later).sent == 0
    assert all(row.sent_at for row in Reminder.objects.all())


def test_a_mail_holds_no_more_than_a_link(found):
    due(found, 3)
    date_condition(condition=found.conditions.get(), due_on=timezone.localdate(), actor=officer())
    assert remind().sent == 4
    for one in mail.outbox:
        text = one.subject + one.body
        for secret in ("Hemmelig", "følsomt", found.public_id, found.organisation.name, "kr", "Demo"):
            assert secret not in text
        assert "http://testserver/tilskudd/frister/" in text
    bodies = {one.to[0]: one.body for one in mail.outbox}
    assert "en rate skal utbetales" in bodies[address("case-officer")]
    assert "rate" not in bodies[address("applicant")]
    assert "et vilkår skal være oppfylt" in bodies[address("applicant")]


def test_several_of_a_kind_are_one_line_of_one_mail(found):
    for row in Instalment.objects.filter(award_year__award=found):
        row.due_on = timezone.localdate()
        row.save()
    assert remind().sent == 2
    assert "- 2 rater skal utbetales" in mail.outbox[0].body


def test_the_language_is_the_persons_choice_and_none_is_a_choice(found):
    due(found, 3)
    choose(user=officer(), by_mail=True, language="nn")
    choose(user=officer("case-officer-2"), by_mail=False, language="nb")
    assert remind().sent == 1
    assert "http://testserver/nn/tilskudd/frister/" in mail.outbox[0].body


def test_who_left_and_who_is_closed_out_hear_nothing(found):
    due(found, 3)
    officer().memberships.update(valid_to=timezone.localdate() - timedelta(days=1))
    second = officer("case-officer-2")
    second.is_active = False
    second.save()
    assert remind().sent == 0


def test_what_is_paid_held_or_stopped_is_no_date(found):
    due(found, 3)
    Instalment.objects.filter(award_year__award=found).update(state="held", held_because="x")
    assert remind().sent == 0
    Instalment.objects.filter(award_year__award=found).update(state="planned", held_because="")
    Award.objects.update(state="stopped")
    assert remind().sent == 0


def test_meetings_are_for_both_sides_and_drafts_for_their_authors(found):
    texts = {"place": "", "agenda": "", "notes": "", "agreed": ""}
    on = timezone.localdate() + timedelta(days=2)
    save_meeting(award=found, meeting=None, held_on=on, actor=officer(), **texts)
    draft(open_call(days=5), title="Bare vår egen sak")
    remind()
    assert to() == ["applicant", "case-officer", "case-officer-2", "project-lead"]
    bodies = {one.to[0]: one.body for one in mail.outbox}
    assert "søknadsfrist" in bodies[address("applicant")]
    assert "søknadsfrist" not in bodies[address("project-lead")]
    assert "egen sak" not in "".join(bodies.values())


def test_when_the_mail_host_refuses_the_next_run_tries_again(found, monkeypatch):
    due(found, 3)
    monkeypatch.setattr(
        "lovende.awards.reminding.reminders.EmailMessage.send", _raises(SMTPException("down"))
    )
    assert (remind().sent, Reminder.objects.count()) == (0, 0)
    monkeypatch.undo()
    assert remind().sent == 2


def test_one_message_that_fails_does_not_cost_the_others_theirs(found, monkeypatch):
    due(found, 3)
    send, tried = EmailMessage.send, []

    def first_fails(self):
        tried.append(self.to[0])
        if len(tried) == 1:
            raise LookupError("no such template")
        return send(self)

    monkeypatch.setattr("lovende.awards.reminding.reminders.EmailMessage.send", first_fails)
    with pytest.raises(LookupError):
        remind()
    first, second = tried
    assert [one.to[0] for one in mail.outbox] == [second]
    assert remind().sent == 1 and [one.to[0] for one in mail.outbox] == [second, first]


def test_without_a_mail_host_nothing_counts_as_sent(found, settings):
    due(found, 3)
    settings.EMAIL_BACKEND = "lovende.web.mail.NoHostBackend"
    with pytest.raises(ImproperlyConfigured, match="LOVENDE_SMTP_HOST"):
        remind()
    assert not Reminder.objects.exists()


def test_a_claim_that_another_worker_made_is_respected(found):
    due(found, 3)
    row = Instalment.objects.get(award_year__award=found, number=1)
    about = f"{found.public_id}/2026/1"
    Reminder.objects.create(kind="instalment", about=about, user=officer(), due_on=row.due_on)
    assert remind().sent == 1 and to() == ["case-officer-2"]


def test_another_room_gives_its_dates(found, monkeypatch):
    monkeypatch.setattr(dates, "_sources", [])
    monkeypatch.setattr(dates, "_kinds", {})
    on = timezone.localdate() + timedelta(days=20)

    def reports(first, last, user):
        yield Due("report", "rapport-1", on, "Rapport", "/", found.organisation_id, dates.APPLICANTS)

    register_dates(reports, Kind("report", "en rapport skal leveres", "rapporter skal leveres", 30, True))
    register_dates(reports)
    assert remind().sent == 2 and "en rapport skal leveres" in mail.outbox[0].body


def test_the_worker_knows_the_task():
    from lovende.awards.tasks import TASK, app, send_reminders

    assert app.tasks[TASK] is send_reminders
    assert any(one.task.name == TASK for one in app.periodic_registry.periodic_tasks.values())


def _raises(problem: Exception):
    def send(self):
        raise problem

    return send
