"""The judged queries: real-looking queries over the reference portfolio with graded judgements."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("queries.yaml")
PARTS = ("tune", "held-out")


@dataclass(frozen=True)
class Judged:
    """A query as somebody types it, with grades (1–3) by public id."""

    id: str
    query: str
    kind: str
    part: str
    judgements: Mapping[str, int]


def judged_queries(file: Path = FILE) -> list[Judged]:
    """All judged queries. Raises ValueError for a grade, part or id that the README does not know."""
    rows = [Judged(**row) for row in yaml.safe_load(file.read_text(encoding="utf-8"))["queries"]]
    for row in rows:
        if row.part not in PARTS or not set(row.judgements.values()) <= {1, 2, 3} or not row.judgements:
            raise ValueError(f"{row.id}: part {row.part!r}, grades {sorted(set(row.judgements.values()))}")
    if len({row.id for row in rows}) != len(rows):
        raise ValueError("two queries have one id")
    return rows
