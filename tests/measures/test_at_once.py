"""Several processes at once on a database that begins empty: one chain without a gap, one measure, one index."""

import json
from collections.abc import Iterator

import pytest

from making.homes import Home

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
EVENTS = 200
WRITE_EVENTS = f"""
from django.db import transaction
from lovende.records.audit import record
for number in range({EVENTS}):
    with transaction.atomic():
        record(actor=None, verb="test.race", about=sys.argv[1], facts={{"number": number}})
"""
SAVE_ONE = """
from lovende.measures.actions import save_measure
from lovende.measures.lookup import Lookup
from lovende.measures.search.engine import search
lookup = Lookup.load()
for number in range(25):
    title = f"Kappløpet {sys.argv[1]} {number}"
    facts = {"id": "kapplop", "title": title, "kind": "project", "source": {"document": "prove", "lines": "1"},
             "learning": [{"kind": "worked", "text": title}]}
    save_measure(facts=facts, lookup=lookup, actor=None)
    assert search("kappløpet").total == 1
"""
BEGIN = """
from lovende.web.upkeep import migrate_if_needed
migrate_if_needed()
from lovende.records.actions import save_document, save_terms
save_document({"id": "prove", "title": "Prøve"})
save_terms([{"vocabulary": "measure-kind", "id": "project", "name": "Prosjekt"}])
"""
LOOK = """
import json
from lovende.measures.models import Measure, SearchDocument
from lovende.measures.search.engine import search
from lovende.measures.search.index import current_index, database_mark
from lovende.records.audit import verify
from lovende.records.models import AuditEvent
measure = Measure.objects.get()
found = search(measure.title.split()[-1] + " kappløpet")
print(json.dumps({"intact": verify().intact, "events": AuditEvent.objects.filter(verb="test.race").count(),
    "last": AuditEvent.objects.latest("sequence").sequence, "all": AuditEvent.objects.count(),
    "saved": AuditEvent.objects.filter(about="kapplop").count(), "title": measure.title,
    "learning": [row.text for row in measure.learning.all()], "document": SearchDocument.objects.get().title,
    "total": found.total, "indexed": current_index().searcher().num_docs,
    "is_level": current_index().mark == database_mark()}))
"""


@pytest.fixture(scope="module")
def place() -> Iterator[Home]:
    with Home("at-once") as made:
        made.run(BEGIN)
        yield made


def test_two_processes_write_one_chain_one_measure_and_one_index(place):
    codes = [(WRITE_EVENTS, "a"), (WRITE_EVENTS, "b"), (SAVE_ONE, "a"), (SAVE_ONE, "b")]
    running = [place.start(*code) for code in codes]
    assert [(process.communicate(timeout=200), process.returncode)[1] for process in running] == [0] * 4
    found = json.loads(place.run(LOOK))
    assert found["intact"] and found["events"] == 2 * EVENTS and found["last"] == found["all"]
    assert found["saved"] == 50, "each saving has its event"
    assert found["learning"] == [found["title"]] == [found["document"]], "of one saving, not of two"
    assert found["total"] == found["indexed"] == 1 and found["is_level"]
