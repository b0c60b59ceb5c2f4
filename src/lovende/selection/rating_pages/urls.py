"""Addresses under utvelgelser/: a rater's own list, queue and readings."""

from django.urls import URLPattern, path

from lovende.selection.rating_pages import acts, views

READING = "<slug:public_id>/<slug:phase>/les/<int:number>/"

urlpatterns: list[URLPattern] = [
    path("vurderinger/", views.mine, name="mine"),
    path("<slug:public_id>/<slug:phase>/les/", views.queue, name="queue"),
    path("<slug:public_id>/<slug:phase>/les/rekkefolge/", acts.order, name="order"),
    path(READING, views.reading, name="reading"),
    path(f"{READING}lagre/", acts.save, name="save"),
    path(f"{READING}las/", acts.lock, name="lock"),
]
