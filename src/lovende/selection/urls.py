"""Addresses of the selection room, under utvelgelser/."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "selection"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("lovende.selection.published.urls")),
    path("", include("lovende.selection.rating_pages.urls")),
    path("", include("lovende.selection.case_pages.urls")),
    path("", include("lovende.selection.telling.urls")),
    path("", include("lovende.selection.promise_pages.urls")),
    path("", include("lovende.selection.leading.urls")),
]
