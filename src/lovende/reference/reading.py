"""The reference portfolio's files, read and merged."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parent / "data"
COMMON = "common"
KINDS = ("documents", "terms", "organisations", "schemes", "calls", "measures", "rounds")


class PortfolioError(ValueError):
    """A file of the reference portfolio is wrong; the message names file and record."""


def read_portfolio(folder: Path = DATA, only: str = "") -> dict[str, list[dict[str, Any]]]:
    """All records by kind, the common ones first; those of the folder `only` when it is named.

    Raises PortfolioError for an unknown kind, or a call, measure or round twice.
    """
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for path, kind, record in _records(folder, only):
        if kind not in KINDS:
            raise PortfolioError(f"{path.name}: unknown kind of record {kind!r}")
        found[kind].append(record)
    return {kind: _merged(kind, found[kind]) for kind in KINDS}


def _records(folder: Path, only: str) -> Iterator[tuple[Path, str, dict[str, Any]]]:
    folders = sorted(
        (sub for sub in folder.iterdir() if sub.is_dir() and sub.name.startswith(only)),
        key=lambda sub: (sub.name != COMMON, sub),
    )
    for sub in folders:
        for path in sorted(sub.glob("*.yaml")):
            content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
            for kind, records in (content or {}).items():
                for record in records or ():
                    yield path, kind, record


def _merged(kind: str, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Two sources may name the same body, scheme or word: the first holds, aliases add up. A measure has one record."""
    merged: dict[tuple[str | None, str], dict[str, Any]] = {}
    additions = [record for record in records if "adds_to" in record]
    for record in records:
        if "adds_to" in record:
            continue
        key = (record.get("vocabulary"), record["id"])
        first = merged.setdefault(key, record)
        if first is record:
            continue
        if kind in ("calls", "measures", "rounds"):
            raise PortfolioError(f"{kind}: {record['id']} is defined twice")
        aliases = [*(first.get("aliases") or ()), *(record.get("aliases") or ())]
        names = [record["name"]] if record["name"] != first["name"] else []
        first["aliases"] = list(dict.fromkeys([*aliases, *names]))
    return [*merged.values(), *additions]
