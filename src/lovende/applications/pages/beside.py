"""Beside the answers: similar measures and how this one relates to them, comments, authors, files."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lovende.applications import actions
from lovende.applications.actions.files import MAX_FILE_BYTES, too_large
from lovende.applications.models import Application, Author, SimilarNote
from lovende.applications.pages import showing
from lovende.applications.pages.downloads import download
from lovende.applications.pages.finding import chosen_measure, near, noted
from lovende.applications.pages.forms import AuthorForm, CommentForm, SimilarForm, add_errors
from lovende.applications.pages.views import find, may, must
from lovende.applications.pages.workspace import page
from lovende.applications.pages.writing import first
from lovende.measures.models import Measure
from lovende.people.guard import actor_of, signed_in
from lovende.people.uploads import takes_file


def back(row: Application, key: str, anchor: str = "") -> HttpResponse:
    address = reverse("applications:application", args=[row.public_id])
    return redirect(f"{address}?del={key}{'#' + anchor if anchor else ''}")


@signed_in
@require_POST
def similar(request: HttpRequest, public_id: str) -> HttpResponse:
    """Measures like what is typed in the question just now (`answer-<question>`)."""
    row = find(request, public_id)
    question = request.POST.get("question", "")[:60]
    return _similar_panel(request, row, question, request.POST.get(f"answer-{question}", ""))


def _similar_panel(
    request: HttpRequest, row: Application, question: str, text: str, form: SimilarForm | None = None
) -> HttpResponse:
    context = {
        "application": row,
        "question": question,
        "del": request.POST.get("del", "")[:60],
        "near": near(row, text),
        "noted": noted(row),
        "shown": True,
        "relations": SimilarNote.Relation.choices,
        "wrong": form,
        "may_write": may(request, "write", row),
    }
    return render(request, "applications/similar.html", context, status=422 if form else 200)


@signed_in
@require_POST
def note_similar(request: HttpRequest, public_id: str) -> HttpResponse:
    """How this measure relates to one in the register. With htmx the panel comes back, else the page."""
    row = find(request, public_id)
    must(request, "write", row)
    form, question = SimilarForm(request.POST), request.POST.get("question", "")[:60]
    measure = chosen_measure(request.POST.get("measure", "")[:80])
    if measure is None:
        raise Http404
    if form.is_valid():
        data = form.cleaned_data
        actions.note_similar(
            application=row,
            measure=measure,
            relation=data["relation"],
            note=data["note"],
            actor=actor_of(request),
        )
    if request.headers.get("HX-Request"):
        text = request.POST.get(f"answer-{question}", "")
        return _similar_panel(request, row, question, text, None if form.is_valid() else form)
    if not form.is_valid():
        messages.error(request, first({key: str(value[0]) for key, value in form.errors.items()}))
    return back(row, request.POST.get("del", ""), "lignende")


@signed_in
@require_POST
def remove_similar(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take back how it relates to a measure."""
    row = find(request, public_id)
    must(request, "write", row)
    measure = Measure.objects.filter(public_id=request.POST.get("measure", "")[:80]).first()
    if measure is None:
        raise Http404
    actions.remove_similar(application=row, measure=measure, actor=actor_of(request))
    return back(row, request.POST.get("del", ""))


@signed_in
@require_POST
def add_comment(request: HttpRequest, public_id: str) -> HttpResponse:
    row = find(request, public_id)
    form, key = CommentForm(request.POST), request.POST.get("del", "")
    if not form.is_valid():
        return page(request, row, key, status=422, form=form)
    data = form.cleaned_data
    try:
        actions.add_comment(
            application=row, question=data["question"], text=data["text"], actor=actor_of(request)
        )
    except actions.ApplicationError as refused:
        add_errors(form, refused.fields)
        return page(request, row, key, status=422, form=form)
    return back(row, key, f"kommentarer-{data['question']}")


@signed_in
@require_POST
def resolve_comment(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    row = find(request, public_id)
    comment = row.comments.filter(pk=pk).first()
    if comment is None:
        raise Http404
    actions.resolve_comment(comment=comment, actor=actor_of(request))
    return back(row, request.POST.get("del", ""), f"kommentarer-{comment.question}")


@signed_in
@require_POST
def add_author(request: HttpRequest, public_id: str) -> HttpResponse:
    """The same answer for an address we know and one we do not: who has an account here is nobody's to find out."""
    row = find(request, public_id)
    must(request, "manage_authors", row)
    form = AuthorForm(request.POST)
    if not form.is_valid():
        return page(request, row, showing.AUTHORS, status=422, form=form)
    try:
        actions.add_author(
            application=row,
            email=form.cleaned_data["email"],
            may_sign=bool(request.POST.get("may_sign")),
            actor=actor_of(request),
        )
    except actions.ApplicationError as refused:
        add_errors(form, refused.fields)
        return page(request, row, showing.AUTHORS, status=422, form=form)
    messages.success(
        request, _("Hvis adressen hører til en som har bruker her, kan vedkommende nå skrive på søknaden.")
    )
    return back(row, showing.AUTHORS)


@signed_in
@require_POST
def remove_author(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    row = find(request, public_id)
    must(request, "manage_authors", row)
    author = Author.objects.filter(application=row, pk=pk).select_related("user").first()
    if author is None:
        raise Http404
    try:
        actions.remove_author(application=row, user=author.user, actor=actor_of(request))
    except actions.ApplicationError as refused:
        messages.error(request, first(refused.fields))
    if author.user_id == actor_of(request).pk:
        return redirect("applications:mine")
    return back(row, showing.AUTHORS)


@require_POST
def _too_large(request: HttpRequest, public_id: str) -> HttpResponse:
    row = find(request, public_id)
    return page(request, row, showing.FILES, status=413, form={"file": too_large()})


@takes_file(guard=signed_in, most_bytes=lambda: MAX_FILE_BYTES, too_large=_too_large)
@require_POST
def attach(request: HttpRequest, public_id: str) -> HttpResponse:
    """Lay a file by the application."""
    row = find(request, public_id)
    must(request, "write", row)
    file = request.FILES.get("file")
    if file is None:
        return page(request, row, showing.FILES, status=422, form={"file": _("Velg filen du vil legge ved.")})
    try:
        actions.attach(
            application=row,
            name=file.name or "",
            content=file.read(),
            actor=actor_of(request),
        )
    except actions.ApplicationError as refused:
        return page(request, row, showing.FILES, status=422, form={"file": first(refused.fields)})
    return back(row, showing.FILES)


@signed_in
@require_POST
def detach(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    row = find(request, public_id)
    must(request, "write", row)
    file = _file(row, pk)
    actions.detach(application=row, file=file, actor=actor_of(request))
    return back(row, showing.FILES)


@signed_in
@require_GET
def file(request: HttpRequest, public_id: str, pk: int) -> HttpResponseBase:
    """A file of the application, as a download."""
    return download(_file(find(request, public_id), pk).attachment)


def _file(row: Application, pk: int) -> Any:
    found = row.files.select_related("attachment").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
