"""The root of all addresses: bokmål without a prefix, /nn/ and /en/ beside it."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from lovende.web import views

urlpatterns = [
    path("helse/", views.health, name="health"),
    *i18n_patterns(
        path("", include("lovende.measures.urls")),
        path("import/", include("lovende.catalogue.urls")),
        path("utlysninger/", include("lovende.schemes.urls")),
        path("soknader/", include("lovende.applications.urls")),
        path("saker/", include("lovende.assessments.urls")),
        path("tilskudd/", include("lovende.awards.urls")),
        path("rapporter/", include("lovende.reporting.urls")),
        path("utvelgelser/", include("lovende.selection.urls")),
        path("om/", views.about, name="about"),
        path("konto/", include("allauth.urls")),
        prefix_default_language=False,
    ),
]
