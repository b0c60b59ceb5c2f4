"""The audit trail: appended to, never changed, and a break is found where it is."""

from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from lovende.records.audit import GENESIS, digest, record, verify
from lovende.records.models import AuditEvent

pytestmark = pytest.mark.django_db


def _write(number: int) -> list[AuditEvent]:
    return [record(actor=None, verb="test.event", about=f"thing-{i}", facts={"i": i}) for i in range(number)]


def _without_triggers(sql: str, params: list) -> None:
    """Change the table as only somebody with the database's own rights could."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE records_auditevent DISABLE TRIGGER ALL")
        cursor.execute(sql, params)
        cursor.execute("ALTER TABLE records_auditevent ENABLE TRIGGER ALL")


def test_events_are_chained_from_the_genesis():
    first = AuditEvent.objects.order_by("sequence").first()
    assert first is not None and first.sequence == 1 and first.previous_hash == GENESIS
    one, two = _write(2)
    assert two.sequence == one.sequence + 1
    assert two.previous_hash == one.hash == digest(one)
    assert verify().intact


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE records_auditevent SET verb = 'other'",
        "DELETE FROM records_auditevent",
        "TRUNCATE records_auditevent",
    ],
)
def test_the_database_refuses_to_change_history(sql):
    _write(1)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE records_auditevent SET facts = '{\"i\": 99}' WHERE sequence = %s",
        "UPDATE records_auditevent SET actor = 'somebody' WHERE sequence = %s",
        "UPDATE records_auditevent SET at = at + interval '1 second' WHERE sequence = %s",
    ],
)
def test_a_changed_event_is_found_where_it_is(sql):
    events = _write(3)
    _without_triggers(sql, [events[1].sequence])
    verdict = verify()
    assert not verdict.intact and verdict.first_broken == events[1].sequence


def test_a_removed_event_is_found_at_the_next():
    events = _write(3)
    _without_triggers("DELETE FROM records_auditevent WHERE sequence = %s", [events[1].sequence])
    assert verify().first_broken == events[2].sequence


def test_an_event_outside_a_transaction_is_refused(monkeypatch):
    monkeypatch.setattr("lovende.records.audit.connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(transaction.TransactionManagementError):
        record(actor=None, verb="x", about="", facts={})


class AnyFacts(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(
        st.dictionaries(
            st.text(max_size=8),
            st.one_of(
                st.integers(-(2**53), 2**53),
                st.booleans(),
                st.none(),
                st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20),
            ),
        ).filter(lambda facts: "\x00" not in "".join(facts))
    )
    def test_whatever_was_recorded_reads_back_to_the_same_hash(self, facts):
        event = record(actor=None, verb="test.any", about="", facts=facts)
        event.refresh_from_db()
        assert digest(event) == event.hash
