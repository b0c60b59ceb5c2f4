"""Roles are held at an organisation, for a period; nothing is granted by default."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction

from lovende.people.actions import grant_role, remove_person
from lovende.people.demo import PASSWORD, PLACES, SECOND, accounts, make_accounts
from lovende.people.models import Membership, Organisation, Role, User
from lovende.people.queries import current_roles
from lovende.people.rules import has_role_at
from lovende.records.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]

MAY = {
    "people.see_membership": {Role.ADMINISTRATOR, Role.AUDITOR},
    "people.grant_role": {Role.ADMINISTRATOR},
}


@pytest.fixture
def place():
    return Organisation.objects.get(slug="nav-moss")


@pytest.fixture
def person():
    return User.objects.create_user("kari@example.invalid", "et langt passord")


@pytest.mark.parametrize("permission", MAY)
@pytest.mark.parametrize("role", Role)
def test_who_may_what(permission, role, person, place):
    grant_role(user=person, organisation=place, role=role, by=None)
    assert person.has_perm(permission) == (role in MAY[permission])


@pytest.mark.parametrize("permission", MAY)
def test_a_person_without_a_role_may_nothing(permission, person):
    assert not person.has_perm(permission)


@pytest.mark.parametrize(
    ("start", "end", "holds"),
    [(None, None, True), (0, None, True), (1, None, False), (None, -1, False), (-5, 0, True)],
)
def test_a_role_holds_in_its_period_alone(start, end, holds, person, place):
    def day(offset):
        return None if offset is None else date.today() + timedelta(days=offset)

    Membership.objects.create(
        user=person, organisation=place, role=Role.AUDITOR, valid_from=day(start), valid_to=day(end)
    )
    assert bool(current_roles(person)) is holds
    assert person.has_perm("people.see_membership") is holds


def test_a_role_at_one_office_is_none_at_another(person, place):
    grant_role(user=person, organisation=place, role=Role.CASE_OFFICER, by=None)
    other = Organisation.objects.exclude(pk=place.pk).first()
    assert has_role_at({place.pk}, Role.CASE_OFFICER)(person)
    assert not has_role_at({other.pk}, Role.CASE_OFFICER)(person)
    assert not has_role_at({place.pk}, Role.AUDITOR)(person)


def test_granting_twice_is_once_and_is_noted_under_the_pseudonym(person, place):
    for _ in range(2):
        grant_role(user=person, organisation=place, role=Role.RATER, by=None)
    assert person.memberships.count() == 1
    event = AuditEvent.objects.order_by("-sequence").first()
    assert event.verb == "people.role-granted"
    assert event.facts["person"] == str(person.pseudonym)
    assert "kari" not in str(event.facts)


def test_removing_a_person_leaves_the_pseudonym_and_nothing_personal(person, place):
    grant_role(user=person, organisation=place, role=Role.RATER, by=None)
    pseudonym = person.pseudonym
    remove_person(user=person, by=None)
    left = User.objects.get(pseudonym=pseudonym)
    assert not left.is_active and left.name == "" and "kari" not in left.email
    assert not left.check_password("et langt passord") and not left.memberships.exists()


def test_the_database_knows_the_roles_there_are(person, place):
    with pytest.raises(IntegrityError, match="membership_known_role"), transaction.atomic():
        Membership.objects.create(user=person, organisation=place, role="king")


def test_there_is_one_demo_account_a_role_and_each_can_sign_in(client):
    assert set(PLACES) == set(Role) and len(accounts()) == len(Role) + len(SECOND)
    for account in accounts():
        user = User.objects.get(email=account.email)
        assert user.check_password(PASSWORD) and user.memberships.count() == 1, account


def test_demo_accounts_are_refused_outside_demo_mode(settings):
    settings.DEMO = False
    with pytest.raises(ImproperlyConfigured):
        make_accounts()
