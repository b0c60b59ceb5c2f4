"""A payment that was marked by mistake: taken back with a reason, kept on record, and never in silence."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lovende.awards.actions import pay_instalment, plan_instalments
from lovende.awards.changes import stop
from lovende.awards.errors import AwardError, NotAllowedError
from lovende.awards.models import Award, AwardYear, Instalment, UndonePayment
from lovende.awards.money import Part
from lovende.awards.undoing import undo_payment
from lovende.people.models import Role
from lovende.records.audit import verify
from lovende.records.models import AuditEvent
from making.awards import award, decided_again, first_instalment, officer, person, rejected

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
WHY = "Feil rate ble merket."


@pytest.fixture
def found() -> Award:
    return award(conditions=["Plan for evaluering."])


def paid(found: Award, number: int = 1) -> Instalment:
    return pay_instalment(instalment=first_instalment(found, number), paid_on=TODAY(), actor=officer())


def undone(row: Instalment, reason: str = WHY, who: str = "case-officer") -> Instalment | None:
    return undo_payment(instalment=row, reason=reason, actor=officer(who))


def parts(found: Award) -> list[tuple[Decimal, str]]:
    connection.check_constraints()
    rows = Instalment.objects.filter(award_year__award=found).order_by("number")
    return list(rows.values_list("amount", "state"))


def test_it_is_to_be_paid_again_and_what_was_marked_stays_on_record(found):
    row = paid(found)
    assert undone(row).state == "planned" and undone(row).state == "planned"  # twice is once
    (kept,) = UndonePayment.objects.all()
    assert (kept.award, kept.year, kept.number, kept.amount) == (found, 2026, 1, Decimal(305_000))
    assert (kept.paid_on, kept.reason, kept.by) == (TODAY(), WHY, str(officer().pseudonym))
    (event,) = AuditEvent.objects.filter(verb="awards.payment-undone", about=found.public_id)
    assert event.facts["instalment"] == "2026/1" and verify().intact
    assert first_instalment(found).paid_on is None
    assert paid(found).state == "paid" and undone(first_instalment(found)).state == "planned"
    assert UndonePayment.objects.count() == 2


def test_without_a_reason_it_stays_paid(found):
    row = paid(found)
    with pytest.raises(AwardError) as wrong:
        undone(row, "  ")
    assert list(wrong.value.fields) == ["reason"] and first_instalment(found).state == "paid"


@pytest.mark.parametrize("who", ["decision-maker", "applicant", "project-lead", "auditor", "administrator"])
def test_only_those_who_mark_payments_take_them_back(found, who):
    row = paid(found)
    with pytest.raises(NotAllowedError):
        undone(row, who=who)
    elsewhere = person("annetsteds", Role.CASE_OFFICER, "nav-moss")
    with pytest.raises(NotAllowedError):
        undo_payment(instalment=row, reason=WHY, actor=elsewhere)


def test_the_measure_that_ran_by_this_payment_alone_is_starting_again(found):
    row = paid(found)
    found.measure.refresh_from_db()
    assert found.measure.phase.key == "running"
    undone(row)
    found.measure.refresh_from_db()
    assert found.measure.phase.key == "starting"


def test_the_measure_runs_on_where_something_else_was_paid(found):
    paid(found)
    undone(paid(found, 2))
    found.measure.refresh_from_db()
    assert found.measure.phase.key == "running"


def test_after_a_lower_grant_what_is_left_of_it_is_to_be_paid(found):
    paid(found), paid(found, 2)
    decided_again(found, amount=Decimal(500_000))
    undone(first_instalment(found))
    assert parts(found) == [(Decimal(195_000), "planned"), (Decimal(305_000), "paid")]
    undone(first_instalment(found, 2))
    assert parts(found) == [(Decimal(195_000), "planned"), (Decimal(305_000), "planned")]


def test_of_an_award_undone_nothing_is_to_be_paid(found):
    row = paid(found)
    rejected(found)
    assert undone(row) is None and parts(found) == [] and UndonePayment.objects.count() == 1


def test_of_a_stopped_award_it_is_held(found):
    row = paid(found)
    stop(award=found, why="Prosjektet er lagt ned.", actor=officer("decision-maker"))
    assert undone(row).held_because == "Tilskuddet er stanset."
    assert parts(found) == [(Decimal(305_000), "held"), (Decimal(305_000), "held")]


def test_the_rates_can_be_planned_anew_afterwards_and_the_record_stays(found):
    undone(paid(found))
    year, version = found.years.get(year=2026), Award.objects.get(pk=found.pk).version
    plan_instalments(year=year, parts=[Part(Decimal(610_000), TODAY())], version=version, actor=officer())
    assert parts(found) == [(Decimal(610_000), "planned")] and UndonePayment.objects.get().number == 1


def test_the_database_lets_nothing_else_change_what_was_paid(found):
    row = paid(found)
    rows = Instalment.objects.filter(pk=row.pk)
    back = {"state": "planned", "paid_on": None}
    earlier = {"award": found, "year": 2026, "number": 1, "amount": row.amount, "paid_on": row.paid_on}
    UndonePayment.objects.create(**earlier, reason=WHY, by="x", at=timezone.now() - timedelta(days=1))
    for change in (back, back | {"amount": 1}, {"amount": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    for act in (UndonePayment.objects.all().delete, lambda: UndonePayment.objects.update(reason="Annet.")):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    assert rows.get().state == "paid"


def test_the_page_says_what_is_done_asks_why_and_shows_it_to_both_sides(found):
    row, page = paid(found), Client()
    page.force_login(officer())
    path = reverse("awards:undo_payment", args=[found.public_id, row.pk])
    here = reverse("awards:award", args=[found.public_id])
    assert path in page.get(here).content.decode()
    asked = page.get(path).content.decode()
    assert "merket som utbetalt" in asked and "305" in asked
    empty = page.post(path, {"reason": ""})
    assert empty.status_code == 422 and "Feltet må fylles ut." in empty.content.decode()
    for _click in range(2):
        assert page.post(path, {"reason": WHY}).status_code == 302
    assert UndonePayment.objects.count() == 1
    assert "ikke merket som utbetalt" in page.get(path).content.decode()
    lead = Client()
    lead.force_login(officer("project-lead"))
    for one in (page, lead):
        shown = one.get(here).content.decode()
        assert WHY in shown and "Utbetaling angret" in shown
    assert path not in shown and lead.get(path).status_code == 403


def test_the_money_of_the_year_follows(found):
    undone(paid(found))
    page = Client()
    page.force_login(officer())
    assert AwardYear.objects.get(award=found, year=2026).amount == Decimal(610_000)
    assert "<dd>0\xa0kr</dd>" in page.get(reverse("awards:award", args=[found.public_id])).content.decode()
