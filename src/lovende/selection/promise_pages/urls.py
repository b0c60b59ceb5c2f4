"""Addresses of the weighing of a round, under utvelgelser/."""

from django.urls import URLPattern, path

from lovende.selection.promise_pages import views

urlpatterns: list[URLPattern] = [
    path("<slug:public_id>/sannsynlighet/", views.promise, name="promise"),
    path("<slug:public_id>/sannsynlighet/igjen/", views.promise_again, name="promise_again"),
    path("<slug:public_id>/sannsynlighet.csv", views.promise_csv, name="promise_csv"),
    path("<slug:public_id>/sannsynlighet.json", views.promise_json, name="promise_json"),
]
