"""The register: search, choose, look, take along."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def register(request: HttpRequest) -> HttpResponse:
    return render(request, "measures/register.html")


def download(request: HttpRequest, format: str) -> HttpResponse:
    """The current search as a file."""
    from lovende.measures.exports import export_response

    return export_response(format, request.GET.get("q", ""), {}, request.LANGUAGE_CODE)


def map_picture(request: HttpRequest) -> HttpResponse:
    """The tile map as a picture of its own."""
    return render(request, "measures/register_map.svg", content_type="image/svg+xml")
