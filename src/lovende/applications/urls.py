"""Addresses of the applications room, under soknader/."""

from django.urls import URLPattern

app_name = "applications"

urlpatterns: list[URLPattern] = []
