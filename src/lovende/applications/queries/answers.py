"""The form of an application as its call asks it, and the answers given so far."""

from collections.abc import Mapping
from typing import Any

from lovende.applications.models import Application
from lovende.forms.definition import Definition
from lovende.forms.models import Answer
from lovende.schemes.models import Area, Call
from lovende.schemes.ruleset import Ruleset, read_rules


def ruleset_of(call: Call, area: Area | None = None) -> Ruleset:
    """The rules of the call, those of the area over them. Raises RulesError for rules that cannot be read."""
    found = read_rules(call.rules, keep_unknown=True)
    return found.with_area(area.rules) if area is not None and area.rules else found


def definition_of(application: Application) -> Definition:
    """The sections that the call asks, of the version of the form the application began with; none without a form."""
    if application.answers is None:
        return Definition(())
    rules = ruleset_of(application.call, application.area)
    return application.answers.version.content.asked(rules.stated())


def answers_of(application: Application) -> dict[str, Any]:
    """{question: value} of what is answered."""
    if application.answers_id is None:
        return {}
    rows = Answer.objects.filter(answers_id=application.answers_id, unknown="")
    return dict(rows.values_list("question", "value"))


def is_answered(value: Any) -> bool:
    return value is not None and value != [] and (not isinstance(value, str) or bool(value.strip()))


def unanswered(definition: Definition, answers: Mapping[str, Any]) -> list[str]:
    """Keys of the required questions that are asked and have no answer."""
    return [
        question.key
        for question in definition.questions()
        if question.required and question.is_asked(answers) and not is_answered(answers.get(question.key))
    ]


def too_long(definition: Definition, answers: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """{question: (length, most)} of the texts that are longer than the form lets them be."""
    found = {}
    for question in definition.questions():
        value = answers.get(question.key)
        if question.max_length and isinstance(value, str) and len(value.strip()) > question.max_length:
            found[question.key] = (len(value.strip()), question.max_length)
    return found
