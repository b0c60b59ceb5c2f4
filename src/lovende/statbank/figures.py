"""One figure of official statistics with all that finds it again, whoever gave it: the bank or a person."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from lovende.people.models import Municipality

SOURCE = "Statistisk sentralbyrå"


@dataclass(frozen=True)
class Figure:
    """`value` in `unit`, or None and why (`unknown`, a key of records.models.UnknownKind); never neither.

    `region_number` is the number the region bore in `period` (an official number: «0104» for Moss in 2016), and
    `municipality` the one that bore it, where the caller knows. `address` leads to the same answer;
    `retrieved_at` is when it was given. `is_kept`: the bank could not be reached, and this answer is older.
    """

    value: Decimal | None
    unit: str
    label: str
    region: str
    period: str
    table: str
    table_title: str
    address: str
    retrieved_at: datetime | None
    source: str = SOURCE
    unknown: str = ""
    region_number: str = ""
    municipality: Municipality | None = None
    is_typed: bool = False
    is_kept: bool = False
    decimals: int | None = None

    def __post_init__(self) -> None:
        if (self.value is None) == (not self.unknown):
            raise ValueError("a figure has a value or says why it has none, never both and never neither")
        if not self.source:
            raise ValueError("a figure has a source")
