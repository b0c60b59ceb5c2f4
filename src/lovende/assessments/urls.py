"""Addresses of the assessments room, under saker/."""

from django.urls import URLPattern, URLResolver, include, path

from lovende.assessments import bulk_views, case_views, file_views, views

app_name = "assessments"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("lovende.assessments.letters.urls")),
    path("", views.inbox, name="inbox"),
    path("samlet/", bulk_views.several, name="several"),
    path("utfall/", views.outcomes, name="outcomes"),
    path("prioritering/<slug:key>/", views.priorities, name="priorities"),
    path("<slug:public_id>/", case_views.case, name="case"),
    path("<slug:public_id>/habilitet/", case_views.declare, name="declare"),
    path("<slug:public_id>/fordeling/", case_views.assign, name="assign"),
    path("<slug:public_id>/vurdering/", case_views.assessment, name="assessment"),
    path("<slug:public_id>/innstilling/", case_views.recommendation, name="recommendation"),
    path("<slug:public_id>/vedtak/", case_views.decision, name="decision"),
    path("<slug:public_id>/lignende/", case_views.similar, name="similar"),
    path("<slug:public_id>/vedlegg/<int:number>/", file_views.case_file, name="case_file"),
]
