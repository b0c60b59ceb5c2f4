"""Addresses of the assessments room, under saker/."""

from django.urls import include, path

app_name = "assessments"

urlpatterns = [
    path("", include("lovende.assessments.letter_urls")),
]
