"""Addresses of the schemes room, under utlysninger/."""

from django.urls import path

from lovende.schemes import managing, views

app_name = "schemes"

urlpatterns = [
    path("", views.calls, name="calls"),
    path("ny/", managing.new, name="new"),
    path("ordning/<slug:key>/", views.scheme, name="scheme"),
    path("<slug:key>/", views.call, name="call"),
    path("<slug:key>/endre/", managing.edit, name="edit"),
    path("<slug:key>/kunngjor/", managing.publish, name="publish"),
    path("<slug:key>/avslutt/", managing.close, name="close"),
]
