"""What was handed in, as officers read it: sections with answers, budget, cited figures, similar measures."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from lovende.applications.models import Application, BudgetLine, SimilarNote
from lovende.applications.queries.reading import label_of, sections_of, words_of

Content = Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    """One question with what was answered, as lines of text; no lines is not answered."""

    key: str
    label: str
    text: str
    citations: list[Mapping[str, Any]]


@dataclass(frozen=True)
class Part:
    """One section of the form."""

    key: str
    title: str
    answers: list[Answer]


def parts(content: Content) -> list[Part]:
    """The sections in the order they were asked."""
    cited: dict[str, list[Mapping[str, Any]]] = {}
    for row in content.get("citations") or ():
        cited.setdefault(row["question"], []).append(row)
    return [
        Part(key, title, [_answer(row, cited.get(row["question"], [])) for row in rows])
        for key, title, rows in sections_of(content)
    ]


def _answer(row: Mapping[str, Any], citations: list[Mapping[str, Any]]) -> Answer:
    return Answer(row["question"], label_of(row), ", ".join(words_of(row)), citations)


def all_text(content: Content) -> str:
    """Title and answers, for finding what is alike."""
    texts = [", ".join(words_of(row)) for row in content.get("answers") or ()]
    return "\n".join([str(content.get("title") or ""), *texts])


@dataclass(frozen=True)
class Budget:
    """Kinds × years; `sums` by year without own contribution. A cell without a line is None: nothing is asked."""

    years: list[int]
    rows: list[tuple[str, list[Decimal | None], str]]
    sums: list[Decimal]


def budget(content: Content) -> Budget | None:
    """The budget as handed in; None for one without lines."""
    lines = content.get("budget") or []
    if not lines:
        return None
    labels = dict(BudgetLine.Kind.choices)
    years = sorted({int(row["year"]) for row in lines})
    kinds = list(dict.fromkeys(row["kind"] for row in lines))
    cells = {(row["kind"], int(row["year"])): kroner_of(row["amount"]) for row in lines}
    notes = {row["kind"]: row.get("note") or "" for row in lines}
    rows = [
        (str(labels.get(kind, kind)), [cells.get((kind, year)) for year in years], notes[kind])
        for kind in kinds
    ]
    asked = [kind for kind in kinds if kind != BudgetLine.Kind.OWN]
    sums = [sum((cells.get((kind, year)) or Decimal() for kind in asked), Decimal()) for year in years]
    return Budget(years, rows, sums)


def kroner_of(value: Any) -> Decimal | None:
    """A sum as content holds it; None for one that is not stated."""
    try:
        return None if value is None else Decimal(str(value))
    except InvalidOperation:
        return None


@dataclass(frozen=True)
class Handed:
    """One submission made ready for the page."""

    content: Content
    parts: list[Part]
    budget: Budget | None
    applied: Decimal | None
    kind: str
    similar: list[tuple[str, str, str, str]]


def handed(content: Content) -> Handed:
    """→ what the page shows of a submission's content."""
    relations, kinds = dict(SimilarNote.Relation.choices), dict(Application.Kind.choices)
    similar = [
        (row["measure"], row["title"], str(relations.get(row["relation"], "")), row.get("note") or "")
        for row in content.get("similar") or ()
    ]
    kind = str(kinds.get(content.get("kind") or "", ""))
    return Handed(content, parts(content), budget(content), kroner_of(content.get("applied")), kind, similar)
