"""A form that is sent: once however often it is pressed, and again with what was typed where it is refused."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest

from lovende.selection.leading.guard import refused

Said = dict[str, Any]


def sent(
    request: HttpRequest,
    form: forms.Form,
    *,
    act: Callable[[Said], object],
    is_there: Callable[[Said], bool],
    newest: Callable[[Said], Said] | None = None,
) -> int:
    """Do what the form says. → 0 when it is done, or `is_there` already; else the status of the page.

    Where something newer stands in the way, the form comes back showing `newest` (hidden field → value), so that
    who has seen it and still means it can send it again. Raises PermissionDenied where the act is not theirs.
    """
    if request.method != "POST":
        return 200
    if not form.is_valid():
        return 422
    said = dict(form.cleaned_data)
    status = refused(form, lambda: act(said))
    if status != 409:
        return status
    if is_there(said):
        return 0
    if newest is not None:
        shown = request.POST.copy()
        for name, value in newest(said).items():
            shown[name] = str(value)
        form.data = shown
    return status
