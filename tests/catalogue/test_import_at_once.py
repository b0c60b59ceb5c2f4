"""Two things at once on one import."""

import pytest
from django.db import connection

from lovende.catalogue import actions, decisions
from lovende.catalogue.publishing import PUBLISHING_LOCK

pytestmark = pytest.mark.django_db


def holds_the_queue() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND pid = pg_backend_pid()",
            [PUBLISHING_LOCK],
        )
        return bool(cursor.fetchone()[0])


def test_taking_back_stands_in_the_queue_of_publishing(batch, officer, monkeypatch):
    """Else one who takes back a measure and one who publishes a relation to it would wait for each other."""
    section = decisions.accept(section=batch.sections.get(position=2), version=0, actor=officer)
    held: list[bool] = []
    withdraw = decisions.unpublish.__globals__["withdraw"]
    monkeypatch.setattr(
        "lovende.catalogue.publishing.withdraw",
        lambda **given: (held.append(holds_the_queue()), withdraw(**given))[1],
    )
    decisions.undo(section=section, version=section.version, actor=officer)
    assert held == [True]


def test_what_was_read_for_another_year_is_not_written(batch, officer, monkeypatch):
    """The source is given another year while the worker reads: what it read names municipalities of the old one."""
    batch.sections.all().delete()
    batch.state = batch.State.WAITING
    batch.save()
    read = actions.read

    def named_meanwhile(*given):
        catalogue = read(*given)
        actions.name_source(batch=batch, key="diktet-2020", title="Diktet 2020", year=2020, actor=officer)
        return catalogue

    monkeypatch.setattr(actions, "read", named_meanwhile)
    assert actions.read_import(public_id=str(batch.public_id)).state == "waiting"
    assert not batch.sections.exists()
    monkeypatch.setattr(actions, "read", read)
    assert actions.read_import(public_id=str(batch.public_id)).state == "review"
