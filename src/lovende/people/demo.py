"""Demo accounts, one a role. They exist in demo mode alone, and every page then says so."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from lovende.people.actions import add_person, grant_role
from lovende.people.models import Organisation, Role, User

PASSWORD = "lovende-demo"  # noqa: S105


@dataclass(frozen=True)
class Account:
    """What is printed for whoever tries the product."""

    email: str
    password: str
    role: str
    organisation: str


PLACES = {
    Role.APPLICANT: "nav-moss",
    Role.PROJECT_LEAD: "nav-moss",
    Role.CASE_OFFICER: "statsforvalteren-oslo-viken",
    Role.DECISION_MAKER: "statsforvalteren-oslo-viken",
    Role.RATER: "sof",
    Role.EVALUATOR: "nibr",
    Role.PROGRAMME_OFFICER: "oslo-kommune",
    Role.BOARD_MEMBER: "oslo-kommune",
    Role.PARTNER: "kirkens-bymisjon",
    Role.ADMINISTRATOR: "avdir",
    Role.AUDITOR: "avdir",
}
# Assessment takes two: a second officer, who may see what the first found when both are done.
SECOND = {Role.CASE_OFFICER: "case-officer-2"}


def accounts() -> list[Account]:
    """The demo accounts as they can be signed in with."""
    return [Account(address(name), PASSWORD, str(role.label), PLACES[role]) for name, role in _names()]


def _names() -> list[tuple[str, Role]]:
    return [(role.value, role) for role in PLACES] + [(name, role) for role, name in SECOND.items()]


def address(name: str) -> str:
    """The demo address of a role, or of a second person in one (`SECOND`)."""
    return f"{name}@demo.invalid"


@transaction.atomic
def make_accounts() -> int:
    """Make the accounts that are not there yet; → how many are new. Raises ImproperlyConfigured outside demo mode."""
    if not settings.DEMO:
        raise ImproperlyConfigured("demo accounts exist in demo mode alone")
    new, hashed = 0, make_password(PASSWORD)
    for name, role in _names():
        if User.objects.filter(email=address(name)).exists():
            continue
        number = " 2" if name in SECOND.values() else ""
        user = add_person(email=address(name), name=f"Demo: {role.label}{number}", by=None)
        assert user is not None
        user.password = hashed
        user.save(update_fields=["password"])
        organisation = Organisation.objects.filter(slug=PLACES[role]).first()
        if organisation is not None:
            grant_role(user=user, organisation=organisation, role=role, by=None)
        new += 1
    return new
