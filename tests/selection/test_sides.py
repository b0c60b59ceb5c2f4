"""Who is shown what others said: one who rates in a round not before every phase of it is settled."""

import pytest
from django.test import Client
from django.urls import reverse

from lovende.people.models import Organisation, User
from lovende.selection.actions import open_phase, replace_rater, settle_phase
from lovende.selection.models import Rater, Round
from lovende.selection.rules import said_may_be_read
from making.schemes import person
from making.selection import (
    draft_round,
    lead,
    locked_round,
    open_readings,
    open_round,
    rater_user,
    read_by_all,
    settled_round,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]
OTHERS = ("evaluator", "auditor", "case-officer", "decision-maker")
NOT_YET = "Du vurderer i denne utvelgelsen. Det andre har sagt, vises når alle fasene er avgjort."


def owner() -> Organisation:
    return Organisation.objects.get(slug="statsforvalteren-oslo-viken")


def hears(who: User, found: Round) -> bool:
    return who.has_perm("selection.read-sides", found)


def to_its_end(found: Round) -> Round:
    open_phase(round_=found, actor=lead())
    read_by_all(found)
    settle_phase(round_=found, actor=lead())
    return found


def ask(who: User, name: str, found: Round):
    client = Client()
    client.force_login(who)
    parts = [found.public_id] if name == "round" else [found.public_id, "screening"]
    return client.get(reverse(f"selection:{name}", args=parts))


@pytest.mark.parametrize("make", [locked_round, open_round, settled_round])
def test_a_rater_hears_nothing_while_a_phase_is_open_or_waits_and_others_of_the_round_do(make):
    found = make(candidates=2, owner=owner())
    assert not hears(rater_user(), found)
    assert all(hears(person(who), found) for who in OTHERS)
    assert not hears(person("applicant"), found), "who may not know of the round hears nothing of it"


def test_a_rater_hears_when_every_phase_is_settled():
    found = settled_round(candidates=2)
    open_phase(round_=found, actor=lead())
    assert not hears(rater_user(), found)
    read_by_all(found)
    assert not hears(rater_user(), found), "all have locked, nobody has settled"
    settle_phase(round_=found, actor=lead())
    assert hears(rater_user(), found)


@pytest.mark.parametrize("role", OTHERS)
def test_whatever_else_they_are_one_who_rates_follows_the_rule_of_raters(role):
    both = person(role)
    found = settled_round(candidates=2, owner=owner())
    Rater.objects.create(round=found, user=both, department="Ledelse")
    assert not hears(both, found)
    for name in ("agreement", "disagreements"):
        answer = ask(both, name, found)
        assert answer.status_code == 403 and NOT_YET in answer.content.decode()
    page = ask(both, "round", found).content.decode()
    assert NOT_YET in page and "/enighet/" not in page and "/uenighet/" not in page


def test_one_who_was_replaced_is_still_a_rater():
    found = open_round(candidates=6, raters=6)
    gone = next(row.rater for row in open_readings(found) if row.rater.user == rater_user())
    replace_rater(round_=found, rater=gone, reason="Syk.", actor=lead())
    read_by_all(found)
    settle_phase(round_=found, actor=lead())
    assert not hears(rater_user(), found)
    assert ask(rater_user(), "disagreements", found).status_code == 403
    assert hears(rater_user(), to_its_end(found))


def test_to_rate_in_one_round_closes_no_other():
    Rater.objects.create(round=draft_round(candidates=2), user=person("auditor"), department="Velferd")
    assert hears(person("auditor"), settled_round(candidates=2))


def test_a_lead_who_rates_still_opens_and_settles():
    found = open_round(candidates=2)
    Rater.objects.create(round=found, user=lead(), department="Ledelse")
    page = ask(lead(), "round", found).content.decode()
    assert "Framdrift i" in page
    read_by_all(found)
    settle_phase(round_=found, actor=lead())
    assert not said_may_be_read.test(lead(), found)
    assert "/apne/" in ask(lead(), "round", found).content.decode()
