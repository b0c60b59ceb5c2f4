"""Addresses of the reporting room, under rapporter/."""

from django.urls import URLPattern

from lovende.reporting.import_views import urlpatterns_history

app_name = "reporting"

urlpatterns: list[URLPattern] = [*urlpatterns_history]
