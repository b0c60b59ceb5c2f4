"""Addresses of the catalogue room, under import/."""

from django.urls import path

from lovende.catalogue import reviewing, views

app_name = "catalogue"

urlpatterns = [
    path("", views.imports, name="imports"),
    path("<uuid:public_id>/", views.batch, name="batch"),
    path("<uuid:public_id>/les-igjen/", views.read_again, name="read_again"),
    path("<uuid:public_id>/godta-klare/", views.accept_clean, name="accept_clean"),
    path("<uuid:public_id>/kilde/", views.name_source, name="name_source"),
    path("<uuid:public_id>/<int:position>/", reviewing.section, name="section"),
]
