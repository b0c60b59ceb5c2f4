"""The candidates of a round: taking them in, and saying which can be judged at all."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from lovende.measures.models import Measure
from lovende.measures.search.engine import search
from lovende.measures.search.spelling import current_speller
from lovende.people.guard import actor_of, signed_in
from lovende.people.models import User
from lovende.selection import queries
from lovende.selection.actions import drop_candidates, mark_complete, take_in
from lovende.selection.leading.draft_forms import DropForm
from lovende.selection.leading.forms import CompletenessForm, ListForm, ReportsForm
from lovende.selection.leading.guard import frame, led, refused, seen
from lovende.selection.models import Candidate, Round

PAGE_SIZE = 50
LONGEST_SEARCH = 400
MOST_FOUND = 500
SHOWN_FOUND = 10
KINDS = {"alle": {}, "kan": {"is_complete": True}, "kan-ikke": {"is_complete": False}}


@dataclass(frozen=True)
class Found:
    """What a search text finds in the register; `relaxed` when no measure has every word."""

    text: str
    total: int
    measures: list[Measure]
    relaxed: bool


def find(text: str, limit: int) -> Found:
    """The published measures that a text finds, best first, as the register itself would show them."""
    found = search(text, limit=limit, speller=current_speller())
    keys = [key for key, _score in found.hits]
    rows = {row.pk: row for row in queries.published_measures().filter(pk__in=keys)}
    return Found(text, found.total, [rows[key] for key in keys if key in rows], found.relaxed)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def candidates(request: HttpRequest, public_id: str) -> HttpResponse:
    """The list, and the three ways in for those who lead: reports, a search, a list."""
    user = actor_of(request)
    if request.method == "POST":
        return _take_in(request, led(public_id, user), user)
    return _page(request, seen(public_id, user), user)


def _take_in(request: HttpRequest, round_: Round, user: User) -> HttpResponse:
    if request.POST.get("do") == "drop":
        return _drop(request, round_, user)
    way = WAYS.get(request.POST.get("do", ""))
    if way is None:
        raise Http404
    form, new = way.form(request.POST), []
    status = 422
    if form.is_valid():
        status = refused(form, lambda: new.append(take_in(round_=round_, actor=user, **way.rows(form))))
    if status:
        return _page(request, round_, user, {way.name: form}, status)
    words = ngettext("%s ny kandidat er tatt inn.", "%s nye kandidater er tatt inn.", new[0]) % new[0]
    messages.success(request, words if new[0] else _("Ingen nye: alle var med fra før."))
    return redirect("selection:candidates", round_.public_id)


def _drop(request: HttpRequest, round_: Round, user: User) -> HttpResponse:
    """Take out those that are ticked. One that is gone already stays gone."""
    form = DropForm(request.POST)
    dropped, status = [0], 422
    if form.is_valid():
        numbers = form.cleaned_data["number"]
        status = refused(
            form, lambda: dropped.append(drop_candidates(round_=round_, numbers=numbers, actor=user))
        )
    if status:
        return _page(request, round_, user, {"by_ticks": form}, status)
    n = dropped[-1]
    messages.success(request, ngettext("%s kandidat er tatt ut.", "%s kandidater er tatt ut.", n) % n)
    return redirect("selection:candidates", round_.public_id)


class SearchForm(forms.Form):
    """The text whose hits are taken in; the page has shown them."""

    q = forms.CharField(max_length=LONGEST_SEARCH, widget=forms.HiddenInput, error_messages={
        "required": _("Skriv hva du leter etter."),
    })  # fmt: skip


@dataclass(frozen=True)
class Way:
    """One way of taking in candidates: the form, and what it names."""

    name: str
    form: Callable[[QueryDict], Any]
    rows: Callable[[Any], dict[str, Any]]


WAYS = {
    "reports": Way("by_report", ReportsForm, lambda form: {"reports": queries.handed_in(*form.chosen())}),
    "search": Way(
        "by_search", SearchForm, lambda form: {"measures": find(form.cleaned_data["q"], MOST_FOUND).measures}
    ),
    "list": Way("by_list", ListForm, lambda form: {"measures": form.cleaned_data["measures"]}),
}


def _page(
    request: HttpRequest, round_: Round, user: User, sent: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    kind = asked if (asked := request.GET.get("vis", "")) in KINDS else "alle"
    rows = round_.candidates.select_related("measure", "organisation", "report", "out_in").filter(
        **KINDS[kind]
    )
    page = Paginator(_light(rows), PAGE_SIZE).get_page(request.GET.get("side", "1"))
    context = frame(round_, user, "candidates", _("Kandidater"))
    why = queries.why_out(round_, page, round_.phases.all()) if not context["not_yet"] else {}
    context |= {
        "page": page,
        "rows": [(row, why.get(row.pk, [])) for row in page],
        "funnel": queries.funnel(round_, ()),
        "kind": kind,
    }
    if context["is_lead"] and round_.state == Round.State.DRAFT:
        context |= _ways_in(request, round_) | (sent or {})
    elif sent:
        context["refused"] = [error for form in sent.values() for error in form.non_field_errors()]
    return render(request, "selection/leading/candidates.html", context, status=status)


def _light(rows: QuerySet[Candidate]) -> QuerySet[Candidate]:
    """Without what raters read, which is long and not shown here."""
    return rows.order_by("number").defer("material", "report__content")


def _ways_in(request: HttpRequest, round_: Round) -> dict[str, Any]:
    text = " ".join(request.GET.get("q", "")[:LONGEST_SEARCH].split())
    chosen = f"{round_.scheme.key}:{round_.year}" if round_.scheme and round_.year else ""
    return {
        "by_report": ReportsForm(chosen=chosen),
        "by_list": ListForm(),
        "found": find(text, SHOWN_FOUND) if text else None,
        "q": text,
        "most_found": MOST_FOUND,
    }


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def candidate(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """What raters will read of one candidate, and whether it can be judged."""
    user = actor_of(request)
    round_ = led(public_id, user)
    found = (
        round_.candidates.select_related("measure", "organisation", "out_in").filter(number=number).first()
    )
    if found is None:
        raise Http404
    is_draft = round_.state == Round.State.DRAFT
    form = CompletenessForm.of(request.POST if request.method == "POST" else None, found)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = form.cleaned_data
            status = refused(form, lambda: mark_complete(round_=round_, number=number, actor=user, **said))
        if not status:
            messages.success(request, _("Kandidat %s er lagret.") % number)
            return redirect(reverse("selection:candidates", args=[public_id]) + f"#k-{number}")
    context = frame(round_, user, "candidates", _("Kandidat %s") % number)
    why = queries.why_out(round_, [found], round_.phases.all()) if not context["not_yet"] else {}
    context |= {"candidate": found, "form": form, "is_draft": is_draft, "why": why.get(found.pk, [])}
    return render(request, "selection/leading/candidate.html", context, status=status)
