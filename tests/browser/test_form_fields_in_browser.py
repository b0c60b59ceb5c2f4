"""Groups of choices in a form: accessible, and an error leads into the group."""

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils import translation

CHOICES = [("a", "Ja"), ("b", "Nei")]
HEAD = '<!doctype html><html lang="nb"><head><title>Skjema</title></head>'
PAGE = HEAD + "<body><main><h1>Skjema</h1>{}</main></body></html>"


class Groups(forms.Form):
    answer = forms.ChoiceField(label="Svar", help_text="Velg ett.", choices=CHOICES, widget=forms.RadioSelect)
    several = forms.MultipleChoiceField(
        label="Flere", help_text="Velg minst ett.", choices=CHOICES, widget=forms.CheckboxSelectMultiple
    )
    sure = forms.BooleanField(label="Sikker", help_text="Kryss av.")


@pytest.mark.parametrize("data", [None, {}])
def test_groups_are_accessible_with_and_without_errors(page, axe, data):
    with translation.override("nb"):
        page.set_content(PAGE.format(render_to_string("components/form_fields.html", {"form": Groups(data)})))
    assert axe(page) == []
    for name, first in (("Svar", "id_answer_0"), ("Flere", "id_several_0")) if data == {} else ():
        page.locator("li a", has_text=name).click()
        assert page.evaluate("location.hash") == f"#{first}"
        assert page.locator(f"#{first}").count() == 1
