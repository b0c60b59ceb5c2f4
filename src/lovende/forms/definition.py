"""What a form may hold, read from plain data and checked whole before anything is stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

NOT_RELEVANT = "not-relevant"
KINDS = ("text", "choice", "scale", "number", "money", "date", "table", "file")


class DefinitionError(ValueError):
    """The definition of a form is wrong; the message names the place."""


@dataclass(frozen=True)
class Condition:
    """A question is asked only when another has one of `values`."""

    question: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Question:
    """One question. `label` and `help` map language to words; `aliases` are other headings for it.

    `beside` names what a page shows next to it ("similar" measures, "statistics" to cite). A choice with
    `max_items` other than one takes several: its value is a list of keys. A scale may name its points by
    `choices` and, where it says so, be answered with `NOT_RELEVANT`. A lost question stands in a source that no
    longer says what it asked: it is shown as lost, never asked.
    """

    key: str
    kind: str
    label: Mapping[str, str]
    help: Mapping[str, str]
    required: bool
    aliases: tuple[str, ...]
    choices: tuple[Mapping[str, Any], ...]
    columns: tuple[Mapping[str, Any], ...]
    low: int | None
    high: int | None
    max_items: int | None
    max_length: int | None
    condition: Condition | None
    beside: tuple[str, ...] = ()
    may_be_irrelevant: bool = False
    is_lost: bool = False

    @property
    def takes_several(self) -> bool:
        """Is the value a list: several choices, or the rows of a table?"""
        return self.kind == "table" or (self.kind == "choice" and (self.max_items or 1) > 1)

    def is_asked(self, answers: Mapping[str, Any]) -> bool:
        """Is the question's condition met by the other answers? Without a condition it always is, unless lost."""
        if self.is_lost:
            return False
        return self.condition is None or answers.get(self.condition.question) in self.condition.values


@dataclass(frozen=True)
class Section:
    """Questions under a title. A section with a `rule` is asked only where that rule of the call is on."""

    key: str
    title: Mapping[str, str]
    questions: tuple[Question, ...]
    rule: str | None = None


@dataclass(frozen=True)
class Definition:
    sections: tuple[Section, ...]

    def questions(self) -> Iterator[Question]:
        for section in self.sections:
            yield from section.questions

    def asked(self, rules: Mapping[str, Any]) -> Definition:
        """The definition with the sections that `rules` ({rule: value}) leave; one without a rule is always there."""
        return Definition(tuple(row for row in self.sections if not row.rule or rules.get(row.rule)))

    def question(self, key: str) -> Question:
        """The question with that key. Raises KeyError."""
        for question in self.questions():
            if question.key == key:
                return question
        raise KeyError(key)


def read_definition(data: Mapping[str, Any]) -> Definition:
    """Read `{"sections": [{key, title, questions: [...]}]}`.

    Raises DefinitionError naming the first wrong place: an unknown kind, a key twice, a missing label in
    bokmål, a choice without choices, a scale without low < high, a condition on a question not asked before
    or asked only by rule.
    """
    sections = tuple(_section(row, f"sections[{i}]") for i, row in enumerate(data.get("sections") or ()))
    if not sections:
        raise DefinitionError("sections: a form has at least one section")
    definition = Definition(sections)
    _check_keys(definition)
    _check_rules(definition)
    return definition


def _section(row: Mapping[str, Any], place: str) -> Section:
    questions = tuple(
        _question(q, f"{place}.questions[{i}]") for i, q in enumerate(row.get("questions") or ())
    )
    if not questions:
        raise DefinitionError(f"{place}: a section has at least one question")
    return Section(_key(row, place), dict(row.get("title") or {}), questions, row.get("rule") or None)


def _key(row: Mapping[str, Any], place: str) -> str:
    key = str(row.get("key") or "")
    if not key:
        raise DefinitionError(f"{place}: key is missing")
    return key


def _question(row: Mapping[str, Any], place: str) -> Question:
    kind = row.get("kind")
    if kind not in KINDS:
        raise DefinitionError(f"{place}: kind {kind!r} is not one of {', '.join(KINDS)}")
    label = dict(row.get("label") or {})
    if not label.get("nb"):
        raise DefinitionError(f"{place}: label has no bokmål (nb)")
    low, high = row.get("low"), row.get("high")
    if kind == "scale" and not (isinstance(low, int) and isinstance(high, int) and low < high):
        raise DefinitionError(f"{place}: a scale needs low and high, low below high")
    for kind_, part in (("choice", "choices"), ("table", "columns")):
        if kind == kind_ and not row.get(part):
            raise DefinitionError(f"{place}: a {kind_} needs {part}")
    condition = row.get("condition")
    return Question(
        key=_key(row, place),
        kind=kind,
        label=label,
        help=dict(row.get("help") or {}),
        required=bool(row.get("required", False)),
        aliases=tuple(row.get("aliases") or ()),
        choices=tuple(row.get("choices") or ()),
        columns=tuple(row.get("columns") or ()),
        low=low,
        high=high,
        max_items=row.get("max_items"),
        max_length=row.get("max_length"),
        condition=Condition(condition["question"], tuple(condition["values"])) if condition else None,
        beside=tuple(row.get("beside") or ()),
        may_be_irrelevant=bool(row.get("not_relevant", False)),
        is_lost=bool(row.get("lost", False)),
    )


def _check_keys(definition: Definition) -> None:
    seen: set[str] = set()
    for question in definition.questions():
        if question.key in seen:
            raise DefinitionError(f"question {question.key}: the key is used twice")
        if question.condition and question.condition.question not in seen:
            raise DefinitionError(
                f"question {question.key}: its condition names a question not asked before it"
            )
        seen.add(question.key)


def _check_rules(definition: Definition) -> None:
    """A condition may not lean on a question that is asked only by rule, unless it is in the same section."""
    by_rule = {q.key: section for section in definition.sections if section.rule for q in section.questions}
    for section in definition.sections:
        for question in section.questions:
            other = by_rule.get(question.condition.question) if question.condition else None
            if other is not None and other is not section:
                raise DefinitionError(
                    f"question {question.key}: its condition names a question that is asked only by rule"
                )
