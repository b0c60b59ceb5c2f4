"""Official statistics beside an answer: look a figure up, or type it with its source, cite it, take it away."""

from django.urls import URLPattern

urlpatterns_citing: list[URLPattern] = []
