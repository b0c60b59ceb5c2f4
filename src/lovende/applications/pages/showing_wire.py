"""Answers between browser and server: as text, from which revision, and what others saved meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lovende.applications.models import Application
from lovende.applications.pages.showing import Desk
from lovende.forms.definition import Question
from lovende.people.models import User


def to_wire(value: Any) -> str:
    """An answer as it goes to the browser and stands in a field."""
    return "" if value is None else str(value)


def from_wire(question: Question, text: str) -> Any:
    """An answer as it came from the browser: lines end as one character does, whatever the form made of them."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return text if question.kind == "text" else text.strip()


def base_after(application: Application, question: Question, base: int, sent: str, user: User) -> int:
    """The revision that `sent` became when it was saved although nobody heard of it, else `base`.

    A server that ends between saving and answering leaves the browser to send again what is there already.
    """
    value = from_wire(question, sent)
    rows = application.revisions.filter(question=question.key, number__gt=base, by=str(user.pseudonym))
    return max((row.number for row in rows if to_wire(row.value) == value), default=base)


@dataclass(frozen=True)
class Changed:
    """An answer that others saved since the page got it."""

    key: str
    number: int
    value: str
    told: str


def changed_since(desk: Desk, bases: Mapping[str, int]) -> list[Changed]:
    """The answers with a newer revision than the page has."""
    newer = [(key, desk.revisions[key]) for key, base in bases.items() if key in desk.revisions]
    return [
        Changed(key, row.number, to_wire(row.value), _("Oppdatert med det %s skrev.") % desk.name_of(row.by))
        for key, row in newer
        if row.number > bases[key]
    ]
