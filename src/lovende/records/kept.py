"""Queries whose SQL is put together once a process: that takes Django longer than the database needs to answer.

A `Kept` one answers one JSON object a row, so that reading it is one call, however much it holds.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import (
    DateField,
    DecimalField,
    Expression,
    Field,
    Lookup,
    Model,
    QuerySet,
    TextField,
    UUIDField,
)
from django.db.models.functions import Cast, JSONObject
from psycopg.sql import Literal

Read = dict[str, Any]


@dataclass(frozen=True)
class Slot:
    """Where a list of keys goes that is known only when the query is asked."""

    name: str


class AnyOf(Lookup):
    """`column = ANY(list)`: the same SQL however many keys there are. The right side is a `Slot`."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        left, params = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", [*params, self.rhs]


@dataclass(frozen=True)
class Blank:
    """Where a single value goes that is known only when the query is asked."""

    name: str


class Given(Expression):
    """A value that is known only when the query is asked: `filter(kind=Given("kind"))`."""

    def __init__(self, name: str, output_field: Field | None = None) -> None:
        super().__init__(output_field or TextField())
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [Blank(self.name)]


@dataclass(frozen=True)
class Statement:
    """SQL with nothing left open but what it is given when asked, in this order."""

    sql: str
    opens: tuple[Slot | Blank, ...] = ()

    @classmethod
    def of(cls, rows: QuerySet) -> "Statement":
        """That of a query set; a hundred constants take their time to be put in, so they are put in here."""
        sql, params = rows.query.sql_with_params()
        opens = tuple(param for param in params if isinstance(param, Slot | Blank))
        parts = ["%s" if isinstance(param, Slot | Blank) else _constant(param) for param in params]
        return cls(sql.replace("%%", "%%%%") % tuple(parts), opens)

    def __add__(self, other: "Statement") -> "Statement":
        return Statement(self.sql + other.sql, self.opens + other.opens)

    def rows(self, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Ask it. Raises KeyError for what is open and not given."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [_put(open_, given) for open_ in self.opens])
            return cursor.fetchall()


def _put(open_: Slot | Blank, given: Mapping[str, Any]) -> Any:
    value = given[open_.name]
    return list(value) if isinstance(open_, Slot) else value


class Kept:
    """A query built once, by `build`, with slots or blanks in it; a query set of one JSON column."""

    def __init__(self, build: Callable[[], QuerySet]) -> None:
        self._build = build

    @cached_property
    def _statement(self) -> Statement:
        return Statement.of(self._build())

    def read(self, **given: Sequence[int] | Sequence[str] | int | str) -> list[Read]:
        """The rows, with these in the slots and blanks of their names. Raises KeyError for one left empty."""
        return [json.loads(row) for (row,) in self._statement.rows(given)]


def _constant(value: Any) -> str:
    return Literal(value).as_string(None).replace("%", "%%")


class Shape:
    """Some columns of a model: as JSON in a query, and from there to an object again.

    A column that was not read is asked for when it is used, as after `only()`. Dates, times, UUIDs and sums come back
    as what they were; sums are read as text, for a number of JSON is not exact.
    """

    def __init__(self, model: type[Model], *columns: str) -> None:
        self.model = model
        # `from_db` takes values in the order of the model.
        fields = [field for field in model._meta.concrete_fields if field.attname in columns]
        self.columns = tuple(field.attname for field in fields)
        if len(self.columns) != len(set(columns)):
            raise ValueError(f"{model.__name__} has no columns {set(columns) - set(self.columns)}")
        self._sums = {field.attname for field in fields if isinstance(field, DecimalField)}
        self._in_text = {
            place: field.to_python
            for place, field in enumerate(fields)
            if isinstance(field, DateField | DecimalField | UUIDField)
        }

    @classmethod
    def whole(cls, model: type[Model], *, but: Sequence[str] = ()) -> "Shape":
        """All columns of the model, but these."""
        names = (field.attname for field in model._meta.concrete_fields)
        return cls(model, *(name for name in names if name not in but))

    def fields(self, path: str = "") -> dict[str, str | Cast]:
        """The parts of a JSON object, read at the end of `path` («owner__»)."""
        return {
            name: Cast(path + name, TextField()) if name in self._sums else path + name
            for name in self.columns
        }

    def json(self, path: str = "", /, **more: Any) -> JSONObject:
        return JSONObject(**self.fields(path), **more)

    def of(self, row: Mapping[str, Any], **pointed: Model | None) -> Any:
        """The object of a JSON row, with what its foreign keys point at."""
        values = [row[name] for name in self.columns]
        for place, read in self._in_text.items():
            values[place] = read(values[place])
        made = self.model.from_db(DEFAULT_DB_ALIAS, self.columns, values)
        for name, other in pointed.items():
            self.model._meta.get_field(name).set_cached_value(made, other)  # type: ignore[union-attr]
        return made


def hold(one: Model, name: str, rows: Sequence[Model]) -> None:
    """Let `one` have these as its related `name`, as `prefetch_related` does."""
    held = getattr(one, name).get_queryset()
    held._result_cache, held._prefetch_done = list(rows), True
    vars(one).setdefault("_prefetched_objects_cache", {})[name] = held
