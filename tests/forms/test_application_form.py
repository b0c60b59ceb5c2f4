"""The application asks by the researcher approach, briefly, and for what comes after only where a rule says so."""

import pytest
import yaml

from lovende.forms.definition import DefinitionError, read_definition
from lovende.forms.reading import form_files


@pytest.fixture(scope="module")
def form():
    files = {path.stem: path for path in form_files()}
    return read_definition(yaml.safe_load(files["application"].read_text(encoding="utf-8")))


def test_the_four_steps_come_first_and_in_order(form):
    """003, Vedlegg C, lines 3608-3705: need, question, knowledge and gap, evaluation."""
    steps = [section.key for section in form.sections][:4]
    assert steps == ["behov", "problemstilling", "kunnskap", "evaluering"]
    plan = {row.key for section in form.sections if section.key == "evaluering" for row in section.questions}
    assert plan == {
        f"evaluering-{what}"
        for what in ("maal", "utgangspunkt", "uten", "sammenligning", "data", "hvem", "tid")
    }


def test_what_comes_after_is_asked_only_where_a_rule_says_so(form):
    """003, lines 1479-1481: not at the time of application; a regulation may demand it (lines 167-171)."""

    def keys(rules):
        return {question.key for question in form.asked(rules).questions()}

    assert not {"videreforing", "overforbarhet"} & keys({})
    assert keys({"continuation_plan_asked": True}) - keys({}) == {"videreforing"}
    assert keys({"transfer_value_required": True}) - keys({"transfer_value_required": False}) == {
        "overforbarhet"
    }


def test_every_question_is_explained_in_three_languages_and_short(form):
    for question in form.questions():
        for code in ("nb", "nn", "en"):
            assert question.label.get(code) and question.help.get(code), (question.key, code)
            assert len(question.help[code]) <= 140, (question.key, code)
        assert question.kind != "text" or question.max_length <= 2000
    required = sum(question.max_length or 0 for question in form.asked({}).questions() if question.required)
    assert required <= 18_000, "some six pages at most (003, lines 1454-1458: time is scarce)"
    beside = {question.key: question.beside for question in form.questions() if question.beside}
    assert beside["behov"] == beside["kunnskapsgrunnlag"] == ("similar",)
    assert beside["behov-tall"] == ("statistics",)


def test_a_section_with_a_rule_takes_no_condition_from_one_that_may_be_gone():
    text = {"kind": "text", "label": {"nb": "x"}}
    sections = [
        {"key": "a", "rule": "r", "questions": [{**text, "key": "en"}]},
        {"key": "b", "questions": [{**text, "key": "to", "condition": {"question": "en", "values": ["ja"]}}]},
    ]
    with pytest.raises(DefinitionError, match="only by rule"):
        read_definition({"sections": sections})
