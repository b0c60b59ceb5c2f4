"""What `lovende people add` does: how the first administrator of a new register comes to be."""

from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.db import transaction
from django.urls import reverse

from lovende.people.actions import add_person, grant_role
from lovende.people.models import Organisation, Role


class PeopleError(ValueError):
    """The person, role or organisation given cannot be used; the message says why."""


@transaction.atomic
def add_document(email: str, name: str, role: str, organisation: str) -> dict[str, Any]:
    """Make the person with one role and a link to choose a password by.

    Raises PeopleError for an address in use, an unknown role or an unknown organisation.
    """
    place = Organisation.objects.filter(slug=organisation).first()
    if role not in Role.values:
        raise PeopleError(f"--role {role!r} is none of {', '.join(Role.values)}")
    if place is None:
        raise PeopleError(f"--at {organisation!r}: no organisation has that id")
    user = add_person(email=email, name=name, by=None)
    if user is None:
        raise PeopleError(f"{email} is no address of e-mail, or has an account already")
    grant_role(user=user, organisation=place, role=Role(role), by=None)
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}".split("-", 1)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": key[0], "key": key[1]})
    return {"person": str(user.pseudonym), "role": role, "organisation": organisation, "password_link": path}


def add_text(document: dict[str, Any]) -> str:
    role = f"{document['role']} at {document['organisation']}"
    return f"Added as {role}. Choose a password at {document['password_link']}"
