"""What `lovende search`, `similar` and `show` answer: documents for scripts, text for people."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils import translation

from lovende.measures.models import Measure, State
from lovende.measures.record import public_record
from lovende.measures.search.engine import search
from lovende.measures.search.filters import names_of, read_filters
from lovende.measures.search.similar import Similar, similar_to_measure, similar_to_text
from lovende.measures.search.spelling import current_speller

MOST_TEXT = 5_000_000
Document = dict[str, Any]


def search_document(query: str, where: Sequence[str], limit: int) -> Document:
    """Raises ValueError for a filter that cannot be read."""
    found = search(query, read_filters(where), limit=limit, speller=current_speller())
    scores = [(key, round(score, 4)) for key, score in found.hits]
    return {
        "query": query,
        "total": found.total,
        "seconds": round(found.seconds, 4),
        "results": _results(scores),
        "facets": found.facets,
        "corrected": {w.corrected_from: w.stem for w in found.query.words if w.corrected_from},
        "relaxed": found.relaxed,
    }


def _results(scores: Sequence[tuple[int, float]]) -> list[Document]:
    rows = (
        Measure.objects.filter(state=State.PUBLISHED)
        .select_related("owner")
        .prefetch_related("municipalities")
        .in_bulk([key for key, _ in scores])
    )
    return [
        {
            "id": rows[key].public_id,
            "title": rows[key].title,
            "organisation": str(rows[key].owner) if rows[key].owner else None,
            "municipality": ", ".join(place.name for place in rows[key].municipalities.all()) or None,
            "score": score,
        }
        for key, score in scores
        if key in rows
    ]


def similar_document(public_id: str | None, text: str | None, limit: int) -> Document:
    """Raises LookupError for an id that is not published, ValueError for an empty text."""
    if public_id is not None:
        found = similar_to_measure(_published(public_id).pk, limit)
    elif not (text or "").strip():
        raise ValueError("the text is empty: give some words to compare with")
    else:
        found = similar_to_text(text or "", limit)
    results = _results([(row.pk, round(row.score, 4)) for row in found])
    reasons = {row.public_id: _why(row) for row in found}
    return {"results": [{**row, "why": reasons[row["id"]]} for row in results]}


def _why(row: Similar) -> list[str]:
    labels = {facet: names_of(facet) for facet, _ in row.facets}
    shared = [f"{facet}: {(labels[facet].get(key) or [key])[0]}" for facet, key in row.facets]
    return [*row.words, *shared]


def _published(public_id: str) -> Measure:
    measure = Measure.objects.filter(public_id=public_id, state=State.PUBLISHED).first()
    if measure is None:
        raise LookupError(f"no published measure has the id {public_id!r}: find ids with lovende search")
    return measure


def show_document(public_id: str) -> Document:
    """Raises LookupError."""
    with translation.override("nb"):
        return public_record(_published(public_id))


def read_text_file(path: Path) -> str:
    """Text of a file in UTF-8 or Windows-1252. Raises ValueError when it is missing, too large or no text."""
    if not path.is_file():
        raise ValueError(f"{path}: there is no such file")
    if path.stat().st_size > MOST_TEXT:
        raise ValueError(f"{path}: more than {MOST_TEXT // 1_000_000} MB of text: give a shorter one")
    content = path.read_bytes()
    if b"\0" in content:
        raise ValueError(f"{path}: is not a text file")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("windows-1252", errors="replace")


def search_text(document: Document) -> str:
    lines = [f"{document['total']} measures ({document['seconds'] * 1000:.0f} ms)"]
    for number, row in enumerate(document["results"], start=1):
        place = " · ".join(part for part in (row["organisation"], row["municipality"]) if part)
        lines += [f"{number:>3}. {row['title']}", f"     {row['id']}" + (f" · {place}" if place else "")]
    return "\n".join(lines)


def similar_text(document: Document) -> str:
    lines = []
    for number, row in enumerate(document["results"], start=1):
        lines += [f"{number:>3}. {row['title']}  ({row['id']})", f"     shares: {', '.join(row['why'])}"]
    return "\n".join(lines) or "Nothing like it is in the register."


def show_text(document: Document, depth: int = 0) -> str:
    """The record as indented lines."""
    lines: list[str] = []
    for name, value in document.items():
        lines += _lines(name, value, depth)
    return "\n".join(lines)


def _lines(name: str, value: Any, depth: int) -> list[str]:
    pad = "  " * depth
    if isinstance(value, dict):
        return [f"{pad}{name}:", show_text(value, depth + 1)] if value else [f"{pad}{name}: –"]
    if isinstance(value, list):
        rows = [f"{pad}{name}:" if value else f"{pad}{name}: –"]
        for row in value:
            rows.append(show_text(row, depth + 2) if isinstance(row, dict) else f"{pad}  - {row}")
        return rows
    return [f"{pad}{name}: {'–' if value in (None, '') else value}"]
