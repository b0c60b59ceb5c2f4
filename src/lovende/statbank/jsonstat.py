"""Reading JSON-stat 2.0: the form in which the bank gives metadata and figures (json-stat.org/full). Pure.

A dataset's values are one flat row, the last of its dimensions varying fastest; `value` may be a list or, when
most are missing, an object by place; `status` may be a list, an object by place, or one mark for all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

# SSB's standard marks (user guide of PxWebApi 2, section 14): «.» not possible to give, the category was not in
# use then; «..» figures have not come in or are too uncertain; «:» not shown for the sake of persons or firms.
MARKS = {".": "not-collected", "..": "not-stated", ":": "withheld"}


class JsonStatError(ValueError):
    """What was answered is no dataset of JSON-stat 2; the message names the place."""


@dataclass(frozen=True)
class Value:
    """One value of a dimension. `unit` and `decimals` stand with contents alone."""

    code: str
    label: str
    unit: str = ""
    decimals: int | None = None


@dataclass(frozen=True)
class Dimension:
    """`eliminable`: may be left out of a question; the bank then gives the sum."""

    code: str
    label: str
    values: tuple[Value, ...]
    eliminable: bool = False

    def value(self, code: str) -> Value | None:
        return next((one for one in self.values if one.code == code), None)


@dataclass(frozen=True)
class Dataset:
    """`cells` are (value, unknown) in the flat order; empty for metadata. `time` and `metric` name dimensions."""

    label: str
    source: str
    updated: str
    dimensions: tuple[Dimension, ...]
    cells: tuple[tuple[Decimal | None, str], ...]
    time: str = "Tid"
    metric: str = "ContentsCode"

    def dimension(self, code: str) -> Dimension | None:
        return next((one for one in self.dimensions if one.code == code), None)

    def place(self, codes: Mapping[str, str]) -> int:
        """Where in `cells` the value of `codes` (one for each dimension) lies. Raises KeyError."""
        place = 0
        for dimension in self.dimensions:
            order = [value.code for value in dimension.values]
            if codes[dimension.code] not in order:
                raise KeyError(codes[dimension.code])
            place = place * len(order) + order.index(codes[dimension.code])
        return place


def read_dataset(data: Any) -> Dataset:
    """A dataset or a table's metadata. Raises JsonStatError."""
    if not isinstance(data, Mapping) or data.get("class") != "dataset":
        raise JsonStatError("class: not a dataset")
    codes, sizes = data.get("id"), data.get("size")
    if not isinstance(codes, list) or not isinstance(sizes, list) or len(codes) != len(sizes):
        raise JsonStatError("id, size: not two lists of one length")
    parts = data.get("dimension")
    dimensions = tuple(_dimension(code, parts) for code in codes)
    for dimension, size in zip(dimensions, sizes, strict=True):
        if len(dimension.values) != size:
            raise JsonStatError(
                f"dimension.{dimension.code}: {len(dimension.values)} values, size says {size}"
            )
    role = data.get("role") if isinstance(data.get("role"), Mapping) else {}
    return Dataset(
        label=str(data.get("label") or ""),
        source=str(data.get("source") or ""),
        updated=str(data.get("updated") or ""),
        dimensions=dimensions,
        cells=_cells(data, sizes),
        time=next(iter((role or {}).get("time") or ()), "Tid"),
        metric=next(iter((role or {}).get("metric") or ()), "ContentsCode"),
    )


def _dimension(code: Any, parts: Any) -> Dimension:
    part = parts.get(code) if isinstance(parts, Mapping) else None
    category = part.get("category") if isinstance(part, Mapping) else None
    if not isinstance(part, Mapping) or not isinstance(category, Mapping):
        raise JsonStatError(f"dimension.{code}: is missing")
    labels, units = category.get("label") or {}, category.get("unit") or {}
    index = category.get("index", list(labels))
    if isinstance(index, Mapping):
        index = sorted(index, key=index.__getitem__)
    if not isinstance(index, list) or not isinstance(labels, Mapping) or not isinstance(units, Mapping):
        raise JsonStatError(f"dimension.{code}.category: index or label has another form")
    extension = part.get("extension") if isinstance(part.get("extension"), Mapping) else {}
    return Dimension(
        code=str(code),
        label=str(part.get("label") or code),
        values=tuple(_value(str(one), labels.get(one), units.get(one)) for one in index),
        eliminable=bool((extension or {}).get("elimination")),
    )


def _value(code: str, label: Any, unit: Any) -> Value:
    unit = unit if isinstance(unit, Mapping) else {}
    decimals = unit.get("decimals")
    return Value(
        code=code,
        label=str(label if label is not None else code),
        unit=str(unit.get("base") or unit.get("label") or ""),
        decimals=decimals if isinstance(decimals, int) and 0 <= decimals <= 10 else None,
    )


def _cells(data: Mapping[str, Any], sizes: list[Any]) -> tuple[tuple[Decimal | None, str], ...]:
    values, status = data.get("value"), data.get("status")
    if not values and not isinstance(values, Mapping):
        return ()
    total = 1
    for size in sizes:
        total *= int(size)
    if isinstance(values, list) and len(values) != total:
        raise JsonStatError(f"value: {len(values)} values, the sizes make {total}")
    if isinstance(values, Mapping) and total > 1_000_000:
        raise JsonStatError(f"size: makes {total} values")
    return tuple(_cell(_at(values, place), _at(status, place)) for place in range(total))


def _at(row: Any, place: int) -> Any:
    """The entry for `place` of a list, an object by place, or one mark that holds for all."""
    if isinstance(row, Mapping):
        return row.get(str(place))
    if isinstance(row, list):
        return row[place] if place < len(row) else None
    return row


def _cell(value: Any, mark: Any) -> tuple[Decimal | None, str]:
    """A number, or why there is none; a null without a mark is not stated. Never 0 for what is missing."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        number = Decimal(str(value))
        if number.is_finite():
            return number, ""
    return None, MARKS.get(str(mark or "").strip(), "not-stated")
