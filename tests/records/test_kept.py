"""Queries put together once: what goes into them, and what comes out."""

import pytest
from django.db.models import F, Value

from lovende.measures.models import Measure
from lovende.measures.queries.listed import listed
from lovende.records.kept import AnyOf, Blank, Given, Kept, Shape, Slot, Statement
from lovende.records.models import SourceDocument

pytestmark = pytest.mark.django_db

SOURCE = Shape(SourceDocument, "id", "key", "title")


def by_key(**more):
    chosen = SourceDocument.objects.filter(AnyOf(F("key"), Slot("keys"))).order_by("key")
    return chosen.values_list(SOURCE.json(**more))


def test_a_query_is_built_once_and_asked_with_other_keys(portfolio, django_assert_num_queries):
    built = []

    def build():
        built.append(True)
        return by_key()

    kept = Kept(build)
    with django_assert_num_queries(3):
        assert [row["key"] for row in kept.read(keys=["003", "001"])] == ["001", "003"]
        assert [row["key"] for row in kept.read(keys=["002"])] == ["002"]
        assert kept.read(keys=[]) == []
    assert len(built) == 1


@pytest.mark.parametrize("text", ["100 %", "%s", "%%", "'", "\\", '"æøå"'])
def test_what_is_put_in_beforehand_comes_out_as_it_was(portfolio, text):
    assert Kept(lambda: by_key(said=Value(text))).read(keys=["001"])[0]["said"] == text


@pytest.mark.parametrize("key", ["'", "%s", "{", "},{", '"', "\\", "001,002"])
def test_a_key_is_never_sql(portfolio, key):
    assert [row["key"] for row in Kept(by_key).read(keys=[key, "001"])] == ["001"]


def test_an_empty_slot_is_a_mistake(portfolio):
    with pytest.raises(KeyError):
        Kept(by_key).read()


@pytest.mark.parametrize("text", ["001", "' OR '1' = '1", "100 %", "%s", "\\"])
def test_a_single_value_is_put_in_when_it_is_asked(portfolio, text):
    rows = SourceDocument.objects.filter(key=Given("key")).exclude(title="100 %").values_list("key")
    statement = Statement.of(rows)
    assert statement.opens == (Blank("key"),)
    assert statement.rows({"key": text}) == ([("001",)] if text == "001" else [])
    with pytest.raises(KeyError):
        statement.rows({})


def test_a_column_not_read_is_asked_for_when_it_is_used(portfolio, django_assert_num_queries):
    source = SOURCE.of(Kept(by_key).read(keys=["001"])[0])
    with django_assert_num_queries(0):
        assert source.title
    publisher = SourceDocument.objects.get(key="001").publisher
    with django_assert_num_queries(1):
        assert source.publisher == publisher


def test_a_column_that_is_not_there_is_a_mistake():
    with pytest.raises(ValueError, match="naem"):
        Shape(SourceDocument, "id", "naem")


def test_lists_hold_what_the_register_holds(portfolio, django_assert_num_queries):
    """The one query reads places, schemes and unknowns as the models have them."""
    measures = Measure.objects.filter(state="published")
    keys = list(measures.values_list("pk", flat=True))
    with django_assert_num_queries(1):
        found = listed(keys)
    assert set(found) == set(keys)
    for measure in measures.select_related("owner", "phase")[:30]:
        row = found[measure.pk]
        assert row.measure.owner == measure.owner and row.measure.phase == measure.phase
        assert set(row.municipalities) == {place.name for place in measure.municipalities.all()}
        assert set(row.schemes) == {scheme.name for scheme in measure.schemes.all()}
        kinds = {name: one.kind for name, one in row.unknown.items()}
        assert kinds == {one.field: one.kind for one in measure.unknowns.all() if one.field in kinds}
        assert "owner" not in kinds or measure.owner is None


def test_a_withdrawn_measure_is_in_no_list(portfolio):
    measure = Measure.objects.filter(state="published").first()
    Measure.objects.filter(pk=measure.pk).update(state="withdrawn")
    assert listed([measure.pk]) == {}
