"""Addresses of published rounds, under utvelgelser/."""

from django.urls import URLPattern, path

from lovende.selection.published import views

urlpatterns: list[URLPattern] = [
    path("publisert/<slug:public_id>/", views.printed, name="printed"),
    path("publisert/<slug:public_id>/flyt.svg", views.picture, name="printed_picture"),
    path("publisert/<slug:public_id>/flyt.csv", views.table, name="printed_table"),
    path("publisert/<slug:public_id>/alt.json", views.data, name="printed_data"),
]
