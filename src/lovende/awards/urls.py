"""Addresses of the awards room, under tilskudd/."""

from django.urls import URLPattern

app_name = "awards"

urlpatterns: list[URLPattern] = []
