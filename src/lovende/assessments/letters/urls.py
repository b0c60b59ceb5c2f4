"""Addresses of letters, under saker/; before those of a case, whose id would match any word."""

from django.urls import path

from lovende.assessments.letters import run_views as runs
from lovende.assessments.letters import views

urlpatterns = [
    path("brevkjoringer/", runs.letter_runs, name="letter_runs"),
    path("brevkjoringer/<int:pk>/", runs.letter_run, name="letter_run"),
    path("brevkjoringer/<int:pk>/fortsett/", runs.letter_run_resume, name="letter_run_resume"),
    path("brevkjoringer/<int:pk>/send/", runs.letter_run_send, name="letter_run_send"),
    path("brevkjoringer/<int:pk>/brev.zip", runs.letter_run_zip, name="letter_run_zip"),
    path("<slug:public_id>/soknad.pdf", views.application_file, name="application_file"),
    path("<slug:public_id>/brev/", views.letters, name="letters"),
    path("<slug:public_id>/brev/lag/", views.letter_make, name="letter_make"),
    path("<slug:public_id>/brev/send/", views.letter_send, name="letter_send"),
    path(
        "<slug:public_id>/brev/<int:number>-<slug:language>.<slug:ending>",
        views.letter_file,
        name="letter_file",
    ),
]
