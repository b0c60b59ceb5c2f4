"""The sheets of the workbook and their columns: what a heading may be called, and what its cells hold. Pure.

A row is found again by its call, organisation and title; these three stand in every sheet.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

KEY = ("call", "organisation", "title")


@dataclass(frozen=True)
class Column:
    """`kind`: text, money, number, count, year, years, date, or choice with `choices` (key → names understood).

    The first of `names` is the heading of the template. `note` tells people what to write there.
    """

    key: str
    names: tuple[str, ...]
    kind: str = "text"
    required: bool = False
    note: str = ""
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    longest: int = 200


@dataclass(frozen=True)
class Sheet:
    key: str
    names: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)

    @property
    def title(self) -> str:
        return self.names[0]


def _column(row: dict[str, Any]) -> Column:
    choices = tuple((key, tuple(names)) for key, names in (row.get("choices") or {}).items())
    return Column(**{**row, "names": tuple(row["names"]), "choices": choices})


def _sheets() -> tuple[Sheet, ...]:
    rows = yaml.safe_load((Path(__file__).parent / "data" / "columns.yaml").read_text(encoding="utf-8"))
    return tuple(
        Sheet(row["key"], tuple(row["names"]), tuple(_column(column) for column in row["columns"]))
        for row in rows
    )


SHEETS = _sheets()
APPLICATIONS, AWARDS, REPORTS = SHEETS
# Sheets of the template that hold no rows.
PASSED_OVER = ("les meg", "eksempler", "read me", "examples")
