"""Addresses of the public register."""

from importlib import import_module

from django.urls import path

from lovende.measures.views import register, similar

app_name = "measures"


def _later(module: str, name: str):
    """A view whose module is read when it is asked for."""

    def view(request, **arguments):
        return getattr(import_module(f"lovende.measures.views.{module}"), name)(request, **arguments)

    return view


urlpatterns = [
    path("", register.register, name="register"),
    path("tiltak/<slug:public_id>/", _later("measure", "measure"), name="measure"),
    path("tiltak/<slug:public_id>.json", _later("measure", "measure_json"), name="measure_json"),
    path("sammenlign/", _later("compare", "compare"), name="compare"),
    path("lignende/", similar.similar, name="similar"),
    path("organisasjon/<slug:slug>/", _later("places", "organisation"), name="organisation"),
    path("kommune/<str:number>/", _later("places", "municipality"), name="municipality"),
    path("kilde/<slug:key>/", _later("places", "source"), name="source"),
    path("last-ned/<str:format>/", register.download, name="download"),
    path("kart.<str:format>", register.map_file, name="map"),
]
