"""Official statistics beside an answer: look a figure up, or type it with its source, cite it, take it away.

The page works by itself without scripts; with them the same page is fetched into the workspace (`hx-select`).
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lovende.applications import actions, queries
from lovende.applications.models import Application
from lovende.applications.pages import cited
from lovende.applications.pages.views import find, must
from lovende.forms.definition import Question
from lovende.forms.models import Answer
from lovende.people.guard import actor_of, signed_in
from lovende.records.words import in_language
from lovende.statbank.figures import Figure


def _question(application: Application, key: str) -> Question:
    """Raises Http404 for a question the application's form does not have."""
    try:
        return queries.definition_of(application).question(key)
    except KeyError:
        raise Http404 from None


def _written(application: Application, question: str) -> str:
    """What is answered so far, which says what the figures may be about; "" for nothing."""
    if application.answers_id is None:
        return ""
    row = Answer.objects.filter(answers_id=application.answers_id, question=question).first()
    return row.value if row is not None and isinstance(row.value, str) else ""


def _page(
    request: HttpRequest,
    application: Application,
    question: Question,
    *,
    choice: cited.Choice | None = None,
    form: cited.TypedForm | None = None,
    told: str = "",
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    home = application.organisation.municipality
    text = _written(application, question.key) or in_language(question.label)
    choice = choice or cited.choose({}, home=home, text=text)
    is_bound = form is not None and form.is_bound
    form = form or cited.TypedForm(initial={"region": home.name if home else ""}, auto_id=cited.AUTO_ID)
    context = {
        "application": application,
        "question": question.key,
        "question_label": in_language(question.label),
        "back": _section_address(application, question.key),
        "choice": choice,
        "places": cited.places() if choice.description else [],
        "form": form,
        "fields": cited.fields_of(form),
        "errors": form.errors if is_bound else {},
        "show_typed": is_bound or choice.is_offline,
        "rows": cited.cited_for(application).get(question.key, []),
        "told": told,
        "problem": problem,
        "closed": queries.closed_because(application),
    }
    if request.headers.get("HX-Request"):
        status = 200  # htmx shows nothing of a page that says 422
    return render(request, "applications/citation_page.html", context, status=status)


def _section_address(application: Application, question: str) -> str:
    """The part of the workspace where the question stands."""
    sections = queries.definition_of(application).sections
    key = next((row.key for row in sections if any(one.key == question for one in row.questions)), "")
    address = reverse("applications:application", args=[application.public_id])
    return f"{address}?{urlencode({'del': key})}" if key else address


def _done(request: HttpRequest, application: Application, question: Question, told: str) -> HttpResponse:
    """After a change: the page anew; within the workspace at once, else after a redirect."""
    if request.headers.get("HX-Request"):
        return _page(request, application, question, told=told)
    messages.success(request, told)
    return redirect("applications:citation", application.public_id, question.key)


@signed_in
@require_GET
def citation(request: HttpRequest, public_id: str, question: str) -> HttpResponse:
    """Choose a table, municipality, contents and period; see the figure. After the deadline: what is cited."""
    application = find(request, public_id)
    asked = _question(application, question)
    if queries.closed_because(application):
        return _page(request, application, asked)
    return _page(request, application, asked, choice=_choice(request.GET, application, asked))


def _choice(given: Any, application: Application, question: Question) -> cited.Choice:
    text = _written(application, question.key) or in_language(question.label)
    return cited.choose(given, home=application.organisation.municipality, text=text)


@signed_in
@require_POST
def cite(request: HttpRequest, public_id: str, question: str) -> HttpResponse:
    """Cite the figure that the choice leads to. It is looked up again here: what a form says is no figure."""
    application = find(request, public_id)
    must(request, "write", application)
    asked = _question(application, question)
    choice = _choice(request.POST, application, asked)
    if choice.figure is None:
        choice.problem = choice.problem or _(
            "Tallet kunne ikke hentes. Velg på nytt, eller skriv det inn selv."
        )
        return _page(request, application, asked, choice=choice, status=422)
    return _cited(request, application, asked, choice.figure)


@signed_in
@require_POST
def cite_typed(request: HttpRequest, public_id: str, question: str) -> HttpResponse:
    """Cite a figure typed with its source."""
    application = find(request, public_id)
    must(request, "write", application)
    asked, form = _question(application, question), cited.TypedForm(request.POST, auto_id=cited.AUTO_ID)
    if not form.is_valid():
        return _page(request, application, asked, form=form, status=422)
    return _cited(request, application, asked, form.figure())


def _cited(
    request: HttpRequest, application: Application, question: Question, figure: Figure
) -> HttpResponse:
    try:
        actions.cite(application=application, question=question.key, figure=figure, actor=actor_of(request))
    except actions.ApplicationError as refused:
        return _page(request, application, question, problem=str(refused), status=422)
    return _done(request, application, question, _("Tallet er sitert."))


@signed_in
@require_POST
def uncite(request: HttpRequest, public_id: str, question: str, key: str) -> HttpResponse:
    """Take a cited figure away. One that is gone already stays gone."""
    application = find(request, public_id)
    must(request, "write", application)
    asked = _question(application, question)
    row = cited.find_cited(application, asked.key, key)
    try:
        if row is not None:
            actions.uncite(application=application, citation=row, actor=actor_of(request))
    except actions.ApplicationError as refused:
        return _page(request, application, asked, problem=str(refused), status=422)
    return _done(request, application, asked, _("Tallet er fjernet."))


urlpatterns_citing = [
    path("<slug:public_id>/tall/<slug:question>/", citation, name="citation"),
    path("<slug:public_id>/tall/<slug:question>/siter/", cite, name="cite"),
    path("<slug:public_id>/tall/<slug:question>/skriv/", cite_typed, name="cite_typed"),
    path("<slug:public_id>/tall/<slug:question>/<slug:key>/fjern/", uncite, name="uncite"),
]
