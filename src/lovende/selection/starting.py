"""What a profile starts from: the measure's own words, where they stand under a heading that the profile has."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lovende.forms.definition import Question
from lovende.selection.material import Field

# Heading of the profile → the question of a report or a catalogue entry that asks for the same under another name.
SAME = {"samarbeid": "samhandling", "tiltak": "beskrivelse", "maloppnaelse": "resultat"}


@dataclass(frozen=True)
class Start:
    """Words taken over, and the heading they stood under."""

    text: str
    label: str


def starts(questions: Iterable[Question], *materials: Iterable[Field]) -> Mapping[str, Start]:
    """{heading: what to start from}, from the first of `materials` that has it; nothing where none has."""
    by_key = [{row["key"]: Start(row["text"].strip(), row["label"]) for row in rows} for rows in materials]
    found = {}
    for question in questions:
        keys = (question.key, SAME.get(question.key, question.key))
        there = [rows[key] for rows in by_key for key in keys if key in rows and rows[key].text]
        if there:
            found[question.key] = there[0]
    return found


def is_as_taken(text: str, start: Start | None) -> bool:
    """Is the text word for word what it started from? Line ends and blanks around do not count."""
    return start is not None and text.split() == start.text.split()
