"""Pages for those who run calls: make and change a draft, publish it, close it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lovende.people.guard import actor_of, signed_in
from lovende.schemes import actions, queries
from lovende.schemes.editing import Whole, of_save, whole
from lovende.schemes.errors import CallError, ConflictError
from lovende.schemes.models import Call
from lovende.schemes.rules import places_of
from lovende.schemes.views import call_page, visible_call


def _allowed(request: HttpRequest, key: str, permission: str) -> Call:
    """The call, for those who hold the permission. Raises Http404 where they may not know it, PermissionDenied."""
    found = visible_call(request, key)
    if not request.user.has_perm(permission, found):
        raise PermissionDenied
    return found


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new draft; `?fra=KEY` fills the form from another call."""
    if not request.user.has_perm("schemes.make_call"):
        raise PermissionDenied
    model = visible_call(request, request.GET["fra"]) if request.GET.get("fra") else None
    data = request.POST if request.method == "POST" else None
    form = whole(data, call=None, administrators=places_of(actor_of(request)), model=model)
    return _edited(request, form)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """Change a draft. One that is out is shown as it is."""
    found = _allowed(request, key, "schemes.change_call")
    if found.state != Call.State.DRAFT:
        messages.info(request, _("Utlysningen er kunngjort og kan ikke endres."))
        return redirect("schemes:call", found.key)
    data = request.POST if request.method == "POST" else None
    return _edited(request, whole(data, call=found, administrators=places_of(actor_of(request))))


def _edited(request: HttpRequest, form: Whole) -> HttpResponse:
    """Save what was sent and go to the call; else the form, with what is wrong and all that was typed."""
    status, conflict = 200, ""
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                saved = actions.save_call(
                    call=form.call, facts=form.facts(), actor=actor_of(request), version=form.edition
                )
            except CallError as refused:
                of_save(form, refused.fields)
            except ConflictError as refused:
                status, conflict = 409, str(refused)
            else:
                messages.success(request, _("Utkastet er lagret."))
                return redirect("schemes:call", saved.key)
    problems = form.problems() if status == 422 else []
    context = {"form": form, "call": form.call, "problems": problems, "conflict": conflict}
    return render(request, "schemes/edit.html", context, status=status)


@signed_in
def publish(request: HttpRequest, key: str) -> HttpResponseBase:
    """Make a draft public."""
    return _published(request, _allowed(request, key, "schemes.publish_call"))


@require_POST
def _published(request: HttpRequest, found: Call) -> HttpResponse:
    try:
        actions.publish_call(call=found, actor=actor_of(request))
    except CallError as refused:
        return call_page(request, queries.call_of(found.key), refused.fields, 422)
    except ConflictError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Utlysningen er kunngjort."))
    return redirect("schemes:call", found.key)


@signed_in
def close(request: HttpRequest, key: str) -> HttpResponseBase:
    """Take no more applications."""
    return _closed(request, _allowed(request, key, "schemes.close_call"))


@require_POST
def _closed(request: HttpRequest, found: Call) -> HttpResponse:
    try:
        actions.close_call(call=found, actor=actor_of(request))
    except ConflictError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Utlysningen er avsluttet. Ingen kan sende inn flere søknader."))
    return redirect("schemes:call", found.key)
