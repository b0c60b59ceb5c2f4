"""What raters read of a candidate, and which judgement each field feeds (003 L924–938)."""

from typing import Any

from lovende.forms.models import AnswerSet
from lovende.measures.models import Measure
from lovende.records.words import in_language
from lovende.reporting.models import Report
from lovende.reporting.reading import answers_of

NOVELTY, GOAL, TRANSFER = "novelty", "goal", "transfer"
# Question of a report or a catalogue entry → what it is read for. The rest stands as background.
FEEDS = {
    "beskrivelse": NOVELTY,
    "tiltak": NOVELTY,
    "unikhet": NOVELTY,
    "resultat": GOAL,
    "maloppnaelse": GOAL,
    "avvik-fra-plan": GOAL,
    "kontrafaktisk": GOAL,
    "andre-forklaringer": GOAL,
    "andre-resultater": GOAL,
    "status": GOAL,
    "mal": GOAL,
    "suksessfaktorer": TRANSFER,
    "utfordringer": TRANSFER,
    "videreforing": TRANSFER,
    "videreforing-hvordan": TRANSFER,
    "videreforing-hvorfor-ikke": TRANSFER,
    "robusthet": TRANSFER,
    "overforbarhet": TRANSFER,
    "premisser": TRANSFER,
    "erfaringer": TRANSFER,
}
# What a rater needs no more than a member of the public does: whom to call.
LEFT_OUT = {"kontakt"}
Field = dict[str, Any]


def of_report(report: Report) -> list[Field]:
    """The fields of a report as handed in: {key, label, text, feeds}, in the form's order."""
    if report.content is not None:
        rows = report.content.get("answers", ())
        return [_field(row["question"], row["label"], str(row["value"])) for row in rows if row["value"]]
    return _of_answers(report.answers)


def of_measure(measure: Measure) -> list[Field]:
    """The texts of a measure in the register, in its form's order."""
    return _of_answers(measure.answers)


def _of_answers(answers: AnswerSet | None) -> list[Field]:
    if answers is None:
        return []
    said = answers_of(answers)
    return [
        _field(row.key, in_language(row.label, "nb"), str(said[row.key]))
        for row in answers.version.content.questions()
        if said.get(row.key) and row.key not in LEFT_OUT
    ]


def _field(key: str, label: str, text: str) -> Field:
    return {"key": key, "label": label, "text": text, "feeds": FEEDS.get(key, "")}


def characters(material: list[Field]) -> int:
    """How much there is to read."""
    return sum(len(row["text"]) for row in material)
