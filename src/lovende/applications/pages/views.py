"""Own applications, starting one, and the workspace page. Drafts are their authors' alone: for others 404."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lovende.applications import actions, queries
from lovende.applications.models import Application
from lovende.applications.pages.finding import Found, chosen_measure, look_up
from lovende.applications.pages.forms import StartForm, add_errors, errors_of
from lovende.applications.pages.showing_own import own_rows
from lovende.people.guard import actor_of, signed_in
from lovende.people.models import Organisation
from lovende.schemes.models import Call
from lovende.schemes.queries import open_calls

# What the deadline does not end.
ANY_TIME = ("withdraw", "manage_authors")


def find(request: HttpRequest, public_id: str) -> Application:
    """The application, for its authors. Raises Http404: others may not know that it is there."""
    try:
        found = queries.application_of(public_id)
    except Application.DoesNotExist:
        raise Http404 from None
    if not request.user.has_perm("applications.read_draft", found):
        raise Http404
    return found


def may(request: HttpRequest, act: str, application: Application) -> bool:
    """May this person do it, and is there still time?"""
    is_theirs = request.user.has_perm(f"applications.{act}", application)
    return is_theirs and (act in ANY_TIME or not queries.closed_because(application))


def must(request: HttpRequest, act: str, application: Application) -> None:
    """Raises PermissionDenied when an author may not do this (now)."""
    if not may(request, act, application):
        raise PermissionDenied


@signed_in
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Own applications: state, deadline, who wrote last, what is missing."""
    user = actor_of(request)
    context = {
        "rows": own_rows(queries.written_by(user), user),
        "may_start": user.has_perm("applications.start"),
    }
    return render(request, "applications/mine.html", context)


@signed_in
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """Which call to apply to."""
    _may_start(request)
    return render(request, "applications/choose.html", {"calls": open_calls()})


def _may_start(request: HttpRequest) -> None:
    if not request.user.has_perm("applications.start"):
        raise PermissionDenied


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, call: str) -> HttpResponse:
    """Title, who applies, what kind. `do=look` looks measures up and keeps what is typed."""
    _may_start(request)
    found = Call.objects.select_related("scheme").filter(key=call).exclude(state=Call.State.DRAFT).first()
    if found is None:
        raise Http404
    if not queries.call_is_open(found):
        return render(
            request, "applications/closed.html", {"call": found}, status=409 if request.POST else 200
        )
    organisations = list(queries.applies_from(actor_of(request)))
    data = _with_only(request.POST, organisations) if request.method == "POST" else None
    form = StartForm(data, organisations=organisations, initial=_asked(request.GET))
    looking = request.POST.get("do") == "look"
    if data is None or looking:
        return _start_page(request, found, form, organisations, looking)
    if form.is_valid():
        made = _started(request, found, form, organisations)
        if made is not None:
            return redirect("applications:application", made.public_id)
    return _start_page(request, found, form, organisations, False, 422)


def _with_only(data: QueryDict, organisations: list[Organisation]) -> QueryDict:
    """With one organisation to choose, it is chosen."""
    if len(organisations) == 1 and not data.get("organisation"):
        data = data.copy()
        data["organisation"] = organisations[0].slug
    return data


def _asked(given: QueryDict) -> dict[str, str]:
    """`?type=replication&tiltak=<id>` begins with these."""
    kind = given.get("type", Application.Kind.NEW)
    return {
        "kind": kind if kind in Application.Kind.values else Application.Kind.NEW,
        "of": given.get("tiltak", "")[:80],
    }


def _started(
    request: HttpRequest, call: Call, form: StartForm, organisations: list[Organisation]
) -> Application | None:
    data = form.cleaned_data
    measure = chosen_measure(data["of"])
    if data["of"] and measure is None:
        form.add_error("of", _("Fant ikke tiltaket i registeret. Søk det opp på nytt."))
        return None
    try:
        return actions.start_application(
            call=call,
            organisation=next(row for row in organisations if row.slug == data["organisation"]),
            title=data["title"],
            actor=actor_of(request),
            kind=data["kind"],
            **of_kind(data["kind"], measure),
        )
    except actions.ApplicationError as refused:
        add_errors(form, refused.fields)
    except actions.NotAllowedError as refused:
        form.add_error(None, str(refused))
    return None


def of_kind(kind: str, measure: Any) -> dict[str, Any]:
    """Which field the chosen measure belongs in, by the kind of application."""
    return {
        "replicates": measure if kind == Application.Kind.REPLICATION else None,
        "measure": measure if kind == Application.Kind.CONTINUATION else None,
    }


def _start_page(
    request: HttpRequest,
    call: Call,
    form: StartForm,
    organisations: list[Organisation],
    looking: bool,
    status: int = 200,
) -> HttpResponse:
    context = {
        "call": call,
        "form": form,
        "errors": {} if looking else errors_of(form),
        "looking": looking,
        "organisations": organisations,
        "found": found_for(form, looking),
        "kinds": kind_choices(form),
    }
    return render(request, "applications/start.html", context, status=status)


def found_for(form: Any, looking: bool) -> Found:
    """Measures to choose from: those looked for, and the one chosen."""
    words = str(form["words"].value() or "") if looking else ""
    return look_up(words, str(form["of"].value() or ""), asked=looking)


def kind_choices(form: Any) -> list[tuple[str, str, str, bool]]:
    """(value, label, explanation, chosen)."""
    told = {
        "new": _("Noe dere ikke har gjort før."),
        "continuation": _("Et tiltak dere alt driver med tilskudd."),
        "replication": _("Et tiltak som er prøvd et annet sted, og som dere vil gjøre hos dere."),
    }
    value = form["kind"].value()
    return [(key, str(label), told[key], key == value) for key, label in Application.Kind.choices]
