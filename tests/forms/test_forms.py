"""Forms are data: checked whole, versioned, never changed once published."""

import copy

import pytest
import yaml
from django.db import DatabaseError, IntegrityError, transaction

from lovende.forms.actions import AnswerError, latest_version, publish_version, save_answers
from lovende.forms.definition import DefinitionError, read_definition
from lovende.forms.models import Answer, FormVersion
from lovende.forms.reading import form_files

QUESTION = {"key": "en", "kind": "text", "label": {"nb": "Én"}}
DEFINITION = {"sections": [{"key": "s", "title": {"nb": "S"}, "questions": [QUESTION]}]}


def _with(**changes):
    definition = copy.deepcopy(DEFINITION)
    definition["sections"][0]["questions"][0].update(changes)
    return definition


@pytest.mark.parametrize(
    ("definition", "message"),
    [
        ({}, "at least one section"),
        ({"sections": [{"key": "s", "questions": []}]}, "at least one question"),
        (_with(kind="essay"), "kind 'essay'"),
        (_with(label={"en": "One"}), "no bokmål"),
        (_with(kind="scale", low=3, high=3), "low below high"),
        (_with(kind="choice"), "needs choices"),
        (_with(kind="table"), "needs columns"),
        (_with(key=""), "key is missing"),
        (_with(condition={"question": "to", "values": ["ja"]}), "not asked before"),
    ],
)
def test_a_wrong_definition_is_refused_with_the_place(definition, message):
    with pytest.raises(DefinitionError, match=message):
        read_definition(definition)


def test_a_key_twice_is_refused():
    definition = copy.deepcopy(DEFINITION)
    definition["sections"][0]["questions"].append(QUESTION)
    with pytest.raises(DefinitionError, match="used twice"):
        read_definition(definition)


def test_a_condition_asks_a_question_only_when_it_is_met():
    definition = copy.deepcopy(DEFINITION)
    follow_up = {**QUESTION, "key": "to", "condition": {"question": "en", "values": ["ja"]}}
    definition["sections"][0]["questions"].append(follow_up)
    question = read_definition(definition).question("to")
    assert question.is_asked({"en": "ja"})
    assert not question.is_asked({"en": "nei"}) and not question.is_asked({})


@pytest.mark.parametrize(
    ("key", "questions"), [("catalogue-entry", 10), ("recipe", 6), ("method-profile", 6)]
)
def test_the_first_forms_have_the_headings_of_their_sources(key, questions):
    """002 notes B1 (ten headings) and B2 (six fields); 003 Vedlegg B, lines 1908-1986 (six headings)."""
    content = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in form_files()}[key]
    definition = read_definition(content)
    assert content["key"] == key
    assert len(list(definition.questions())) == questions
    for question in definition.questions():
        assert all(question.label.get(code) for code in ("nb", "nn", "en")), question.key


@pytest.mark.django_db
class TestVersions:
    def publish(self, definition=DEFINITION, number=1):
        return publish_version(
            key="prove", number=number, title={"nb": "Prøve"}, definition=definition, actor=None
        )

    def test_publishing_the_same_again_changes_nothing(self):
        assert self.publish().pk == self.publish().pk

    def test_other_content_under_the_same_number_is_refused(self):
        self.publish()
        with pytest.raises(ValueError, match="never changes"):
            self.publish(_with(key="annen"))

    def test_the_database_refuses_to_change_or_delete_a_published_version(self):
        version = self.publish()
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            FormVersion.objects.filter(pk=version.pk).update(definition=_with(key="annen"))
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            FormVersion.objects.filter(pk=version.pk).delete()

    def test_answers_stay_with_the_version_they_were_given_to(self):
        self.publish()
        answers = save_answers(form_key="prove", rows={"en": {"value": "svar"}}, answers=None)
        self.publish(_with(key="ny"), number=2)
        assert latest_version("prove").number == 2
        again = save_answers(form_key="prove", rows={"en": {"value": "bedre svar"}}, answers=answers)
        assert again.version.number == 1 and again.rows.get().value == "bedre svar"

    def test_a_question_the_version_does_not_have_is_refused(self):
        self.publish()
        with pytest.raises(AnswerError, match="'to'"):
            save_answers(form_key="prove", rows={"to": {"value": "x"}}, answers=None)

    @pytest.mark.parametrize(
        "columns",
        [
            {"value": None, "unknown": ""},
            {"value": "x", "unknown": "not-stated"},
            {"value": None, "unknown": "?"},
        ],
    )
    def test_an_answer_is_a_value_or_a_stated_unknown_never_neither_nor_both(self, columns):
        self.publish()
        answers = save_answers(form_key="prove", rows={}, answers=None)
        with pytest.raises(IntegrityError), transaction.atomic():
            Answer.objects.create(answers=answers, question="en", **columns)
