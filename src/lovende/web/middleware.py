"""What every request passes."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def server_timing(get_response: Callable[[HttpRequest], HttpResponse]):
    """Say in `Server-Timing` how long the server took, so that anybody can see it in the browser."""

    def middleware(request: HttpRequest) -> HttpResponse:
        start = time.perf_counter()
        response = get_response(request)
        response["Server-Timing"] = f"total;dur={(time.perf_counter() - start) * 1000:.1f}"
        return response

    return middleware


def kept_by_nobody(get_response: Callable[[HttpRequest], HttpResponse]):
    """No cache keeps a page made for somebody who is signed in, so that the way back after signing out shows none."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-store"
        return response

    return middleware


class BoundedBody:
    """Refuse a request's body beyond what forms hold, before anything reads it: no page but an upload takes files.

    The bound is DATA_UPLOAD_MAX_MEMORY_SIZE (bytes). A view that takes files says so (`takes_files`) and has a
    bound of its own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_: Any) -> HttpResponse | None:
        length = request.META.get("CONTENT_LENGTH") or "0"
        within = not length.isdecimal() or int(length) <= (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)
        if within or getattr(view, "takes_files", False):
            return None
        return render(request, "413.html", status=413)


class Unreadable:
    """What no text of the database can hold (NUL) nobody types: such a request is answered as others that cannot be
    read (400), wherever it turns up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if isinstance(problem, DataError) and "NUL" in str(problem):
            return render(request, "400.html", status=400)
        return None
