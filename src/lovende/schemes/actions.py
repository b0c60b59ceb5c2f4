"""What changes schemes."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from lovende.records.audit import Actor, record
from lovende.schemes.models import Scheme


@transaction.atomic
def save_scheme(*, key: str, columns: Mapping[str, Any], actor: Actor | None) -> tuple[Scheme, bool]:
    """Write a scheme; → (scheme, whether anything changed)."""
    scheme = Scheme.objects.filter(key=key).first() or Scheme(key=key)
    if scheme.pk and all(getattr(scheme, name) == value for name, value in columns.items()):
        return scheme, False
    for name, value in columns.items():
        setattr(scheme, name, value)
    scheme.full_clean()
    scheme.save()
    record(actor=actor, verb="schemes.saved", about=key, facts={})
    return scheme, True
