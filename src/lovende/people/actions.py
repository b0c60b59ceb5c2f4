"""What changes people, organisations and places."""

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from lovende.people.models import Membership, Organisation, Role, User
from lovende.records.audit import record


@transaction.atomic
def add_person(*, email: str, name: str, by: User | None) -> User | None:
    """Make an account without a password; → None when the address is unusable or taken."""
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        return None
    if User.objects.filter(email=address).exists():
        return None
    user = User.objects.create_user(address, None, name=name)
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    record(actor=by, verb="people.person-added", about=str(user.pseudonym), facts={})
    return user


@transaction.atomic
def grant_role(*, user: User, organisation: Organisation, role: Role, by: User | None) -> Membership:
    """Give the role; giving it twice is the same as once. `by` is None for the system itself."""
    membership, created = Membership.objects.get_or_create(user=user, organisation=organisation, role=role)
    if created:
        facts = {"person": str(user.pseudonym), "role": role, "organisation": organisation.slug}
        record(actor=by, verb="people.role-granted", about=organisation.slug, facts=facts)
    return membership


@transaction.atomic
def remove_person(*, user: User, by: User | None) -> None:
    """Take the person away and leave the evidence: name and address go, the pseudonym stays."""
    user.memberships.all().delete()
    user.name, user.email, user.is_active = "", f"{user.pseudonym}@removed.invalid", False
    user.set_unusable_password()
    user.save()
    record(actor=by, verb="people.person-removed", about=str(user.pseudonym), facts={})
