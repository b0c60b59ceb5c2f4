"""From a decision to an award, and from a later decision to what it is then."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from lovende.applications.models import Application
from lovende.assessments.likeness import own_measures, similar_measures
from lovende.awards import following
from lovende.awards.actions import pay_instalment
from lovende.awards.changes import stop
from lovende.awards.models import Award, AwardYear, Instalment
from lovende.awards.register import public_title
from lovende.awards.starting import start_award
from lovende.measures.models import Measure
from lovende.records.models import AuditEvent
from making.assessments import decided, handed_in, plain_call
from making.awards import award, decided_again, first_instalment, officer, rejected

pytestmark = pytest.mark.django_db


def check():
    """Have the database say now what it would say at the end of the transaction."""
    connection.check_constraints()


def sums(found):
    return {
        year.year: [row.amount for row in year.instalments.all()]
        for year in found.years.filter(state="granted")
    }


def test_an_award_starts_with_its_money_its_conditions_and_a_measure():
    found = award(years=[2026, 2027, 2028], conditions=["Egen plan for evaluering.", "Møte hvert halvår."])
    check()
    assert (found.state, found.handler.slug) == ("running", "statsforvalteren-oslo-viken")
    assert (found.starts_on, found.ends_on) == (date(2026, 1, 1), date(2028, 12, 31))
    years = [(year.year, year.amount, year.state) for year in found.years.all()]
    assert years == [(2026, 610_000, "granted"), (2027, 600_000, "planned"), (2028, 600_000, "planned")]
    assert sums(found) == {2026: [305_000, 305_000]}
    assert [row.text for row in found.conditions.all()] == ["Egen plan for evaluering.", "Møte hvert halvår."]
    measure = found.measure
    assert (measure.state, measure.phase.key, measure.grant_years) == ("published", "starting", [2026])
    assert measure.owner == measure.grant_recipient == found.organisation
    assert [link.scheme for link in measure.scheme_links.all()] == [found.call.scheme]
    assert list(measure.municipalities.all()) == [found.organisation.municipality]
    assert AuditEvent.objects.filter(verb="awards.started", about=found.public_id).count() == 1


def test_a_case_is_not_said_to_be_like_the_measure_it_began():
    found = award(facts={"title": "Arbeidsverksted for unge med sykkelreparasjon"})
    case = Application.objects.get(pk=found.application_id)
    content = {**case.submissions.latest("number").content, "title": case.title}
    assert own_measures(case) == {found.measure.pk}
    listed = [row.measure.pk for row in similar_measures(case, content)]
    assert found.measure.pk not in listed
    case.measure = None
    Award.objects.filter(pk=found.pk).update(measure=None)
    assert found.measure.pk in [row.measure.pk for row in similar_measures(case, content)]


def test_nothing_written_freely_gets_into_the_register():
    found = award()
    measure = found.measure
    assert measure.title == found.application.title
    assert (measure.summary, measure.answers, measure.contact_role) == ("", None, "")
    assert not measure.learning.exists() and not measure.target_groups.exists()


def test_the_calls_own_words_say_whom_it_is_for():
    call = plain_call(year=2026)
    call.areas.update(target_group="Unge som står utenfor arbeid og skole.")
    found = award(handed_in(call))
    (group,) = found.measure.target_groups.all()
    assert group.text == "Unge som står utenfor arbeid og skole."


def test_a_title_with_a_telephone_number_stays_in_the_application():
    case = handed_in(title="Ring 22 33 44 55 for ung i jobb")
    assert "22" not in public_title(case) and case.organisation.name in public_title(case)


def test_a_rejection_starts_nothing():
    case = handed_in()
    decision = decided(case, outcome="rejected", amount=None, reason_code="frame-used")
    assert not Award.objects.filter(application=case).exists()
    with pytest.raises(ValueError, match="starts no award"):
        start_award(decision)


def test_started_twice_is_once():
    found = award()
    measures = Measure.objects.count()
    assert start_award(found.decision) == found
    assert (Award.objects.count(), Measure.objects.count()) == (1, measures)


def test_a_call_says_how_the_money_is_parted():
    rules = {"instalments": [{"share": 70, "due": "02-01"}, {"share": 30, "due": "11-01"}]}
    year = timezone.localdate().year + 1
    found = award(call=plain_call(year=year, rules=rules), years=[year])
    rows = Instalment.objects.filter(award_year__award=found)
    assert [(row.amount, row.due_on) for row in rows] == [
        (427_000, date(year, 2, 1)),
        (183_000, date(year, 11, 1)),
    ]


def test_a_replication_says_what_it_replicates():
    copied = Measure.objects.get(public_id="nav-frogner-ssa")
    found = award(handed_in(kind="replication", replicates=copied))
    (relation,) = found.measure.relations.all()
    assert (relation.kind, relation.to) == ("replicates", copied)


def test_a_continuation_is_the_same_record_with_another_year():
    first = award(years=[2026, 2027, 2028])
    case = handed_in(
        plain_call(year=2027), kind="continuation", measure=first.measure, years=[2027, 2028], title="År to"
    )
    second = award(case)
    first.refresh_from_db()
    assert second.measure == first.measure and second.follows == first
    measure = Measure.objects.get(pk=first.measure_id)
    assert (measure.grant_years, measure.phase.key) == ([2026, 2027], "running")
    assert measure.title == first.application.title
    assert [year.year for year in first.years.all()] == [2026] and first.ends_on == date(2026, 12, 31)
    assert [(year.year, year.state) for year in second.years.all()] == [(2027, "granted"), (2028, "planned")]


def test_a_later_decision_changes_what_is_not_paid():
    found = award(conditions=["Gammelt vilkår."])
    pay_instalment(instalment=first_instalment(found), paid_on=timezone.localdate(), actor=officer())
    decided_again(found, amount=Decimal(500_000), conditions=["Nytt vilkår."], outcome="conditions")
    check()
    assert sums(found) == {2026: [305_000, 195_000]}
    assert [row.state for row in Instalment.objects.filter(award_year__award=found)] == ["paid", "planned"]
    assert [row.text for row in found.conditions.all()] == ["Nytt vilkår."]
    assert (found.decision.number, found.state) == (2, "running")


def test_what_was_paid_stands_when_less_is_granted_later():
    found = award()
    for number in (1, 2):
        pay_instalment(
            instalment=first_instalment(found, number), paid_on=timezone.localdate(), actor=officer()
        )
    decided_again(found, amount=Decimal(200_000))
    check()
    assert sums(found) == {2026: [305_000, 305_000]}
    from lovende.awards.queries import money_of

    money = money_of(list(found.years.prefetch_related("instalments")))
    assert (money.granted, money.paid, money.left, money.overpaid) == (200_000, 610_000, 0, 410_000)


def test_an_award_undone_before_anything_was_paid_leaves_the_register():
    found = award()
    rejected(found)
    check()
    assert (found.state, sums(found)) == ("stopped", {2026: []})
    assert Measure.objects.get(pk=found.measure_id).state == "withdrawn"
    decided_again(found, amount=Decimal(300_000))
    check()
    assert (found.state, sums(found)) == ("running", {2026: [150_000, 150_000]})
    assert Measure.objects.get(pk=found.measure_id).state == "published"


def test_an_award_undone_after_payment_keeps_what_was_paid():
    found = award()
    pay_instalment(instalment=first_instalment(found), paid_on=timezone.localdate(), actor=officer())
    rejected(found)
    check()
    assert sums(found) == {2026: [305_000]} and found.state == "stopped"
    measure = Measure.objects.get(pk=found.measure_id)
    assert (measure.state, measure.phase.key) == ("published", "stopped")


def test_a_grant_moved_to_another_year_takes_its_money_along():
    found = award()
    decided_again(found, year=2027)
    check()
    assert sums(found) == {2027: [250_000, 250_000]}


def test_a_stopped_project_stays_stopped_when_its_amount_is_decided_anew():
    found = award()
    stop(award=found, why="Kontoret er lagt ned.", actor=officer("decision-maker"))
    decided_again(found)
    check()
    assert found.state == "stopped"
    assert {row.state for row in Instalment.objects.filter(award_year__award=found)} == {"held"}


def test_later_rooms_follow_inside_the_transaction(monkeypatch):
    told = []
    monkeypatch.setattr(following, "_started", [lambda found: told.append(found.public_id)])
    found = award()
    assert told == [found.public_id]

    def refuse(_):
        raise RuntimeError("no")

    monkeypatch.setattr(following, "_started", [refuse])
    case, before = handed_in(), Award.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        award(case)
    assert Award.objects.count() == before
    assert Application.objects.get(pk=case.pk).state == "submitted"


def test_the_database_refuses_instalments_that_are_not_the_grant():
    found = award()
    with pytest.raises(DatabaseError, match="instalments of a year"), transaction.atomic():
        Instalment.objects.filter(award_year__award=found, number=1).update(amount=1)
        check()
    with pytest.raises(DatabaseError, match="instalments of a year"), transaction.atomic():
        AwardYear.objects.filter(award=found).update(amount=1)
        check()


def test_the_database_refuses_to_change_what_was_paid():
    found = award()
    row = pay_instalment(instalment=first_instalment(found), paid_on=timezone.localdate(), actor=officer())
    for sql in ("UPDATE awards_instalment SET amount = 1", "DELETE FROM awards_instalment"):
        with pytest.raises(DatabaseError, match="stays as it was paid"), transaction.atomic():
            connection.cursor().execute(f"{sql} WHERE id = %s", [row.pk])


def test_what_authors_write_after_handing_in_reaches_neither_award_nor_register():
    case = handed_in(plain_call(year=2026), years=[2026, 2027], title="Det som ble sendt inn")
    case.title, case.years = "Utkastet etterpå", [2026, 2027, 2028, 2029]
    case.save(update_fields=["title", "years"])
    decided(case)
    found = Award.objects.get(application=case)
    assert found.measure.title == "Det som ble sendt inn"
    assert found.ends_on.year == 2027 and {row.year for row in found.years.all()} == {2026, 2027}
    case.refresh_from_db()
    assert case.title == "Utkastet etterpå"
