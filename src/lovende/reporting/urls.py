"""Addresses of the reporting room, under rapporter/."""

from django.urls import URLPattern

app_name = "reporting"

urlpatterns: list[URLPattern] = []
