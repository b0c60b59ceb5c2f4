"""Rows that come without an order asked for come in one order only, whatever the database does meanwhile."""

import pytest
from django.apps import apps
from django.db.models import Model, UniqueConstraint

ORDERED = [
    model for model in apps.get_models() if model.__module__.startswith("lovende.") and model._meta.ordering
]


def unique_sets(model: type[Model]) -> list[set[str]]:
    """The sets of fields of which no two rows have the same."""
    alone = [{"pk"}, *({field.name} for field in model._meta.fields if field.unique)]
    together = [set(one) for one in model._meta.unique_together]
    constraints = [
        set(one.fields)
        for one in model._meta.constraints
        if isinstance(one, UniqueConstraint) and one.condition is None and one.fields
    ]
    return [*alone, *together, *constraints]


@pytest.mark.parametrize("model", ORDERED, ids=lambda model: model._meta.label)
def test_a_models_order_leaves_no_ties(model):
    given = {str(name).removeprefix("-") for name in model._meta.ordering}
    assert any(fields <= given for fields in unique_sets(model)), model._meta.ordering
