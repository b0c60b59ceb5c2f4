"""Pages that take a file: what is too large is refused before anything of it is read."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from lovende.people.guard import View

# What a form's other fields and its boundaries may take beside the file.
FORM_BYTES = 1024 * 1024


def takes_file(
    *, guard: Callable[[View], View], most_bytes: Callable[[], int], too_large: View
) -> Callable[[View], View]:
    """A page for those whom `guard` lets in, with a file of at most `most_bytes()`; larger ones go to `too_large`.

    The guard comes before the form's token is looked for, which would take in a stranger's whole file.
    """

    def bound(view: View) -> View:
        within, beyond = guard(csrf_protect(view)), guard(too_large)

        @csrf_exempt
        @wraps(view)
        def bounded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            answer = beyond if size_of(request) > most_bytes() + FORM_BYTES else within
            return answer(request, *args, **kwargs)

        bounded.takes_files = True  # type: ignore[attr-defined]  # has a bound of its own
        return bounded

    return bound


def size_of(request: HttpRequest) -> int:
    """The bytes that a request says it has."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0
