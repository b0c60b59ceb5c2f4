"""Measures like a pasted text: has anybody tried this before?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def similar(request: HttpRequest) -> HttpResponse:
    """The form, and what is like the text in it."""
    return render(request, "measures/similar.html")
