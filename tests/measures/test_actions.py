"""Writing a measure from facts: whole or not at all, once, with its audit event and search row."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from lovende.measures.actions import add_facts, publish, relate, save_measure, set_phase, withdraw
from lovende.measures.facts import FactsError
from lovende.measures.lookup import Lookup, UnknownKeyError
from lovende.measures.models import Measure, Relation, SearchDocument, State, TargetGroup
from lovende.records.audit import verify
from lovende.records.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]

FACTS = {
    "id": "provekommune-prove",
    "title": "Prøvetiltaket",
    "aliases": ["Prøva"],
    "source": {"document": "002", "lines": "172-359"},
    "summary": "Et tiltak for unge.",
    "owner": "nav-moss",
    "grant_recipient": {"unknown": "not-stated", "note": "står ikke", "lines": "172"},
    "schemes": [{"scheme": "jobbsjansen", "lines": "172"}],
    "municipalities": ["0104"],
    "target_groups": [
        {"text": "Unge 18–30", "basis": "participation", "terms": ["ungdom"], "age_min": 18, "age_max": 30}
    ],
    "methods": [{"method": "hpmt", "use": "partial", "lines": "277"}],
    "phase": {"term": "running", "label": "i drift", "as_of": "2016"},
    "started": "2015-09",
    "ended": {"unknown": "too-early"},
    "grant_years": [2016, 2015],
    "form": "catalogue-entry",
    "answers": {"beskrivelse": {"text": "Slik gjør vi.", "lines": "207-220"}},
    "learning": [{"kind": "did-not-work", "text": "For få samtaler."}],
    "unknowns": [{"field": "ended", "kind": "lost"}, {"field": "unikhet", "kind": "not-stated"}],
}


@pytest.fixture
def lookup():
    return Lookup.load()


def save(lookup, **changes):
    return save_measure(facts={**FACTS, **changes}, lookup=lookup, actor=None)


def test_every_fact_lands_where_it_belongs(lookup):
    measure, changed = save(lookup)
    assert changed and measure.state == State.PUBLISHED
    assert measure.owner.slug == "nav-moss" and measure.grant_recipient is None
    assert measure.grant_years == [2015, 2016] and measure.started == "2015-09" and measure.ended == ""
    assert [place.number for place in measure.municipalities.all()] == ["0104"]
    group = measure.target_groups.get()
    assert (group.age_min, group.age_max, group.terms.get().key) == (18, 30, "ungdom")
    assert measure.method_uses.get().lines == "277"
    answer = measure.answers.rows.get()
    assert (answer.question, answer.value, answer.lines) == ("beskrivelse", "Slik gjør vi.", "207-220")
    assert measure.locator == "002 L172–359"


def test_unknown_in_place_of_a_value_is_kept_and_the_first_word_on_a_field_counts(lookup):
    measure, _ = save(lookup)
    unknown = {row.field: row.kind for row in measure.unknowns.all()}
    assert unknown == {"grant_recipient": "not-stated", "ended": "too-early", "unikhet": "not-stated"}


def test_saving_the_same_facts_again_writes_nothing(lookup):
    measure, _ = save(lookup)
    events, revision = AuditEvent.objects.count(), measure.document.revision
    again, changed = save(lookup)
    assert not changed and again.pk == measure.pk
    assert AuditEvent.objects.count() == events
    assert SearchDocument.objects.get(pk=measure.pk).revision == revision


def test_changed_facts_replace_the_old_and_move_the_search_row_on(lookup):
    measure, _ = save(lookup)
    revision = measure.document.revision
    changed, did = save(lookup, methods=[], title="Nytt navn")
    assert did and changed.pk == measure.pk and changed.title == "Nytt navn"
    assert not changed.method_uses.exists() and changed.target_groups.count() == 1
    document = SearchDocument.objects.get(pk=measure.pk)
    assert document.revision > revision and document.title == "Nytt navn"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"owner": "nav-ingensteds"}, UnknownKeyError),
        ({"schemes": [{"scheme": "ukjent"}]}, UnknownKeyError),
        ({"municipalities": ["9999"]}, UnknownKeyError),
        ({"methods": "hpmt"}, FactsError),
        ({"started": "høsten 2015"}, ValidationError),
        ({"started": "2017", "ended": "2016"}, IntegrityError),
        ({"source": {"document": "002", "lines": "ca. 172"}}, ValidationError),
        (
            {"target_groups": [{"text": "x", "basis": "participation", "age_min": 30, "age_max": 18}]},
            IntegrityError,
        ),
    ],
)
def test_wrong_facts_are_refused_and_leave_nothing_behind(lookup, changes, error):
    before = (Measure.objects.count(), AuditEvent.objects.count())
    with pytest.raises(error), transaction.atomic():
        save(lookup, **changes)
    assert (Measure.objects.count(), AuditEvent.objects.count()) == before


@pytest.mark.parametrize(
    ("started", "ended", "holds"),
    [
        ("2015", "2015", True),
        ("2015-09", "2015", True),
        ("2015", "2015-03", True),
        ("2015-09", "2015-08", False),
    ],
)
def test_dates_of_different_precision_are_compared_at_the_coarser(lookup, started, ended, holds):
    if holds:
        save(lookup, started=started, ended=ended)
        return
    with pytest.raises((ValidationError, IntegrityError)), transaction.atomic():
        save(lookup, started=started, ended=ended)


def test_withdrawing_takes_it_out_of_the_register_and_keeps_it(lookup):
    measure, _ = save(lookup)
    withdraw(measure=measure, reason="feil innlest", actor=None)
    measure.refresh_from_db()
    assert measure.state == State.WITHDRAWN and measure.target_groups.exists()
    assert not SearchDocument.objects.get(pk=measure.pk).is_listed
    assert verify().intact


def test_what_was_withdrawn_is_published_again_once(lookup):
    measure, _ = save(lookup)
    withdraw(measure=measure, reason="feil innlest", actor=None)
    assert publish(measure=measure, actor=None) and not publish(measure=measure, actor=None)
    measure.refresh_from_db()
    assert measure.state == State.PUBLISHED and SearchDocument.objects.get(pk=measure.pk).is_listed
    assert AuditEvent.objects.filter(verb="measures.published-again", about=measure.public_id).count() == 1


def test_a_phase_is_set_once_and_is_found_by(lookup):
    measure, _ = save(lookup)
    day = date(2026, 3, 1)
    assert set_phase(measure=measure, phase="ended", on=day, actor=None)
    assert not set_phase(measure=measure, phase="ended", on=date(2026, 3, 2), actor=None)
    measure.refresh_from_db()
    assert (measure.phase.key, measure.status_as_of, measure.status_label) == ("ended", "2026-03-01", "")
    assert SearchDocument.objects.get(pk=measure.pk).facets["phase"] == ["ended"]
    events = AuditEvent.objects.filter(verb="measures.phase-changed", about=measure.public_id)
    assert [event.facts for event in events] == [{"phase": "ended"}]


def test_a_phase_that_the_vocabulary_lacks_is_left_unsaid(lookup):
    measure, _ = save(lookup)
    assert not set_phase(measure=measure, phase="no-such", on=date(2026, 3, 1), actor=None)
    measure.refresh_from_db()
    assert measure.phase.key == "running"


def test_relations_are_stated_once_and_must_lead_somewhere(lookup):
    measure, _ = save(lookup)
    rows = [
        {"kind": "continues", "to": "moss-jobbsjansen", "lines": "200"},
        {"kind": "inspired-by", "to_text": "Et svensk forbilde"},
    ]
    assert relate(measure=measure, rows=rows, lookup=lookup, actor=None) == 2
    assert relate(measure=measure, rows=rows, lookup=lookup, actor=None) == 0
    with pytest.raises(FactsError, match="finnes-ikke"):
        relate(measure=measure, rows=[{"kind": "continues", "to": "finnes-ikke"}], lookup=lookup, actor=None)
    with pytest.raises(IntegrityError, match="relation_not_to_itself"), transaction.atomic():
        Relation.objects.create(measure=measure, kind="continues", to=measure)
    with pytest.raises(IntegrityError, match="relation_to_one_thing"), transaction.atomic():
        Relation.objects.create(measure=measure, kind="continues")


def test_another_source_adds_and_never_overwrites(lookup):
    measure, _ = save(lookup)
    more = {
        "source": {"document": "001", "lines": "2655"},
        "aliases": ["2021-38"],
        "grant_years": [2023],
        "schemes": [{"scheme": "jobbsjansen"}, {"scheme": "omradesatsing-oslo"}],
    }
    assert add_facts(measure=measure, facts=more, lookup=lookup, actor=None)
    assert not add_facts(measure=measure, facts=more, lookup=lookup, actor=None)
    measure.refresh_from_db()
    assert measure.title == FACTS["title"] and measure.aliases == ["Prøva", "2021-38"]
    assert measure.grant_years == [2015, 2016, 2023]
    schemes = {link.scheme.key: link.source.key for link in measure.scheme_links.all()}
    assert schemes == {"jobbsjansen": "002", "omradesatsing-oslo": "001"}


@pytest.mark.parametrize(
    ("low", "high", "says"),
    [(18, 30, "18–30 år"), (18, None, "fra 18 år"), (None, 25, "til og med 25 år"), (None, None, "")],
)
def test_ages_in_words(low, high, says):
    assert TargetGroup(age_min=low, age_max=high).ages == says
