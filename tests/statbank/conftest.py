"""The bank of files in place of the real one."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from lovende.statbank import actions
from statbank.bank import ADDRESS, Bank


@pytest.fixture
def bank(db, settings, monkeypatch) -> Iterator[Bank]:
    made = Bank()
    settings.STATBANK_ADDRESS = ADDRESS
    cache.delete(actions.RESTING)
    monkeypatch.setattr(actions, "make_client", made.client)
    yield made
    cache.delete(actions.RESTING)
