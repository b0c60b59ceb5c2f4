"""Addresses of the public register."""

from django.urls import path

from lovende.measures.views import compare, measure, places, register, similar

app_name = "measures"

urlpatterns = [
    path("", register.register, name="register"),
    path("tiltak/<slug:public_id>/", measure.measure, name="measure"),
    path("tiltak/<slug:public_id>.json", measure.measure_json, name="measure_json"),
    path("sammenlign/", compare.compare, name="compare"),
    path("lignende/", similar.similar, name="similar"),
    path("organisasjon/<slug:slug>/", places.organisation, name="organisation"),
    path("kommune/<slug:number>/", places.municipality, name="municipality"),
    path("kilde/<slug:key>/", places.source, name="source"),
    path("last-ned/<str:format>/", register.download, name="download"),
    path("kart.<str:format>", register.map_file, name="map"),
]
