"""The append-only, hash-chained audit trail: writing an event, verifying the chain.

Each event's hash is SHA-256 over the previous hash and the event's own canonical JSON, so that changing,
removing or moving any event breaks every hash after it (Schneier and Kelsey 1999, "Secure audit logs").
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import connection, transaction
from django.utils import timezone

from lovende.records.digest import digest as digest_of
from lovende.records.models import AuditEvent

GENESIS = "0" * 64
CHAIN_LOCK = 7_301_001


class Actor(Protocol):
    """Whoever acts: only the pseudonym is kept."""

    @property
    def pseudonym(self) -> Any: ...


@dataclass(frozen=True)
class Verdict:
    """Outcome of a verification: how many events, and the sequence of the first broken one if any."""

    events: int
    first_broken: int | None

    @property
    def intact(self) -> bool:
        return self.first_broken is None


def digest(event: AuditEvent) -> str:
    """SHA-256 hex of the event's content chained to `previous_hash`."""
    content = {
        "sequence": event.sequence,
        "at": event.at.isoformat(),
        "actor": event.actor,
        "verb": event.verb,
        "about": event.about,
        "facts": event.facts,
    }
    return digest_of(content, after=event.previous_hash)


def record(*, actor: Actor | None, verb: str, about: str, facts: Mapping[str, Any]) -> AuditEvent:
    """Append one event inside the caller's transaction; writers queue on one lock so the chain has no forks.

    `actor` None is the system itself. Raises `TransactionManagementError` outside a transaction.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "an audit event belongs in the transaction of its action"
        )
    queue()
    last = AuditEvent.objects.order_by("-sequence").values_list("sequence", "hash").first()
    sequence, previous = last if last else (0, GENESIS)
    event = AuditEvent(
        sequence=sequence + 1,
        at=timezone.now(),
        actor=str(actor.pseudonym) if actor is not None else "",
        verb=verb,
        about=about,
        facts=json.loads(json.dumps(dict(facts), default=str)),
        previous_hash=previous,
    )
    event.hash = digest(event)
    event.save(force_insert=True)
    return event


def queue() -> None:
    """Wait until no other transaction that writes history is open; held to the end of this one, taken twice is once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])


def verify() -> Verdict:
    """Walk the whole chain: sequences without a gap, links that match, hashes that recompute."""
    count, expected_hash = 0, GENESIS
    for event in AuditEvent.objects.order_by("sequence").iterator(chunk_size=2000):
        count += 1
        sound = (
            event.sequence == count and event.previous_hash == expected_hash and event.hash == digest(event)
        )
        if not sound:
            return Verdict(AuditEvent.objects.count(), event.sequence)
        expected_hash = event.hash
    return Verdict(count, None)
