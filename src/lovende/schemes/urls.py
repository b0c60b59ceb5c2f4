"""Addresses of the schemes room, under utlysninger/."""

from django.urls import URLPattern

app_name = "schemes"

urlpatterns: list[URLPattern] = []
