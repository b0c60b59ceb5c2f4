"""Addresses under utvelgelser/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
