"""Pages of the profile of a chosen method: to read, and to write for those who lead."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lovende.forms.definition import Question
from lovende.people.guard import actor_of, signed_in
from lovende.people.models import User
from lovende.records.words import in_language
from lovende.selection.case_pages.guard import led_read, read
from lovende.selection.leading.guard import frame, refused
from lovende.selection.models import Candidate, Choice, Round
from lovende.selection.profiles import LONGEST, Written, save_profile, taken_over, written
from lovende.selection.starting import Start, is_as_taken


class ProfileForm(forms.Form):
    """A text for each heading; `version` is the one that the texts were written upon."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=30_000)

    def __init__(self, *args: Any, questions: Sequence[Question], **more: Any) -> None:
        super().__init__(*args, **more)
        self.questions = questions
        for row in questions:
            self.fields[row.key] = forms.CharField(
                label=in_language(row.label),
                help_text=in_language(row.help),
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 8}),
            )

    def texts(self) -> dict[str, str]:
        return {row.key: self.cleaned_data[row.key] for row in self.questions}


def chosen_candidate(round_: Round, number: int) -> Candidate:
    """A candidate whose last choice is yes. Raises Http404 for any other."""
    newest = Choice.objects.filter(candidate__round=round_, candidate__number=number)
    last = newest.select_related("candidate__measure__answers__version", "candidate__organisation")
    found = last.order_by("-number").first()
    if found is None or not found.is_chosen:
        raise Http404
    return found.candidate


@signed_in
@require_safe
def profile_page(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """The profile as it stands, with what is missing, for those who may see the round read to its end."""
    user = actor_of(request)
    round_ = read(public_id, user)
    candidate = chosen_candidate(round_, number)
    there = written(candidate)
    taken = taken_over(candidate, there.questions)
    context = _around(round_, user, candidate, _("Profil")) | {
        "written": there,
        "rows": [_row(question, there, taken) for question in there.questions],
        "may_write": user.has_perm("selection.run", round_),
    }
    return render(request, "selection/telling/profile.html", context)


def _around(round_: Round, user: User, candidate: Candidate, here: str) -> dict[str, Any]:
    return frame(round_, user, "chosen", here, is_over=True) | {"candidate": candidate}


def _row(question: Question, there: Written, taken: Mapping[str, Start]) -> dict[str, Any]:
    text = there.texts.get(question.key, "")
    return {
        "label": in_language(question.label),
        "help": in_language(question.help),
        "text": text,
        "is_as_taken": is_as_taken(text, taken.get(question.key)),
    }


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def write_profile(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Write the profile. A heading nobody has written under starts from the measure's own words, and says so."""
    user = actor_of(request)
    round_ = led_read(public_id, user)
    candidate = chosen_candidate(round_, number)
    if round_.state == Round.State.CLOSED and request.method != "POST":
        return redirect("selection:profile", public_id, number)
    there = written(candidate)
    taken = taken_over(candidate, there.questions)
    form, status = _form(request, there, taken), 200
    if request.method == "POST":
        status = _sent(form, round_, number, user) if form.is_valid() else 422
        if not status:
            messages.success(request, _("Profilen er lagret."))
            return redirect("selection:profile", public_id, number)
    is_newer = status == 409 and round_.state != Round.State.CLOSED
    theirs = _newer(form, written(candidate)) if is_newer else {}
    context = _around(round_, user, candidate, _("Skriv profilen")) | {
        "form": form,
        "fields": [_field(form, question, taken, theirs) for question in there.questions],
        "is_newer": bool(theirs),
    }
    return render(request, "selection/telling/write_profile.html", context, status=status)


def _form(request: HttpRequest, there: Written, taken: Mapping[str, Start]) -> ProfileForm:
    if request.method == "POST":
        return ProfileForm(request.POST, questions=there.questions)
    begun = there.texts if there.profile else {key: start.text for key, start in taken.items()}
    return ProfileForm(initial={"version": there.version, **begun}, questions=there.questions)


def _sent(form: ProfileForm, round_: Round, number: int, user: User) -> int:
    version = form.cleaned_data["version"]
    return refused(
        form,
        lambda: save_profile(round_=round_, number=number, texts=form.texts(), version=version, actor=user),
    )


def _newer(form: ProfileForm, there: Written) -> dict[str, str]:
    """What stands now where it differs from what was typed; who has seen it may save theirs over it."""
    typed = form.texts()
    data: Any = form.data
    shown = data.copy()
    shown["version"] = str(there.version)
    form.data = shown
    return {
        row.key: there.texts.get(row.key, "")
        for row in there.questions
        if typed[row.key].split() != there.texts.get(row.key, "").split()
    }


def _field(
    form: ProfileForm, question: Question, taken: Mapping[str, Start], theirs: Mapping[str, str]
) -> dict[str, Any]:
    start = taken.get(question.key)
    bound = form[question.key]
    return {
        "field": bound,
        "start": start,
        "is_as_taken": is_as_taken(bound.value() or "", start),
        "differs": question.key in theirs,
        "theirs": theirs.get(question.key, ""),
    }
