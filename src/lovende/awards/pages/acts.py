"""The acts on an award, each with a page of its own that holds one form.

A page shows who may act: an award that is not theirs to know of is 404, an act that is not theirs 403. What cannot
be is said beside the field (422), or on top when somebody was there first (409); nothing typed is lost.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from lovende.applications.errors import ApplicationError
from lovende.awards.errors import AwardError, ConflictError, NotAllowedError
from lovende.awards.models import Award
from lovende.awards.pages.guard import find_award
from lovende.awards.queries import title_of
from lovende.people.guard import actor_of, signed_in
from lovende.people.models import User


@dataclass(frozen=True)
class Doing:
    """What an act is about: the award, the part of it (a rate, a condition …), who acts."""

    award: Award
    thing: Any
    actor: User


@dataclass(frozen=True)
class Act:
    """One act. `title`, `lead` and `button` are bokmål texts to translate; `part` is where on the page it belongs.

    `find` gives the part of the award that the address names, raising Http404. `run` does it and gives the address
    to go on to, "" for the award's page; `done` is said there.
    """

    key: str
    permission: Callable[[Doing], str]
    title: Any
    button: Any
    done: Any
    part: str
    form: Callable[[Any, Doing], forms.Form]
    run: Callable[[Doing, Any], str]
    find: Callable[[Award, int], Any] = lambda award, key: None
    lead: Callable[[Doing], Any] = lambda doing: ""
    template: str = "awards/act.html"
    danger: bool = False
    opens: Callable[[Doing], bool] = lambda doing: True


def view_of(act: Act) -> Callable[..., HttpResponseBase]:
    """The act's page."""

    @signed_in
    def page(request: HttpRequest, public_id: str, key: int = 0) -> HttpResponseBase:
        award = find_award(public_id, actor_of(request))
        doing = Doing(award, act.find(award, key), actor_of(request))
        if not doing.actor.has_perm(act.permission(doing), award):
            raise PermissionDenied
        return _answer(request, act, doing)

    page.__name__ = act.key
    page.__doc__ = f"{act.key}: {act.part}"
    return page


@require_http_methods(["GET", "HEAD", "POST"])
def _answer(request: HttpRequest, act: Act, doing: Doing) -> HttpResponse:
    form = act.form(request.POST if request.method == "POST" else None, doing)
    if request.method != "POST":
        return _page(request, act, doing, form)
    if not form.is_valid():
        return _page(request, act, doing, form, 422)
    try:
        onward = act.run(doing, form)
    except NotAllowedError as refused:
        raise PermissionDenied(str(refused)) from refused
    except (AwardError, ApplicationError) as wrong:
        for name, message in wrong.fields.items():
            form.add_error(name if name in form.fields else None, message)
        return _page(request, act, doing, form, 422)
    except ConflictError as conflict:
        form.add_error(None, str(conflict))
        return _page(request, act, doing, form, 409)
    messages.success(request, str(act.done))
    return redirect(onward or back_to(doing.award, act.part))


def back_to(award: Award, part: str) -> str:
    return reverse("awards:award", args=[award.public_id]) + f"#{part}"


def _page(request: HttpRequest, act: Act, doing: Doing, form: forms.Form, status: int = 200) -> HttpResponse:
    context = {
        "act": act,
        "award": doing.award,
        "award_title": title_of(doing.award),
        "thing": doing.thing,
        "lead": act.lead(doing),
        "form": form,
        "opens": act.opens(doing),
        "back": back_to(doing.award, act.part),
    }
    return render(request, act.template, context, status=status)


def only_post(act: Act) -> Callable[..., HttpResponseBase]:
    """As `view_of`, for an act that is a mere button on the award's page: GET is 405 for those who may."""
    whole = view_of(act)

    @signed_in
    def page(request: HttpRequest, public_id: str, key: int = 0) -> HttpResponseBase:
        answer = whole(request, public_id, key)
        return answer if request.method == "POST" else HttpResponse(status=405, headers={"Allow": "POST"})

    page.__name__ = act.key
    return page


def part_of(award: Award, related: str, key: int, **more: Any) -> Any:
    """A row of the award by its key. Raises Http404."""
    found = getattr(award, related).filter(pk=key, **more).first()
    if found is None:
        raise Http404
    return found


def plain(form: Callable[..., forms.Form]) -> Callable[[Any, Doing], forms.Form]:
    """A form that is the same whatever the act is about."""
    return lambda data, doing: form(data)


def always(permission: str) -> Callable[[Doing], str]:
    """One permission, whatever the act is about."""
    return lambda doing: permission
