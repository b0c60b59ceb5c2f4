"""The fields of a form as every room shows them: where an error leads, and what belongs to a group."""

import re

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils import translation

CHOICES = [("a", "Ja"), ("b", "Nei")]


class Everything(forms.Form):
    name = forms.CharField(label="Navn", help_text="Hele navnet.")
    answer = forms.ChoiceField(label="Svar", help_text="Velg ett.", choices=CHOICES, widget=forms.RadioSelect)
    several = forms.MultipleChoiceField(
        label="Flere", help_text="Velg minst ett.", choices=CHOICES, widget=forms.CheckboxSelectMultiple
    )
    sure = forms.BooleanField(label="Sikker", help_text="Kryss av.")


@pytest.fixture(autouse=True)
def bokmål():
    with translation.override("nb"):
        yield


def shown(data: dict | None = None, prefix: str | None = None) -> str:
    return render_to_string("components/form_fields.html", {"form": Everything(data, prefix=prefix)})


@pytest.mark.parametrize("prefix", [None, "over"])
def test_every_error_leads_to_something_that_takes_the_focus(prefix):
    html = shown({}, prefix)
    there = re.findall(r'<li><a href="#([^"]*)">', html)
    focusable = re.findall(r'<input[^>]* id="([^"]+)"', html)
    assert len(there) == 4 and set(there) <= set(focusable)
    assert there[1].endswith("answer_0") and there[2].endswith("several_0")


@pytest.mark.parametrize("data", [None, {}])
def test_whatever_describes_a_field_is_there_once(data):
    html = shown(data)
    described = [one for ids in re.findall(r'aria-describedby="([^"]+)"', html) for one in ids.split()]
    assert described and all(html.count(f'id="{one}"') == 1 for one in described)
    for words in ("Hele navnet.", "Velg ett.", "Velg minst ett.", "Kryss av."):
        assert html.count(words) == 1
    group = re.search(r'<fieldset[^>]*aria-describedby="([^"]+)"[^>]*><legend[^>]*>Svar<', html)
    assert group and group[1].split() == ["id_answer_helptext", *(["id_answer_error"] if data == {} else [])]
