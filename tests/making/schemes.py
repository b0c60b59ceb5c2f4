"""Calls for tests: a draft, one that is open."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from lovende.forms.actions import publish_version
from lovende.forms.models import FormVersion
from lovende.people.models import Organisation, User
from lovende.records.audit import Actor
from lovende.schemes.actions import publish_call, save_call
from lovende.schemes.models import Call, Scheme

GOVERNOR = "statsforvalteren-oslo-viken"
# A form of one question, for where no application form has come with the product.
SMALL = {"sections": [{"key": "del", "title": {"nb": "Del"}, "questions": [
    {"key": "behov", "label": {"nb": "Behov"}, "kind": "text"}]}]}  # fmt: skip


def application_form() -> FormVersion:
    """The newest application form; a small one where there is none."""
    there = (
        FormVersion.objects.filter(form__key="application", published_at__isnull=False)
        .order_by("-number")
        .first()
    )
    return there or publish_version(
        key="application", number=1, title={"nb": "Søknad"}, definition=SMALL, actor=None
    )


def draft_call(*, actor: Actor | None = None, administrator: Any = GOVERNOR, **facts: Any) -> Call:
    """A whole draft at the county governor, deadline in 30 days; `facts` as `save_call` takes them."""
    deadline = timezone.now() + timedelta(days=30)
    whole = {
        "scheme": Scheme.objects.get(key="sosiale-tjenester-0621-63"),
        "administrator": Organisation.objects.get(slug=administrator) if administrator else None,
        "title": "Prøveutlysning",
        "year": deadline.year,
        "text": "Søk om midler til å prøve noe.",
        "deadline": deadline,
        "application_form": application_form(),
        "rules": {"cap_per_full_time_position": 610000, "max_years": 3},
        "criteria": [{"key": "knowledge-based", "label": {"nb": "Bygger på kunnskap"}}],
    }
    return save_call(call=None, facts={**whole, **facts}, actor=actor)


def open_call(*, actor: Actor | None = None, **facts: Any) -> Call:
    """One that is published, and open unless `opens_at` says otherwise."""
    call = draft_call(actor=actor, **facts)
    return publish_call(call=call, actor=actor)


def person(role: str) -> User:
    """The demo account of a role, such as "decision-maker"."""
    from lovende.people.demo import address

    return User.objects.get(email=address(role))
