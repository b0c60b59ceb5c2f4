"""Published rounds of the reference portfolio: what a source prints of a selection of its own."""

from collections.abc import Mapping
from typing import Any

from lovende.measures.lookup import Lookup
from lovende.selection.printed import PrintedError
from lovende.selection.published.keeping import keep_published


def load_rounds(rows: list[dict[str, Any]]) -> None:
    """Keep them; idempotent. Raises UnknownKeyError, or PrintedError naming the wrong record."""
    if not rows:
        return
    lookup = Lookup.load()
    for row in rows:
        try:
            keep_published(
                public_id=row["id"], columns=_columns(lookup, row), printed=row["printed"], actor=None
            )
        except PrintedError as wrong:
            raise PrintedError(f"{row['id']}: {wrong}") from None


def _columns(lookup: Lookup, row: Mapping[str, Any]) -> dict[str, Any]:
    source = row["source"]
    return {
        "title": row["title"],
        "institute": lookup.organisation(row["institute"]),
        "owner": lookup.organisation(row["owner"]) if row.get("owner") else None,
        "scheme": lookup.scheme(row["scheme"]) if row.get("scheme") else None,
        "year": row.get("year"),
        "per_measure": row["per_measure"],
        "at_most": row.get("at_most"),
        "source": lookup.source(source["document"]),
        "lines": str(source["lines"]),
    }
