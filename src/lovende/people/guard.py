"""Who gets past the door of a page, before it is made: one guard for every room."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache

from lovende.people.models import User

View = Callable[..., HttpResponseBase]


def signed_in(view: View) -> View:
    """Strangers to sign-in; nothing of the page is kept by any cache."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    return guarded


def needs(permission: str) -> Callable[[View], View]:
    """As `signed_in`, and 403 for those without `permission`."""

    def guard(view: View) -> View:
        @signed_in
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return guard


def actor_of(request: HttpRequest) -> User:
    """Who acts. Behind a guard that is always a person who is signed in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
